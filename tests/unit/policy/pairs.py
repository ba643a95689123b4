"""Pairs of policies and what comparing them must say: one for each field and direction, and the changes of structure.

A pair is a rich policy with one edit; read backwards it is the pair of the other direction.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from redact.policy.model import Policy

from ..plan.making import REMOVE, TINY, changed, loaded

S, L, W, NEW, GONE = "stricter", "looser", "reworded", "new", "removed"


def _rich() -> dict[str, Any]:
    data = copy.deepcopy(TINY)
    data |= {
        "review_by": "2028-01-01",
        "legal_basis": [{"cite": "34 USC 12291", "says": "No names."}],
        "sensitive_places": {"treatment": "merge", "decoys": 40, "held_by": "victim advocate"},
        "agreement": [{"role": "victim advocate", "count": 2}, {"role": "release officer"}],
        "notice": {"to": "victim advocate", "days": 5},
        "history": {"before": "2027-01-01", "treatment": "by group"},
        "keep_plans": "60 days",
        "removals": {"reasons": ["request", "sealed", "other"], "cover": 4},
        "public_invariants": ["the yearly report"],
        "budget": {"epsilon": 2.0, "revision_reserve": 0.1, "noise": "opendp"},
        "counts": [
            {
                "table": "hidden", "of": {"tiers": ["withheld"]}, "by": ["class", "district", "year"],
                "unit": {"default": "victim"}, "max_per_unit": 2, "epsilon": 0.4, "totals": {"city_year": 0.3},
                "because": "They must be counted.",
            },
            {"table": "blurred", "of": {"classes": ["stalking", "elder_abuse"]}, "by": ["class", "year"],
             "epsilon": 0.2},
            {"table": "rest", "kind": "exact", "of": {"tiers": ["other", "persons"]},
             "by": ["offense_group", "beat", "month"], "threshold": 20, "width": 8},
        ],
        "examples": [
            {"name": "a theft", "given": {"offense_text": "THEFT"}, "expect": {"classes": [], "tier": "other"}},
            {"name": "a stalking", "given": {"offense_text": "STALKING"},
             "expect": {"class": "stalking", "tier": "protected"}},
        ],
    }  # fmt: skip
    data["classify"] |= {
        "codes": ["nibrs", "ucr"],
        "sources": ["codes", "statutes", "relationship", "offense_text"],
        "unknown_code": "hold",
        "relationship_absent": "persons",
        "conflict": "protect",
        "prior": "pass",
        "linking": {"on": ["event_id"], "within_m": 150, "within_hours": 6},
        "classes": {"suicide": {"codes": ["S1", "S2"], "words": ["SUICIDE"], "because": "Families read this."}},
    }
    data["tiers"][0]["classes"].append("suicide")
    data["tiers"][0]["because"] = "A row answers the question."
    data["tiers"][1]["cover"] = {"share_at_least": 0.5, "usual_rows": 8, "rate": {"persons": 0.5, "none": 0.1}}
    data["tiers"][2] |= {"place": {"level": "beat", "min_households": 200},
                         "time": {"precision": "month", "delay": "30 days"}, "offense_groups": ["persons"]}  # fmt: skip
    data["tiers"][3]["narrative"] = "strict"
    data["exceptions"] = [
        {"where": {"beat": ["R1"]}, "when": "11-20..01-03", "for": ["protected"], "place": {"level": "city"}}
    ]
    data["gates"] = {"held_at_most": 0.02, "scenarios": {"did_she_report": 0.1, "absence": 0.2}}
    data["identity"] |= {"model": "redact-police-ner", "safe_words": ["curb", "lawn"], "sample": 100}
    return data


RICH = _rich()
"""Like the tiny policy, with everything set, and tiers that show less the earlier they stand, in every column."""


def rich(**changes: Any) -> Policy:
    """The rich policy with changes by path: `rich(tiers__1__place__level="city")`; REMOVE takes a key out."""
    return loaded(json.dumps(changed(RICH, changes)))


@dataclass(frozen=True)
class Pair:
    """An edit of the rich policy: the field it is about, the verdict, and (path, change) of every rule that differs.

    `back` is the verdict of the same pair read backwards; empty: the opposite.
    """

    field: str
    edit: dict[str, Any]
    verdict: str
    rules: tuple[tuple[str, str], ...]
    back: str = ""

    @property
    def name(self) -> str:
        edits = (f"{key}={'left out' if value is REMOVE else value}" for key, value in self.edit.items())
        return f"{self.field} {' '.join(edits)}"[:90]

    @property
    def backwards(self) -> str:
        return self.back or {"stricter": "looser", "looser": "stricter"}.get(self.verdict, self.verdict)


def pair(field: str, verdict: str, path: str, change: str = "", *, back: str = "", **edit: Any) -> Pair:
    """A pair whose only rule is at `path`; for a mixed one the rule stands there as looser and as stricter."""
    if verdict == "mixed" and not change:
        return Pair(field, edit, verdict, ((path, L), (path, S)), back)
    return Pair(field, edit, verdict, ((path, change or verdict),), back)


TIER = "tiers.protected"
EXCEPTION = "exceptions.protected in beat R1 on 11-20..01-03"
EVERY = ["sexual_assault", "child_abuse", "human_trafficking", "suicide"]
PROTECTED = ["intimate_partner_violence", "family_violence", "stalking", "protective_order", "elder_abuse"]

PAIRS = [
    pair("Policy.policy", W, "policy", policy="other-name"),
    pair("Policy.version", W, "version", version=2),
    pair("Policy.title", W, "title", title="Another title"),
    pair("Policy.review_by", S, "review_by", review_by="2027-06-01"),
    pair("Policy.review_by", L, "review_by", review_by=REMOVE),
    pair("Cite.says", W, "legal_basis.34 USC 12291.says", legal_basis__0__says="No name at all."),
    pair("Cite.status", W, "legal_basis.34 USC 12291.status", legal_basis__0__status="mandatory"),
    pair("Policy.reviewed_by_counsel", W, "reviewed_by_counsel", reviewed_by_counsel="2027-03-01"),
    pair("Cite.cite", W, "legal_basis.A new law", NEW, legal_basis__1={"cite": "A new law", "says": "So."}),
    pair("Policy.agreement", S, "agreement.prosecutor", NEW, agreement__2={"role": "prosecutor"}),
    pair("Policy.agreement", L, "agreement.release officer", GONE, agreement__1=REMOVE),
    pair("Policy.agreement", W, "agreement", agreement=RICH["agreement"][::-1]),
    Pair("Signatures.role", {"agreement__1__role": "police chief"}, "mixed",
         (("agreement.police chief", NEW), ("agreement.release officer", GONE))),
    pair("Signatures.count", S, "agreement.victim advocate.count", agreement__0__count=3),
    pair("Signatures.count", L, "agreement.victim advocate.count", agreement__0__count=1),
    pair("Signatures.because", W, "agreement.victim advocate.because", agreement__0__because="Two see more."),
    pair("Policy.notice", L, "notice", GONE, notice=REMOVE),
    pair("Notice.to", "mixed", "notice.to", notice__to="release officer"),
    pair("Notice.days", S, "notice.days", notice__days=14),
    pair("Notice.days", L, "notice.days", notice__days=1),
    pair("Notice.can_stop", L, "notice.can_stop", notice__can_stop=False),
    pair("Notice.because", W, "notice.because", notice__because="So it is agreed."),
    pair("Releases.every", S, "releases.every", releases__every="quarter"),
    pair("Releases.period", S, "releases.period", releases__period="quarter"),
    pair("Releases.contents", "mixed", "releases.contents", releases__contents="period only"),
    pair("Releases.revision", L, "releases.revision", releases__revision="quarterly"),
    pair("Releases.revision", S, "releases.revision", releases__revision="none"),
    pair("Policy.history", L, "history", GONE, history=REMOVE),
    pair("History.before", S, "history.before", history__before="2027-02-01"),
    pair("History.before", L, "history.before", history__before="2026-12-01"),
    pair("History.treatment", S, "history.treatment", history__treatment="not again"),
    pair("History.because", W, "history.because", history__because="So it is agreed."),
    pair("Policy.keep_plans", S, "keep_plans", keep_plans="30 days"),
    pair("Policy.keep_plans", L, "keep_plans", keep_plans=REMOVE),
    pair("Removals.reasons", S, "removals.reasons", removals__reasons=["request", "sealed", "expunged", "other"]),
    pair("Removals.reasons", L, "removals.reasons", removals__reasons=["request"]),
    pair("Removals.cover", S, "removals.cover", removals__cover=5),
    pair("Removals.cover", L, "removals.cover", removals__cover=1),
    pair("Gates.scenarios", S, "gates.scenarios", gates__scenarios={"did_she_report": 0.1, "absence": 0.1}),
    pair("Gates.scenarios", L, "gates.scenarios", gates__scenarios={"did_she_report": 0.1}),
    pair("Gates.scenarios", S, "gates.scenarios",
         gates__scenarios={"did_she_report": 0.1, "absence": 0.2, "marker": 0.0}),
    pair("Gates.scenarios", "mixed", "gates.scenarios", gates__scenarios={"did_she_report": 0.1, "marker": 0.1},
         back="mixed"),
    pair("Removals.because", W, "removals.because", removals__because="So it is agreed."),
    pair("Releases.because", W, "releases.because", releases__because="So it is agreed."),
    pair("Classify.because", W, "classify.because", classify__because="So it is agreed."),
    pair("Classify.sources", S, "classify.sources",
         classify__sources=["codes", "statutes", "relationship", "offense_text", "narrative"]),
    pair("Classify.sources", L, "classify.sources", classify__sources=["codes", "statutes"]),
    pair("Classify.sources", "mixed", "classify.sources", classify__sources=["codes", "statutes", "narrative"],
         back="mixed"),
    pair("Classify.codes", "mixed", "classify.codes", classify__codes=["nibrs"]),
    pair("Classify.unknown_code", L, "classify.unknown_code", classify__unknown_code="protect"),
    pair("Classify.may_evidence", L, "classify.may_evidence", classify__may_evidence="pass"),
    pair("Classify.may_evidence", S, "classify.may_evidence", classify__may_evidence="protect"),
    pair("Classify.may_evidence", S, "classify.may_evidence", classify__may_evidence="hold"),
    pair("Classify.relationship_empty", L, "classify.relationship_empty", classify__relationship_empty="pass"),
    pair("Classify.relationship_absent", L, "classify.relationship_absent", classify__relationship_absent="pass"),
    pair("Classify.relationship_absent", S, "classify.relationship_absent", classify__relationship_absent="may"),
    pair("Classify.conflict", S, "classify.conflict", classify__conflict="hold"),
    pair("Classify.negated", S, "classify.negated", classify__negated="may"),
    pair("Classify.negated", S, "classify.negated", classify__negated="shows"),
    pair("Classify.prior", S, "classify.prior", classify__prior="shows"),
    pair("Classify.linked_at_least", S, "classify.linked_at_least", classify__linked_at_least=0.95),
    pair("Linking.on", S, "classify.linking.on", classify__linking__on=["event_id", "incident_id"]),
    pair("Linking.within_m", S, "classify.linking.within_m", classify__linking__within_m=200),
    pair("Linking.within_hours", L, "classify.linking.within_hours", classify__linking__within_hours=2),
    pair("AddedClass.codes", S, "classify.classes.suicide.codes", classify__classes__suicide__codes=["S1", "S2", "S3"]),
    pair("AddedClass.words", L, "classify.classes.suicide.words", classify__classes__suicide__words=[]),
    pair("AddedClass.because", W, "classify.classes.suicide.because", classify__classes__suicide__because="Asked for."),
    Pair("Classify.classes", {"classify__classes__overdose": {"words": ["OVERDOSE"]},
                              "tiers__0__classes": [*EVERY, "overdose"]},
         S, (("classify.classes.overdose", NEW), ("tiers.withheld.classes", S))),
    Pair("Tier.classes", {"tiers__0__classes": [*EVERY, "elder_abuse"], "tiers__1__classes": PROTECTED[:4]},
         S, (("tiers.withheld.classes", S), ("tiers.protected.classes", S))),
    Pair("Tier.classes", {"tiers__0__classes": EVERY[1:], "tiers__1__classes": [*PROTECTED, "sexual_assault"]},
         L, (("tiers.withheld.classes", L), ("tiers.protected.classes", L))),
    pair("Tier.classes", W, "tiers.protected.classes", tiers__1__classes=PROTECTED[::-1]),
    pair("Tier.because", W, "tiers.withheld.because", tiers__0__because="Because it must be."),
    pair("Tier.kinds", "mixed", "tiers.accountability.kinds", tiers__2__kinds=["stops", "use_of_force", "calls"]),
    pair("Tier.offense_groups", "mixed", "tiers.persons.offense_groups",
         tiers__3__offense_groups=["persons", "society"]),
    pair("Tier.rows", S, f"{TIER}.rows", tiers__1__rows="withhold", tiers__1__shows=REMOVE, tiers__1__place=REMOVE,
         tiers__1__time=REMOVE, tiers__1__cover={"rate": {"persons": 0.5, "none": 0.1}}, counts=[], exceptions=[]),
    pair("Tier.shows", S, f"{TIER}.shows", tiers__1__shows=["id", "place", "time"]),
    pair("Tier.shows", W, f"{TIER}.shows", tiers__1__shows=["id", "place", "time", "offense_group"]),
    pair("Tier.shows", S, "tiers.persons.shows", tiers__3__shows=["id", "place", "time", "narrative"]),
    pair("Tier.shows", L, f"{TIER}.shows", tiers__1__shows=["id", "place", "time", "offense_group", "status"],
         counts=[]),
    pair("PlaceRule.level", S, f"{TIER}.place.level", tiers__1__place__level="district"),
    pair("PlaceRule.level", L, f"{TIER}.place.level", tiers__1__place__level="block"),
    pair("PlaceRule.min_households", S, f"{TIER}.place.min_households", tiers__1__place__min_households=500),
    pair("PlaceRule.min_households", L, f"{TIER}.place.min_households", tiers__1__place__min_households=199),
    Pair("PlaceRule.level", {"tiers__1__place": {"level": "district", "min_households": 100}},
         "mixed", ((f"{TIER}.place.level", S), (f"{TIER}.place.min_households", L))),
    pair("TimeRule.precision", S, f"{TIER}.time.precision", tiers__1__time__precision="quarter"),
    pair("TimeRule.precision", L, f"{TIER}.time.precision", tiers__1__time__precision="day"),
    pair("TimeRule.delay", S, f"{TIER}.time.delay", tiers__1__time__delay="90 days"),
    pair("TimeRule.delay", L, f"{TIER}.time.delay", tiers__1__time__delay="7 days"),
    pair("PeopleRule.age", S, "tiers.accountability.people.age", tiers__2__people__age="bands of 20"),
    pair("PeopleRule.age", L, "tiers.accountability.people.age", tiers__2__people__age="keep"),
    pair("PeopleRule.sex", S, "tiers.accountability.people.sex", tiers__2__people__sex="remove"),
    pair("PeopleRule.race", S, "tiers.accountability.people.race", tiers__2__people__race="remove"),
    Pair("Tier.people", {"tiers__2__people": "remove"}, S,
         tuple((f"tiers.accountability.people.{word}", S) for word in ("age", "sex", "race"))),
    pair("Tier.narrative", L, "tiers.persons.narrative", tiers__3__narrative="standard"),
    pair("Tier.narrative", S, "tiers.persons.narrative", tiers__3__narrative="remove"),
    pair("CoverRule.rate", S, "tiers.withheld.cover.rate", tiers__0__cover__rate=0.2),
    pair("CoverRule.rate", L, f"{TIER}.cover.rate", tiers__1__cover__rate={"persons": 0.5}),
    Pair("CoverRule.rate", {"tiers__1__cover__rate": {"persons": 0.6, "none": 0.05}}, "mixed",
         ((f"{TIER}.cover.rate.persons", S), (f"{TIER}.cover.rate.none", L))),
    pair("CoverRule.share_at_least", S, f"{TIER}.cover.share_at_least", tiers__1__cover__share_at_least=0.6),
    pair("CoverRule.share_at_least", L, f"{TIER}.cover.share_at_least", tiers__1__cover__share_at_least=REMOVE),
    pair("CoverRule.usual_rows", S, f"{TIER}.cover.usual_rows", tiers__1__cover__usual_rows=16),
    pair("Tier.cover", L, "tiers.withheld.cover", GONE, tiers__0__cover=REMOVE),
    pair("Places.ladder", S, "places.ladder", places__ladder=["block", "beat", "city"], counts=[],
         tiers__2__place__level="beat"),
    pair("Places.ladder", L, "places.ladder", places__ladder=["block", "beat", "tract", "district", "city"]),
    pair("Places.ladder", "mixed", "places.ladder", places__ladder=["block", "district", "beat", "city"]),
    pair("Places.household_safety", S, "places.household_safety", places__household_safety=3),
    pair("Places.style", W, "places.style", places__style="{block} block of {street}"),
    pair("Places.style", "mixed", "places.style", places__style="{street}"),
    pair("Places.because", W, "places.because", places__because="As the map has it."),
    pair("Times.ladder", S, "times.ladder", times__ladder=["hour", "day", "month", "year"]),
    pair("Times.ladder", "mixed", "times.ladder", times__ladder=["hour", "day", "month", "quarter"]),
    pair("Times.because", W, "times.because", times__because="As it is usual."),
    pair("SensitivePlaces.decoys", S, "sensitive_places.decoys", sensitive_places__decoys=60),
    pair("SensitivePlaces.decoys", L, "sensitive_places.decoys", sensitive_places__decoys=20),
    pair("SensitivePlaces.held_by", "mixed", "sensitive_places.held_by", sensitive_places__held_by="the department"),
    pair("SensitivePlaces.because", W, "sensitive_places.because", sensitive_places__because="Nobody may find them."),
    pair("Policy.exceptions", L, EXCEPTION, GONE, exceptions=[]),
    pair("Policy.exceptions", S, "exceptions.protected on 12-24..12-26", NEW,
         exceptions__1={"when": "12-24..12-26", "for": ["protected"], "time": {"precision": "year"}}),
    pair("CoarserPlace.level", L, f"{EXCEPTION}.place.level", exceptions__0__place__level="district"),
    Pair("Exemption.place", {"exceptions__0__place": REMOVE, "exceptions__0__time": {"precision": "year"}}, "mixed",
         ((f"{EXCEPTION}.place", GONE), (f"{EXCEPTION}.time", NEW))),
    pair("Exemption.time", S, f"{EXCEPTION}.time", NEW, exceptions__0__time={"precision": "quarter"}),
    pair("Exemption.because", W, f"{EXCEPTION}.because", exceptions__0__because="It is the holidays."),
    Pair("Exemption.where", {"exceptions__0__where": {"beat": ["R2"]}}, "mixed",
         ((EXCEPTION, GONE), ("exceptions.protected in beat R2 on 11-20..01-03", NEW))),
    Pair("Exemption.when", {"exceptions__0__when": "11-21..01-03"}, "mixed",
         ((EXCEPTION, GONE), ("exceptions.protected in beat R1 on 11-21..01-03", NEW))),
    Pair("Exemption.for_", {"exceptions__0__for": ["protected", "accountability"], "tiers__2__cover": {"rate": 0.1}},
         "mixed", ((EXCEPTION, GONE), (EXCEPTION.replace(" in", " and accountability in"), NEW))),
    pair("Policy.sensitive_places", L, "sensitive_places", GONE, sensitive_places=REMOVE),
    pair("MinorsAndOld.under", S, "minors_and_old.under", minors_and_old__under=21),
    pair("MinorsAndOld.over", L, "minors_and_old.over", minors_and_old__over=90),
    pair("MinorsAndOld.because", W, "minors_and_old.because", minors_and_old__because="They are few."),
    pair("Policy.minors_and_old", L, "minors_and_old", GONE, minors_and_old=None),
    pair("Identity.officers", S, "identity.officers.other", identity__officers__other="mask"),
    pair("Identity.officers", L, "identity.officers.persons", identity__officers__persons="keep"),
    pair("Identity.model", "mixed", "identity.model", identity__model="another-model"),
    pair("Identity.safe_words", S, "identity.safe_words", identity__safe_words=["curb"]),
    pair("Identity.safe_words", L, "identity.safe_words", identity__safe_words=["curb", "lawn", "roof"]),
    pair("Identity.sample", S, "identity.sample", identity__sample=200),
    pair("Identity.because", W, "identity.because", identity__because="Names stay out."),
    pair("Policy.columns", S, "columns.status", columns__status="remove"),
    pair("Policy.columns", S, "columns.status", GONE, columns__status=REMOVE),
    pair("Policy.columns", L, "columns.disposition", NEW, columns__disposition="keep"),
    pair("Policy.columns", L, "columns.offense", NEW, columns__offense="by tier"),
    pair("Policy.columns", S, "columns.sex", NEW, columns__sex="remove"),
    pair("Policy.columns", W, "columns.victim_name", NEW, columns__victim_name="remove"),
    pair("Policy.columns", L, "columns.extra fee", NEW, **{"columns__extra fee": "bands of 10"}),
    pair("Uniqueness.k", S, "uniqueness.age+place+race+sex+time.k", uniqueness__0__k=5),
    pair("Uniqueness.k", L, "uniqueness.age+place+race+sex+time.k", uniqueness__0__k=2),
    pair("Uniqueness.of", L, "uniqueness.age+place+race+sex.of", uniqueness__0__of=["age", "sex", "race", "place"]),
    pair("Uniqueness.repair", "mixed", "uniqueness.age+place+race+sex+time.repair",
         uniqueness__0__repair=["race", "age", "sex"]),
    pair("Uniqueness.because", W, "uniqueness.age+place+race+sex+time.because", uniqueness__0__because="Nobody alone."),
    pair("Policy.uniqueness", S, "uniqueness.place+sex", NEW,
         uniqueness__1={"of": ["sex", "place"], "k": 3, "repair": ["sex"]}),
    pair("Policy.counts", S, "counts.hidden", GONE, counts__0=REMOVE),
    pair("Policy.counts", L, "counts.more", NEW,
         counts__3={"table": "more", "of": {"tiers": ["protected"]}, "by": ["year"], "epsilon": 0.1}),
    pair("Policy.counts", W, "counts", counts=[RICH["counts"][1], RICH["counts"][0], RICH["counts"][2]]),
    Pair("CountTable.table", {"counts__0__table": "hidden_people"}, "mixed",
         (("counts.hidden_people", NEW), ("counts.hidden", GONE))),
    pair("CountTable.because", W, "counts.hidden.because", counts__0__because="Say how many."),
    pair("CountTable.epsilon", S, "counts.hidden.epsilon", counts__0__epsilon=0.2),
    pair("CountTable.epsilon", L, "counts.hidden.epsilon", counts__0__epsilon=0.8),
    pair("CountTable.by", S, "counts.blurred.by", counts__1__by=["year"]),
    pair("CountTable.by", S, "counts.rest.by", counts__2__by=["offense_group", "district", "month"]),
    pair("CountTable.by", L, "counts.hidden.by", counts__0__by=["class", "beat", "year"]),
    pair("CountTable.by", L, "counts.hidden.by", counts__0__by=["class", "district", "quarter"]),
    pair("CountTable.by", "mixed", "counts.hidden.by", counts__0__by=["district", "quarter"], counts__0__unit=REMOVE,
         counts__0__max_per_unit=1),
    pair("CountTable.unit", S, "counts.hidden.unit", counts__0__unit={"default": "household"}),
    pair("CountTable.unit", L, "counts.hidden.unit", counts__0__unit={"default": "victim", "child_abuse": "victim"}),
    pair("CountTable.unit", W, "counts.hidden.unit", counts__0__unit={"default": "victim", "child_abuse": "household"}),
    pair("CountTable.require_unit", S, "counts.hidden.require_unit", counts__0__require_unit=True),
    pair("CountTable.max_per_unit", S, "counts.hidden.max_per_unit", counts__0__max_per_unit=1),
    pair("CountTable.totals", "mixed", "counts.hidden.totals", counts__0__totals={"city_year": 0.4}),
    pair("CountTable.threshold", S, "counts.rest.threshold", counts__2__threshold=30),
    pair("CountTable.threshold", L, "counts.rest.threshold", counts__2__threshold=REMOVE),
    pair("CountTable.width", S, "counts.rest.width", counts__2__width=12),
    pair("CountTable.width", L, "counts.rest.width", counts__2__width=REMOVE),
    pair("CountedRecords.tiers", S, "counts.rest.of.tiers", counts__2__of={"tiers": ["other"]}),
    pair("CountedRecords.classes", S, "counts.blurred.of.classes", counts__1__of={"classes": ["stalking"]}),
    Pair("CountedRecords.classes", {"counts__1__of": {"tiers": ["protected"]}}, "mixed",
         (("counts.blurred.of.tiers", S), ("counts.blurred.of.classes", L))),
    pair("Budget.epsilon", S, "budget.epsilon", budget__epsilon=1.0),
    pair("Budget.epsilon", L, "budget.epsilon", budget__epsilon=3.0),
    pair("Budget.shares", "mixed", "budget.shares", budget__shares=[0.4, 0.2, 0.2, 0.2]),
    pair("Budget.revision_reserve", "mixed", "budget.revision_reserve", budget__revision_reserve=0.2),
    pair("Budget.noise", L, "budget.noise", budget__noise="diffprivlib"),
    pair("Budget.delta", L, "budget.delta", budget__delta=0.00001),
    pair("Budget.because", W, "budget.because", budget__because="As much as is needed."),
    pair("Policy.public_invariants", W, "public_invariants", public_invariants=["another report"]),
    pair("Gates.held_at_most", S, "gates.held_at_most", gates__held_at_most=0.01),
    pair("Gates.because", W, "gates.because", gates__because="Few may be held."),
    pair("Policy.examples", L, "examples.a theft", GONE, examples__0=REMOVE),
    pair("Example.name", S, "examples.a burglary", NEW,
         examples__2={"name": "a burglary", "given": {"offense_text": "BURGLARY"}, "expect": {"tier": "other"}}),
    pair("Example.given", W, "examples.a theft.given", examples__0__given={"offense_text": "LARCENY"}),
    pair("Example.linked", W, "examples.a theft.linked", examples__0__linked=[{"offense_text": "LARCENY"}]),
    pair("Example.because", W, "examples.a theft.because", examples__0__because="The usual one."),
    pair("Expect.class_", W, "examples.a stalking.expect.class", examples__1__expect={"tier": "protected"}),
    pair("Expect.classes", W, "examples.a theft.expect.classes", examples__0__expect={"tier": "other"}),
    pair("Expect.tier", L, "examples.a stalking.expect.tier",
         examples__1__expect={"class": "stalking", "tier": "persons"}),
]  # fmt: skip


def fields_of(policy: Policy) -> dict[str, list[str]]:
    """Every value of every field that stands in a policy, as text, by Model.field."""
    found: dict[str, list[str]] = {}

    def walk(value: Any) -> None:
        if isinstance(value, BaseModel):
            for name in type(value).model_fields:
                inner = getattr(value, name)
                found.setdefault(f"{type(value).__name__}.{name}", []).append(repr(inner))
                walk(inner)
        elif isinstance(value, dict):
            for inner in value.values():
                walk(inner)
        elif isinstance(value, tuple):
            for inner in value:
                walk(inner)

    walk(policy)
    return found


def differing(old: Policy, new: Policy) -> Iterator[str]:
    """Model.field of all fields in which two policies differ."""
    before, after = fields_of(old), fields_of(new)
    yield from (name for name in {*before, *after} if before.get(name) != after.get(name))
