"""Changing a policy: one rule at a time, checked as if it stood in a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from redact.errors import UsageError
from redact.policy import Policy, load_policy, parse_policy
from redact.policy.merging import plain
from redact.policy.wording import did_you_mean


@dataclass(frozen=True)
class Change:
    """One rule of a policy with another value.

    `path` is where it stands, with dots: `protected.place.level` (the name of a group of records first), or from the
    top of the file: `columns.status`, `places.ladder`. `value` None takes the rule out of the file.
    """

    path: str
    value: Any

    def __str__(self) -> str:
        return f"{self.path}: {said(self.value)}"

    def words(self, policy: Policy) -> str:
        """For whoever changes the file: `tiers.protected.place.level: district in place of beat`."""
        grouped = self.path.split(".")[0] in (tier.tier for tier in policy.tiers)
        return f"{'tiers.' if grouped else ''}{self} in place of {said(self.of(policy))}"

    def of(self, policy: Policy) -> Any:
        """What the policy says there now; None where it says nothing."""
        at: Any = plain(policy)
        for key in _keys(at, self.path):
            at = at[int(key)] if isinstance(at, list) else at.get(key) if isinstance(at, Mapping) else None
        return at


def change(policy: Policy | str | Path, *changes: Change | tuple[str, Any]) -> Policy:
    """The policy with some rules changed: `change("baseline", ("protected.place.level", "district"))`.

    PolicyInvalid (10) where the result is no policy, UsageError (2) for a rule that stands nowhere.
    """
    old = policy if isinstance(policy, Policy) else load_policy(policy)
    every = [each if isinstance(each, Change) else Change(*each) for each in changes]
    return parse_policy(_text(_changed(old, every)), f"{old.policy} as changed")


def stands(policy: Policy, one: Change) -> bool:
    """Whether the policy is still one after a change: a table by month cannot be of rows that show the quarter."""
    try:
        Policy.model_validate_json(json.dumps(_changed(policy, [one])))
    except ValidationError:
        return False
    return True


def said(value: Any) -> str:
    """A value of a rule in words, as whoever changes the file would type it."""
    if value is None:
        return "left out"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {said(each)}" for name, each in value.items())
    return f"{value:g}" if isinstance(value, float) else str(value)


def policy_text(policy: Policy) -> str:
    """The policy as a file, e.g. to enter it on the defenders' board. Comments are gone."""
    return _text(plain(policy))


def _changed(policy: Policy, changes: Iterable[Change]) -> Any:
    data = plain(policy)
    for one in changes:
        _put(data, _keys(data, one.path), one)
    return data


def _text(data: Any) -> str:
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110)


def _keys(data: Mapping[str, Any], path: str) -> list[str | int]:
    """The way to a rule in the file's own keys; a first word that names a group of records leads into it."""
    words: list[str | int] = [int(word) if word.isdigit() else word for word in path.split(".")]
    names = [tier["tier"] for tier in data["tiers"]]
    if words[0] == "tiers" and len(words) > 1 and words[1] in names:
        words = words[1:]
    if words[0] in names:
        return ["tiers", names.index(words[0]), *words[1:]]
    if words[0] not in Policy.model_fields:
        known = [*names, *Policy.model_fields]
        raise UsageError(
            f"no group of records and no rule of a policy is called '{words[0]}'.{did_you_mean(str(words[0]), known)}",
            fix="Write it as in protected.place.level or columns.status.",
        )
    return words


def _put(data: Any, keys: list[str | int], one: Change) -> None:
    at = data
    for key in keys[:-1]:
        if isinstance(at, list):
            at = at[_place_in(at, key, one)]
        elif isinstance(at, dict) and isinstance(at.get(str(key), {}), dict | list):
            at = at.setdefault(str(key), {})
        else:
            raise UsageError(
                f"the policy has nothing at {one.path}",
                fix="`redact policy explain` and policies/baseline.yaml show what there is.",
            )
    last = keys[-1]
    if one.value is None and isinstance(at, dict):
        at.pop(str(last), None)
    elif isinstance(at, list):
        at[_place_in(at, last, one)] = one.value
    else:
        at[str(last)] = one.value


def _place_in(several: list[Any], key: str | int, one: Change) -> int:
    """Which of a list is meant. UsageError (2) for a word, or for one more than there are."""
    if isinstance(key, int) and key < len(several):
        return key
    names = [each["tier"] for each in several if isinstance(each, dict) and "tier" in each]
    raise UsageError(
        f"'{key}' in {one.path} names none of the {len(several)} that the policy has there.{did_you_mean(key, names)}",
        fix=f"Groups of records are {', '.join(names)}." if names else f"Give a number from 0 to {len(several) - 1}.",
    )


__all__ = ["Change", "change", "policy_text", "said", "stands"]
