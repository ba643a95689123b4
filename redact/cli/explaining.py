"""What `redact policy explain` explains: a policy by itself, or with what a project knows of its signatures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from redact.cli.options import policy_path
from redact.errors import UsageError

if TYPE_CHECKING:
    from redact.advice.parts import Explanation


def explained_by(policy: str | None, project: Path | None) -> Explanation:
    """The explanation of a named policy, or of the project's own. UsageError (2) where neither is given."""
    from redact.advice.explain import explain
    from redact.policy import load_policy

    if project is None:
        if policy is None:
            raise UsageError("which policy?", fix="Name one, or a project: redact policy explain --project redact.yaml")
        return explain(load_policy(policy_path(policy)))
    from redact.advice.agreed import agreement_of
    from redact.project import load_project

    known = load_project(project)
    loaded = load_policy(policy_path(policy) if policy is not None else known.policy)
    with known.open_ledger(known.load_secret()) as ledger:
        agreement = agreement_of(known, loaded, ledger)
    return explain(loaded, project=known, agreement=agreement)
