"""The audit: looks at each published file, then at what they say of each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from redact.errors import UsageError
from redact.risk.audit.alone import alone, looks, repeats, small_cells
from redact.risk.audit.looked import Advance, look
from redact.risk.audit.markers import markers
from redact.risk.audit.numbers import numberings
from redact.risk.audit.of_columns import leaky, of_columns
from redact.risk.audit.of_counts import of_alone, of_cells, of_markers, of_numbers, of_siblings
from redact.risk.audit.of_places import of_places
from redact.risk.audit.places import Finest, Places, places
from redact.risk.audit.result import Audit, FileAudit, Grid
from redact.risk.audit.rows import Marked, Rows, classes_seen, marked, shown_in
from redact.risk.audit.siblings import Audited, band, siblings
from redact.vocabulary import TimePrecision

if TYPE_CHECKING:
    from redact.policy.model import Policy
    from redact.records import Card

BANDS = ("a door", "a point or a named place", "a block, corner or street", "an area", "no place")
TIMES = ("minute", "hour", "day", "month or coarser", "no time")


def _silent(_step: str, _done: int, _total: int | None, /) -> None:
    return None


def audit(files: Sequence[Path], policy: Policy, cards: Sequence[Card] = (), *, advance: Advance = _silent) -> Audit:
    """Audits published files by the classification rules of a policy; its tiers only say which classes matter.

    `cards`: none (a shipped card that fits, else one that profiling proposes), one for all files, or one a file.
    DataMismatch (11) where a file cannot be read, UsageError (2) where cards and files do not match.
    """
    if len(cards) not in (0, 1, len(files)):
        raise UsageError(
            f"{len(cards)} cards for {len(files)} files", fix="Give one card for all files, or one for each in order."
        )
    given: list[Card | None] = [*cards] * len(files) if len(cards) == 1 else [*cards] or [None] * len(files)
    names = _names(files)
    seen, audits = [], []
    for file, name, card in zip(files, names, given, strict=True):
        found, told = _one(file, name, card, policy, advance)
        seen.append(found)
        audits.append(told)
    pairs = siblings(seen)
    every = [finding for each in audits for finding in each.findings] + list(of_siblings(pairs))
    return Audit(tuple(audits), pairs, tuple(sorted(every, key=lambda each: each.rank)))


def _names(files: Sequence[Path]) -> list[str]:
    """File names, with the folder where two are the same."""
    plain = [file.name for file in files]
    return [f"{file.parent.name}/{file.name}" if plain.count(file.name) > 1 else file.name for file in files]


def _one(file: Path, name: str, card: Card | None, policy: Policy, advance: Advance) -> tuple[Audited, FileAudit]:
    looked = look(file, card, policy, advance)
    rows = marked(looked.classified)
    where = places(looked)
    alike = looks(looked, rows, where)
    singled, doors, cells = alone(alike), repeats(rows, where), small_cells(looked, rows)
    marks, numbers = markers(looked, rows, where), numberings(looked)
    sensitive = int(rows.sensitive.sum())
    findings = [
        *of_places(looked, rows, where),
        *of_columns(looked, rows),
        *of_markers(marks, looked),
        *of_alone(singled, doors, sensitive),
        *of_cells(cells),
        *of_numbers(numbers, looked),
    ]
    told = FileAudit(
        file=name, rows=looked.rows, card=looked.card, read=looked.read, sensitive=sensitive,
        doubt=int(rows.doubt.sum()), unknown=int(rows.unknown.sum()), silent=int(rows.silent.sum()),
        for_safety=int(rows.for_safety.sum()),
        classes=classes_seen(looked.classified, rows), shown_in=shown_in(looked, rows),
        places=_grid(_groups(rows), where.finest, tuple(each.plain for each in Finest)),
        times=_grid(_groups(rows), time_band(looked.precision), TIMES),
        both=_both(rows, where, looked.precision), points=where.counts, markers=marks,
        alone=singled, alike=alike, repeats=doors, cells=cells, numbers=numbers, columns=leaky(looked.leaks, looked),
        findings=tuple(sorted((replace(each, file=name) for each in findings), key=lambda each: each.rank)),
    )  # fmt: skip
    return Audited(name, looked, rows, where), told


def _groups(rows: Marked) -> list[tuple[str, Rows]]:
    """The groups of rows that tables tell of: all, sensitive, each class, taken in for safety, in doubt."""
    groups = [("all rows", np.ones(len(rows.sensitive), dtype=np.bool_)), ("sensitive", rows.sensitive)]
    ordered = sorted(rows.classes.items(), key=lambda each: -int(each[1].sum()))
    groups += [(name.replace("_", " "), mine) for name, mine in ordered]
    groups += [("taken in for safety", rows.for_safety), ("may be sensitive", rows.doubt)]
    return [(name, mine) for name, mine in groups if mine.any()]


def _grid(groups: list[tuple[str, Rows]], codes: np.ndarray[tuple[int], np.dtype[np.integer]],
          heads: tuple[str, ...]) -> Grid:  # fmt: skip
    """Rows of each group by code; codes that no row has are left out."""
    used = np.flatnonzero(np.bincount(codes, minlength=len(heads)))
    counts = [(name, np.bincount(codes[mine], minlength=len(heads))[used]) for name, mine in groups]
    return Grid(tuple(heads[i] for i in used), tuple((name, tuple(each.tolist())) for name, each in counts))


def time_band(precision: np.ndarray[tuple[int], np.dtype[np.int8]]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Times in five bands, as `TIMES` names them."""
    coarse = np.where(precision >= TimePrecision.MONTH, TimePrecision.MONTH, precision)
    return np.where(precision == TimePrecision.NONE, len(TIMES) - 1, coarse).astype(np.int64)


def _both(rows: Marked, where: Places, precision: np.ndarray[tuple[int], np.dtype[np.int8]]) -> Grid:
    """Sensitive rows by place and time together."""
    codes = band(where.finest) * len(TIMES) + time_band(precision)
    counts = np.bincount(codes[rows.sensitive], minlength=len(BANDS) * len(TIMES)).reshape(len(BANDS), len(TIMES))
    return Grid(TIMES, tuple((name, tuple(line.tolist())) for name, line in zip(BANDS, counts, strict=True)))
