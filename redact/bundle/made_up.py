"""A made-up city's release as files, for adversaries who take files apart."""

from __future__ import annotations

from dataclasses import replace

from redact.bundle.writer import write_bundle
from redact.gates import ReleaseView, residue
from redact.plan.folder import Plan
from redact.risk.lab.cities import Case, sources_of


def with_files(case: Case) -> Case:
    """The case with its release in a folder beside its plan, written as `redact release` writes one, once.

    A case that has files already, or that is of no made-up city's own plan, comes back as it is. Of the gates only
    `residue` is asked, which tells the writer what the rows say: what the others are for is being tried. Raises
    GateFailed (15) where it does not pass.
    """
    policy = case.release.policy
    if case.release.files is not None or case.folder is None or case.plan is None or policy is None:
        return case
    target = case.plan.with_name(f"files-{case.plan.name}")
    if not (target / "release").is_dir():
        view = ReleaseView.of_plan(Plan.open(case.plan), policy, sources_of(case.folder))
        write_bundle(view, target, release="release", gates=[residue.check(view)], draft=True)
    return replace(case, release=replace(case.release, files=target / "release"))


__all__ = ["with_files"]
