"""Which sensitive classes a record shows, how strongly, and why."""

from redact.classify.assessed import Assessed, Combination, Conflict, Found, Piece, combinations, explain, told
from redact.classify.classifier import Classifier
from redact.classify.code_tables import Tables, load_tables
from redact.classify.named import counted, one_of_several
from redact.classify.rule import Rule

__all__ = [
    "Assessed", "Classifier", "Combination", "Conflict", "Found", "Piece", "Rule", "Tables", "combinations", "counted",
    "explain", "load_tables", "one_of_several", "told",
]  # fmt: skip
