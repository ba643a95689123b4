"""Writing what was paid for: the stored lines of every draw, one after the other, under one header."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from redact.counts.info import TableInfo
from redact.plan.folder import make_private, write_private
from redact.plan.tables.saved import Tables


def write_drawn(tables: Tables, stored: Mapping[str, Sequence[bytes]]) -> None:
    """Writes the files of every table from the stored output of its draws, in their order.

    Files of an earlier writing are replaced; a table of which nothing is stored gets none.
    """
    make_private(tables.folder)
    for info in tables.noisy:
        for file in (*info.files, info.measured_file):
            tables.path(file).unlink(missing_ok=True)
        for file, lines in _joined(stored.get(info.table, ())).items():
            write_private(tables.path(file), lines)


def _joined(outputs: Sequence[bytes]) -> dict[str, str]:
    found: dict[str, str] = {}
    for output in outputs:
        for file, text in json.loads(output).items():
            header, _, rows = text.partition("\n")
            found[file] = found[file] + rows if file in found else f"{header}\n{rows}"
    return found


def with_draws(info: TableInfo, requests: Sequence[str]) -> TableInfo:
    """What is known of a table of which only some draws are published."""
    draws = tuple(draw for draw in info.draws if draw.request in requests)
    periods = tuple(period for draw in draws for period in draw.periods)
    return replace(info, draws=draws, periods=periods)
