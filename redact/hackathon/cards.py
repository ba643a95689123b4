"""The finding card: what an adversary found on a made-up city, and the smallest change of the policy that stops him.

    card = finding("neighbour", city("suburb"), "baseline", by="Team Birch")
    card.save("finding.yaml")

It is a scenario file, so a department runs it on its own policy or plan with `redact scenario run finding.yaml`. It
holds no program: only the name of an attack that comes with redact and its parameters. What a participant wrote is told
in words and marked as not built in.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from redact.errors import UsageError
from redact.hackathon.cities import Place, release
from redact.hackathon.playing import Adversary, attack, meant, played_by, useful
from redact.policy import Policy, load_policy
from redact.policy.merging import plain
from redact.policy.verdicts import compare
from redact.risk.lab.cities import Case
from redact.risk.lab.outcome import Outcome
from redact.risk.scenarios import Finding, Named, Scenario, Stops
from redact.risk.trial.called import called, changed_rules
from redact.risk.trial.changes import Change, change, said
from redact.risk.trial.leaning import leans_on
from redact.risk.trial.remedies import MOST, Look, TriedChange, least, search
from redact.risk.trial.steps import in_rounds, steps


@dataclass(frozen=True)
class Card:
    """A finding: the scenario with what was found, the outcome before, and every change that was tried."""

    scenario: Scenario
    outcome: Outcome
    tried: tuple[TriedChange, ...]
    stopped: TriedChange | None

    def text(self) -> str:
        """The card as a scenario file."""
        return _head(self) + yaml.safe_dump(plain(self.scenario), sort_keys=False, allow_unicode=True, width=110)

    def save(self, path: Path | str) -> Path:
        """Writes the file."""
        path = Path(path)
        path.write_text(self.text(), encoding="utf-8")
        return path


_WHAT: Final = "A finding card: somebody attacked a made-up city and this is what came of it."
_RUN: Final = "Does it hold for you? redact scenario run THIS-FILE --policy YOURS.yaml"
_NO_RUN: Final = (
    "His program is a participant's own and is in no file of this kind: it is told below, and cannot be run before "
    "somebody has read it and built it in."
)


def _head(card: Card) -> str:
    """What a reader must know first, as comments: what it is, whether it can be run, and what stops him."""
    found = card.scenario.finding
    runs = found is None or found.built_in
    lines = [_WHAT, _RUN if runs else _NO_RUN, _stopped(card)]
    return "".join(f"# {line}\n" for each in lines for line in textwrap.wrap(each, 108))


def _stopped(card: Card) -> str:
    found = card.scenario.finding
    if card.stopped is not None and found is not None and found.stops is not None:
        stops = found.stops
        return f"What stops him for the least: {stops.path}: {stops.becomes} (was {stops.was}). It costs {stops.costs}"
    if card.outcome.passed:
        return "The policy withstands him as it is, so no change was needed."
    if not card.tried:
        return "No change of the policy was tried, so nothing is known of what stops him."
    n = len(card.tried)
    return f"Of {n} change{'s' if n > 1 else ''} tried none is known to stop him."


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
    those of `redact.risk.trial.steps`: one step of every rule, then two where no one step stopped him, `most` in all.
    With an `adversary` of one's own `name` and `story` are needed: they are all that a reader gets of him. UsageError
    (2) where he reached nothing: then there is no finding.
    """
    chosen = meant(scenario)
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
    with played_by(chosen, adversary) as played:
        columns = leans_on(played, before, _practice(chosen, where, old))
    rounds = [list(tried)] if tried is not None else in_rounds(steps(old, columns))

    def look(changed: Policy) -> Look:
        return _look(*_try(chosen, where, changed, adversary))

    seen = search(old, rounds, look, _look(before, outcome), most=most if tried is None else len(tried))
    best = None if outcome.passed else least(seen)
    found = Finding(
        by=by,
        where=_on(where, old),
        success=outcome.words,
        low=round(figures.low, 4),
        upper=round(figures.upper, 4),
        columns=columns,
        tried=tuple(f"{each.change} ({each.outcome.verdict})" for each in seen),
        stops=None if best is None else _stops(old, best),
        built_in=adversary is None,
    )
    return Card(_told(chosen, found, adversary, name, story), outcome, seen, best)


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


def _look(cases: Sequence[Case], outcome: Outcome) -> Look:
    return Look(outcome, tuple(useful(case) for case in cases))


def _on(places: Sequence[Place], policy: Policy) -> str:
    where = ", ".join(f"{place.name} of {place.happened:,} incidents (seed {place.seed})" for place in places)
    rules = changed_rules(policy)
    other = f", which has {'; '.join(rules)}" if rules else ""
    return f"{where}, under the policy {called(policy)}, version {policy.version}{other}"


def _stops(old: Policy, best: TriedChange) -> Stops:
    rules = [rule for _, rule in compare(old, change(old, best.change)).by_rule()]
    return Stops(
        path=best.change.path,
        was=said(best.change.of(old)),
        becomes=said(best.change.value),
        says=" ".join(rule.sentence for rule in rules if rule.sentence) or str(best.change),
        costs=f"usefulness {best.before.worth:.3f} before, {best.after.worth:.3f} after; then: {best.outcome.words}",
    )


def _told(scenario: Scenario, found: Finding, adversary: Adversary | None, name: str, story: str) -> Scenario:
    """The scenario with the finding; of a participant's own program the name and the story in its place."""
    update: dict[str, Any] = {"finding": found}
    if adversary is not None:
        update |= {"scenario": name, "number": None, "title": f"{name}, on {scenario.title}", "story": story,
                   "attack": Named(name=name)}  # fmt: skip
    data = {**plain(scenario), **{key: plain(each) for key, each in update.items()}}
    from redact.risk.scenarios import parse_scenario

    return parse_scenario(yaml.safe_dump({key: each for key, each in data.items() if each is not None}))
