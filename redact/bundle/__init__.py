"""The bundle: what the public gets, written once and never changed, and reading it again."""

from __future__ import annotations

from redact.bundle.check import check_bundle
from redact.bundle.counts_folder import write_counts
from redact.bundle.writer import point_back, point_to_release, write_bundle

__all__ = ["check_bundle", "point_back", "point_to_release", "write_bundle", "write_counts"]
