"""The policy: what happens to which record. Model, strict loading, schema; no data and no pipeline."""
