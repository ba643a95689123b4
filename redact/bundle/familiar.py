"""Whether pages and manifests say any word that was neither scanned for residue nor is redact's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pyarrow as pa

from redact.bundle.facts import CLASS_WORDS, COLUMN_WORDS, ROLE_WORDS, Facts, Resource
from redact.bundle.manifests import MEDIA, File, data_package, dcat_us, dump, statement
from redact.bundle.pages import dictionary_page, portal_page, protection_page
from redact.gates.scan import Released, Scope, own_words
from redact.gates.tokens import Hashes, chunks, contained, distinct, fold, words_of
from redact.vocabulary import ROLES, Kind

SHORTEST_NUMBER = 5
"""Numbers with fewer digits identify nobody by themselves."""


def unfamiliar(pages: Iterable[Released], scanned: Hashes, scope: Scope, facts: Facts) -> bool:
    """Whether some word of the pages is new.

    Known are the words that a scan has looked up already, those of places and periods, and those of the same pages
    about nothing: without datasets and publisher they say what is redact's own and the policy's.
    """
    known = distinct([scanned, _words(_own_texts(facts)), *_lots(own_words(scope).values())])
    return any(not contained(words, known).all() for words in _lots(item.column.values for item in pages))


def _own_texts(facts: Facts) -> Sequence[str]:
    day = facts.as_of
    roles = dict.fromkeys(("subject_age", "subject_sex"), "subject_age")
    empty = Resource("empty", "other", (*COLUMN_WORDS, *roles), roles, {"id": ""}, 0, day, day, geojson=False)
    nothing = replace(facts, publisher="publisher", resources=(empty,))
    files = [File(f"data/empty{suffix}", "", 0) for suffix in MEDIA]
    return [
        protection_page(nothing),
        dictionary_page(nothing),
        portal_page(nothing),
        dump(data_package(nothing, files)),
        dump(dcat_us(nothing, files)),
        dump(statement(nothing, files)),
        *(f"{name}.json .csv tables/" for name in ("places", "datapackage", "dcat-us", "statement")),
        *(f"{gate.name} {gate.required}" for gate in facts.gates),
        *CLASS_WORDS.values(),
        *COLUMN_WORDS.values(),
        *ROLE_WORDS.values(),
        *ROLES,
        *(kind.value for kind in Kind),
    ]


def _words(texts: Sequence[str]) -> Hashes:
    return distinct(_lots([pa.array(list(texts), pa.string())]))


def _lots(columns: Iterable[pa.Array]) -> Iterable[Hashes]:
    """The words of some columns but for short numbers."""
    for values in columns:
        for _, texts in chunks(fold(values)):
            words = words_of(texts)
            yield words.hash[(words.digits < words.length) | (words.length >= SHORTEST_NUMBER)]
