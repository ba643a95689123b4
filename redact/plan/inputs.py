"""What a plan is made from, and what the later stages work on once events are known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from redact.identity.listed import NO_NAMES, ListedNames
from redact.ledger import Ledger, Secret
from redact.place import UnitTable
from redact.plan.assess import Gathered
from redact.plan.context import Context
from redact.plan.expected.finding import NOTHING_EXPECTED, NOTHING_USUAL, Expected, Usual
from redact.plan.insiders import NOBODY_INSIDE, Insiders
from redact.plan.items import Answer, Item
from redact.plan.past.before import Before
from redact.plan.past.keeping import Kept
from redact.plan.past.leavers import Asked
from redact.plan.places import PlaceMaps
from redact.plan.resolve import Fates
from redact.plan.rows import Rows
from redact.plan.treatments import Treatment
from redact.policy.model import Policy
from redact.records.source import Source

Progress = Callable[[str, int, int | None], None]
"""Told (stage, rows done, rows in all if known) as work goes on."""

EPOCH = date(1970, 1, 1)


def silent(stage_name: str, done: int, total: int | None) -> None:
    """Progress for nobody."""


@dataclass(frozen=True)
class Inputs:
    """All that a plan is a function of, besides the records.

    `item_key` makes the ids of open items; without it the secret does. A plan with a throw-away secret keeps it in its
    folder, so that answers still fit when it is made again. `listed` are the names of protected places, `protected` is
    the digest of the file that they and the joined blocks come from ('' where there is none). `insiders` are the people
    whose records an outside reviewer decides about. `asked` are removals and corrections, `before` what else is known
    of old records; `revision` asks for late changes to appear although none is due; `expected` is what a person calls
    right that is not as usual.
    """

    policy: Policy
    sources: Mapping[str, Source]
    units: UnitTable
    secret: Secret
    ledger: Ledger
    as_of: date
    limit: int | None = None
    workers: int | None = None
    answers: Mapping[str, Answer] | None = None
    item_key: bytes | None = None
    listed: ListedNames = NO_NAMES
    protected: str = ""
    insiders: Insiders = NOBODY_INSIDE
    asked: Asked = field(default_factory=Asked)
    before: Before = field(default_factory=Before)
    revision: bool = False
    expected: Expected = NOTHING_EXPECTED


@dataclass(frozen=True)
class Resolved:
    """All rows with their fates. Arrays are over the whole plan; `slices` says where each dataset's rows are. `items`
    are the questions to the outside reviewer, `usual` is what the next release compares its exports with."""

    contexts: tuple[Context, ...]
    slices: tuple[slice, ...]
    gathered: Gathered
    rows: Rows
    fates: Fates
    treatments: tuple[Treatment, ...]
    maps: PlaceMaps
    kept: Kept
    items: tuple[Item, ...] = ()
    usual: Usual = NOTHING_USUAL

    @property
    def parts(self) -> Iterator[tuple[Context, slice]]:
        """Each dataset with its rows."""
        return zip(self.contexts, self.slices, strict=True)
