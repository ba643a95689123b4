"""The ledger's archive in the terms of the current plan: every row that earlier releases put out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.vocabulary import TimePrecision

if TYPE_CHECKING:
    from redact.ledger.archive import Archive
    from redact.place import UnitTable
    from redact.plan.treatments import Treatment

GONE_TIER = -1
"""The treatment of a row whose tier the policy no longer has."""

NO_UNIT = -2
"""The unit of a row whose place the map no longer has; -1 is a row that was shown without a place."""


@dataclass(frozen=True)
class Released:
    """Every row that releases put out, in the order of the archive (n rows).

    `dataset` indexes the plan's datasets (-1: none of them), `treatment` the policy's treatments, `unit` the plan's
    units. `out` are the rows of the newest release. `first_day` and `through` say per dataset of the plan which days
    are opened: from the first day that a release had rows of up to and without the day `through` (days since 1970).
    `last` is what the newest chapter says about its release; `cells` are the published content cells, joined.
    `unknown` releases are out too, of which an earlier version of redact kept no rows.
    """

    dataset: NDArray[np.int16]
    slot: NDArray[np.int64]
    keys: NDArray[np.int64]
    mark: NDArray[np.int64]
    treatment: NDArray[np.int16]
    cover: NDArray[np.bool_]
    group: NDArray[np.int8]
    unit: NDArray[np.int32]
    precision: NDArray[np.int8]
    code: NDArray[np.int32]
    period: NDArray[np.int32]
    value: NDArray[np.int64]
    cells: pa.Array
    out: NDArray[np.bool_]
    first_day: NDArray[np.int64]
    through: NDArray[np.int64]
    releases: int
    last: Mapping[str, Any]
    unknown: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What whoever reads the plan must know of it."""
        if not self.unknown:
            return ()
        many = "s" if self.unknown != 1 else ""
        said = (
            f"{self.unknown} earlier release{many} of an earlier version of redact cannot be compared with this one, "
            "because the ledger kept no rows then: a record that changed or came late since can be told by who kept "
            "those files. Import them with `redact ledger import FILE`, and say in the policy's `history` what becomes "
            "of their months."
        )
        return (said,)

    def __len__(self) -> int:
        return len(self.slot)

    def opened(self, dataset: NDArray[np.int8], ends: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether a release has had the period of each row that ends before the day `ends`: what ended before the first
        row that any release had is not opened, so that older years can still come out, as wholes."""
        inside: NDArray[np.bool_] = (ends <= self.through[dataset]) & (ends > self.first_day[dataset])
        return inside


NEVER = np.iinfo(np.int64).max


def nothing_released(datasets: int, unknown: int = 0) -> Released:
    """The past of a publisher who has released nothing, or of a draft that remembers nothing; `unknown` releases may be
    out all the same."""
    none8, none16 = np.empty(0, dtype=np.int8), np.empty(0, dtype=np.int16)
    none32, none64 = np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int64)
    no = np.empty(0, dtype=np.bool_)
    return Released(
        none16, none64, none64.reshape(0, 2), none64, none16, no, none8, none32, none8, none32, none32, none64,
        pa.array([], pa.string()), no, np.full(datasets, NEVER), np.full(datasets, -NEVER), 0, {}, unknown,
    )  # fmt: skip


def released(
    archive: Archive, datasets: Sequence[str], treatments: Sequence[Treatment], units: UnitTable
) -> Released:
    """The archive with its words as the plan's numbers."""
    if not archive.chapters:
        return nothing_released(len(datasets), len(archive.unknown))
    table = archive.rows
    tiers = len(treatments) // 2
    of_tier = {rule.own: number for number, rule in enumerate(treatments[:tiers])}
    tier = _numbers(table.column("tier"), of_tier, GONE_TIER).astype(np.int16)
    careful = _flags(table.column("careful"))
    place = {str(name): number for number, name in enumerate(units.ids.to_pylist())} | {"": -1}
    about = archive.chapters[-1].about
    days = np.array([about.get("days", {}).get(name, [NEVER, -NEVER]) for name in datasets], dtype=np.int64)
    return Released(
        dataset=_numbers(table.column("dataset"), {name: n for n, name in enumerate(datasets)}, -1).astype(np.int16),
        slot=_integers(table, "slot"),
        keys=np.column_stack([_integers(table, "key_0"), _integers(table, "key_1")]),
        mark=_integers(table, "mark"),
        treatment=np.where((tier >= 0) & careful, tier + tiers, tier).astype(np.int16),
        cover=_flags(table.column("cover")),
        group=_integers(table, "group"),
        unit=_numbers(table.column("unit"), place, NO_UNIT).astype(np.int32),
        precision=_integers(table, "precision"),
        code=_integers(table, "code"),
        period=_integers(table, "period"),
        value=_integers(table, "value"),
        cells=_one(table.column("cells")),
        out=_integers(table, "last") == len(archive.chapters) - 1,
        first_day=days[:, 0],
        through=days[:, 1],
        releases=len(archive.chapters),
        last=about,
        unknown=len(archive.unknown),
    )


def first_days(codes: NDArray[np.int32], precision: NDArray[np.int8]) -> NDArray[np.int64]:
    """The first day (since 1970) of the period that each code counts at its precision; of NONE a day in the future."""
    days = np.full(len(codes), NEVER, dtype=np.int64)
    for sharp in np.unique(precision).tolist():
        mine = precision == sharp
        code = codes[mine].astype(np.int64)
        match TimePrecision(sharp):
            case TimePrecision.NONE:
                continue
            case TimePrecision.MINUTE:
                days[mine] = code // 1440
            case TimePrecision.HOUR:
                days[mine] = code // 24
            case TimePrecision.DAY:
                days[mine] = code
            case other:
                months = code * {TimePrecision.MONTH: 1, TimePrecision.QUARTER: 3, TimePrecision.YEAR: 12}[other]
                days[mine] = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return days


def _integers(table: pa.Table, name: str) -> NDArray[Any]:
    return np.asarray(table.column(name).to_numpy())


def _flags(column: pa.ChunkedArray) -> NDArray[np.bool_]:
    return np.asarray(column.to_numpy(), dtype=np.bool_)


def _one(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], pa.string())
    return whole


def _numbers(column: pa.ChunkedArray, known: Mapping[str, int], other: int) -> NDArray[np.int64]:
    """Words as the numbers that are known for them."""
    encoded = _one(column.cast(pa.string())).dictionary_encode()
    words = pc.fill_null(encoded.dictionary, "").to_pylist()
    lookup = np.array([known.get(word, other) for word in words] or [other], dtype=np.int64)
    return np.asarray(lookup[encoded.indices.to_numpy(zero_copy_only=False)], dtype=np.int64)
