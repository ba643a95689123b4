"""Reading a release again, wherever it came from: digests, structure, harmless cells, residue against sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from redact.bundle.cells import harmless
from redact.bundle.manifests import files_of
from redact.bundle.reading import other_texts, read_csv, read_features, read_json
from redact.errors import DataMismatch, RedactError, UsageError, Where
from redact.gates import residue
from redact.gates.result import GateResult
from redact.gates.scan import Released, Scope, scan, text_columns
from redact.gates.view import StagedColumn
from redact.records.source import Source
from redact.vocabulary import DERIVED_COLUMNS, ROLES

STATEMENT = "statement.json"
PACKAGE = "datapackage.json"
AGAIN = "Take the release from its publisher again."

_DAMAGE = (RedactError, OSError, ValueError, LookupError, TypeError, AttributeError)
"""What reading a file ends in that somebody changed: it is none of its kind any more, or of another shape."""


@dataclass(frozen=True)
class Bundle:
    """A release folder, opened. Everything is read when asked for."""

    folder: Path

    @classmethod
    def open(cls, folder: Path) -> Bundle:
        """The release in `folder`. Raises UsageError (2) where there is none."""
        if not (folder / STATEMENT).is_file():
            raise UsageError("there is no release here", where=Where(folder), fix="Name a release's own folder.")
        return cls(folder)

    @cached_property
    def statement(self) -> dict[str, Any]:
        return dict(read_json(self.folder / STATEMENT))

    @cached_property
    def headers(self) -> dict[str, list[str]]:
        """The columns of each dataset, as the Data Package lists them."""
        return self._headers("data/")

    @cached_property
    def tables(self) -> dict[str, list[str]]:
        """The columns of each file of a table of counts."""
        return self._headers("tables/")

    def _headers(self, folder: str) -> dict[str, list[str]]:
        found = {}
        for item in read_json(self.folder / PACKAGE)["resources"]:
            if "schema" in item and item["path"].startswith(folder):
                found[Path(item["path"]).stem] = [field["name"] for field in item["schema"]["fields"]]
        return found

    @cached_property
    def places(self) -> dict[str, dict[str, Any]]:
        """The properties of every place, by its id."""
        features = read_json(self.folder / "places.geojson")["features"]
        return {str(feature["properties"]["id"]): feature["properties"] for feature in features}

    def csv(self, dataset: str) -> pa.Table:
        """A dataset's rows."""
        return read_csv(self.folder / "data" / f"{dataset}.csv")


def check_bundle(folder: Path, against: Sequence[Source] | None = None) -> tuple[GateResult, ...]:
    """What a release says about itself, checked; with `against`, whether an identifier of these sources is in it.

    Digests come first, and a file that cannot be read any more is a disagreement like others, not the end: whoever
    has been given a changed release should hear that it was changed. Raises UsageError (2) where there is no release,
    DataMismatch (11) where its statement, without which nothing can be judged, cannot be read.
    """
    bundle = Bundle.open(Path(folder))
    digests = _digests(bundle)
    wrong = list(_disagreements(bundle))
    cells, unread = _cells(bundle)
    results = [digests, _structure(list(dict.fromkeys([*wrong, *unread]))), cells]
    if against:
        results.append(_residue(bundle, against))
    return tuple(results)


def _digests(bundle: Bundle) -> GateResult:
    """Every file is there, unchanged, and no other."""
    try:
        said = {item["name"]: item["digest"]["sha256"] for item in bundle.statement["subject"]}
    except (LookupError, TypeError, ValueError):
        where = Where(bundle.folder / STATEMENT)
        raise DataMismatch("this is no statement of a release", where=where, fix=AGAIN) from None
    found = {file.name: file.sha256 for file in files_of(bundle.folder) if file.name != STATEMENT}
    wrong = [f"{name} is missing" for name in sorted(set(said) - set(found))]
    wrong += [f"{name} does not belong here" for name in sorted(set(found) - set(said) - {f"{STATEMENT}.sig"})]
    wrong += [f"{name} was changed" for name in sorted(set(found) & set(said)) if found[name] != said[name]]
    return GateResult(
        "digests",
        not wrong,
        f"{len(wrong)} of {len(said)} files are not as stated",
        "every file as the statement has it, and no other",
        f"{'; '.join(wrong)}. {AGAIN}" if wrong else "All files are as they were published.",
    )


def _structure(wrong: Sequence[str]) -> GateResult:
    """The files of a dataset agree with the manifest, with each other, and with the places."""
    return GateResult(
        "structure",
        not wrong,
        f"{len(wrong)} disagreements",
        "CSV, Parquet, GeoJSON, places and manifest say the same",
        f"{'; '.join(wrong)}. {AGAIN}" if wrong else "The files agree with each other.",
    )


def _disagreements(bundle: Bundle) -> Iterator[str]:
    """What in the datasets does not fit, a sentence each."""
    try:
        headers, tables = bundle.headers, bundle.tables
    except _DAMAGE:
        yield f"{PACKAGE} cannot be read"
        return
    for name, header in tables.items():
        try:
            same = read_csv(bundle.folder / "tables" / f"{name}.csv").column_names == header
        except _DAMAGE as error:
            yield _unread(bundle, error, f"tables/{name}.csv")
        else:
            if not same:
                yield f"tables/{name}.csv has other columns than {PACKAGE} says"
    for dataset, header in headers.items():
        try:
            yield from _dataset(bundle, dataset, header)
        except _DAMAGE as error:
            yield _unread(bundle, error, f"a file of {dataset}")


def _unread(bundle: Bundle, error: Exception, otherwise: str) -> str:
    """Which file could not be read, as far as the error tells; nothing of what is in it."""
    file = error.where.file if isinstance(error, RedactError) and error.where is not None else None
    name = otherwise if file is None else Path(file).relative_to(bundle.folder).as_posix()
    return f"{name} cannot be read"


def _dataset(bundle: Bundle, dataset: str, header: list[str]) -> Iterator[str]:
    data = bundle.folder / "data"
    csv = bundle.csv(dataset)
    if csv.column_names != header:
        yield f"data/{dataset}.csv has other columns than {PACKAGE} says"
        return
    if not csv.equals(pq.read_table(data / f"{dataset}.parquet").select(header)):
        yield f"data/{dataset}.parquet says something else than the CSV file"
    if (data / f"{dataset}.geojson").is_file():
        features, geometries = read_features(data / f"{dataset}.geojson")
        if csv.num_rows != len(geometries) or (csv.num_rows and not features.equals(csv.combine_chunks())):
            yield f"data/{dataset}.geojson says something else than the CSV file"
        spots = zip(_places(features), geometries, strict=False)
        if not all(_in_place(bundle, place, shape) for place, shape in spots):
            yield f"data/{dataset}.geojson has a point that is not its place's"
    known = pc.is_in(csv.column("place_id").unique(), value_set=pa.array([*bundle.places, ""]))
    if not pc.all(known, min_count=0).as_py():
        yield f"data/{dataset}.csv names places that places.geojson does not have"


def _places(features: pa.Table) -> list[str]:
    return [str(place) for place in features.column("place_id").to_pylist()] if features.num_columns else []


def _in_place(bundle: Bundle, place: str, geometry: Any) -> bool:
    properties = bundle.places.get(place, {})
    if "longitude" not in properties:
        return geometry is None
    return bool(geometry == {"type": "Point", "coordinates": [properties["longitude"], properties["latitude"]]})


def _cells(bundle: Bundle) -> tuple[GateResult, list[str]]:
    """No cell would be run as a formula by a spreadsheet; with the files that could not be looked at."""
    risky, cells = 0, 0
    unread: list[str] = []
    for path in sorted(bundle.folder.glob("*/*.csv")):
        try:
            table = read_csv(path)
        except DataMismatch as error:
            unread.append(_unread(bundle, error, path.name))
            continue
        for column in table.columns:
            encoded = column.combine_chunks().dictionary_encode()
            changed = pc.not_equal(harmless(encoded.dictionary), encoded.dictionary).to_numpy(zero_copy_only=False)
            codes = encoded.indices.to_numpy(zero_copy_only=False)
            cells += len(codes)
            risky += int(changed[codes].sum()) if len(changed) else 0
    result = GateResult(
        "harmless cells",
        not risky and not unread,
        f"{risky:,} of {cells:,} cells",
        "0 that a spreadsheet would run as a formula",
        "No cell is taken for a formula." if not risky else "Do not open these files in a spreadsheet program.",
    )
    return (replace(result, sentence=f"{'; '.join(unread)}. {AGAIN}") if unread else result), unread


def _residue(bundle: Bundle, against: Sequence[Source]) -> GateResult:
    """The second part of residue, over everything in the release; failed where some of it cannot be searched."""
    try:
        columns, scope = _searched(bundle, against)
    except _DAMAGE as error:
        sentence = f"{_unread(bundle, error, 'a file')}. {AGAIN}"
        return GateResult(residue.NAME, False, "not everything can be searched", "every file searched", sentence)
    return residue.result(scan(scope, columns))


def _searched(bundle: Bundle, against: Sequence[Source]) -> tuple[list[Released], Scope]:
    """Everything in the release, read; and what it is to be searched for."""
    columns: list[Released] = []
    for dataset, header in bundle.headers.items():
        table = bundle.csv(dataset)
        for name in header:
            encoded = table.column(name).combine_chunks().dictionary_encode()
            codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32)
            columns.append(Released(dataset, name, _role(name), StagedColumn(encoded.dictionary, codes)))
    every = bundle.places
    scope = Scope(
        inputs=tuple((source, None) for source in against),
        labels=pa.array([str(place["label"]) for place in every.values()], pa.string()),
        ids=pa.array(list(every), pa.string()),
        ladder=tuple(bundle.statement["predicate"]["places"]["levels"]),
        officers_kept=any(name.startswith("officer_name") for header in bundle.headers.values() for name in header),
    )
    columns += text_columns(scope, list(other_texts(bundle.folder)))
    return columns, scope


def _role(name: str) -> str:
    """The role that a published column stands for: its name, numbered where several share it; an extra is plain."""
    if name in DERIVED_COLUMNS:
        return ""
    stem, _, number = name.rpartition("_")
    role = stem if number.isdigit() and stem in ROLES else name
    return role if role in ROLES else f"extra {name}"
