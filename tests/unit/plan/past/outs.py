"""Rows that are out, in plain words, and what a plan makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from redact import when
from redact.ledger.archive import FOLDED, Archive, ChapterInfo
from redact.place import UnitTable
from redact.plan.past.keeping import Kept, keep
from redact.plan.past.leavers import Asked
from redact.plan.past.leaving import Leaving, Out, choose_covering
from redact.plan.past.matching import slots
from redact.plan.past.released import Released, released
from redact.plan.resolve import Fates
from redact.plan.treatments import treatments
from redact.policy.model import Policy
from redact.vocabulary import OffenseGroup, TimePrecision

from ..making import KEY, Said, minutes, resolved, rows_of, small_city, tiny

DATASETS = ("incidents", "calls", "arrests")
TIERS = ("withheld", "protected", "accountability", "persons", "other")
UNITS = small_city()
EPOCH = date(1970, 1, 1)
JANUARY, FEBRUARY, MARCH, APRIL = "2025-01-15T10:00", "2025-02-15T10:00", "2025-03-15T10:00", "2025-04-15T10:00"


@dataclass(frozen=True)
class Shown:
    """A row that a release put out. `last` is the chapter that had it last; None: the newest."""

    keys: tuple[int, ...] = ()
    time: str = JANUARY
    tier: str = "other"
    cover: bool = False
    careful: bool = False
    group: str = "property"
    dataset: int = 0
    unit: int = 0
    precision: TimePrecision = TimePrecision.HOUR
    first: int = 0
    last: int | None = None
    mark: int = 0
    cells: str = ""

    @property
    def period(self) -> int:
        return int(when.coarsen(np.array([minutes(self.time)]), TimePrecision.MONTH)[0])


def day(text: str) -> int:
    return (date.fromisoformat(text) - EPOCH).days


def archive_of(
    shown: Sequence[Shown], *, chapters: int = 1, through: str = "2025-02-01", first: str = "2025-01-01", **about: Any
) -> Archive:
    """The archive of releases that had these rows; all days from `first` to `through` are out."""
    rows = []
    for number, row in enumerate(shown):
        keys = [*row.keys, 0, 0][:2]
        slot = slots(KEY, np.array([row.dataset], dtype=np.int8), DATASETS, np.array([keys], dtype=np.int64))
        code = when.coarsen(np.array([minutes(row.time)]), np.array([row.precision], dtype=np.int8))
        rows.append(
            {
                "dataset": DATASETS[row.dataset], "slot": int(slot[0]), "key_0": keys[0], "key_1": keys[1],
                "mark": row.mark or 1_000 + number, "tier": row.tier, "careful": row.careful, "cover": row.cover,
                "group": int(OffenseGroup[row.group.upper()]), "unit": UNITS.ids[row.unit].as_py(),
                "precision": int(row.precision), "code": int(code[0]), "period": row.period, "value": 7 + number,
                "cells": row.cells, "first": row.first, "last": chapters - 1 if row.last is None else row.last,
            }
        )  # fmt: skip
    days = {name: [day(first), day(through)] for name in DATASETS}
    said = {"days": days, "through": day(through), "rules": "", **about}
    infos = [ChapterInfo(number + 1, f"r{number}", "released", said, "") for number in range(chapters)]
    return Archive(tuple(infos), pa.Table.from_pylist(rows, schema=FOLDED))


def past_of(shown: Sequence[Shown], policy: Policy | None = None, *, units: UnitTable = UNITS, **more: Any) -> Released:
    """The same in the plan's terms."""
    return released(archive_of(shown, **more), DATASETS, treatments(policy or tiny()), units)


def kept(
    said: Sequence[Said],
    shown: Sequence[Shown],
    policy: Policy | None = None,
    *,
    revision: bool = False,
    asked: Asked | None = None,
    renewed: Sequence[bool] | None = None,
    fates: Fates | None = None,
    key: bytes = KEY,
    **more: Any,
) -> tuple[Fates, Kept]:
    """What becomes of rows beside those that are out."""
    chosen = policy or without_chance()
    rows = rows_of(said, chosen)
    found = fates or resolved(said, chosen, kinds=DATASETS)
    return keep(
        replace(rows, group=found.group.copy()), found, past_of(shown, chosen, **more), DATASETS, chosen,
        treatments(chosen), UNITS, asked or Asked(),
        renewed=np.array(renewed if renewed is not None else [False] * len(said), dtype=np.bool_),
        revision=revision, key=key,
    )  # fmt: skip


def without_chance(**more: Any) -> Policy:
    """A policy under which nothing is cover by chance, and two others leave with whoever leaves."""
    never = {"tiers__0__cover__rate": 1e-9, "tiers__1__cover": {"share_at_least": 0.5, "rate": 1e-9}}
    return tiny(**(never | {"removals__cover": 2} | more))


def keys(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def leaving(
    shown: Sequence[Shown],
    owner: Sequence[int],
    wanted: Sequence[int],
    *,
    forced: Sequence[int] = (),
    unfit: Sequence[int] = (),
    cover: int = 2,
    share: float = 0.0,
    key: bytes = KEY,
) -> Leaving:
    """Who leaves, of rows with these owners."""
    past = past_of(shown)
    coarse = np.array([row.tier == "protected" for row in shown])
    out = Out(np.arange(len(shown)), np.array(owner, dtype=np.int64), coarse)
    shares = [share if number % 5 == 1 else 0.0 for number in range(10)]
    return choose_covering(
        out, past, UNITS, keys(*wanted), keys(*forced), keys(*unfit), cover=cover, share=shares, key=key
    )
