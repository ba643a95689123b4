"""What a scenario file may say. Strict like a policy: an unknown word is an error with its place, never ignored."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from redact.policy.said import Plain, Rule
from redact.vocabulary import SensitiveClass

Wants = Literal["presence", "class", "row", "household", "value", "rows of a class"]
"""What counts as his success, see `redact.risk.lab.guesses`:

presence          yes or no: did it happen to her? (`confidence`: how likely)
class             yes or no: was it one of the kinds that are to be hidden?
row               the published row of this event
household         the address that a published row is about
value             a number or word that the release does not show
rows of a class   he names rows himself; each one that he names is a try
"""

Metric = Literal["risk", "advantage", "share", "count"]
"""How success becomes one figure, see `redact.risk.lab.score`:

risk        (a - c) / (1 - c): a his success, c the same against controls
advantage   true alarms minus false alarms, at the threshold that serves him best
share       how many of those that he names are right
count       how many gave way, where none may
"""

Precision = Literal["address", "block", "area"]
TablesWord = Literal["all", "counts", "places", "incidents", "calls", "arrests"]
_WITHIN: Final = re.compile(r"within ([0-9]{1,4}) (minute|hour|day)s?")
_MINUTES: Final = {"minute": 1, "hour": 60, "day": 1_440}


class Knowledge(Rule):
    """What he knows of each person or visit before he opens the release, and how exactly."""

    home: Annotated[
        Precision | None, Plain("How exactly he knows where: the address, the block of the street, or the area.")
    ] = None
    time: Annotated[
        str | None,
        Plain("How exactly he knows when, as in 'within 1 day'; each side of the true time."),
        Field(pattern=r"^within [0-9]{1,4} (minute|hour|day)s?$"),
    ] = None
    offense: Annotated[
        Literal["class", "group"] | None,
        Plain("What he knows of the deed: its kind as a victim's advocate would say it, or only against whom it was."),
    ] = None
    person: Annotated[
        tuple[Literal["name", "age", "sex", "race"], ...], Plain("What he knows of the person."), Field(strict=False)
    ] = ()
    files: Annotated[
        tuple[Literal["voter_roll", "parcels", "news", "docket", "scanner", "portal"], ...],
        Plain("Lists that he has besides, as anybody can get them."),
        Field(strict=False),
    ] = ()
    practice: Annotated[
        bool,
        Plain("Whether he tries his program out on a made-up city first, where he can look up what is true."),
    ] = False

    @property
    def give_or_take(self) -> int | None:
        """Minutes each side of the true time; None where he does not know when."""
        found = _WITHIN.fullmatch(self.time or "")
        return int(found[1]) * _MINUTES[found[2]] if found else None


class Targets(Rule):
    """Whom it is about. Chosen by what truly happened, so that what the program failed to recognise counts too."""

    of: Annotated[
        Literal[
            "events", "moments", "homes", "lines", "rows", "siblings", "releases", "cells", "periods", "files",
            "people", "told", "places", "numbers",
        ],
        Plain(
            "What he asks about: events of people, times at their home, homes where it happened again and again, lines"
            " of a list that he has, published rows, rows that another table may tell more of, rows of all releases so"
            " far, numbers of an area and a time, times, files; people whom he knows by sight, people of whom he knows"
            " what is told, protected places, published numbers."
        ),
    ] = "events"
    tiers: Annotated[
        tuple[Literal["withheld", "protected"], ...],
        Plain("Events that belong into these groups by what truly happened: hidden completely, or blurred."),
        Field(strict=False),
    ] = ("withheld", "protected")
    classes: Annotated[
        tuple[SensitiveClass, ...], Plain("Only events of these kinds; none named: all kinds."), Field(strict=False)
    ] = ()
    area: Annotated[
        Literal["beat", "district", "city"] | None, Plain("Of cells: the kind of area that he has a number of.")
    ] = None
    period: Annotated[
        Literal["month", "quarter", "year"] | None, Plain("Of cells and periods: how long the time is.")
    ] = None
    at_home: Annotated[bool, Plain("Only events at the home of the person to whom it happened.")] = True
    most: Annotated[int, Plain("At most so many in each city."), Field(ge=1)] = 4_000


class Named(Rule):
    """A program by its name, and what it is told."""

    name: Annotated[str, Plain("The name of the program."), Field(pattern=r"^[a-z][a-z0-9_]*$")]
    parameters: Annotated[dict[str, bool | int | float | str], Plain("What the program is told, by name.")] = Field(
        default_factory=dict
    )


class Limit(Rule):
    """When a release has withstood him. It is always the upper end of the 95 % interval that must be at the limit."""

    at_most: Annotated[float, Plain("The most that the figure may be."), Field(ge=0, le=1)]
    judged_on: Annotated[
        Literal["upper limit"], Plain("The upper end of what the figure could be, so that few tries never pass.")
    ] = "upper limit"


class Stops(Rule):
    """The smallest change of a policy that stops an adversary, of those that were tried."""

    path: Annotated[str, Plain("Where the rule stands in the policy.")]
    was: Annotated[str, Plain("What the rule said.")]
    becomes: Annotated[str, Plain("What it must say instead.")]
    says: Annotated[str, Plain("The change in plain words.")]
    costs: Annotated[str, Plain("What it costs in usefulness, as measured on the made-up city.")]


class Finding(Rule):
    """What somebody found with a scenario on a made-up city, so that a department can look whether it holds for it."""

    by: Annotated[str, Plain("Who found it.")] = ""
    where: Annotated[str, Plain("The made-up city and the policy that it was found on.")]
    success: Annotated[str, Plain("What the adversary reached, in words and with limits.")]
    low: Annotated[float | None, Plain("The lower end of the 95 % interval of the figure.")]
    upper: Annotated[float | None, Plain("The upper end of the 95 % interval of the figure.")]
    columns: Annotated[
        tuple[str, ...], Plain("The published columns without which he does much worse."), Field(strict=False)
    ] = ()
    tried: Annotated[tuple[str, ...], Plain("The changes that were tried."), Field(strict=False)] = ()
    stops: Annotated[Stops | None, Plain("What stops him; left out where no change that was tried does.")] = None
    built_in: Annotated[
        bool,
        Plain("Whether the program comes with redact. A stranger's is only described, and cannot be run from a file."),
    ] = True


class Scenario(Rule):
    """One adversary. `story` comes first, because who reads it decides whether the rest is fair."""

    scenario: Annotated[
        str, Plain("A short name without spaces, as the command line takes it."), Field(pattern=r"^[a-z][a-z0-9_]*$")
    ]
    number: Annotated[
        int | None, Plain("Its number in the list of twenty that redact began with; none for others."), Field(ge=1)
    ] = None
    title: Annotated[str, Plain("Who he is or what he asks, in a line."), Field(min_length=1)]
    story: Annotated[str, Plain("What he does and why it would hurt somebody, in plain words."), Field(min_length=40)]
    city: Annotated[
        Literal["city", "suburb", "town"],
        Plain("On which made-up place he is tried: a city, a suburb, or a town of four streets."),
    ] = "city"
    knows: Annotated[Knowledge, Plain("What he knows before.")] = Knowledge()
    tables: Annotated[
        tuple[TablesWord, ...], Plain("Which published tables he opens."), Field(strict=False, min_length=1)
    ] = ("all",)
    targets: Annotated[Targets, Plain("About whom he asks.")] = Targets()
    wants: Annotated[Wants, Plain("What he wants to know; if he says it and it is so, he has succeeded.")]
    attack: Annotated[Named, Plain("The program that does it.")]
    baseline: Annotated[
        Literal["without release", "chance", "prior"],
        Plain(
            "What he would reach with everything but the release: the same program with empty tables, a blind pick"
            " among what fits the facts, or always the commonest answer."
        ),
    ] = "without release"
    control: Annotated[
        Literal["matched", "other rows", "promise", "baseline"],
        Plain(
            "What his success is held against: the same asked about people like her to whom it did not happen; rows"
            " that look alike and are something else; what the policy itself promises; or the baseline."
        ),
    ] = "matched"
    metric: Annotated[Metric, Plain("How success becomes one figure.")] = "risk"
    passes: Annotated[Limit, Plain("When a release has withstood him.")]
    needs_truth: Annotated[
        bool, Plain("Whether what truly happened must be known; then it is tried on made-up cities only.")
    ] = True
    tries_at_least: Annotated[int, Plain("With fewer tries there is no verdict."), Field(ge=1)] = 200
    finding: Annotated[Finding | None, Plain("What was found with it; only in finding cards.")] = None

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        if self.metric == "advantage" and self.wants not in ("presence", "class"):
            raise PydanticCustomError(
                "inconsistent", "{what}", {"what": "an advantage is of yes and no: wants must be presence or class"}
            )
        if self.wants == "rows of a class" and self.metric != "share":
            raise PydanticCustomError(
                "inconsistent", "{what}", {"what": "rows that he names himself are judged by the share that is right"}
            )
        if self.metric == "share" and self.wants not in ("class", "rows of a class"):
            raise PydanticCustomError(
                "inconsistent", "{what}", {"what": "a share is of those that he names: wants must be a class"}
            )
        if self.control == "promise" and self.metric != "share":
            raise PydanticCustomError(
                "inconsistent", "{what}", {"what": "the policy promises shares: control promise goes with metric share"}
            )
        return self
