"""The command line: one module per group of commands, and no logic. Nothing heavy is imported before it is needed."""

from __future__ import annotations

from redact.cli.app import main

__all__ = ["main"]
