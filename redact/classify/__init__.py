"""Which sensitive classes a record shows, how strongly, and why."""

from redact.classify.assessed import Assessed, Combination, Conflict, Found, Piece, combinations, explain, told
from redact.classify.classifier import Classifier
from redact.classify.code_tables import Tables, load_tables
from redact.classify.rule import Rule

__all__ = [
    "Assessed", "Classifier", "Combination", "Conflict", "Found", "Piece", "Rule", "Tables", "combinations", "explain",
    "load_tables", "told",
]  # fmt: skip
