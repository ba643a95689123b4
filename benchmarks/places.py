"""Places on Baltimore's own layers: for how many households published places stand, what stays at street level, speed.

    python benchmarks/places.py [--data ../shared/data] [--million 1000000]

What is measured: 340,300 Part 1 incidents (hundred-block texts) and all arrests with points, published by tiers that
ask for 8, 20 and 50 households with the safety factor for estimates (2), and without it. `violations` are published
places that hold fewer than the policy's households by a second, simpler implementation (`places_second.py`).
Displacement is from where an arrest was to the point that maps draw for its published place. `assign_ratio` compares
locating a million points with a bare shapely STRtree.query_nearest of the same distinct points on the same lines,
`parse_ratio` reading a million address texts with usaddress row by row. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from redact.place import Locator, UnitTable, build_units, load_jurisdiction, publishable
from redact.records.batch import Batch
from redact.records.card import Card
from redact.vocabulary import Kind

FLOORS = (8.0, 20.0, 50.0)
LADDER = ("block", "block_group", "neighborhood", "tract", "district", "city")
HERE = Path(__file__).resolve().parent
METRES = "EPSG:2804"


@dataclass(frozen=True)
class Places:
    """A policy's `places`."""

    household_safety: float
    ladder: tuple[str, ...] = LADDER
    style: str = "{block} BLOCK {street}"


def build(safety: float) -> tuple[UnitTable, float]:
    """The table, and the seconds that it took."""
    begun = time.perf_counter()
    units = build_units(load_jurisdiction(HERE / "jurisdictions" / "baltimore.yaml"), Places(safety), FLOORS)
    return units, time.perf_counter() - begun


def batch(columns: dict[str, Any], crs: dict[str, str] | None = None) -> tuple[Card, Batch]:
    """Columns by role as one dataset."""
    table = pa.table({role: pa.array(cells, pa.string()) for role, cells in columns.items()})
    card = Card(dataset="incidents", kind=Kind.INCIDENTS, columns={role: role for role in columns}, crs=crs or {})
    return card, Batch("incidents", 0, table, np.zeros(table.num_rows, dtype=np.int8))


def located(units: UnitTable, columns: dict[str, Any], crs: dict[str, str] | None = None) -> Any:
    """Where the rows are."""
    card, records = batch(columns, crs)
    return Locator(units, card, card.fields).locate(records)


def texts(numbers: Any) -> list[str]:
    """Numbers as an export has them; empty for none."""
    return ["" if value != value else repr(float(value)) for value in np.asarray(numbers, dtype=np.float64).tolist()]


# --- households and usefulness ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Records:
    """Located records of one file: their units, whether at a hundred-block, and true points in metres where known."""

    unit: NDArray[np.int32]
    x: NDArray[np.float64]
    y: NDArray[np.float64]

    def street(self, units: UnitTable) -> NDArray[np.bool_]:
        return np.asarray(units.hundred[self.unit] >= 0)


def incidents(units: UnitTable, folder: Path) -> Records:
    """The Part 1 incidents that state a place."""
    rows = pd.read_csv(folder / "part1_crime_victim_based.csv.gz", dtype=str, keep_default_na=False)
    unit = located(units, {"address": rows["Location"].tolist()}).unit
    nowhere = np.full(len(rows), np.nan)
    return Records(unit, nowhere, nowhere)


def arrests(units: UnitTable, folder: Path) -> Records:
    """The arrests with points."""
    from pyproj import Transformer

    rows = pd.read_csv(folder / "arrest_locations.csv.gz", dtype=str, keep_default_na=False)
    rows = rows[rows["Latitude"].ne("") & rows["ArrestLoca"].ne("")]
    columns = {"address": "ArrestLoca", "latitude": "Latitude", "longitude": "Longitude"}
    found = located(units, {role: rows[name].tolist() for role, name in columns.items()})
    to_metres = Transformer.from_crs("EPSG:4326", METRES, always_xy=True)
    x, y = to_metres.transform(rows["Longitude"].astype(float), rows["Latitude"].astype(float))
    good = ~found.sentinel & ~found.contradiction
    return Records(found.unit[good], np.asarray(x)[good], np.asarray(y)[good])


def counted_again(units: UnitTable, folder: Path) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """The unit that each piece of housing is located at by its own address, and its households."""
    from places_second import homes

    every = homes(folder)
    columns = {"address": every.address, "x": texts(every.x), "y": texts(every.y)}
    return located(units, columns, {"x": METRES}).unit, np.array(every.households)


def judge(units: UnitTable, least: float, files: list[Records], again: Any) -> dict[str, Any]:
    """One floor: places that stand for too few, the share at street level, where the rest is, displacement."""
    place = publishable(units, "block", least, units.ladder)
    used = np.unique(np.concatenate([place[each.unit] for each in files]))
    used = used[(used >= 0) & (used != units.city)]
    homes_at, households = again
    stands_for = np.bincount(place[homes_at], weights=households, minlength=len(units))
    metres = np.concatenate([_displacement(units, place, each) for each in files])
    first = files[0]
    street = first.street(units)
    level = units.level[place[first.unit]]
    every_level = np.concatenate([units.level[place[each.unit]][each.street(units)] for each in files])
    return {
        "k": least,
        "safety": units.safety,
        "places_published": len(used),
        "violations": int((stands_for[used] < least).sum()),
        "below_k_times_safety": int((stands_for[used] < least * units.safety - 0.5).sum()),
        "smallest": round(float(stands_for[used].min()), 2),
        "street_share_matched": round(float((level[street] == 0).mean()), 4),
        "street_share_matched_with_arrests": round(float((every_level == 0).mean()), 4),
        "incidents_matched": int(street.sum()),
        "incidents_unmatched_at": _at_levels(units, level[~street]),
        "incidents_matched_at": _at_levels(units, level[street]),
        "displacement_p50_m": round(float(np.median(metres)), 1),
        "displacement_p90_m": round(float(np.quantile(metres, 0.9)), 1),
    }


def _at_levels(units: UnitTable, level: NDArray[np.int8]) -> dict[str, int]:
    counts = np.bincount(level, minlength=len(units.ladder)).tolist()
    return {name: count for name, count in zip(units.ladder, counts, strict=True) if count}


def _displacement(units: UnitTable, place: NDArray[np.int32], records: Records) -> NDArray[np.float64]:
    """Metres from where records were to the point of their published street-level place."""
    from pyproj import Transformer

    shown = place[records.unit]
    rows = np.flatnonzero(np.isfinite(records.x) & (units.level[shown] == 0))
    longitude, latitude = units.points[shown[rows]].T
    x, y = Transformer.from_crs("EPSG:4326", METRES, always_xy=True).transform(longitude, latitude)
    return np.asarray(np.hypot(x - records.x[rows], y - records.y[rows]))


# --- speed -----------------------------------------------------------------------------------------------------------


def assign_ratio(units: UnitTable, folder: Path, million: int) -> dict[str, float]:
    """Seconds for a million points located, over a bare query_nearest of the same distinct points on the same lines.

    `assign_ratio` with points that are all different; `assign_ratio_repeated` with the arrests' own 23,000 points, over
    and over, where the bare query has forty times fewer rows than there are. Both begin with their indexes built; the
    points are text in both, as in an export, and the bare query is given numbers.
    """
    known = arrests(units, folder)
    random = np.random.default_rng(1)
    at = random.integers(0, len(known.x), million)
    repeated = (known.x[at], known.y[at])
    spread = (repeated[0] + random.uniform(-30, 30, million), repeated[1] + random.uniform(-30, 30, million))
    tree = shapely.STRtree(units.geometry().iloc[units.blocks].to_crs(METRES).to_numpy())
    tree.query_nearest(shapely.points(known.x[:10], known.y[:10]))
    found = {}
    for name, (x, y) in {"assign_ratio": spread, "assign_ratio_repeated": repeated}.items():
        points = shapely.points(np.unique(np.column_stack([x, y]), axis=0))
        card, records = batch({"x": texts(x), "y": texts(y)}, {"x": METRES})
        locator = Locator(units, card, card.fields)
        locator.locate(batch({"x": texts(x[:10]), "y": texts(y[:10])}, {"x": METRES})[1])
        ratios = []
        for _ in range(3):
            begun = time.perf_counter()
            tree.query_nearest(points, all_matches=False)
            bare = time.perf_counter() - begun
            begun = time.perf_counter()
            locator.locate(records)
            ratios.append((time.perf_counter() - begun) / bare)
        found[name] = round(sorted(ratios)[1], 3)
    return found


PEAK = """
import sys
sys.path.insert(0, sys.argv[1])
import places, numpy as np
from redact.place import MatchedBy
from pathlib import Path
units = places.UnitTable.load(Path(sys.argv[2]))
random = np.random.default_rng(1)
street = units.street.to_pylist()
locator = None
for _ in range(0, int(sys.argv[3]), 100_000):
    block = random.choice(units.blocks, 100_000)
    number = units.hundred[block] * 100 + random.integers(0, 100, 100_000)
    pairs = zip(number.tolist(), block.tolist())
    texts = [f"{n} " + " ".join(part for part in street[b] if part) for n, b in pairs]
    card, records = places.batch({"address": texts})
    locator = locator or places.Locator(units, card, card.fields)
    found = locator.locate(records)
    assert (found.matched == MatchedBy.ADDRESS).mean() > 0.9
status = Path("/proc/self/status").read_text()  # ru_maxrss would be that of the process that started this one
print(next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024)
"""


def peak_mb(units: UnitTable, million: int) -> float:
    """Peak memory of a process that locates a million rows by addresses, in batches as the pipeline does."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        units.save(Path(folder))
        done = subprocess.run(
            [sys.executable, "-c", PEAK, str(HERE), folder, str(million)], capture_output=True, text=True, check=True
        )
    return round(float(done.stdout), 1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "data")
    parser.add_argument("--million", type=int, default=1_000_000)
    options = parser.parse_args()
    folder = options.data / "geo" / "baltimore"
    if not folder.is_dir():
        print(f"no data at {folder}", file=sys.stderr)
        return 2
    results: dict[str, dict[str, Any]] = {}
    units, units_s = build(2.0)
    print(f"unit table: {len(units):,} units ({len(units.blocks):,} hundred-blocks, {int(units.stretches.sum()):,} "
          f"stretches) in {units_s:.1f} s; digest {units.digest[:12]}")  # fmt: skip
    for table in (units, build(1.0)[0]):
        files = [incidents(table, folder), arrests(table, folder)]
        again = counted_again(table, folder)
        for least in FLOORS:
            judged = judge(table, least, files, again)
            results[f"{least:.0f}/{table.safety:.0f}"] = judged
            print(json.dumps(judged))
    assigned = assign_ratio(units, folder, options.million)
    from addresses import parse_ratio

    summary = {
        "violations": sum(results[f"{least:.0f}/2"]["violations"] for least in FLOORS),
        "street_share_k8": results["8/2"]["street_share_matched"],
        "street_share_k20": results["20/2"]["street_share_matched"],
        "street_share_k50": results["50/2"]["street_share_matched"],
        "displacement_p50_m": results["8/2"]["displacement_p50_m"],
        "units_s": round(units_s, 1),
        **assigned,
        "parse_ratio": round(parse_ratio(options.data), 1),
        "peak_mb": peak_mb(units, options.million),
    }
    print(json.dumps(summary))
    return 0


if __name__ == "__main__":
    sys.exit(main())
