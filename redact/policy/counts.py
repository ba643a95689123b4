"""What a policy says about tables of counts: what is counted, whom the noise hides, and how much may be spent."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from redact.policy.said import Decides, Plain, Reasoned, Rule, Stricter
from redact.policy.values import PERIODS, DecimalShare, Epsilon, Name
from redact.vocabulary import SensitiveClass

UnitWord = Literal["event", "victim", "household"]
"""Whom the noise of a table hides, from the loosest to the strictest."""
UNITS: Final[tuple[str, ...]] = get_args(UnitWord)

DEFAULT: Final = "default"
CHILDREN: Final = SensitiveClass.CHILD_ABUSE.value
"""Counted by household where others are counted by victim: sisters and brothers are often in one report."""

THRESHOLD: Final = 10
WIDTH: Final = 5


class CountedRecords(Rule):
    """What a table counts: the records of some groups, or those of some kinds of harm."""

    tiers: Annotated[
        tuple[Name, ...] | None,
        Plain("The table counts the records of these groups."),
        Stricter("fewer items"),
        Field(min_length=1),
    ] = None
    classes: Annotated[
        tuple[Name, ...] | None,
        Plain("The table counts the records of these kinds of harm."),
        Stricter("fewer items"),
        Field(min_length=1),
    ] = None

    @property
    def words(self) -> tuple[str, ...]:
        """The tiers or classes as they are written."""
        return self.tiers or self.classes or ()


def _by_class(value: Any) -> Any:
    return {DEFAULT: value} if isinstance(value, str) else value


def _with_default(value: dict[str, str]) -> dict[str, str]:
    if DEFAULT not in value:
        raise PydanticCustomError("no_default", "a unit per class needs a 'default' for all others")
    return value


Units = Annotated[
    dict[Name, UnitWord],
    BeforeValidator(_by_class),
    AfterValidator(_with_default),
    PlainSerializer(lambda units: units[DEFAULT] if len(units) == 1 else units),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": [*UNITS]},
                {
                    "type": "object",
                    "required": [DEFAULT],
                    "additionalProperties": {"enum": [*UNITS]},
                },
            ]
        }
    ),
]


class CountTable(Reasoned):
    """A table of counts: with noise, so that nobody can tell who is in it; or exact, of records that are shown."""

    table: Annotated[Name, Plain("The name of the table."), Stricter(None)]
    kind: Annotated[
        Literal["exact", "noisy"],
        Plain("Noisy: a little chance is in each number. Exact: true numbers, small ones left out."),
        Stricter("higher"),
    ] = "noisy"
    of: Annotated[CountedRecords, Plain("Which records are counted."), Stricter(None)]
    by: Annotated[
        tuple[Name, ...],
        Plain("The table has one number for each of these."),
        Stricter("fewer items"),
        Decides("advocate", "Should these numbers come out by area at all, or only for the whole city?"),
        Field(min_length=1),
    ]
    unit: Annotated[
        Units,
        Plain("Whom the chance hides: one event, all of one victim, or all of one home."),
        Stricter("higher"),
        Decides("advocate", "Some people call often. Does this hide all their calls together?"),
    ] = {DEFAULT: "event"}
    require_unit: Annotated[
        bool,
        Plain("If the data cannot tell whose reports belong together, the table is not made."),
        Stricter("higher"),
    ] = False
    max_per_unit: Annotated[
        int,
        Plain("One of these adds to at most this many numbers. More are left out of the count."),
        Stricter("lower"),
        Field(ge=1, le=50),
    ] = 1
    epsilon: Annotated[
        Epsilon | None,
        Plain("How much one of these may change the odds in a year. Less means more noise."),
        Stricter("lower"),
        Decides("advocate", "May a guess about one person become this much more sure?"),
    ] = None
    totals: Annotated[
        dict[Name, DecimalShare] | None,
        Plain("How much of the noise budget goes to larger areas and times, so that totals are good."),
        Stricter(None),
    ] = None
    threshold: Annotated[
        int | None,
        Plain("Exact numbers below this are left out."),
        Stricter("higher", absent=THRESHOLD),
        Decides("advocate", "Are numbers from this one up safe to tell?"),
        Field(ge=3, le=1000),
    ] = None
    width: Annotated[
        int | None,
        Plain("Nobody may be able to work out a number that was left out more closely than this."),
        Stricter("higher", absent=WIDTH),
        Field(ge=1, le=998),
    ] = None

    @property
    def noisy(self) -> bool:
        """Whether noise is added; else the numbers are exact and small ones are left out."""
        return self.kind == "noisy"

    def unit_of(self, name: str | None) -> str:
        """Whom the noise hides where records of a class are counted; children's default is the household."""
        if name in self.unit:
            return self.unit[name]
        if name == CHILDREN and self.unit[DEFAULT] == "victim":
            return "household"
        return self.unit[DEFAULT]

    @property
    def period(self) -> str:
        """The period that the table counts by: month, quarter or year."""
        return next((word for word in self.by if word in PERIODS), "year")


def _four(value: Any) -> Any:
    if value == "equal":
        return (Decimal("0.25"),) * 4
    return tuple(value) if isinstance(value, list) else value


def _whole(value: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
    if sum(value) != 1:
        raise PydanticCustomError("shares", "the shares of the four quarters must add up to 1")
    return value


Shares = Annotated[
    tuple[DecimalShare, ...],
    BeforeValidator(_four),
    Field(min_length=4, max_length=4),
    AfterValidator(_whole),
    WithJsonSchema(
        {
            "anyOf": [
                {"const": "equal"},
                {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4},
            ]
        }
    ),
]


class Budget(Reasoned):
    """How much all tables together may tell in a year."""

    epsilon: Annotated[
        Epsilon,
        Plain("How much all tables of a year may change the odds, added up."),
        Stricter("lower"),
        Decides("advocate", "May all tables of a year make a guess about one person this much more sure?"),
    ]
    per: Annotated[Literal["year"], Plain("The time after which a new budget begins."), Stricter(None)] = "year"
    shares: Annotated[
        Shares,
        Plain("How a table that comes out each quarter or month shares its budget over the year."),
        Stricter(None),
    ] = (Decimal("0.25"),) * 4
    revision_reserve: Annotated[
        DecimalShare, Plain("The part that is kept to count again when late reports have come in."), Stricter(None)
    ] = Decimal(0)
    noise: Annotated[
        Literal["diffprivlib", "opendp"], Plain("The program library that draws the chance."), Stricter("higher")
    ] = "diffprivlib"
    delta: Annotated[
        Decimal | None,
        Plain("How likely it may be that the promise fails as a whole. Left out means never."),
        Stricter("lower", absent=Decimal(0)),
        Field(gt=0, le=Decimal("0.00001")),
    ] = None

    @property
    def for_tables(self) -> Decimal:
        """What the first drawing of all tables of a year may spend together."""
        return self.epsilon * (1 - self.revision_reserve)

    def share_of(self, period: str) -> Decimal:
        """The share of a year that a period (2027, 2027-Q1, 2027-01) has."""
        rest = period[5:]
        if not rest:
            return Decimal(1)
        if rest.startswith("Q"):
            return self.shares[int(rest[1]) - 1]
        return self.shares[(int(rest) - 1) // 3] / 3


__all__ = ["Budget", "CountTable", "CountedRecords"]
