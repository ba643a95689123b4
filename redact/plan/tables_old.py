"""The protected tables of a plan: what the policy counts, over a declared domain, with noise drawn once.

The exact counts are never saved. A period of a table is drawn and paid for once: its request (a keyed digest of the
specification and the period) lets the ledger answer every later release with the bytes that were published first,
whatever was reported late since.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from redact import when
from redact.counts import MECHANISM, Cells, Domain, count_events, declared_domain, draw_table
from redact.counts.tables import OTHER
from redact.plan.build import Built
from redact.plan.folder import make_private, write_private
from redact.plan.inputs import EPOCH, Inputs
from redact.plan.resolve import LOOSE
from redact.plan.settle import PARTIAL
from redact.policy.model import CountTable
from redact.records.batch import Fault
from redact.vocabulary import OffenseGroup, TimePrecision

_CALENDAR = {"month": TimePrecision.MONTH, "quarter": TimePrecision.QUARTER, "year": TimePrecision.YEAR}


@dataclass(frozen=True, slots=True)
class TableInfo:
    """What is known about a table without its exact counts; saved beside it and published with it."""

    table: str
    tiers: tuple[str, ...]
    by: tuple[str, ...]
    unit: str
    max_per_unit: int
    epsilon: str
    per: str
    mechanism: str
    cells: int
    periods: tuple[str, ...]
    period_column: str
    requests: tuple[str, ...]
    hides: str


def write_tables(folder: Path, built: Built, inputs: Inputs) -> tuple[TableInfo, ...]:
    """Draws every table of the policy into `folder/tables` as CSV and JSON."""
    made = []
    target = folder / "tables"
    for agreed in inputs.policy.counts:
        spec = agreed.model_copy(update={"by": _known_areas(agreed.by, inputs)})
        period = next((word for word in spec.by if word in _CALENDAR), "year")
        periods = _complete(built, inputs, _CALENDAR[period])
        if not len(periods):
            continue
        make_private(target)
        domain, words = _domain(spec, built, inputs, period, periods)
        cells, taken = _cells(spec, built, inputs, domain, words, period, periods)
        key = inputs.secret.key("counts")
        counts = count_events(cells, domain, spec.max_per_unit, identity=built.fates.identity, key=key)
        info = TableInfo(
            table=spec.table,
            tiers=tuple(spec.of.tiers),
            by=tuple(spec.by),
            unit=spec.unit,
            max_per_unit=spec.max_per_unit,
            epsilon=str(spec.epsilon),
            per=inputs.policy.budget.per if inputs.policy.budget else "year",
            mechanism=MECHANISM,
            cells=domain.size,
            periods=words[period],
            period_column=period if period in spec.by else "",
            requests=tuple(_request(spec, domain, word, key) for word in words[period]),
            hides=f"hides whether any one event is in the table (counted at most {spec.max_per_unit} time"
            f"{'s' if spec.max_per_unit > 1 else ''})",
        )
        table = draw_table(counts, domain, float(spec.epsilon), spec.max_per_unit)
        with (target / f"{spec.table}.csv").open("wb") as file:
            pacsv.write_csv(table, file, pacsv.WriteOptions(quoting_style="needed"))
        write_private(target / f"{spec.table}.json", json.dumps(asdict(info), indent=1) + "\n")
        made.append(info)
        del taken
    return tuple(made)


def _known_areas(by: Sequence[str], inputs: Inputs) -> tuple[str, ...]:
    """A table's dimensions, with areas that no layer gives replaced by the next larger ones there are."""
    ladder = list(inputs.policy.places.ladder)
    found = []
    for word in by:
        if word in ladder and word not in inputs.units.ladder:
            word = next(level for level in ladder[ladder.index(word) :] if level in inputs.units.ladder)
        found.append(word)
    return tuple(dict.fromkeys(found))


def _complete(built: Built, inputs: Inputs, precision: TimePrecision) -> NDArray[np.int32]:
    """The periods from the first complete one to the last that is over, with the longest delay, at the as-of date."""
    good = built.rows.fault == Fault.NONE
    if not good.any():
        return np.empty(0, dtype=np.int32)
    minutes = built.rows.minutes[good].astype(np.int64)
    codes = when.coarsen(minutes, precision)
    seen, counts = np.unique(codes, return_counts=True)
    usual = seen[counts >= PARTIAL * np.median(counts)]
    every = np.arange(usual.min(), usual.max() + 1, dtype=np.int32)
    wait = max((rule.delay_days for rule in built.treatments), default=0)
    ends = when.period_end(every, np.full(len(every), precision, dtype=np.int8))
    return every[ends + wait <= (inputs.as_of - EPOCH).days]


def _texts(codes: NDArray[np.int32], precision: TimePrecision) -> list[str]:
    return [str(text) for text in when.text(codes, np.full(len(codes), precision, dtype=np.int8)).to_pylist()]


def _domain(
    spec: CountTable, built: Built, inputs: Inputs, period: str, periods: NDArray[np.int32]
) -> tuple[Domain, dict[str, tuple[str, ...]]]:
    """The declared words of every dimension: classes of the tiers, areas of the layers, calendar periods."""
    policy, units = inputs.policy, inputs.units
    counted = [name for tier in policy.tiers if tier.tier in spec.of.tiers for name in tier.classes]
    words: dict[str, tuple[str, ...]] = {
        "class": tuple(name for name in policy.class_names if name in counted),
        "offense_group": tuple(group.word for group in OffenseGroup),
        period: tuple(_texts(periods, _CALENDAR[period])),
    }
    for level, name in enumerate(units.ladder):
        labels = [label for label, at in zip(units.label.to_pylist(), units.level.tolist(), strict=True) if at == level]
        words[name] = (*sorted(labels), OTHER)
    return declared_domain(spec.by, words), words


def _cells(
    spec: CountTable,
    built: Built,
    inputs: Inputs,
    domain: Domain,
    words: dict[str, tuple[str, ...]],
    period: str,
    periods: NDArray[np.int32],
) -> tuple[Cells, int]:
    """The (event, cell) pairs of the table. Members taken in for safety are not counted as the class.

    An event is counted in the period in which it begins, whenever its other records are of: counted in the period of
    each, one event would be in the tables of two, which are drawn and paid for apart.
    """
    policy, units, rows = inputs.policy, inputs.units, built.rows
    names = [tier.tier for tier in policy.tiers]
    tiers = [names.index(name) for name in spec.of.tiers]
    own = built.fates.event_tier[built.fates.event]
    own = np.where(own == LOOSE, built.fates.own_tier, own)
    begins = np.full(len(built.fates.identity), np.iinfo(np.int32).max, dtype=np.int32)
    good = rows.fault == Fault.NONE
    np.minimum.at(begins, built.fates.event[good], rows.minutes[good])
    codes = when.coarsen(begins[built.fates.event].astype(np.int64), _CALENDAR[period])
    inside = np.isin(own, tiers) & good & np.isin(codes, periods)
    pairs_unit, pairs_cell = [], []
    counted = words["class"] if "class" in spec.by else ("",)
    named = built.fates.classes & ~rows.for_safety
    for number, name in enumerate(counted):
        mine = inside if not name else inside & ((named >> np.uint32(policy.class_names.index(name))) & 1 == 1)
        at = np.flatnonzero(mine)
        cell = np.zeros(len(at), dtype=np.int64)
        for dimension in spec.by:
            values = words[dimension]
            if dimension == "class":
                index = np.full(len(at), number)
            elif dimension == "offense_group":
                index = rows.group[at].astype(np.int64)
            elif dimension in _CALENDAR:
                index = codes[at] - periods[0]
            else:
                index = _areas(units, dimension, values)[rows.unit[at]]
            cell = cell * len(values) + index
        pairs_unit.append(built.fates.event[at].astype(np.int64))
        pairs_cell.append(cell)
    return Cells(np.concatenate(pairs_unit), np.concatenate(pairs_cell)), len(counted)


def _areas(units: object, level: str, values: tuple[str, ...]) -> NDArray[np.int64]:
    """For every unit the index, among a dimension's words, of the area it lies in; the last word is "other"."""
    ladder, parents = units.ladder, units.parents  # type: ignore[attr-defined]
    labels = units.label.to_pylist()  # type: ignore[attr-defined]
    place = {label: number for number, label in enumerate(values)}
    above = parents[:, ladder.index(level)]
    return np.array([place.get(labels[at], len(values) - 1) if at >= 0 else len(values) - 1 for at in above.tolist()])


def _request(spec: CountTable, domain: Domain, period: str, key: bytes) -> str:
    """What is paid for once: this table, over these cells, in this period."""
    cells = [words for name, words in zip(domain.dimensions, domain.words, strict=True) if name not in _CALENDAR]
    what = json.dumps([spec.model_dump(mode="json"), domain.dimensions, cells, period], sort_keys=True)
    return hmac.new(key, what.encode(), hashlib.sha256).hexdigest()


def by_period(path: Path, info: TableInfo) -> dict[str, bytes]:
    """A table's lines per period, header apart (under ""); one entry for all where it has no period column."""
    header, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    if not info.period_column:
        return {"": header.encode(), " ".join(info.periods): "".join(lines).encode()}
    at = next(csv.reader([header])).index(info.period_column)
    found: dict[str, list[str]] = {period: [] for period in info.periods}
    for line in lines:
        found[next(csv.reader([line]))[at]].append(line)
    return {"": header.encode()} | {period: "".join(rows).encode() for period, rows in found.items()}


def table_files(folder: Path) -> list[tuple[TableInfo, Path]]:
    """The tables of a plan: what is known about each, and its CSV file."""
    found = []
    for path in sorted((folder / "tables").glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in data.items()
        }
        info = TableInfo(**values)
        found.append((info, path.with_suffix(".csv")))
    return found
