"""What the gates look at: a plan's staged rows and decisions, its policy and its units, and the sources for
look-ups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from redact.plan.folder import Plan
from redact.plan.treatments import Treatment, treatments
from redact.policy.model import Policy
from redact.records.source import Source

if TYPE_CHECKING:
    from redact.gates.earlier import Earlier
    from redact.gates.preimage import PlaceMap
    from redact.gates.tokens import Hashes
    from redact.place import UnitTable

_USED = [
    "dataset", "row", "outcome", "reason", "tier", "own_tier", "cover", "weak", "kept", "event", "group", "unit",
    "time_code", "time_precision", "staged",
]  # fmt: skip


@dataclass(frozen=True)
class StagedColumn:
    """One released column: the distinct cells and, per staged row, the index of its cell."""

    values: pa.Array
    codes: NDArray[np.int32]

    def filled(self) -> NDArray[np.bool_]:
        """Which rows have anything in this column."""
        if not len(self.values):
            return np.zeros(len(self.codes), dtype=np.bool_)
        some = pc.not_equal(self.values, "").to_numpy(zero_copy_only=False)
        return np.asarray(some[self.codes], dtype=np.bool_)


@dataclass(frozen=True)
class StagedRows:
    """What was decided about a dataset's staged rows, in staged order.

    `tier` and `own_tier` index the policy's tiers, `treatment` the policy's treatments (careful variants after the
    plain ones), `kept` rows stay as an earlier release had them, `event` is the plan's event number, `row` the number
    in the source.
    """

    tier: NDArray[np.int8]
    own_tier: NDArray[np.int8]
    treatment: NDArray[np.int16]
    cover: NDArray[np.bool_]
    kept: NDArray[np.bool_]
    event: NDArray[np.int64]
    row: NDArray[np.int64]
    time_code: NDArray[np.int32]
    time_precision: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.tier)


@dataclass(frozen=True)
class Decisions:
    """decisions.parquet as columns: one entry per input row; `dataset` indexes `datasets`."""

    datasets: tuple[str, ...]
    dataset: NDArray[np.int64]
    row: NDArray[np.int64]
    outcome: NDArray[np.int8]
    reason: NDArray[np.int8]
    tier: NDArray[np.int8]
    own_tier: NDArray[np.int8]
    cover: NDArray[np.bool_]
    weak: NDArray[np.bool_]
    kept: NDArray[np.bool_]
    event: NDArray[np.int64]
    group: NDArray[np.int8]
    unit: NDArray[np.int32]
    time_code: NDArray[np.int32]
    time_precision: NDArray[np.int8]
    staged: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.row)


@dataclass(frozen=True)
class ReleaseView:
    """A plan with everything needed to check it. Reads files when a gate asks, and keeps the small columns."""

    plan: Plan
    policy: Policy
    sources: Mapping[str, Source]
    earlier: Earlier | None = None
    _columns: dict[tuple[str, str], StagedColumn] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of_plan(
        cls, plan: Plan, policy: Policy, sources: Mapping[str, Source], earlier: Earlier | None = None
    ) -> ReleaseView:
        """The view of a saved plan; `sources` by dataset name, as the plan was made from. `earlier` is what anybody may
        have kept of before (None: nothing)."""
        return cls(plan, policy, sources, earlier)

    @property
    def datasets(self) -> tuple[str, ...]:
        return self.plan.datasets

    @cached_property
    def units(self) -> UnitTable:
        """The places of the plan."""
        return self.plan.units()

    @cached_property
    def treatments(self) -> tuple[Treatment, ...]:
        """What each tier does, then the careful variant of each."""
        return treatments(self.policy)

    @cached_property
    def decisions(self) -> Decisions:
        """What happened to every input row."""
        table = self.plan.decisions(_USED)
        names = table.column("dataset").combine_chunks()
        if not pa.types.is_dictionary(names.type):
            names = names.dictionary_encode()
        if isinstance(names, pa.ChunkedArray):
            names = names.unify_dictionaries().combine_chunks()
        columns = {name: table.column(name).to_numpy() for name in _USED if name != "dataset"}
        return Decisions(
            datasets=tuple(names.dictionary.to_pylist()), dataset=names.indices.to_numpy(), **columns
        )

    def note_words(self, words: Hashes) -> None:
        """Remembers which released words a scan has looked up, see `scanned_words`."""
        self._scanned.append(words)

    @property
    def scanned_words(self) -> Hashes:
        """Every word, hashed and sorted, of what was scanned for residue through this view."""
        from redact.gates.tokens import distinct

        return distinct(self._scanned)

    @cached_property
    def notes(self) -> dict[str, object]:
        """What a gate has worked out and the report shows as well, by the gate's name."""
        return {}

    @cached_property
    def _scanned(self) -> list[Hashes]:
        return []

    def place_map(self, level: str, min_households: float) -> PlaceMap:
        """Which units a rule publishes, and for whom they stand; worked out once per rule."""
        from redact.gates.preimage import place_map

        asked = (level, min_households)
        if asked not in self._maps:
            self._maps[asked] = place_map(self.units, level, min_households)
        return self._maps[asked]

    @cached_property
    def _maps(self) -> dict[tuple[str, float], PlaceMap]:
        return {}

    def required_households(self, least: float) -> float:
        """What a tier asks for; more where the layer's numbers are estimates."""
        return least * self.units.safety

    @cached_property
    def officers_kept(self) -> bool:
        """Whether any tier publishes officers' names."""
        return "keep" in self.policy.identity.officers.values()

    @property
    def inputs(self) -> tuple[tuple[Source, int | None], ...]:
        """The sources, each with the number of its rows that the plan looked at."""
        return tuple((source, self.rows_in(name)) for name, source in self.sources.items())

    def rows_in(self, dataset: str) -> int:
        """How many rows of a source the plan looked at."""
        for item in self.plan.summary["inputs"]:
            if item["dataset"] == dataset:
                return int(item["rows"])
        return 0

    def header(self, dataset: str) -> tuple[str, ...]:
        """The columns of a staged file as it is, not as plan.json says."""
        return tuple(pq.read_schema(self.plan.staged(dataset)).names)

    def staged_rows(self, dataset: str) -> int:
        """How many rows a staged file has."""
        return int(pq.read_metadata(self.plan.staged(dataset)).num_rows)

    def column(self, dataset: str, name: str) -> StagedColumn:
        """A released column. Kept for the next gate, but for ids, which are as many as rows."""
        known = self._columns.get((dataset, name))
        if known is None:
            known = read_column(self.plan.staged(dataset), name)
            if name != "id":
                self._columns[(dataset, name)] = known
        return known

    def staged(self, dataset: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A dataset's release rows, columns dictionary-encoded."""
        names = list(columns) if columns is not None else list(self.header(dataset))
        return pq.read_table(self.plan.staged(dataset), columns=names, read_dictionary=names)

    def rows(self, dataset: str) -> StagedRows:
        """What was decided about the staged rows of a dataset."""
        made = self._rows
        if dataset not in made:
            made[dataset] = self._staged_order(dataset)
        return made[dataset]

    @cached_property
    def _rows(self) -> dict[str, StagedRows]:
        return {}

    def _staged_order(self, dataset: str) -> StagedRows:
        every = self.decisions
        number = every.datasets.index(dataset) if dataset in every.datasets else -1
        mine = np.flatnonzero((every.dataset == number) & (every.staged >= 0))
        at = mine[np.argsort(every.staged[mine], kind="stable")]
        treatment = every.tier[at].astype(np.int16) + np.where(every.weak[at], len(self.policy.tiers), 0)
        return StagedRows(
            tier=every.tier[at],
            own_tier=every.own_tier[at],
            treatment=treatment.astype(np.int16),
            cover=every.cover[at],
            kept=every.kept[at],
            event=every.event[at],
            row=every.row[at],
            time_code=every.time_code[at],
            time_precision=every.time_precision[at],
        )


def read_column(path: object, name: str) -> StagedColumn:
    """A column of a Parquet file as distinct cells and codes; of ids, which are distinct anyway, as cells."""
    if name == "id":
        cells = pq.read_table(path, columns=[name]).column(name).combine_chunks()
        cells = cells.chunk(0) if isinstance(cells, pa.ChunkedArray) else cells
        return StagedColumn(pc.fill_null(cells, ""), np.arange(len(cells), dtype=np.int32))
    column = pq.read_table(path, columns=[name], read_dictionary=[name]).column(name)
    encoded = column.unify_dictionaries().combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.chunk(0) if encoded.num_chunks else pa.array([], pa.string()).dictionary_encode()
    if encoded.null_count:
        encoded = pc.fill_null(encoded.cast(pa.string()), "").dictionary_encode()
    return StagedColumn(encoded.dictionary, encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32))


def combinations(columns: Sequence[NDArray[np.generic]]) -> list[tuple[int, ...]]:
    """The distinct rows of several integer columns of the same length."""
    if not len(columns[0]):
        return []
    number = dense(columns)
    first = np.empty(int(number.max()) + 1, dtype=np.int64)
    first[number[::-1]] = np.arange(len(number))[::-1]
    return [tuple(int(value) for value in row) for row in np.column_stack([column[first] for column in columns])]


def dense(columns: Iterable[NDArray[np.generic]]) -> NDArray[np.int64]:
    """Numbers 0..m-1 for the distinct rows of several integer or boolean columns of the same length."""
    packed, size = None, 1
    for column in columns:
        codes = column.astype(np.int64)
        low, high = (int(codes.min()), int(codes.max())) if len(codes) else (0, 0)
        width = high - low + 1
        if size * width >= 2**62:
            if packed is not None:
                _, packed = np.unique(packed, return_inverse=True)
                size = int(packed.max(initial=0)) + 1
            _, codes = np.unique(codes, return_inverse=True)
            low, width = 0, int(codes.max(initial=0)) + 1
        packed = codes - low if packed is None else packed * width + (codes - low)
        size *= width
    assert packed is not None, "no columns"
    return np.unique(packed, return_inverse=True)[1].astype(np.int64)
