"""The finding card: what an adversary found on a made-up city, and the smallest change of the policy that stops him.

    card = finding("neighbour", city("suburb"), "baseline", by="Team Birch")
    card.save("finding.yaml")

It is a scenario file, so a department runs it on its own policy or plan with `redact scenario run finding.yaml`. It
holds no program: only the name of an attack that comes with redact and its parameters. What a participant wrote is told
in words and marked as not built in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from redact.errors import UsageError
from redact.hackathon.changes import Change, change
from redact.hackathon.cities import Place, release
from redact.hackathon.leaning import leans_on
from redact.hackathon.playing import Adversary, attack, useful, worth
from redact.hackathon.steps import in_rounds, steps
from redact.policy import Policy, load_policy
from redact.policy.merging import plain
from redact.policy.verdicts import compare
from redact.risk.lab.cities import Case
from redact.risk.lab.outcome import Outcome
from redact.risk.scenarios import Finding, Named, Scenario, Stops, load_scenario

MOST: Final = 8
"""Changes that are tried unless more are asked for: each takes as long as a preview."""


@dataclass(frozen=True)
class Tried:
    """One change, what the adversary reaches after it, and how much use is lost by it (0 to 1; below 0: gained)."""

    change: Change
    outcome: Outcome
    loss: float

    @property
    def stops(self) -> bool:
        """Whether the release withstands him then. Not decided is not stopped."""
        return self.outcome.passed


@dataclass(frozen=True)
class Card:
    """A finding: the scenario with what was found, the outcome before, and every change that was tried."""

    scenario: Scenario
    outcome: Outcome
    tried: tuple[Tried, ...]
    stopped: Tried | None

    def text(self) -> str:
        """The card as a scenario file."""
        return _HEAD + yaml.safe_dump(plain(self.scenario), sort_keys=False, allow_unicode=True, width=110)

    def save(self, path: Path | str) -> Path:
        """Writes the file."""
        path = Path(path)
        path.write_text(self.text(), encoding="utf-8")
        return path


_HEAD: Final = (
    "# A finding card: somebody attacked a made-up city and this is what came of it.\n"
    "# Does it hold for you? redact scenario run THIS-FILE --policy YOURS.yaml\n"
)


def finding(
    scenario: str | Path | Scenario,
    places: Place | Sequence[Place],
    policy: Policy | str | Path = "baseline",
    *,
    adversary: Adversary | None = None,
    name: str = "",
    story: str = "",
    by: str = "",
    tried: Sequence[Change] | None = None,
    most: int = MOST,
) -> Card:
    """Attacks, looks which columns he leans on, and tries stricter rules, one at a time.

    Of those that stop him the one with the least loss of usefulness is the card's. Unless `tried` names them, they are
    those of `redact.hackathon.steps`: one step of every rule, then two where no one step stopped him, `most` in all.
    With an `adversary` of one's own `name` and `story` are needed: they are all
    that a reader gets of him. UsageError (2) where he reached nothing: then there is no finding.
    """
    chosen = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    if adversary is not None and (not name or len(story) < 40):
        raise UsageError("an adversary of your own needs a name and a story", fix="finding(..., name=..., story=...)")
    where = [places] if isinstance(places, Place) else list(places)
    old = policy if isinstance(policy, Policy) else load_policy(policy)
    before, outcome = _try(chosen, where, old, adversary)
    figures = outcome.figures
    if figures is None or figures.low <= 0:
        raise UsageError(
            f"nothing was found that could not be luck: {outcome.words}", fix="More incidents or more places narrow it."
        )
    columns = leans_on(outcome, before, chosen, adversary, _practice(chosen, where, old))
    rounds = [list(tried)] if tried is not None else in_rounds(steps(old, columns))
    value = _value(before)
    seen: list[Tried] = []
    for each in _some(rounds, most if tried is None else len(tried), seen):
        after, then = _try(chosen, where, change(old, each), adversary)
        seen.append(Tried(each, then, value - _value(after)))
    stopping = [each for each in seen if each.stops]
    best = min(stopping, key=lambda each: each.loss) if stopping and not outcome.passed else None
    found = Finding(
        by=by,
        where=_on(where, old),
        success=outcome.words,
        low=round(figures.low, 4),
        upper=round(figures.upper, 4),
        columns=columns,
        tried=tuple(f"{each.change} ({each.outcome.verdict})" for each in seen),
        stops=None if best is None else _stops(old, best, value),
        built_in=adversary is None,
    )
    return Card(_told(chosen, found, adversary, name, story), outcome, tuple(seen), best)


def _some(rounds: Sequence[Sequence[Change]], most: int, seen: Sequence[Tried]) -> Iterator[Change]:
    """Round after round, until so many were tried or a round had one that stops him."""
    left = most
    for each in rounds:
        yield from each[:left]
        left -= min(left, len(each))
        if any(done.stops for done in seen):
            return


def _try(
    scenario: Scenario, places: Sequence[Place], policy: Policy, adversary: Adversary | None
) -> tuple[list[Case], Outcome]:
    cases = [release(place, policy) for place in places]
    return cases, attack(cases, scenario, adversary, _practice(scenario, places, policy))


def _practice(scenario: Scenario, places: Sequence[Place], policy: Policy) -> list[Case]:
    """A city for those who practise, made of a seed far from those attacked."""
    if not scenario.knows.practice:
        return []
    first = places[0]
    return [release(Place(first.name, first.incidents, first.seed + 1_000, first.folder), policy)]


def _value(cases: Sequence[Case]) -> float:
    return sum(worth(useful(case)) for case in cases) / len(cases)


def _on(places: Sequence[Place], policy: Policy) -> str:
    where = ", ".join(f"{place.name} of {place.happened:,} incidents (seed {place.seed})" for place in places)
    return f"policy {policy.policy}, version {policy.version}, digest {policy.digest[:12]}; {where}"


def _stops(old: Policy, best: Tried, value: float) -> Stops:
    rules = [rule for _, rule in compare(old, change(old, best.change)).by_rule()]
    becomes = best.change.value
    return Stops(
        path=best.change.path,
        was=_words(best.change.of(old)),
        becomes="left out" if becomes is None else _words(becomes),
        says=" ".join(rule.sentence for rule in rules if rule.sentence) or str(best.change),
        costs=f"usefulness {value:.3f} before, {value - best.loss:.3f} after; then: {best.outcome.words}",
    )


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {each}" for name, each in value.items())
    return str(value)


def _told(scenario: Scenario, found: Finding, adversary: Adversary | None, name: str, story: str) -> Scenario:
    """The scenario with the finding; of a participant's own program the name and the story in its place."""
    update: dict[str, Any] = {"finding": found}
    if adversary is not None:
        update |= {"scenario": name, "number": None, "title": f"{name}, on {scenario.title}", "story": story,
                   "attack": Named(name=name)}  # fmt: skip
    data = {**plain(scenario), **{key: plain(each) for key, each in update.items()}}
    from redact.risk.scenarios import parse_scenario

    return parse_scenario(yaml.safe_dump({key: each for key, each in data.items() if each is not None}))
