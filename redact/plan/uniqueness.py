"""People columns: bands as the policy says, and repair until no combination is too rare.

Place and time are protected by households and cover; age, sex and race by k: at least k rows of the dataset share
every published combination. A combination that is too rare loses its columns in the policy's order, for all its rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from redact import when
from redact.distinct import dense
from redact.plan.assess import Gathered
from redact.plan.context import QUASI_WORDS, Context
from redact.plan.outcomes import Reason
from redact.plan.past.cells import KeptCells
from redact.plan.rows import Rows
from redact.plan.settle import Settled
from redact.plan.treatments import Treatment
from redact.policy.model import Policy
from redact.records.batch import Field
from redact.vocabulary import TimePrecision

_BANDS = re.compile(r"bands of (\d+)")
_YEAR = re.compile(r"(?<!\d)(?:18|19|20)\d\d(?=\D|\d{4}(?:\D|$)|$)")
_NO_AGE = frozenset({"", "-", "--", ".", "?", "na", "n/a", "null", "none", "nan", "unk", "unknown", "u", "not stated"})
"""Age cells that say nothing of anybody."""


@dataclass(frozen=True, slots=True)
class PublishedPeople:
    """For one dataset: a code per row and people column, and the text of each code (0: empty)."""

    fields: tuple[Field, ...]
    codes: NDArray[np.int32]
    texts: tuple[tuple[str, ...], ...]
    blanked: int


def shown_as(value: str, rule: str) -> str:
    """A people cell as published under `keep`, `remove` or `bands of N`. What is not a plain age has no band.

    >>> shown_as("34", "bands of 10"), shown_as("34.0", "bands of 5"), shown_as("F", "keep"), shown_as("", "bands of 9")
    ('30-39', '30-34', 'F', '')
    """
    if rule == "remove":
        return ""
    match = _BANDS.fullmatch(rule)
    if match is None:
        return value.strip()
    width = int(match.group(1))
    age = age_of(value)
    if age is None:
        return ""
    low = age // width * width
    return f"{low}-{low + width - 1}"


def age_of(value: str) -> int | None:
    """Years of age of a cell such as 34 or 34.0; None for anything else, and for what is no age."""
    match = re.fullmatch(r"\s*(\d{1,3})(?:\.0*)?\s*", value)
    if match is None or int(match.group(1)) > 120:
        return None
    return int(match.group(1))


def may_be_outside(value: str, under: int, over: int) -> bool:
    """Whether an age cell may be somebody's under or over these ages. In doubt it is, unless it says nothing at all.

    Read are plain ages and ranges of two; what else is written (NB, JUVENILE, <18, 6 MONTHS) counts as outside.

    >>> [cell for cell in ("34", "17", "18-24", "15-24", "BB", "<18", "", "unknown") if may_be_outside(cell, 18, 79)]
    ['17', '15-24', 'BB', '<18']
    """
    words = value.strip().casefold()
    if words in _NO_AGE:
        return False
    limits = [age_of(part) for part in re.split(r"\s*(?:-|–|to)\s*", words)]
    ages = [age for age in limits if age is not None]
    if len(ages) != len(limits) or not 1 <= len(ages) <= 2:
        return True
    return min(ages) < under or max(ages) > over


def publish_people(
    context: Context,
    gathered: Gathered,
    rows: Rows,
    treatment: NDArray[np.int8],
    settled: Settled,
    treatments: Sequence[Treatment],
    kept: KeptCells,
) -> PublishedPeople:
    """The people columns of one dataset (all arrays are that dataset's slice), repaired for every uniqueness rule.

    What is out already has the cells that it was published with.
    """
    fields = context.quasi
    count = len(treatment)
    codes = np.zeros((count, len(fields)), dtype=np.int32)
    texts: list[tuple[str, ...]] = []
    published = settled.reason == Reason.NONE
    protected_age = _minor_or_old(context, gathered, rows)
    for column, field in enumerate(fields):
        words = [str(word) for word in gathered.quasi[(context.number, column)].values]
        known: dict[str, int] = {"": 0}
        for number, item in enumerate(treatments):
            rule = _rule(item, field)
            mine = published & (treatment == number) & ~protected_age
            if rule == "remove" or not mine.any():
                continue
            lookup = np.array([known.setdefault(shown_as(word, rule), len(known)) for word in words], dtype=np.int32)
            codes[mine, column] = lookup[rows.quasi[mine, column]]
        for row, text in kept.texts(field.name, published):
            codes[row, column] = known.setdefault(text, len(known))
        texts.append(tuple(known))
    blanked = _repair(codes, fields, published, settled, context.policy)
    return PublishedPeople(fields, codes, tuple(texts), blanked)


def _rule(treatment: Treatment, field: Field) -> str:
    word = field.role.rsplit("_", 1)[1]
    if treatment.people is None or not treatment.published or treatment.shows is not None or word not in QUASI_WORDS:
        return "remove"
    return str(getattr(treatment.people, word))


def _minor_or_old(context: Context, gathered: Gathered, rows: Rows) -> NDArray[np.bool_]:
    """Rows that may name anybody under or over the policy's ages: all their people columns stay empty."""
    rule = context.policy.minors_and_old
    marked = np.zeros(len(rows), dtype=np.bool_)
    if rule is None:
        return marked
    for column, field in enumerate(context.quasi):
        cells = [str(cell) for cell in gathered.quasi[(context.number, column)].values]
        code = rows.quasi[:, column]
        if field.role.endswith("_age"):
            marked |= np.array([may_be_outside(cell, rule.under, rule.over) for cell in cells])[code]
        elif field.role.endswith("_dob"):
            born = np.array([born_in(cell) for cell in cells])[code]
            years = when.coarsen(rows.minutes.astype(np.int64), TimePrecision.YEAR) + 1970 - born
            marked |= (born != NOT_STATED) & ((born == UNREADABLE) | (years - 1 < rule.under) | (years > rule.over))
    return marked


NOT_STATED, UNREADABLE = -1, 0


def born_in(value: str) -> int:
    """The year of a birth; NOT_STATED for a cell that says nothing, UNREADABLE for one that says it in two digits or
    otherwise.

    >>> [born_in(cell) for cell in ("03/12/2008", "1961-05-05", "3/12/08", "unknown", "")]
    [2008, 1961, 0, -1, -1]
    """
    if value.strip().casefold() in _NO_AGE:
        return NOT_STATED
    year = _YEAR.search(value)
    return int(year.group()) if year else UNREADABLE


def _repair(
    codes: NDArray[np.int32],
    fields: Sequence[Field],
    published: NDArray[np.bool_],
    settled: Settled,
    policy: Policy,
) -> int:
    """Empties columns of too rare combinations, in place; the number of cells emptied.

    What one rule empties can make combinations of another rare, so the rules are gone through until nothing changes.
    """
    at = np.flatnonzero(published)
    if not len(at) or not fields:
        return 0
    emptied = 0
    while more := _repair_once(codes, fields, at, settled, policy):
        emptied += more
    return emptied


def _repair_once(
    codes: NDArray[np.int32],
    fields: Sequence[Field],
    at: NDArray[np.intp],
    settled: Settled,
    policy: Policy,
) -> int:
    emptied = 0
    for rule in policy.uniqueness:
        for word in (*rule.repair, None):
            columns: list[NDArray[np.generic]] = [
                codes[at, number] for number, field in enumerate(fields) if _is_one_of(field, rule.of)
            ]
            stated = np.any([column != 0 for column in columns], axis=0) if columns else np.zeros(len(at), dtype=bool)
            if "place" in rule.of:
                columns.append(settled.unit[at])
            if "time" in rule.of:
                columns.extend((settled.precision[at], settled.time_code[at]))
            number_of = dense(columns)
            rare = stated & (np.bincount(number_of)[number_of] < rule.k)
            if not rare.any():
                break
            for number, field in enumerate(fields):
                if word is None or field.role.endswith(f"_{word}"):
                    cells = at[rare]
                    emptied += int((codes[cells, number] != 0).sum())
                    codes[cells, number] = 0
    return emptied


def _is_one_of(field: Field, words: Sequence[str]) -> bool:
    return any(field.role == word or field.role.endswith(f"_{word}") for word in words)
