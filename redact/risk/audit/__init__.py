"""What an already published file gives away: counts and rates, findings worst first, no row and no value of one."""

from __future__ import annotations

from redact.risk.audit.as_page import audit_page
from redact.risk.audit.as_text import audit_text
from redact.risk.audit.audit import audit
from redact.risk.audit.result import Audit, FileAudit, Finding, Siblings, Who

__all__ = ["Audit", "FileAudit", "Finding", "Siblings", "Who", "audit", "audit_page", "audit_text"]
