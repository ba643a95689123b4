"""The map layers as GeoParquet files, written with pyarrow so that the same city gives the same bytes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from redact.synth.columns import CRS
from redact.synth.geography import TOWER, USES, Geography
from redact.synth.people import Households

LEVELS = {"block_group": "block_groups", "tract": "tracts", "beat": "beats", "district": "districts"}
_KINDS = {0: "Point", 1: "LineString", 3: "Polygon", 6: "MultiPolygon"}


def write_layers(folder: Path, geography: Geography, households: Households, shelter: int, hospital: int) -> None:
    """Writes all layers of the city to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    _address_points(folder, geography)
    _streets(folder, geography)
    blocks, areas = geography.blocks, geography.areas
    boxes = shapely.box(blocks.x0, blocks.y0, blocks.x1, blocks.y1)
    people = np.bincount(
        geography.buildings.block[households.building], weights=households.size, minlength=len(blocks)
    ).astype(np.int64)
    _write(
        folder / "census_blocks.parquet",
        {
            "geoid": pa.array(areas.ids["census_block"]),
            "housing_units": pa.array(geography.housing.astype(np.int64)),
            "population": pa.array(people),
        },
        boxes,
    )
    for level, name in LEVELS.items():
        member = getattr(areas, level)
        ids = areas.ids[level]
        shapes = np.array([shapely.union_all(boxes[member == i]) for i in range(len(ids))])
        homes = np.bincount(member, weights=geography.housing, minlength=len(ids)).astype(np.int64)
        key = level if level in ("beat", "district") else "geoid"
        _write(
            folder / f"{name}.parquet",
            {key: pa.array(ids), "name": pa.array(areas.names[level]), "households": pa.array(homes)},
            shapes,
        )
    buildings = geography.buildings
    sensitive = np.array([shelter, hospital])
    _write(
        folder / "sensitive_places.parquet",
        {
            "id": pa.array(["shelter-1", "hospital-1"]),
            "kind": pa.array(["shelter", "hospital"]),
            "address": buildings.address.take(pa.array(sensitive)),
        },
        shapely.points(buildings.x[sensitive], buildings.y[sensitive]),
    )


def _address_points(folder: Path, geography: Geography) -> None:
    buildings, streets = geography.buildings, geography.streets
    order = np.lexsort((buildings.number, streets.line[buildings.segment]))
    at = pa.array(buildings.segment[order])
    # Who lives in a flat stands nowhere; the shelter is a house like any other here.
    use = np.where(buildings.use[order] <= TOWER, buildings.use[order], len(USES))
    words = pa.array([*USES, "other"])
    _write(
        folder / "address_points.parquet",
        {
            "number": pa.array(buildings.number[order].astype(np.int64)),
            "dir": streets.dir.take(at),
            "street": streets.name.take(at),
            "type": streets.type.take(at),
            "address": buildings.address.take(pa.array(order)),
            "units": pa.array(buildings.units[order].astype(np.int64)),
            "use": words.take(pa.array(use)),
        },
        shapely.points(buildings.x[order], buildings.y[order]),
    )


def _streets(folder: Path, geography: Geography) -> None:
    """One line per hundred-block; ranges as in TIGER: odd numbers left, even ones right, 0 where there are none."""
    streets = geography.streets
    ends = np.stack([np.column_stack([streets.x0, streets.y0]), np.column_stack([streets.x1, streets.y1])], axis=1)
    base = streets.hundred.astype(np.int64)

    def numbers(above: int) -> pa.Array:
        return pa.array(np.where(streets.ranged, base + above, 0))

    full = pc.replace_substring_regex(streets.label, r"\s+", " ")
    _write(
        folder / "streets.parquet",
        {
            "dir": streets.dir,
            "name": streets.name,
            "type": streets.type,
            "fullname": full,
            "from_left": numbers(1),
            "to_left": numbers(99),
            "from_right": numbers(2),
            "to_right": numbers(98),
        },
        shapely.linestrings(ends),
    )


def _write(path: Path, columns: dict[str, pa.Array], shapes: NDArray[np.object_]) -> None:
    import pyproj

    kinds = sorted({_KINDS[number] for number in shapely.get_type_id(shapes).tolist()})
    meta = {
        "version": "1.0.0",
        "primary_column": "geometry",
        "columns": {
            "geometry": {
                "encoding": "WKB",
                "geometry_types": kinds,
                "crs": json.loads(pyproj.CRS.from_user_input(CRS).to_json()),
                "bbox": [float(value) for value in shapely.total_bounds(shapes)],
            }
        },
    }
    table = pa.table({**columns, "geometry": pa.array(shapely.to_wkb(shapes), type=pa.binary())})
    table = table.replace_schema_metadata({"geo": json.dumps(meta, sort_keys=True)})
    pq.write_table(table, path, compression="zstd")
