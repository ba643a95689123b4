"""What `compare` promises of any two policies, tried on random pairs and random records.

The second implementation here is the pipeline's own: rows are resolved under both policies, and what is shown of each
is read off its treatment. Cover is held fixed by leaving it out, place is compared by level and households.
"""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from redact.plan.outcomes import Reason
from redact.plan.treatments import Treatment, shows_role, treatments
from redact.policy.model import PeopleRule, Policy
from redact.policy.verdicts import compare
from redact.vocabulary import DERIVED_COLUMNS, SensitiveClass

from ..unit.plan.making import Said, resolved
from ..unit.policy.pairs import PAIRS, RICH, loaded
from .worlds import depth

KINDS = ("incidents", "calls", "arrests", "stops", "shootings")
CLASSES = (*(each.value for each in SensitiveClass), "suicide")
COLUMNS = (
    "offense_code", "offense_text", "weapon", "victim_age", "subject_sex", "suspect_race", "officer_name",
    "victim_name", "narrative", "remarks", "status", "disposition", "agency", "relationship",
)  # fmt: skip
LEVELS = ("block", "beat", "tract", "district", "city")


# --- random policies -------------------------------------------------------------------------------------------------


def _tier(pick: random.Random, name: str) -> dict[str, Any]:
    """A tier that shows rows in some way."""
    made: dict[str, Any] = {
        "tier": name,
        "place": {
            "level": pick.choice(["block", "beat", "district", "city"]),
            "min_households": pick.choice([20, 200]),
        },
        "time": {
            "precision": pick.choice(["hour", "day", "month", "year"]),
            "delay": pick.choice(["0 days", "9 days"]),
        },
    }
    if pick.random() < 0.5:
        made["shows"] = ["id", *pick.sample(["offense_group", "place", "time", "status", "offense_text"], 3)]
    else:
        made["narrative"] = pick.choice(["remove", "strict", "standard"])
        made["people"] = pick.choice(["remove", {"age": "bands of 10", "sex": "keep"}, {"race": "keep"}])
    return made


def _base(pick: random.Random) -> dict[str, Any]:
    """A policy with tiers in some order, some of them for classes, kinds or offence groups."""
    data = copy.deepcopy(RICH)
    for key in ("counts", "budget", "examples", "exceptions", "sensitive_places", "legal_basis"):
        data.pop(key)
    for tier in data["tiers"]:
        tier.pop("cover", None)
    if pick.random() < 0.5:
        data["tiers"].insert(pick.randrange(1, 5), _tier(pick, "extra") | _takes(pick))
    if pick.random() < 0.3:
        data["tiers"][3] = _tier(pick, "persons") | {"offense_groups": ["persons"]}
    data["classify"]["may_evidence"] = pick.choice(["pass", "persons", "protect", "hold"])
    data["classify"]["unknown_code"] = pick.choice(["hold", "protect"])
    data["classify"]["prior"] = pick.choice(["pass", "may", "shows"])
    data["classify"]["relationship_absent"] = pick.choice(["pass", "persons", "may"])
    return data


def _takes(pick: random.Random) -> dict[str, Any]:
    return pick.choice(
        [
            {"kinds": pick.sample(KINDS, 2)},
            {"offense_groups": pick.sample(["none", "society", "property", "persons"], 2)},
            {"classes": pick.sample(CLASSES, 1), "kinds": ["calls"]},
            {"classes": pick.sample(CLASSES, 2)},
        ]
    )


def _edit(pick: random.Random, data: dict[str, Any]) -> None:
    """One change, of a kind that people make."""
    tiers = data["tiers"]
    tier = pick.choice(tiers)
    shown = [each for each in tiers if "place" in each]
    match pick.randrange(14):
        case 0 if shown:
            pick.choice(shown)["place"]["level"] = pick.choice(["block", "beat", "district", "city"])
        case 1 if shown:
            pick.choice(shown)["place"]["min_households"] = pick.choice([8, 20, 200, 900])
        case 2 if shown:
            pick.choice(shown)["time"] = {"precision": pick.choice(["hour", "day", "month", "year"]), "delay": "9 days"}
        case 3:
            name = pick.choice(CLASSES)
            homes = [each for each in tiers if each.get("classes")]
            for each in homes:
                each["classes"] = [word for word in each["classes"] if word != name]
            pick.choice(homes)["classes"].append(name)
        case 4:
            tiers.insert(pick.randrange(len(tiers)), _tier(pick, "inserted") | _takes(pick))
        case 5:
            tiers.remove(tier)
        case 6:
            one, other = pick.sample(range(len(tiers) - 1), 2)
            tiers[one], tiers[other] = tiers[other], tiers[one]
        case 7:
            tier.update(_takes(pick))
        case 8:
            for key in ("place", "time", "shows", "people", "narrative"):
                tier.pop(key, None)
            tier["rows"] = pick.choice(["withhold", "hold"])
        case 9:
            word = pick.choice(["status", "people", "offense_text", "offense", "sex", "text", "disposition"])
            actions = ["keep", "remove", "year"] if word in ("status", "disposition") else ["by tier", "remove"]
            data["columns"][word] = pick.choice(actions)
        case 10:
            data["classify"]["may_evidence"] = pick.choice(["pass", "persons", "protect", "hold"])
            data["classify"]["unknown_code"] = pick.choice(["hold", "protect"])
        case 11:
            data["classify"][pick.choice(["prior", "negated"])] = pick.choice(["pass", "may", "shows"])
        case 12:
            data["classify"]["relationship_empty"] = pick.choice(["pass", "may"])
            data["classify"]["relationship_absent"] = pick.choice(["pass", "persons", "may"])
        case _:
            data["identity"]["officers"] = {
                each["tier"]: pick.choice(["keep", "mask"]) for each in pick.sample(tiers, 2)
            }
    names = {each["tier"] for each in tiers}
    data["identity"]["officers"] = {name: word for name, word in data["identity"]["officers"].items() if name in names}


def policies(seed: int) -> tuple[Policy, Policy]:
    """Two policies, the second made from the first by one to three edits; seeds that give none are passed over."""
    pick = random.Random(seed)
    while True:
        data = _base(pick)
        edited = copy.deepcopy(data)
        for _ in range(pick.choice([1, 1, 2, 3])):
            _edit(pick, edited)
        try:
            return loaded(json.dumps(data)), loaded(json.dumps(edited))
        except ValidationError:
            continue


# --- random records --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Record:
    """A record as it came in, before any policy judged it. `mentioned` is a class that its text speaks of as past."""

    kind: int
    group: str
    event: int
    shows: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    prior: str = ""
    negated: str = ""
    silent: bool = False
    unknown: bool = False
    conflict: bool = False

    def judged(self, policy: Policy) -> Said:
        """What classification makes of it, as `redact.classify` does."""
        rules = policy.classify
        known = set(policy.class_names)
        shows, may = set(self.shows) & known, set(self.may) & known
        for word, said in ((rules.prior, self.prior), (rules.negated, self.negated)):
            if said and word != "pass":
                (shows if word == "shows" else may).add(said)
        asked = self.kind != KINDS.index("stops")
        counts = (rules.relationship_empty if asked else rules.relationship_absent) == "may"
        unproven = not shows & {each.value for each in SensitiveClass}
        silent = self.silent and self.group == "persons"
        doubt = bool(may - shows) or (counts and silent)
        return Said(
            shows=tuple(sorted(shows)),
            may=tuple(sorted(may)),
            group=self.group,
            keys=(self.event,),
            dataset=self.kind,
            unknown=7 if self.unknown else 0,
            weak=doubt and unproven and rules.may_evidence != "pass",
            careful=silent and unproven and not asked and rules.relationship_absent == "persons",
            conflict=int(self.conflict),
        )


def records(seed: int) -> list[Record]:
    """Some events of one to three records."""
    pick = random.Random(seed)
    made = []
    for event in range(1, 21):
        for _ in range(pick.choice([1, 1, 2, 3])):
            made.append(
                Record(
                    kind=pick.randrange(len(KINDS)),
                    group=pick.choice(["none", "persons", "persons", "property", "society"]),
                    event=event,
                    shows=tuple(pick.sample(CLASSES, pick.choice([0, 0, 0, 1, 1, 2]))),
                    may=tuple(pick.sample(CLASSES, pick.choice([0, 0, 0, 1]))),
                    prior=pick.choice(["", "", "", *CLASSES]),
                    negated=pick.choice(["", "", "", *CLASSES]),
                    silent=pick.random() < 0.4,
                    unknown=pick.random() < 0.1,
                    conflict=pick.random() < 0.1,
                )
            )
    return made


# --- what is shown, by the pipeline's own functions -------------------------------------------------------------------


def _width(rule: str) -> float:
    return 0 if rule == "keep" else inf if rule == "remove" else float(rule.removeprefix("bands of "))


def _hidden(rule: Treatment, policy: Policy) -> dict[str, float]:
    """How much of each column is hidden in the rows of a treatment: 0 all shown, infinite nothing."""
    seen = {name: 0.0 if rule.shows is None or name in rule.shows else inf for name in DERIVED_COLUMNS[:2]}
    timed = rule.shows is None or "time" in rule.shows
    seen["level"] = LEVELS.index(rule.level) if rule.level is not None else inf
    seen["households"] = rule.min_households if rule.level is not None else inf
    seen["time"] = float(rule.precision) if timed else inf
    for role in COLUMNS:
        kept = shows_role(rule, policy, role)
        seen[role] = 0.0 if kept else inf
        if kept and role in ("narrative", "remarks", "synopsis"):
            seen[role] = float(("standard", "strict").index(rule.narrative))
        if kept and role.endswith("_age") and not role.startswith("officer_") and isinstance(rule.people, PeopleRule):
            seen[role] = _width(rule.people.age)
        if kept and role in ("status", "disposition"):
            seen[role] = float(("keep", "by tier", "year").index(policy.action(role)))
    return seen


def shown(said: list[Record], policy: Policy) -> list[Mapping[str, float] | None]:
    """What each record shows; None where its row is not published."""
    fates = resolved([record.judged(policy) for record in said], policy, kinds=KINDS)
    every = treatments(policy)
    rules = {int(number): _hidden(every[int(number)], policy) for number in set(fates.treatment.tolist())}
    return [
        rules[int(treatment)] if reason == Reason.NONE else None
        for treatment, reason in zip(fates.treatment, fates.reason, strict=True)
    ]


def finer(old: Mapping[str, float] | None, new: Mapping[str, float] | None) -> set[str]:
    """The columns in which a record is shown more exactly than before."""
    if new is None:
        return set()
    return {name for name, hidden in new.items() if hidden < (old[name] if old is not None else inf)}


# --- the properties --------------------------------------------------------------------------------------------------

seen: Counter[str] = Counter()


@depth(330)
@given(st.integers(0, 1_000_000))
def test_looser_is_never_missed_and_stricter_never_shows_a_record_finer(seed: int) -> None:
    """A pair is compared in both directions. Whatever record is shown finer, truly sensitive or not, is told."""
    old, new = policies(seed)
    said = records(seed)
    before, after = shown(said, old), shown(said, new)
    for one, other, left, right in ((old, new, before, after), (new, old, after, before)):
        found = compare(one, other)
        seen[found.verdict] += 1
        worse = {name for pair in zip(left, right, strict=True) for name in finer(*pair)}
        if found.verdict in ("stricter", "reworded", "same"):
            assert not worse, f"{found.verdict}, but finer: {sorted(worse)}"
        assert (found.verdict == "same") == (one.digest == other.digest)


def test_the_pairs_were_of_every_kind() -> None:
    """Without this the properties could hold because nothing is ever called stricter."""
    for seed in range(120):
        found = compare(*policies(seed))
        seen[found.verdict] += 1
    total = sum(seen.values())
    assert seen["stricter"] > total / 20
    assert seen["looser"] > total / 20
    assert seen["mixed"] > total / 20


@depth(150)
@given(st.sampled_from(PAIRS), st.sampled_from(PAIRS))
def test_two_edits_together_say_no_less_than_each(one: Any, other: Any) -> None:
    """Where one edit protects less, it does so beside any other edit too."""
    if {key.split("__")[0] for key in one.edit} & {key.split("__")[0] for key in other.edit}:
        return
    from ..unit.policy.pairs import rich

    try:
        alone = [compare(rich(), rich(**each.edit)).verdict for each in (one, other)]
        both = compare(rich(), rich(**one.edit, **other.edit)).verdict
    except ValidationError:
        return
    if "looser" in alone or "mixed" in alone:
        assert both in ("looser", "mixed")
