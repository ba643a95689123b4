"""What locates: one case per kind with made-up values round a fictional point, and what must not be taken for it."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest

from redact.records.locating import (
    Link,
    degrees_like,
    dependence,
    fixes,
    follows_affinely,
    mercator_like,
    named_place,
    same_inside,
    to_numbers,
    written_place,
)

LAT, LON = 39.7301, -89.6102
RANDOM = random.Random(20260401)
POINTS = [(LAT + RANDOM.random() / 8, LON + RANDOM.random() / 8) for _ in range(60)]


def geohash(lat: float, lon: float, length: int = 7) -> str:
    alphabet, text, bits, box = "0123456789bcdefghjkmnpqrstuvwxyz", "", 0, [[-180.0, 180.0], [-90.0, 90.0]]
    for step in range(5 * length):
        side, value = box[step % 2], (lon, lat)[step % 2]
        middle = sum(side) / 2
        bits = bits * 2 + (value >= middle)
        side[value < middle] = middle
        if step % 5 == 4:
            text, bits = text + alphabet[bits], 0
    return text


def plus_code(lat: float, lon: float) -> str:
    alphabet, text, size = "23456789CFGHJMPQRVWX", "", 20.0
    up, across = lat + 90, lon + 180
    for pair in range(5):
        text += alphabet[int(up / size)] + alphabet[int(across / size)]
        up, across, size = up % size, across % size, size / 20
        text += "+" if pair == 3 else ""
    return text


def h3(number: int, depth: int = 9) -> str:
    """An index that has the form of one: mode 1, base cell 19, made-up digits and 7 below the last."""
    digits = [number // 7**at % 7 for at in range(depth)] + [7] * (15 - depth)
    bits = 1 << 59 | depth << 52 | 19 << 45
    for at, digit in enumerate(digits):
        bits |= digit << 3 * (14 - at)
    return f"{bits:x}"


WRITTEN: dict[str, Sequence[str]] = {
    "geohash": [geohash(*point) for point in POINTS],
    "Plus Code": [plus_code(*point) for point in POINTS],
    "H3 cell": [h3(number * 7_919) for number in range(60)],
    "MGRS reference": [f"16SBJ{40_000 + 97 * at:05d}{99_000 - 31 * at:05d}" for at in range(60)],
    "UTM coordinate": [f"16S {270_000 + 97 * at} {4_400_000 + 31 * at}" for at in range(60)],
    "what3words address": [f"{a}.{b}.lantern" for a in ("copper", "willow", "harvest") for b in ("stone", "brisk")],
    "geometry (WKT)": [f"POINT ({lon:.5f} {lat:.5f})" for lat, lon in POINTS],
    "geometry (WKB)": ["0101000020E6100000" + "5C8FC2F5285C45C0" + "F6285C8FC2F54340"],
    "geometry (GeoJSON)": [f'{{"type": "Point", "coordinates": [{lon:.4f}, {lat:.4f}]}}' for lat, lon in POINTS],
    "point in text": [f"1 MAIN ST\nSPRINGFIELD\n({lat:.6f}, {lon:.6f})" for lat, lon in POINTS],
    "point in degrees and minutes": ["39°43'48\"N 89°36'36\"W"],
    "census block number (GEOID)": [f"17167{at % 9 + 1:04d}00{at % 40:04d}" for at in range(60)],
    "census block group number (GEOID)": [f"17167{at:04d}00{at % 4}" for at in range(60)],
    "census tract number (GEOID)": [f"17167{at:04d}00" for at in range(60)],
    "parcel number": [f"22-{at % 9:02d}-{at:03d}-{at % 7:03d}" for at in range(60)],
}  # fmt: skip


def written(values: Sequence[str], title: str = "Tag", rows: int = 3) -> str | None:
    distinct = list(dict.fromkeys(values))
    found = written_place(pa.array(distinct), np.full(len(distinct), rows, dtype=np.int64), title)
    return found and found.kind


@pytest.mark.parametrize("kind", WRITTEN)
def test_places_written_as_codes(kind: str) -> None:
    assert written(WRITTEN[kind]) == kind


@pytest.mark.parametrize(
    "kind", ["Plus Code", "geometry (WKT)", "geometry (WKB)", "geometry (GeoJSON)", "point in text"]
)
def test_one_cell_is_enough_where_nothing_else_looks_so(kind: str) -> None:
    assert written([f"STATUS {at}" for at in range(500)] + [WRITTEN[kind][0]]) == kind


def test_other_ways_to_write_the_same() -> None:
    assert written([code[4:] for code in WRITTEN["Plus Code"]]) == "Plus Code"
    assert written(["NONE"] * 3 + ["///copper.stone.lantern"]) == "what3words address"
    assert written([f"{lat:.4f},{lon:.4f}" for lat, lon in POINTS]) == "point in text"
    assert written(["{'latitude': '39.7', 'longitude': '-89.6'}"]) == "geometry (GeoJSON)"


HARMLESS: dict[str, Sequence[str]] = {
    "case numbers": [f"26-{at:06d}" for at in range(80)],
    "case numbers with a year": [f"2026-{at:03d}-{at % 90:02d}" for at in range(80)],
    "case numbers with letters": [f"hx{218_000 + at}" for at in range(80)],
    "case numbers of an agency": [f"26CPD{at:06d}" for at in range(80)],
    "twelve digits": [f"2026{at:08d}" for at in range(80)],
    "fifteen digits": [f"171670000{at:06d}" for at in range(80)],
    "clock times": [f"2019{at % 12 + 1:02d}{at % 28 + 1:02d}{at % 24:02d}{at % 60:02d}" for at in range(80)],
    "dates": [f"{at % 12 + 1:02d}/{at % 28 + 1:02d}/2026" for at in range(80)],
    "ages": [str(at) for at in range(1, 90)],
    "statutes": ["720 ILCS 5/12-3.05", "625 ILCS 5/11-501(a)(2)", "18-12-108", "PC 273.5(a)", "13-1204.A.8", "11.5"],
    "statutes with three parts": [f"{at}-12-{100 + at}" for at in range(10, 70)],
    "social security numbers": [f"900-{at + 10}-{1000 + at}" for at in range(60)],
    "phones": [f"217-555-{1000 + at}" for at in range(60)],
    "words": ["CLOSED", "OPEN", "CLEARED BY ARREST", "UNFOUNDED", "EXCEPTIONAL", "SUSPENDED", "ACTIVE"],
    "hosts": [f"www.town{letter}.example.com" for letter in "abcdef"] + ["mail.example.com", "a.example.org"],
    "sixteen hex digits": [f"{0xA000_0000_0000_0000 + at * 0x9E37_79B9_7F4A:016x}" for at in range(60)],
    "fifteen hex digits": [f"8{RANDOM.getrandbits(56):014x}" for _ in range(200)],
    "money and minutes": [f"{at / 7:.2f}" for at in range(1, 200)],
    "measurements": ["0.081, 0.083", "0.122, 0.119"],
    "blood types": ["A+", "B+", "AB-", "0+", "CC+2"],
}


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_is_no_place(kind: str) -> None:
    values = HARMLESS[kind]
    assert written(values, rows=1) is None
    assert not degrees_like(pa.array(values)) and not mercator_like(pa.array(values))


TITLES: dict[str, str] = {
    ":@computed_region_43wa_7qmu": "an area that the portal computes from the point",
    "GEO_LON": "a coordinate", "X Coordinate": "a coordinate", "YCOORD": "a coordinate", "point_x": "a coordinate",
    "the_geom": "a geometry", "SHAPE": "a geometry", "H3_9": "a code of a cell on the map",
    "what3words": "a code of a cell on the map", "Parcel_ID": "a parcel or building number",
    "APN": "a parcel or building number", "BBL": "a parcel or building number", "BIN": "a parcel or building number",
    "CNN": "a street segment", "TLID": "a street segment", "Segment ID": "a street segment",
    "Map Page": "a page or square of a map", "Grid": "a page or square of a map",
    "CAD Zone": "a dispatch zone or reporting area", "Rpt Dist No": "a dispatch zone or reporting area",
    "Reporting Area": "a dispatch zone or reporting area", "GEOID20": "a census area", "Census Tract": "a census area",
    "ZIP Code": "an area", "Beat": "an area", "Police District": "a dispatch zone or reporting area", "Ward": "an area",
    "CouncilDistrict": "an area", "Neighborhood": "an area", "Block Address": "an address",
    "Nearest Street": "an address", "Building Name": "a named place",
}  # fmt: skip


@pytest.mark.parametrize("title", TITLES)
def test_titles_that_locate(title: str) -> None:
    assert named_place(title) == TITLES[title]


@pytest.mark.parametrize(
    "title",
    [
        "Case Status", "Disposition", "Unit", "Agency", "Offense", "Description", "District Attorney Decision",
        "Location Type", "Premise", "RD #", "Shift", "Division", "Age", "Race", "Weapon", "Beaten", "Yes No", "Y N",
        "Response Minutes", "Arrest", "Domestic", "FBI Code", "Report Number", "Business Hours", "Priority", "Latent",
        "MO Codes", "Long Gun", "Relationship", "Officer Name", "Explanation",
    ],
)  # fmt: skip
def test_titles_that_do_not(title: str) -> None:
    assert named_place(title) is None


ELSEWHERE = {
    "feet": lambda lat, lon: 2_400_000 + (lon - LON) * 281_000 + (lat - LAT) * 1_300,
    "metres": lambda lat, lon: 4_400_000 + (lat - LAT) * 111_000 + (lon - LON) * 900,
    "web mercator": lambda lat, lon: math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)) * 6_378_137,
    "millionths": lambda lat, lon: round(lat * 1e6),
    "turned": lambda lat, lon: (lat - LAT) * 500 + (lon - LON) * 300,
}


@pytest.mark.parametrize("system", ELSEWHERE)
def test_the_point_in_another_system(system: str) -> None:
    lat, lon = (np.array(part) for part in zip(*POINTS, strict=True))
    values = np.array([ELSEWHERE[system](*point) for point in POINTS])
    wrong = values.copy()
    wrong[0] = 1.0
    assert follows_affinely(values, lon, lat)
    assert follows_affinely(wrong, lon, lat), "one typing error does not hide it"
    assert not follows_affinely(RANDOM.sample(range(10_000), 60) * np.ones(60), lon, lat)
    assert not follows_affinely(np.where(np.arange(60) % 2, 1.0, 2.0), lon, lat)


def test_coordinates_by_their_range() -> None:
    assert degrees_like(pa.array([f"{lat:.5f}" for lat, _ in POINTS]))
    assert degrees_like(pa.array([f"{lon:.5f}" for _, lon in POINTS]))
    assert mercator_like(pa.array([f"{math.radians(lon) * 6_378_137:.1f}" for _, lon in POINTS]))
    assert to_numbers(pa.array(["1,234.5", " +7 ", "12-3", ""])).tolist()[:2] == [1234.5, 7.0]
    assert np.isnan(to_numbers(pa.array(["12-3", ""]))).all()


# ---------------------------------------------------------------------------------------------------- dependence

PLACES = np.array([RANDOM.randrange(80) for _ in range(800)])


def test_an_area_follows_from_the_place() -> None:
    found = dependence(PLACES // 10, PLACES)
    assert found.link is Link.FOLLOWS and found.follows.beyond == pytest.approx(1)


def test_a_code_fixes_the_place() -> None:
    codes = PLACES * 3 + np.arange(800) % 3
    found = dependence(codes, PLACES)
    assert found.link is Link.FIXES and found.follows.beyond < 0.5, "several codes a place"


def test_typing_errors_do_not_hide_it() -> None:
    wrong = np.where(np.arange(800) % 25 == 0, 7, PLACES // 10)
    assert dependence(wrong, PLACES).link is Link.FOLLOWS


@pytest.mark.parametrize(
    "values",
    [
        np.array([RANDOM.randrange(8) for _ in range(800)]),
        np.array([RANDOM.randrange(600) for _ in range(800)]),
        np.where(np.array([RANDOM.random() for _ in range(800)]) < 0.97, 0, 1),
        np.zeros(800, dtype=np.int64),
        np.arange(800),
        np.where(np.array([RANDOM.random() for _ in range(800)]) < 0.6, PLACES % 5, RANDOM.randrange(5)),
        np.full(800, -1),
    ],
    ids=["few values", "many values", "nearly constant", "constant", "all different", "a loose habit", "empty"],
)
def test_what_does_not_go_with_the_place(values: np.ndarray) -> None:
    assert dependence(values, PLACES).link is None


def test_too_few_rows_say_nothing() -> None:
    places = np.arange(10) // 2
    assert dependence(places, places).link is None


def test_chance_is_taken_off() -> None:
    """Of 97 in 100 rows that say the same anyway, nothing follows, however well they agree."""
    values = np.where(np.arange(800) % 33 == 0, 1, 0)
    found = dependence(values, PLACES)
    assert found.follows.beyond < 0.2


def test_fixes_is_what_dependence_says() -> None:
    rng = np.random.default_rng(11)
    for values in (PLACES, PLACES // 10, rng.integers(0, 50, len(PLACES)), np.full(len(PLACES), -1), PLACES * 3 + 1):
        assert fixes(values, PLACES) == (dependence(values, PLACES).link is Link.FIXES)
    assert fixes(PLACES, PLACES)
    assert not fixes(rng.integers(0, 50, len(PLACES)), PLACES)


def test_large_codes_are_counted_like_small_ones() -> None:
    """Whether pairs are counted in a table or sorted, and with or without gaps between the codes, nothing changes."""
    area = PLACES // 10
    plain = dependence(area, PLACES)
    assert dependence(area * 10**12, PLACES) == plain
    assert dependence(area * 2_000, PLACES * 2_000) == plain


def test_whether_a_group_says_the_same() -> None:
    assert same_inside(np.array([1, 1, 2, 2, 3]), np.array([0, 0, 1, 1, 2])) == (4, 1.0)
    assert same_inside(np.array([1, 2, 2, -1]), np.array([0, 0, 1, 1])) == (2, 0.0)
