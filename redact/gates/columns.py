"""Columns: exactly what the policy allows is in the files, and each tier's rows fill only what it shows."""

from __future__ import annotations

import numpy as np

from redact.gates.result import GateResult
from redact.gates.scan import Released, Scope, own_words, staged_columns, strange
from redact.gates.view import ReleaseView
from redact.plan.treatments import Treatment
from redact.policy.model import Policy
from redact.records.batch import Field
from redact.vocabulary import DERIVED_COLUMNS, NAME_ROLES, RoleGroup

NAME = "columns"
_SHOWN_WITH = {
    "id": ("id",),
    "offense_group": ("offense_group",),
    "place": ("place", "place_id", "place_precision", "households_band"),
    "time": ("time", "time_precision"),
}
"""What a word in a tier's `shows` lets be filled."""


def check(view: ReleaseView) -> GateResult:
    """Compares every staged header with the allow-list, every tier's filled columns, and redact's columns with its
    words."""
    wrong: list[str] = []
    columns = 0
    own = own_words(Scope.of(view))
    made = {(item.where, item.name): item for item in staged_columns(view)}
    for dataset in view.datasets:
        fields = {field.name: field for field in view.sources[dataset].fields}
        tiers = [rule for rule in view.treatments if not rule.careful]
        allowed = {rule.name: allowed_columns(view.policy, rule, fields.values()) for rule in tiers}
        header = view.header(dataset)
        columns += len(header)
        listed = set(DERIVED_COLUMNS).union(*allowed.values())
        unlisted = [name for name in header if name not in listed]
        wrong += [f"column '{name}' of {dataset} is not on the policy's list" for name in unlisted]
        wrong += [f"column '{name}' is missing in {dataset}" for name in DERIVED_COLUMNS if name not in header]
        tier = view.rows(dataset).tier
        for name in header:
            item = made[dataset, name]
            wrong += _overfilled(view, item, tier, allowed)
            if not item.role and name in DERIVED_COLUMNS and name != "id" and len(strange(item, own)):
                wrong.append(f"column '{name}' of {dataset} holds something that is no {name.replace('_', ' ')}")
    return GateResult(
        NAME,
        not wrong,
        f"{len(wrong):,} of {columns:,} columns are not as the policy says",
        "the policy's columns and no other, filled as each tier shows them",
        "Only what the policy lists is in the files, and protected rows show only what their tier shows."
        if not wrong
        else f"{'; '.join(wrong)}. Preview again.",
    )


def allowed_columns(policy: Policy, tier: Treatment, fields: object) -> frozenset[str]:
    """The published columns that rows of a tier may fill. What no rule names is not among them."""
    shows = tier.shows
    own = {name for word, names in _SHOWN_WITH.items() if shows is None or word in shows for name in names}
    if not tier.published:
        return frozenset()
    return frozenset(own | {field.name for field in fields if _may_show(policy, tier, field)})  # type: ignore[attr-defined]


def _may_show(policy: Policy, tier: Treatment, field: Field) -> bool:
    role, group = field.role, field.group
    if group in (RoleGroup.KEYS, RoleGroup.PLACE, RoleGroup.TIME) or policy.action(role) == "remove":
        return False
    if role.startswith("officer_"):
        return tier.shows is None and policy.identity.officers.get(tier.name) == "keep"
    if tier.shows is not None:
        return role in tier.shows
    if group is RoleGroup.TEXT:
        return tier.narrative != "remove"
    if group is RoleGroup.PEOPLE:
        word = role.rsplit("_", 1)[-1]
        rule = getattr(tier.people, word, "remove") if tier.people is not None else "remove"
        return role not in NAME_ROLES and rule != "remove"
    return True


def _overfilled(view: ReleaseView, item: Released, tier: np.ndarray, allowed: dict[str, frozenset[str]]) -> list[str]:
    """Tiers whose rows fill a column that they do not show."""
    filled = item.column.filled()
    if len(filled) != len(tier):
        return [f"column '{item.name}' of {item.where} has another number of rows than were decided"]
    counts = np.bincount(tier[filled], minlength=len(view.policy.tiers)) if filled.any() else np.zeros(0, int)
    return [
        f"{int(count):,} rows of tier {view.policy.tiers[number].tier} fill column '{item.name}' of {item.where}"
        for number, count in enumerate(counts.tolist())
        if count and item.name not in allowed[view.policy.tiers[number].tier]
    ]
