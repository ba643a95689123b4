"""Where pages and manifests say a word that was neither scanned for residue nor is redact's own."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from redact.bundle.count_maps import NOT_ON_MAP, TOO_MANY_MAPS
from redact.bundle.count_numbers import Count, Numbers
from redact.bundle.count_pages import counts_page, described
from redact.bundle.count_panels import TOO_MANY
from redact.bundle.count_words import PERIODS
from redact.bundle.facts import CLASS_WORDS, COLUMN_WORDS, ROLE_WORDS, Facts, Resource
from redact.bundle.hazards import claim, hazards_of
from redact.bundle.manifests import MEDIA, File, data_package, dcat_us, dump, statement
from redact.bundle.pages import dictionary_page, portal_page, protection_page
from redact.counts.info import COLUMNS, OTHER
from redact.gates.scan import Released, Scope, own_words
from redact.gates.tokens import Hashes, Words, chunks, contained, distinct, fold, words_of
from redact.gates.view import StagedColumn
from redact.plan.tables.periods import years_in
from redact.report.areas import TOO_SMALL
from redact.vocabulary import ROLES, Kind, OffenseGroup

GROUPS = tuple(group.word for group in OffenseGroup)
OUTCOMES = ("no report", "report", "arrest")
PLACES = ("area", OTHER)
MEASURED = ("level", "words", "measured", "epsilon")

SHORTEST_NUMBER = 5
"""Numbers with fewer digits identify nobody by themselves."""


def unfamiliar(pages: Iterable[Released], scanned: Hashes, scope: Scope, facts: Facts) -> list[Released]:
    """Of the pages the cells with a word that is new; pages that say nothing new are left out.

    Known are the words that a scan has looked up already, those of places and periods, and those of the same pages
    about nothing: without datasets and publisher they say what is redact's own and the policy's.
    """
    known = distinct([scanned, _words(_own_texts(facts)), *_lots(own_words(scope).values())])
    found = []
    for item in pages:
        values = item.column.values.filter(pa.array(_new(item.column.values, known)))
        if len(values):
            found.append(replace(item, column=StagedColumn(values, np.arange(len(values), dtype=np.int32))))
    return found


def _new(values: pa.Array, known: Hashes) -> NDArray[np.bool_]:
    """Which cells have a word that is not known; short numbers are no words."""
    new = np.zeros(len(values), dtype=np.bool_)
    for first, texts in chunks(fold(values)):
        words = words_of(texts)
        new[first + words.text[_telling(words) & ~contained(words.hash, known)]] = True
    return new


def _own_texts(facts: Facts) -> Sequence[str]:
    day = facts.as_of
    roles = dict.fromkeys(("subject_age", "subject_sex"), "subject_age")
    empty = Resource("empty", "other", (*COLUMN_WORDS, *roles), roles, {"id": ""}, 0, day, day, geojson=False)
    nothing = replace(facts, publisher="publisher", resources=(empty,), numbers=_declared(facts))
    files = [File(f"data/empty{suffix}", "", 0) for suffix in MEDIA]
    files += [File(f"tables/{file}", "", 0) for file in nothing.numbers]
    return [
        protection_page(nothing),
        dictionary_page(nothing),
        portal_page(nothing),
        dump(data_package(nothing, files)),
        dump(dcat_us(nothing, files)),
        dump(statement(nothing, files)),
        *_counts_pages(nothing),
        *_conditions(facts),
        TOO_MANY,
        TOO_MANY_MAPS,
        TOO_SMALL,
        NOT_ON_MAP,
        "±",
        *(f"{name}.json .csv tables/" for name in ("places", "datapackage", "dcat-us", "statement")),
        *(f"{gate.name} {gate.required}" for gate in facts.gates),
        *CLASS_WORDS.values(),
        *COLUMN_WORDS.values(),
        *ROLE_WORDS.values(),
        *ROLES,
        *(kind.value for kind in Kind),
    ]


def _declared(facts: Facts) -> dict[str, Numbers]:
    """Files of the tables that say only what policy, calendar and program declare, and no number."""
    kinds = {"class": facts.policy.class_names, "offense_group": GROUPS, "outcome": OUTCOMES}
    found = {}
    for info in facts.tables:
        for level in info.levels:
            times = tuple(dict.fromkeys(years_in(info.periods).values())) if "year" in level.by else info.periods
            words = {name: kinds.get(name, times if name in PERIODS else PLACES) for name in level.by}
            cells = itertools.product(*words.values()) if info.kind == "noisy" else ()
            counts = tuple(Count(cell, 0.0, 0.0, 0, 0, bool(number % 2), 0) for number, cell in enumerate(cells))
            header = (*level.by, *(COLUMNS if info.kind == "noisy" else ("count",)))
            found[level.file] = Numbers(header, level.by, words, counts, len(counts), whole=True)
        found[info.measured_file] = Numbers(MEASURED, (), {}, (), 0, whole=True)
    return found


def _conditions(facts: Facts) -> Iterator[str]:
    """What is said of the conditions of each table: numbers, and words of the policy and of redact."""
    every = [row for rows in hazards_of(facts).values() for row in rows]
    yield from (row.evidence for row in every)
    yield claim(every)


def _counts_pages(nothing: Facts) -> Iterator[str]:
    """The page of the tables, charts in words; with and without outlines for a map."""
    from shapely.geometry import box

    if nothing.tables:
        outlines = {(name, PLACES[0]): box(0, 0, 1, 1) for info in nothing.tables for name in info.by}
        yield counts_page(nothing, outlines, described)
        yield counts_page(nothing, {}, described)


def _words(texts: Sequence[str]) -> Hashes:
    return distinct(_lots([pa.array(list(texts), pa.string())]))


def _lots(columns: Iterable[pa.Array]) -> Iterable[Hashes]:
    """The words of some columns but for short numbers."""
    for values in columns:
        for _, texts in chunks(fold(values)):
            words = words_of(texts)
            yield words.hash[_telling(words)]


def _telling(words: Words) -> NDArray[np.bool_]:
    """Which words can tell anything: all but short numbers."""
    return (words.digits < words.length) | (words.length >= SHORTEST_NUMBER)
