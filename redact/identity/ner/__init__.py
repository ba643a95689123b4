"""The names that only their sentence gives away: a small spaCy model, shipped, checked and trained here.

Nothing is imported on import: spaCy loads with `language`, training with `fit`.
"""
