"""Looking after what a publisher keeps: copies of the ledger, another computer, a lost secret, old plans.

Commands that work while a part of the project is missing start from `redact.keeping.Kept`. What is worth a warning is
told by pure functions in `redact.custody.warnings`, for `redact doctor` and after a release.
"""
