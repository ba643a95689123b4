"""The plan report's section on how alike the published rows are, of each dataset by what somebody may know.

Counts and rates only. The gates decide whether a plan may go out; this says how well hidden a person is in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from redact.bundle.facts import listed
from redact.gates.uniqueness import tells_of_people
from redact.report import join, paragraph
from redact.risk.measures import Alike, Coded, alike
from redact.risk.measures.alike_shown import alike_notes, alike_tables

if TYPE_CHECKING:
    from redact.gates.view import ReleaseView, StagedColumn

TITLE: Final = "How alike the published rows are"
LEAD: Final = (
    "What somebody can do who knows these things of a person: rows that show the same are one group, and "
    "a group hides a person the better, the more events it has."
)
_PEOPLE: Final = ("age", "sex", "race")
_TIME: Final = ("time", "time_precision")


def alike_section(view: ReleaseView) -> Markup:
    """Tables for every dataset that publishes rows, and once how to read them."""
    parts: list[Markup] = []
    found = {dataset: list(looks(view, dataset)) for dataset in view.datasets}
    for dataset, every in found.items():
        parts.append(Markup("<h3>{}</h3>").format(dataset))
        parts.append(
            alike_tables(every, _WORD, of=dataset)
            if every
            else paragraph("No row of it shows a place and a time, or anything of people.")
        )
    if any(found.values()):
        hers = any(one.sensitive for every in found.values() for one in every)
        parts.append(alike_notes(_WORD, hers=hers))
        if hers:
            parts.append(paragraph(_WHO))
    return join(parts) if parts else paragraph("No dataset is published.")


_WORD: Final = "protected"
_WHO: Final = (
    "Protected rows here are those of events that the policy protects, without the others that are shown in the same "
    "way as cover. Kinds are the policy's tiers, so that cover makes two of one. Rows of events that need no "
    "protection are shown finely and many of them are alone: judge a plan by what it says of the protected ones."
)


def looks(view: ReleaseView, dataset: str) -> Iterator[Alike]:
    """The figures of a dataset's rows for each set of published columns that somebody may know."""
    header = view.header(dataset)
    rows = view.rows(dataset)
    if not len(rows):
        return
    protective = np.array([rule.protective for rule in view.treatments[: len(view.policy.tiers)]])
    hers = protective[rows.tier] & ~rows.cover
    kind = np.where(rows.cover, rows.own_tier, rows.tier).astype(np.int64)
    for knows, columns, use in _sets(view, dataset, header):
        found = alike(knows, [_coded(column) for column in columns], rows.event, kind, hers, use)
        if found is not None:
            yield found


def _sets(
    view: ReleaseView, dataset: str, header: tuple[str, ...]
) -> Iterator[tuple[str, list[StagedColumn], NDArray[np.bool_]]]:
    """(what is known, its columns, the rows that say it), from what a passer-by knows to all that is shown."""

    def of(*names: str) -> list[StagedColumn]:
        return [view.column(dataset, name) for name in names if name in header]

    place, time, group = of("place_id"), of(*_TIME), of("offense_group")
    people = tells_of_people(view, dataset, _PEOPLE)
    shown, said = of(*people), [name.replace("_", " ") for name in people]
    known: list[str] = []
    known += ["place"] if place else []
    known += ["time"] if time else []
    columns = [*place, *time]
    use = np.logical_and.reduce([column.filled() for column in (*place, *time[:1])]) if columns else None
    if place:
        yield "place", place, place[0].filled()
    if use is not None and time:
        yield listed(known), columns, use
        if group:
            yield listed([*known, "offense group"]), [*columns, *group], use
    if shown:
        stated = np.logical_or.reduce([column.filled() for column in shown])
        yield listed(said), shown, stated
        if use is not None:
            yield listed([*known, *said]), [*columns, *shown], use & stated


def _coded(column: StagedColumn) -> Coded:
    return Coded(column.codes, max(1, len(column.values)))


__all__ = ["LEAD", "TITLE", "alike_section", "looks"]
