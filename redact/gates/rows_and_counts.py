"""Rows and counts: what a table with noise counts is not published as rows from which its class can be read.

Whoever can count the rows needs no table, and noise hides nothing of what is exact elsewhere. The policy is refused
for it when it is loaded; here the staged rows themselves are looked at.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from redact.gates.result import GateResult
from redact.gates.view import ReleaseView
from redact.policy.counted import classes_counted
from redact.vocabulary import DERIVED_COLUMNS, EXTRA_PREFIX, ROLES, RoleGroup, role_group

NAME = "rows and counts"

_TELLING = (RoleGroup.OFFENSE, RoleGroup.TEXT)


def check(view: ReleaseView) -> GateResult:
    """Counts published rows of a counted class that show an offence, a text or an extra column.

    A row that stays as an earlier release had it shows what was written when nobody knew its class.
    """
    policy = view.policy
    names = policy.class_names
    counted = {name for table in policy.counts if table.noisy for name in classes_counted(policy, table)}
    mask = np.uint32(sum(1 << names.index(name) for name in counted))
    telling = rows = 0
    for dataset, classes in _classes(view).items():
        mine = (classes & mask) != 0
        shown = np.zeros(len(classes), dtype=np.bool_)
        for column in view.header(dataset):
            if _tells(view, dataset, column) and mine.any():
                shown |= view.column(dataset, column).filled()
        mine &= ~view.rows(dataset).kept
        rows += int(mine.sum())
        telling += int((mine & shown).sum())
    passed = telling == 0
    return GateResult(
        NAME,
        passed,
        f"{telling:,} of {rows:,} published rows of counted classes show what they are",
        "none, so that the tables are not undone by the rows",
        "No row that a table counts with noise says what it is."
        if passed
        else f"{telling:,} rows show the class that a table hides. Withhold or blur them, or leave the table out.",
    )


def _tells(view: ReleaseView, dataset: str, column: str) -> bool:
    """Whether a released column can say of what class a row is."""
    role = view.plan.summary["roles"].get(dataset, {}).get(column, column)
    if column in DERIVED_COLUMNS and role == column:
        return False
    return role.startswith(EXTRA_PREFIX) or (role in ROLES and role_group(role) in _TELLING)


def _classes(view: ReleaseView) -> dict[str, NDArray[np.uint32]]:
    """The class mask of every staged row, in staged order, by dataset."""
    every = view.decisions
    classes = view.plan.decisions(["classes"]).column("classes").to_numpy()
    found = {}
    for number, name in enumerate(every.datasets):
        at = np.flatnonzero((every.dataset == number) & (every.staged >= 0))
        found[name] = classes[at[np.argsort(every.staged[at], kind="stable")]].astype(np.uint32)
    return found
