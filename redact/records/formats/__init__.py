"""One module per family of file formats; each gives a `Reader` (see `redact.records.reading`)."""
