"""Cover: events whose own tier is looser and that share a treatment, so that it gives nothing away."""

from redact.cover.choice import choose

__all__ = ["choose"]
