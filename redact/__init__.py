"""redact: openness about policing that does not cost a victim their safety.

Incident records go in; each is classified by how sensitive it is, personal information is
removed, place and time are made coarser, protected counts can be added with differential
privacy, the result is checked, and only then written. What happens to which record stands in
a policy file that victim advocates have read and agreed to.

Importing this package loads none of the heavy libraries; the names below are resolved on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOMES = {
    "Plan": "redact.plan.folder",
    "RedactError": "redact.errors",
    "check": "redact.pipeline",
    "load_policy": "redact.policy",
    "load_project": "redact.project",
    "preview": "redact.pipeline",
    "publish": "redact.pipeline",
}

__all__ = ["Plan", "RedactError", "check", "load_policy", "load_project", "preview", "publish"]

if TYPE_CHECKING:
    from redact.errors import RedactError
    from redact.pipeline import check, preview, publish
    from redact.plan.folder import Plan
    from redact.policy import load_policy
    from redact.project import load_project


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'redact' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(home), name)
