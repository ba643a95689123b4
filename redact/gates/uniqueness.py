"""Uniqueness: no published combination of what is shown of people is too rare."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from redact.gates.result import GateResult
from redact.gates.view import ReleaseView
from redact.policy.model import Uniqueness
from redact.risk.measures import Coded, group
from redact.vocabulary import RoleGroup, role_group

NAME = "uniqueness"
_PUBLISHED_AS = {"place": ("place_id",), "time": ("time", "time_precision")}


def check(view: ReleaseView) -> GateResult:
    """For every rule of the policy: among rows that show anything of people, how many rows share each combination."""
    rules = view.policy.uniqueness
    rare, looked_at, least = 0, 0, 0
    failing: list[str] = []
    for rule in rules:
        for dataset in view.datasets:
            count, rows, smallest = _measure(view, dataset, rule)
            rare += count
            looked_at += rows
            if rows:
                least = min(least, smallest) if least else smallest
            if count:
                failing.append(f"{', '.join(rule.of)} in {dataset}")
    required = "; ".join(f"at least {rule.k} rows share each combination of {', '.join(rule.of)}" for rule in rules)
    if not looked_at:
        measured = "no row shows anything of people"
    else:
        measured = f"the rarest combination is shared by {least:,} rows ({looked_at:,} rows show something of people)"
    return GateResult(
        NAME,
        not rare,
        measured,
        required or "nothing: the policy has no such rule",
        "Nobody stands out by what is shown of age, sex and race with place and time."
        if not rare
        else f"{rare:,} rows stand out ({'; '.join(failing)}). Preview again; if it stays, show less of people.",
    )


def _measure(view: ReleaseView, dataset: str, rule: Uniqueness) -> tuple[int, int, int]:
    """(rows that are too rare, rows that show something of people, size of the smallest combination)."""
    header = view.header(dataset)
    people = tells_of_people(view, dataset, rule.of)
    if not people:
        return 0, 0, 0
    columns = [view.column(dataset, name) for name in people]
    stated: NDArray[np.bool_] = np.any([column.filled() for column in columns], axis=0)
    if not stated.any():
        return 0, 0, 0
    with_them = [name for word in rule.of for name in _PUBLISHED_AS.get(word, ()) if name in header]
    every = [*columns, *(view.column(dataset, name) for name in with_them)]
    alike = group([Coded(column.codes, max(1, len(column.values))) for column in every])
    size = alike.sizes[alike.of][stated]
    return int((size < rule.k).sum()), int(stated.sum()), int(size.min())


def tells_of_people(view: ReleaseView, dataset: str, words: Sequence[str]) -> list[str]:
    """The published columns with somebody's age, sex or race, of which `words` names those that are meant."""
    roles = view.plan.summary["roles"].get(dataset, {})
    return [name for name in view.header(dataset) if name in roles and _is_one_of(roles[name], words)]


def _is_one_of(role: str, words: Sequence[str]) -> bool:
    """Whether a role is somebody's age, sex or race, as a rule names them. Officers' are the policy's own matter."""
    if role_group(role) is not RoleGroup.PEOPLE or role.startswith("officer_"):
        return False
    return role.rsplit("_", 1)[-1] in words
