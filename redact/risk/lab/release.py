"""What the public has: published rows, tables of counts, the map of places, the policy's text.

A `Release` holds data and no handle to where it came from, but for a folder that is itself published.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from redact.errors import UsageError, Where
from redact.place import UnitTable, places_geojson
from redact.plan.folder import Plan
from redact.policy.model import Policy
from redact.risk.places.release import Drawn

COLUMNS = (
    "id", "offense_group", "place", "place_id", "place_precision", "households_band", "time", "time_precision",
)  # fmt: skip
"""Columns that every dataset of a release has, first. Others follow as its policy shows them."""


@dataclass(frozen=True, eq=False)
class Release:
    """One release as somebody downloads it.

    `tables`: by dataset a frame of its rows, every cell text, "" for an empty one; the frame's index is 0..n-1 and row
    i of `incidents` is named "incidents:i" in guesses. `counts`: by file name (without .csv) a table of numbers, every
    cell text. `places`: the published map by place id. `policy`: its text is public, None where it was not found.
    `files`: the folder as it is published, None where there is only what is staged. `earlier`: the releases before.
    """

    name: str
    tables: Mapping[str, pd.DataFrame]
    counts: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    places: Mapping[str, Drawn] = field(default_factory=dict)
    policy: Policy | None = None
    files: Path | None = None
    earlier: tuple[Release, ...] = ()

    def __len__(self) -> int:
        return sum(len(table) for table in self.tables.values())

    def emptied(self) -> Release:
        """The same without a row, a number or a file: everything but the release, for baselines."""
        return replace(
            self,
            tables={name: table.iloc[:0] for name, table in self.tables.items()},
            counts={},
            files=None,
            earlier=(),
        )

    def only(self, tables: tuple[str, ...]) -> Release:
        """What an adversary has who opens only these tables ("all", datasets, "counts", "places")."""
        if "all" in tables:
            return self
        return replace(
            self,
            tables={name: table for name, table in self.tables.items() if name in tables},
            counts=self.counts if "counts" in tables else {},
            places=self.places if "places" in tables else {},
            earlier=tuple(each.only(tables) for each in self.earlier),
        )


def read_bundle(folder: Path, policy: Policy | None = None, earlier: tuple[Release, ...] = ()) -> Release:
    """A release that somebody downloaded: data/*.csv, tables/*.csv, places.geojson. UsageError (2) where none is."""
    data = sorted((folder / "data").glob("*.csv"))
    if not data:
        raise UsageError("there is no release here", where=Where(folder), fix="Name a folder that has data/*.csv.")
    drawn = folder / "places.geojson"
    return Release(
        name=folder.name,
        tables={path.stem: _csv(path) for path in data},
        counts={path.stem: _csv(path) for path in sorted((folder / "tables").glob("*.csv"))},
        places=drawn_of(json.loads(drawn.read_text(encoding="utf-8"))) if drawn.is_file() else {},
        policy=policy,
        files=folder,
        earlier=earlier,
    )


def read_plan(plan: Plan, policy: Policy | None = None) -> Release:
    """What a plan would publish. Only staged rows, drawn tables and places are read, never what was decided."""
    least = [tier.place.min_households for tier in policy.tiers if tier.place] if policy is not None else []
    return Release(
        name="plan",
        tables={name: _frame(pq.read_table(plan.staged(name))) for name in plan.datasets},
        counts={path.stem: _csv(path) for path in sorted((plan.folder / "tables").glob("*.csv"))},
        places=drawn_of(places_geojson(plan.units(), least=float(min(least, default=0)))),
        policy=policy,
    )


def frame_of(columns: Mapping[str, object]) -> pd.DataFrame:
    """A table as releases have them: every cell text, empty where there is nothing."""
    return pd.DataFrame({name: pd.Series(cells, dtype="str").fillna("") for name, cells in columns.items()})


def _csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")


def _frame(table: pa.Table) -> pd.DataFrame:
    """Staged rows as text."""
    plain = pa.table({name: table.column(name).cast(pa.string()) for name in table.column_names})
    frame: pd.DataFrame = plain.to_pandas()
    return frame.astype("str").fillna("").reset_index(drop=True)


def drawn_of(collection: Mapping[str, object]) -> dict[str, Drawn]:
    """The places of a published map, by id."""
    import shapely

    features = collection["features"]
    assert isinstance(features, list)
    return {
        str(each["id"]): Drawn(
            each["properties"]["precision"],
            each["properties"]["households"],
            float(each["properties"].get("longitude", "nan")),
            float(each["properties"].get("latitude", "nan")),
            None if each["geometry"] is None else shapely.geometry.shape(each["geometry"]),
        )
        for each in features
    }


__all__ = ["COLUMNS", "Release", "UnitTable", "drawn_of", "frame_of", "read_bundle", "read_plan"]
