"""Risk: what somebody could still find out from a release. Attacks, and how well they do."""
