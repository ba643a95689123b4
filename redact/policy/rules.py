"""The parts of a policy that are not tiers: how records are judged, columns, counts, worked examples."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from redact.policy.said import Decides, Plain, Reasoned, Rule, Stricter
from redact.policy.values import GroupWord, Name, PrecisionWord, Share, Text


class Cite(Rule):
    """A law that the policy rests on."""

    cite: Annotated[Text, Plain("The law, as it is cited."), Stricter(None)]
    says: Annotated[Text, Plain("What it says, in plain words."), Stricter(None)]
    status: Annotated[
        Literal["mandatory", "on request", "endangerment", "unverified"] | None,
        Plain("It binds always, if the person asks, or if someone is in danger; or nobody has checked it yet."),
        Stricter(None),
    ] = None


class Linking(Rule):
    """How records of one event find each other."""

    on: Annotated[
        tuple[Literal["incident_id", "event_id"], ...],
        Plain("Records that share one of these numbers are taken as one event."),
        Stricter("more items"),
        Field(min_length=1),
    ] = ("event_id", "incident_id")
    within_m: Annotated[
        Annotated[float, Field(gt=0, le=2_000)] | None,
        Plain("Where there is no number, records this many meters apart or less can be one event."),
        Stricter("higher"),
    ] = None
    within_hours: Annotated[
        Annotated[float, Field(gt=0, le=72)] | None,
        Plain("They must also be this many hours apart or less, and fit each other."),
        Stricter("higher"),
    ] = None


class AddedClass(Reasoned):
    """A kind of harm that this policy adds to the built-in ones."""

    codes: Annotated[
        tuple[Text, ...], Plain("Records with one of these offense codes are of this kind."), Stricter("more items")
    ] = ()
    words: Annotated[
        tuple[Text, ...],
        Plain("Records whose offense text has one of these words are of this kind."),
        Stricter("more items"),
    ] = ()


Source = Literal["codes", "statutes", "relationship", "flags", "offense_text", "narrative", "linked_records"]


class Classify(Reasoned):
    """How it is found out what a record is about, and what is done in doubt."""

    sources: Annotated[
        tuple[Source, ...],
        Plain("Where the tool looks to see what a record is about."),
        Stricter("more items"),
        Field(min_length=1),
    ]
    codes: Annotated[
        tuple[Name, ...], Plain("The code lists that the tool knows by heart."), Stricter(None)
    ] = ("nibrs", "ucr")
    unknown_code: Annotated[
        Literal["protect", "hold"],
        Plain("What is done with a record whose code nobody has listed yet."),
        Stricter("higher"),
    ] = "hold"
    may_evidence: Annotated[
        Literal["pass", "persons", "protect", "hold"],
        Plain("What is done with a record that might be about such harm."),
        Stricter("higher"),
        Decides("advocate", "If it is not sure what a record is about, is this careful enough?"),
    ] = "hold"
    relationship_empty: Annotated[
        Literal["pass", "may"],
        Plain("Whether it is a hint when a crime against a person does not say who the two were to each other."),
        Stricter("higher"),
    ] = "may"
    relationship_absent: Annotated[
        Literal["pass", "persons", "may"],
        Plain("What is done with crimes against persons where no column says who the two were to each other."),
        Stricter("higher"),
    ] = "may"
    conflict: Annotated[
        Literal["protect", "hold"],
        Plain("What is done where one column says that it was violence at home and another says that it was not."),
        Stricter("higher"),
    ] = "protect"
    negated: Annotated[
        Literal["pass", "may", "shows"],
        Plain("What it counts for when a text says that such harm did not take place."),
        Stricter("higher"),
    ] = "may"
    prior: Annotated[
        Literal["pass", "may", "shows"],
        Plain("What it counts for when a text speaks of such harm in the past."),
        Stricter("higher"),
    ] = "may"
    linking: Annotated[Linking, Plain("How records of one event find each other."), Stricter(None)] = Linking()
    linked_at_least: Annotated[
        Share, Plain("If fewer arrests and calls than this find their event, nothing comes out."), Stricter("higher")
    ] = 0.9
    classes: Annotated[
        dict[Name, AddedClass],
        Plain("Kinds of harm that this policy adds, with their codes and words."),
        Stricter("more items"),
    ] = Field(default_factory=dict)


def _placeholders(style: str) -> str:
    left_over = re.sub(r"\{(block|street)\}", "", style)
    if "{" in left_over or "}" in left_over or "{street}" not in style:
        raise PydanticCustomError("style", "must name '{street}', and may name '{block}' and nothing else in braces")
    return style


class Places(Reasoned):
    """The areas that may be shown."""

    ladder: Annotated[
        tuple[Name, ...],
        Plain("The areas that may be shown, the smallest first."),
        Stricter("fewer items"),
        Field(min_length=1),
    ]
    household_safety: Annotated[
        float,
        Plain("Where the number of homes is a guess, this many times as many are asked for."),
        Stricter("higher"),
        Field(ge=1),
    ] = 2.0
    style: Annotated[str, AfterValidator(_placeholders), Plain("How a block is written."), Stricter(None)] = (
        "{block} BLOCK {street}"
    )


class Times(Reasoned):
    """The ways a time may be told."""

    ladder: Annotated[
        tuple[PrecisionWord, ...],
        Plain("The ways a time may be told, the most exact first."),
        Stricter("fewer items"),
        Field(min_length=1),
    ]


class SensitivePlaces(Reasoned):
    """How places are treated whose whereabouts nobody may learn: shelters, clinics, protected addresses."""

    treatment: Annotated[
        Literal["merge"],
        Plain("The block of such a place is shown as one with a block next to it, for all records."),
        Stricter(None),
    ] = "merge"
    decoys: Annotated[
        int,
        Plain("For each such place, blocks are joined in so many other spots too, where there is none."),
        Stricter("higher"),
        Field(ge=20, le=500),
    ] = 20
    held_by: Annotated[
        Text,
        Plain("Who keeps the list of these places. Nobody else can read it."),
        Stricter(None),
        Decides("advocate", "Who may see the list, and who takes over when they leave?"),
    ]


class MinorsAndOld(Reasoned):
    """Rows that name somebody very young or very old show no people."""

    under: Annotated[
        int,
        Plain("Someone younger than this is treated as a child."),
        Stricter("higher"),
        Decides("counsel", "Up to what age does our law protect the young?"),
        Field(ge=0, le=30),
    ] = 18
    over: Annotated[
        int,
        Plain("Someone older than this is treated as old."),
        Stricter("lower"),
        Decides("advocate", "From what age on are there so few that each stands out?"),
        Field(ge=50, le=130),
    ] = 79
    people: Annotated[
        Literal["remove"], Plain("Rows with a child or an old person show no age, sex or race."), Stricter("higher")
    ] = "remove"


class Identity(Reasoned):
    """How names are taken out."""

    mask: Annotated[
        Literal["typed"], Plain("A name is replaced by a word that says what stood there."), Stricter(None)
    ] = "typed"
    officers: Annotated[
        dict[Name, Literal["keep", "mask"]],
        Plain("For each group of records: are the names of officers kept, or masked?"),
        Stricter("higher", absent="mask"),
        Decides("counsel", "Where does our law ask for the names of officers, and where must they stay out?"),
    ] = Field(default_factory=dict)
    model: Annotated[
        Text, Plain("The program that finds names by the sentence they stand in."), Stricter(None)
    ] = "redact-police-ner"
    safe_words: Annotated[
        tuple[Text, ...],
        Plain("These words are shown even in texts that show only words known to be safe."),
        Stricter("fewer items"),
    ] = ()
    sample: Annotated[
        int,
        Plain("A person reads so many cleaned texts of each list before they are shown."),
        Stricter("higher"),
        Field(ge=30),
    ] = 100


class Uniqueness(Reasoned):
    """No small group of people may stand out by what is shown of them."""

    of: Annotated[
        tuple[Literal["age", "sex", "race", "place", "time"], ...],
        Plain("These are looked at together."),
        Stricter("more items"),
        Field(min_length=1),
    ]
    k: Annotated[
        int,
        Plain("At least this many rows must look alike."),
        Stricter("higher"),
        Decides("advocate", "Are so few rows enough, where few people are of one race or age?"),
        Field(ge=2),
    ]
    repair: Annotated[
        tuple[Literal["age", "sex", "race"], ...],
        Plain("If too few look alike, these are left out one after the other."),
        Stricter(None),
    ]


class Expect(Rule):
    """What a worked example must come out as. Without `class` and `classes` only the tier is looked at."""

    class_: Annotated[
        Name | None,
        Plain("A kind of harm that must be found."),
        Stricter(None),
        Field(alias="class"),
    ] = None
    classes: Annotated[
        tuple[Name, ...] | None,
        Plain("The kinds of harm that must be found, and no other. An empty list means none."),
        Stricter(None),
    ] = None
    tier: Annotated[Name, Plain("The group that the record must end up in."), Stricter(None)]

    def accepts(self, classes: Collection[str]) -> bool:
        """Whether a record with these classes came out as promised, its tier aside."""
        if self.class_ is not None:
            return self.class_ in classes
        return self.classes is None or set(self.classes) == set(classes)


class Example(Reasoned):
    """A record as it might come in, and what must become of it."""

    name: Annotated[Text, Plain("What the example is about."), Stricter(None)]
    given: Annotated[
        dict[Text, str],
        Plain("What stands in the record, and under 'kind' which list it is from."),
        Stricter(None),
        Field(min_length=1),
    ]
    linked: Annotated[
        tuple[dict[Text, str], ...],
        Plain("Other records of the same event, as they might come in with it."),
        Stricter(None),
    ] = ()
    expect: Annotated[Expect, Plain("What must become of it."), Stricter(None)]


__all__ = [
    "AddedClass", "Cite", "Classify", "Example", "Expect", "GroupWord", "Identity", "Linking", "MinorsAndOld",
    "Places", "Source", "Times", "Uniqueness",
]  # fmt: skip
