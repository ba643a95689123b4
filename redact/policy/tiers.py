"""A tier: which records it is for and what the public gets to see of them."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Discriminator, Field, Tag

from redact.policy.said import Decides, Plain, Reasoned, Rule, Stricter
from redact.policy.values import AgeRule, DelayText, GroupWord, Name, PrecisionWord, Share, Text
from redact.vocabulary import Kind

CAREFUL_TIER: Final = "persons"
"""The tier that `may_evidence: persons` names: rows with weak evidence get the stricter of their own rules and its."""


class PlaceRule(Rule):
    """How exactly a place may be told, and for how many homes it must stand."""

    level: Annotated[
        Name,
        Plain("The smallest area that is shown. A word further on in the list of areas shows less."),
        Stricter("higher"),
        Decides("advocate", "Could someone who knows her find her in an area of this size?"),
    ]
    min_households: Annotated[
        int,
        Plain("A place is shown only if it stands for at least this many homes."),
        Stricter("higher"),
        Decides("advocate", "Are this many homes enough where you work, out in the country too?"),
        Field(ge=2),
    ]


class TimeRule(Rule):
    """How exactly a time may be told, and how late."""

    precision: Annotated[
        PrecisionWord,
        Plain("How exactly the time is told: the hour, the day, the month or less."),
        Stricter("higher"),
        Decides("advocate", "Could someone who was there tell from this which report it is?"),
    ]
    delay: Annotated[
        DelayText,
        Plain("Records come out this long after their month, or other period, has ended."),
        Stricter("higher"),
        Decides("advocate", "Is she safe this long after she called, or does she need more time?"),
    ]


class PeopleRule(Rule):
    """What is shown of the people in a record. Names are never shown."""

    age: Annotated[AgeRule, Plain("Ages are kept, shown in bands of years, or left out."), Stricter("higher")] = (
        "remove"
    )
    sex: Annotated[Literal["keep", "remove"], Plain("The sex is kept or left out."), Stricter("higher")] = "remove"
    race: Annotated[Literal["keep", "remove"], Plain("The race is kept or left out."), Stricter("higher")] = "remove"


def _shape(value: Any) -> str:
    return "word" if isinstance(value, str) else "group"


def _rate_shape(value: Any) -> str:
    return "groups" if isinstance(value, dict) else "share"


class CoverRule(Rule):
    """Other events that get this tier's treatment too, so that the treatment gives nothing away."""

    rate: Annotated[
        Annotated[Share, Tag("share")] | Annotated[dict[GroupWord, Share], Tag("groups")],
        Discriminator(_rate_shape),
        Plain("The share of other events that are treated in the same way, so that the mark says nothing."),
        Stricter("higher"),
        Decides("advocate", "Are there enough other events to hide among, for small groups too?"),
    ]
    share_at_least: Annotated[
        Annotated[float, Field(ge=0, lt=1)] | None,
        Plain("Among all rows that look the same, at least this share are other events."),
        Stricter("higher"),
        Decides("advocate", "A stranger may guess right this often. Is that good enough?"),
    ] = None
    usual_rows: Annotated[
        Annotated[int, Field(ge=1)] | None,
        Plain("A place and time is shown only where about this many rows are usual."),
        Stricter("higher"),
        Decides("advocate", "Are so few rows enough to hide one among them?"),
    ] = None

    def rate_of(self, group: str) -> float:
        """The rate for an offence group's word; a group that the policy does not name gives no cover."""
        return self.rate.get(group, 0.0) if isinstance(self.rate, dict) else self.rate  # type: ignore[call-overload]


class Tier(Reasoned):
    """One line of the policy: these records get this treatment. First match wins; the first tier is the strictest."""

    tier: Annotated[Name, Plain("The name of this group of records."), Stricter(None)]
    classes: Annotated[
        tuple[Name, ...],
        Plain("Records of these kinds of harm belong here."),
        Stricter("more items"),
        Decides("advocate", "Is this the right group for each of them, for men, for same-sex pairs, for a killing?"),
    ] = ()
    kinds: Annotated[tuple[Kind, ...], Plain("Only records from these lists belong here."), Stricter(None)] = ()
    offense_groups: Annotated[
        tuple[GroupWord, ...], Plain("Only crimes of these groups belong here."), Stricter(None)
    ] = ()
    rows: Annotated[
        Literal["publish", "hold", "withhold"],
        Plain("Rows are shown, held until someone decides, or left out."),
        Stricter("higher"),
        Decides("counsel", "Does the law of our state let these rows come out, or keep them in?"),
    ] = "publish"
    shows: Annotated[
        tuple[Text, ...] | None, Plain("Only these columns are shown, and nothing else."), Stricter("fewer items")
    ] = None
    place: Annotated[PlaceRule | None, Plain("How exactly the place is shown."), Stricter(None)] = None
    time: Annotated[TimeRule | None, Plain("How exactly the time is shown, and how late."), Stricter(None)] = None
    people: Annotated[
        Annotated[PeopleRule, Tag("group")] | Annotated[Literal["remove"], Tag("word")],
        Discriminator(_shape),
        Plain("What is shown of age, sex and race, if anything."),
        Stricter("higher"),
    ] = "remove"
    narrative: Annotated[
        Literal["standard", "strict", "remove"],
        Plain("The text of the report is cleaned and shown, shown only in words known to be safe, or left out."),
        Stricter("higher"),
    ] = "remove"
    cover: Annotated[
        CoverRule | None, Plain("Which other events get the same treatment, so that it says nothing."), Stricter(None)
    ] = None

    @property
    def published(self) -> bool:
        """Whether rows of this tier are shown at all."""
        return self.rows == "publish"

    @property
    def tells(self) -> bool:
        """Whether the cleaned texts of its rows are shown."""
        return self.published and self.narrative != "remove"

    @property
    def protective(self) -> bool:
        """Whether all records of an event are treated so as soon as one of them is."""
        return bool(self.classes) or self.rows != "publish" or self.cover is not None

    @property
    def conditional(self) -> bool:
        """Whether a record can fail to belong here."""
        return bool(self.classes or self.kinds or self.offense_groups)

    def matches(self, classes: frozenset[str], kind: str, group: str) -> bool:
        """Whether a record of these classes, kind of dataset and offence group belongs here: every condition holds."""
        return (
            (not self.classes or not classes.isdisjoint(self.classes))
            and (not self.kinds or kind in self.kinds)
            and (not self.offense_groups or group in self.offense_groups)
        )
