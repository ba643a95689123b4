"""What came of a trial, kept as a small file: figures only, by what the policy and the scenario mean.

Preview looks for it in the plan that it replaces, beside the policy, and among those that come with redact; what is in
none of them is tried then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final

import redact
from redact.errors import DataMismatch, Where
from redact.policy.model import Policy
from redact.risk.lab.outcome import Figures, Outcome, Verdict
from redact.risk.lab.run import not_runnable
from redact.risk.lab.score import verdict_of
from redact.risk.lab.words import in_words
from redact.risk.scenarios import Scenario
from redact.shipped import shipped

FILE: Final = "trial.json"
"""The name in a plan folder; `policy.trial.json` beside `policy.yaml`; `trials.json` among what comes with redact."""

SHIPPED: Final = "trials.json"

_SAYS_NOTHING: Final = frozenset({
    "policy", "version", "title", "review_by", "reviewed_by_counsel", "legal_basis", "agreement", "notice",
    "keep_plans", "removals", "public_invariants", "examples", "gates",
})  # fmt: skip
"""Keys of a policy that change nothing of what a first release of a made-up city shows."""


@dataclass(frozen=True)
class Tried:
    """One scenario on made-up cities. `leans`: published columns without which he does much worse, most first.
    `remedy`: the smallest change of the policy that would stop him and what it costs, in words; empty where he is
    withstood, or where none of the changes tried does."""

    scenario: str
    figures: Figures | None
    cities: int
    incidents: int
    why: str = ""
    notes: tuple[str, ...] = ()
    leans: tuple[str, ...] = ()
    remedy: str = ""

    def outcome(self, scenario: Scenario) -> Outcome:
        """The outcome under this scenario's limit."""
        if self.figures is None:
            return not_runnable(scenario, "made-up cities", self.why or "it was not tried", self.cities)
        limit = scenario.passes.at_most
        verdict = verdict_of(self.figures, limit, scenario.tries_at_least)
        words = in_words(scenario, self.figures, verdict, self.cities)
        return Outcome(
            scenario.scenario, scenario.title, "made-up cities", verdict, limit, self.figures, words,
            why=self.remedy if verdict is Verdict.FAIL else "", columns=self.leans, notes=self.notes,
            cities=self.cities,
        )  # fmt: skip


@dataclass(frozen=True)
class Trial:
    """What came of a policy's scenarios, by `digest_of`; `key` is what the policy means."""

    key: str
    tried: Mapping[str, Tried] = field(default_factory=dict)

    def of(self, scenario: Scenario) -> Tried | None:
        """What came of a scenario; None where it was not tried."""
        return self.tried.get(digest_of(scenario))

    def undecided(self, scenarios: Iterable[Scenario], cities: int) -> tuple[Scenario, ...]:
        """The scenarios that are worth a try of so many cities: not tried yet, not long enough for this limit, or not
        withstood without anybody having looked for a remedy."""
        return tuple(each for each in scenarios if self._open(each, cities))

    def _open(self, scenario: Scenario, cities: int) -> bool:
        tried = self.of(scenario)
        if tried is None:
            return True
        verdict = tried.outcome(scenario).verdict
        if verdict is Verdict.FAIL:
            return not tried.remedy
        return verdict in (Verdict.INCONCLUSIVE, Verdict.TOO_FEW) and tried.cities < cities

    def joined(self, other: Trial) -> Trial:
        """Both, the other's where both have one."""
        return Trial(self.key, {**self.tried, **other.tried})

    def text(self) -> str:
        """The file."""
        return json.dumps(as_json([self]), indent=1, sort_keys=True) + "\n"


def key_of(policy: Policy) -> str:
    """A digest of all of a policy that changes what comes out, and of the program that does it."""
    data = policy.model_dump(mode="json", by_alias=True)
    said = _bare({name: value for name, value in data.items() if name not in _SAYS_NOTHING})
    return _digest([redact.__version__, said])


def digest_of(scenario: Scenario) -> str:
    """A digest of what a scenario does; its story and its limit do not change it."""
    said = scenario.model_dump(mode="json", exclude={"title", "story", "number", "passes", "tries_at_least"})
    return _digest(said)


def record_beside(policy: Path) -> Path:
    """Where a policy file's trial is kept: `ours.trial.json` beside `ours.yaml`."""
    return policy.with_name(f"{policy.stem}.{FILE}")


def remembered(policy: Policy, files: Iterable[Path] = ()) -> Trial:
    """What is known of a policy: from `files` that are there, and from what comes with redact.

    Raises DataMismatch (11) for a damaged file.
    """
    key = key_of(policy)
    found = Trial(key)
    for path in (shipped() / SHIPPED, *files):
        if path.is_file():
            found = next((found.joined(each) for each in read(path) if each.key == key), found)
    return found


def read(path: Path) -> tuple[Trial, ...]:
    """The trials of a file."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return tuple(
            Trial(key, {digest: _tried(each) for digest, each in tried.items()})
            for key, tried in data["policies"].items()
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        fix = "Remove the file; the policy is tried again."
        raise DataMismatch("this record of a policy's trial is damaged", where=Where(path), fix=fix) from error


def as_json(trials: Iterable[Trial]) -> dict[str, Any]:
    """Plain data of several trials."""
    return {"policies": {each.key: {name: _plain(one) for name, one in each.tried.items()} for each in trials}}


def _plain(tried: Tried) -> dict[str, Any]:
    made = asdict(tried)
    if tried.figures is not None:
        made["figures"] = {
            name: None if value != value else round(value, 6) if isinstance(value, float) else value
            for name, value in asdict(tried.figures).items()
        }
    return made


def _tried(data: Mapping[str, Any]) -> Tried:
    said = dict(data)
    if said["figures"] is not None:
        numbers: dict[str, Any] = {
            name: float("nan") if value is None else value for name, value in said["figures"].items()
        }
        said["figures"] = Figures(**numbers)
    for name in ("notes", "leans"):
        said[name] = tuple(said[name])
    return Tried(**{each.name: said[each.name] for each in fields(Tried)})


def _bare(value: Any) -> Any:
    """Without reasons and other texts that nobody acts on."""
    if isinstance(value, dict):
        return {name: _bare(each) for name, each in value.items() if name not in ("because", "held_by")}
    return [_bare(each) for each in value] if isinstance(value, list) else value


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:32]


__all__ = ["FILE", "SHIPPED", "Trial", "Tried", "as_json", "digest_of", "key_of", "read", "record_beside", "remembered"]
