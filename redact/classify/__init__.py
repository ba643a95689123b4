"""Which sensitive classes a record shows, how strongly, and why."""

from redact.classify.assessed import Assessed, Found, explain
from redact.classify.classifier import Classifier
from redact.classify.code_tables import Tables, load_tables
from redact.classify.rule import Rule

__all__ = ["Assessed", "Classifier", "Found", "Rule", "Tables", "explain", "load_tables"]
