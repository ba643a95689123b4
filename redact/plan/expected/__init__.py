"""What a preview of a project expects of its exports: that nothing is forgotten, cut off, doubled or changed.

Looked at before anything is decided (`redact.plan.expected.check`). What is usual comes from the ledger's releases and,
where there are none, from the export's own past. A finding stops the preview (11) until the export is mended or a
person says that it is right (`redact preview --expected DATASET:WHAT`). Plans without a ledger are told, never stopped.
"""
