"""How alike rows are, as tables with how to read them: the same words on the audit's page and on a plan's report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from redact.risk.measures.said import chance

if TYPE_CHECKING:
    from markupsafe import Markup

    from redact.risk.measures.alike import Alike

__all__ = [
    "SHOWN", "alike_notes", "alike_tables", "cells", "example", "hers_cells", "hers_heads", "hers_of", "how_to_read",
    "sentence",
]  # fmt: skip

SHOWN = ("Somebody knows", "Rows", "Groups", "Smallest group", "Alone", "Alone, share", "Found")
"""Heads of the table of all rows; `cells` fills it."""


def cells(one: Alike) -> tuple[str | int, ...]:
    """One set of columns, all rows."""
    alone = share(one.alone, one.rows)
    return one.knows, one.rows, one.groups, one.smallest, one.alone, alone, found(one.found)


def hers_heads(word: str) -> tuple[str, ...]:
    """Heads of the table of sensitive rows; `hers_cells` fills it."""
    rows = f"{word.capitalize()} rows"
    return "Somebody knows", rows, "Smallest group", "Alone", "Found", "Kinds, fewest", "Kinds, usual", "One kind only"


def hers_cells(one: Alike) -> tuple[str | int, ...]:
    """One set of columns, sensitive rows."""
    return (one.knows, one.sensitive, one.sensitive_smallest, one.sensitive_alone, found(one.sensitive_found),
            one.kinds, one.usual_kinds, one.told)  # fmt: skip


def hers_of(every: Sequence[Alike]) -> list[Alike]:
    """Those sets that have sensitive rows at all."""
    return [one for one in every if one.sensitive]


def how_to_read(word: str, *, hers: bool) -> Iterator[tuple[str, str]]:
    """(heading, one plain sentence) for each figure. `word` is what a page calls the rows that a policy protects."""
    every = {
        "Smallest group": "The fewest events that look alike to somebody who knows that much (k); more is better.",
        "Alone": "Rows that look like those of no other event: whoever knows that much of somebody finds her row.",
        "Found": "Somebody knows that a person is in the data and takes any row that fits: so often he is right, as a "
        "mean over the rows (prosecutor risk).",
    }
    of_hers = {
        "Kinds": f"How many kinds of event stand in the group of a {word} row (l): at 1 everything that looks like "
        "hers is of her kind.",
        "One kind only": f"Rows for which it is so: whoever finds the group of a {word} row knows what happened, "
        "without knowing which row is hers.",
    }
    yield from (every | of_hers if hers else every).items()


def sentence(one: Alike, word: str) -> str:
    """All figures of one set in words, but for what is known, which stands before it."""
    alone = (
        f"It is always right for the {one.alone:,} rows ({share(one.alone, one.rows)}) that are alone."
        if one.alone
        else f"No row is alone; the smallest group is of {one.smallest:,} events."
    )
    right = chance(one.found)
    text = f"Somebody who knows that much of a person in the data finds the row in {right} on average. {alone}"
    if not one.sensitive:
        return text
    none = f"none is alone (the smallest group that has one is of {one.sensitive_smallest:,} events)"
    lone = {0: none, 1: "one is alone"}.get(one.sensitive_alone, f"{one.sensitive_alone:,} are alone")
    more = one.told - one.sensitive_alone
    told = (
        f"{more:,} more stand among events of one kind only, so that finding the group tells what happened."
        if more
        else "no other stands among events of one kind only."
        if one.told
        else f"around each stand events of {one.kinds:,} kinds or more."
    )
    return (
        f"{text} Of {one.sensitive:,} {word} rows {lone}, and a guess at one is right in "
        f"{chance(one.sensitive_found)}; {told}"
    )


def example(every: Sequence[Alike]) -> Alike:
    """The set that is told in words where there is room for one: an area and a day, which many people know."""
    areas = [one for one in every if not one.knows.startswith("place") and one.knows.endswith(" and day")]
    return (areas or list(every))[-1 if not areas else 0]


def alike_tables(every: Sequence[Alike], word: str, *, of: str = "") -> Markup:
    """Two tables, and every set in words. `word` names the rows that a policy protects, `of` whose rows they are."""
    from redact.report import Column, details, join, table, terms

    def columns(heads: Sequence[str]) -> list[Column]:
        return [Column(heads[0]), *(Column(head, number=True) for head in heads[1:])]

    mine, whose = hers_of(every), f" of {of}" if of else ""
    parts = [table(f"How alike all rows{whose} are", columns(SHOWN), [cells(one) for one in every])]
    if mine:
        title = f"How alike {word} rows{whose} are to all"
        parts.append(table(title, columns(hers_heads(word)), [hers_cells(one) for one in mine]))
    parts.append(details("The same in words", terms((one.knows, sentence(one, word)) for one in every)))
    return join(parts)


def alike_notes(word: str, *, hers: bool) -> Markup:
    """How to read the tables, with what is said of sensitive rows (`hers`) or without."""
    from redact.report import terms

    return terms(how_to_read(word, hers=hers))


def share(part: int, whole: int) -> str:
    """A share in percent, with a digit where it is near nothing or all."""
    return found(part / whole)


def found(risk: float) -> str:
    """A mean chance in percent, in the same way."""
    if risk in (0, 1) or 0.0995 <= risk < 0.985:
        return f"{risk:.0%}"
    return "<0.1%" if risk < 0.0005 else ">99.9%" if risk >= 0.9995 else f"{risk:.1%}"
