"""The data dictionary of the tables: every column of every file, and what the noise of a table hides."""

from __future__ import annotations

from markupsafe import Markup

from redact.bundle.count_words import column_meaning, counted_words, exact_words, odds
from redact.bundle.facts import Facts, capital, listed, plain
from redact.bundle.hazards import sentence
from redact.counts.info import COLUMNS, TableInfo
from redact.report import join, table, terms


def table_columns(facts: Facts) -> Markup:
    """What every table is, and every column that any of their files has."""
    names = dict.fromkeys(name for info in facts.tables for name in _header(facts, info))
    rows = [(Markup("<code>{}</code>").format(name), column_meaning(name)) for name in names]
    return join(
        [
            terms((info.table, _said(facts, info)) for info in facts.tables),
            table("Columns of the tables", ["Column", "Meaning"], rows),
        ]
    )


def _header(facts: Facts, info: TableInfo) -> tuple[str, ...]:
    """The columns of a table's files; as described where they are not written yet."""
    written = [numbers.header for file, numbers in facts.numbers.items() if file.startswith(f"{info.table}.")]
    written += [numbers.header for file, numbers in facts.numbers.items() if file.startswith(f"{info.table}-")]
    if written:
        return tuple(name for header in written for name in header)
    return (*info.by, *COLUMNS) if info.kind == "noisy" else info.by


def _said(facts: Facts, info: TableInfo) -> str:
    files = listed([f"tables/{file}" for file in info.files])
    by = listed([plain(word) for word in info.by])
    counted = f"{capital(counted_words(info, facts.policy))}, by {by}. In {files}."
    if info.kind == "exact":
        return f"{counted} {exact_words(info)}"
    return (
        f"{counted} Epsilon {info.epsilon} for each {info.per} ({odds(info.epsilon)}); {sentence(info.mechanism)} "
        f"It {sentence(info.hides)} {info.bounded}"
    )
