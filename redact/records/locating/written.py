"""Places written as codes or text: geohash, Plus Code, H3, MGRS, UTM, three words, WKT, GeoJSON, points, GEOIDs.

Each kind has a pattern and, where a pattern alone would also fit case numbers, dates or statutes, a check of what the
parts mean. A kind that nothing else can be mistaken for is found in a single cell; the others need a share of the rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.records.locating.named import small_words

_PLUS: Final = "23456789CFGHJMPQRVWX"
_DECIMAL: Final = r"[-+]?\d{1,3}\.\d{3,}"
_ZONES: Final = (*range(1, 21), 54, 55, 56, 58, 59, 60)
"""UTM zones in which the United States and its territories lie."""

_MOST: Final = 2_000
"""Distinct values of a column whose parts are looked at."""


@dataclass(frozen=True, slots=True)
class Written:
    """A kind of written place, and the share of the filled rows that hold it."""

    kind: str
    share: float


@dataclass(frozen=True, slots=True)
class _Form:
    """A kind: its pattern (RE2, letter case ignored), a check of a single text, the share of rows needed.

    `least` 0 means that one cell is enough. `column` looks at all texts that fit together with the column's title and
    the mean number of rows per text.
    """

    kind: str
    pattern: str
    least: float
    fits: Callable[[str], bool] | None = None
    column: Callable[[Sequence[str], str, float], bool] | None = None


def written_place(values: pa.Array, rows: NDArray[np.int64], title: str = "") -> Written | None:
    """The first kind of written place that distinct `values` hold; `rows` says in how many rows each stands.

    Empty values do not count. None where there is none.
    """
    texts = pc.utf8_trim_whitespace(values)
    filled = pc.not_equal(texts, "").to_numpy(zero_copy_only=False)
    total = int(rows[filled].sum())
    if not total:
        return None
    words = small_words(title)
    for form in _FORMS:
        like = pc.match_substring_regex(texts, f"^(?s:{form.pattern})$", ignore_case=True)
        at = np.flatnonzero(like.to_numpy(zero_copy_only=False))
        share = float(rows[at].sum()) / total
        if not len(at) or share < form.least:
            continue
        looked = at if len(at) <= _MOST else at[np.linspace(0, len(at) - 1, _MOST).astype(np.int64)]
        some = [str(text) for text in texts.take(pa.array(looked)).to_pylist()]
        if form.fits is not None:
            real = [text for text in some if form.fits(text)]
            share *= len(real) / len(some)
            some = real
        if not some or share < form.least:
            continue
        if form.column is None or form.column(some, words, total / max(int(filled.sum()), 1)):
            return Written(form.kind, share)
    return None


def _point(text: str) -> bool:
    """Two decimals after each other that can be degrees, in either order, and more than a row of measurements."""
    for first, second in re.findall(rf"({_DECIMAL})°?\s*[NSns]?[\s,;/]+({_DECIMAL})", text):
        low, high = sorted((abs(float(first)), abs(float(second))))
        if 5 <= low <= 90 and 15 <= high <= 180:
            return True
    return False


def _full_plus(text: str) -> bool:
    """The first two characters of a full code are twenty-degree cells of the earth."""
    return _PLUS.index(text[0].upper()) <= 8 and _PLUS.index(text[1].upper()) <= 17


def _h3(text: str) -> bool:
    """An H3 index: mode 1, nothing reserved, one of 122 base cells, digits 0 to 6 as deep as it goes and 7 below."""
    bits = int(text, 16)
    mode, reserved, depth, base = bits >> 59 & 15, bits >> 56 & 7, bits >> 52 & 15, bits >> 45 & 127
    digits = [bits >> 3 * (14 - at) & 7 for at in range(15)]
    known, below = digits[:depth], digits[depth:]
    return (mode, reserved) == (1, 0) and base < 122 and 7 not in known and set(below) <= {7}


def _mgrs(text: str) -> bool:
    """A zone and band of the United States and its territories, a square that is there, as many digits east as north.

    Zones of the rest of the world begin like the numbers that agencies give cases: 26CPD000123.
    """
    parts = re.fullmatch(r"(\d{1,2})([KLNP-X])([A-HJ-NP-Z])([A-HJ-NP-V])(\d*)", re.sub(r"\s", "", text).upper())
    if parts is None or int(parts[1]) not in _ZONES or len(parts[5]) not in (4, 6, 8, 10):
        return False
    return parts[3] in ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")[(int(parts[1]) - 1) % 3]


def _utm(text: str) -> bool:
    """A zone, metres east of its edge (100 to 900 km) and metres north (to 10,000 km)."""
    zone, east, north = [float(part) for part in re.findall(r"\d+(?:\.\d+)?", text)][:3]
    return 1 <= zone <= 60 and 100_000 <= east < 900_000 and 100_000 <= north < 10_000_000


def _cells(texts: Sequence[str], words: str, repeats: float) -> bool:
    """Geohashes of one city: one length, a common start, letters and digits both in each of the last two places."""
    texts = [text.lower() for text in texts]
    if len(texts) < 5 or len({len(text) for text in texts}) > 1:
        return False
    starts = [text[:2] for text in texts]
    common = max(starts.count(each) for each in set(starts)) >= 0.3 * len(starts)
    mixed = all(len({text[place].isdigit() for text in texts}) == 2 for place in (-2, -1))
    return common and (mixed or "hash" in words)


def _census(texts: Sequence[str], words: str, repeats: float) -> bool:
    """Census numbers of one state: county numbers are odd but for a few, and there are not many of them.

    A long number with a date in front is none. Without a title that says census, blocks must repeat as places do.
    """
    full = [text.zfill(len(text) + len(text) % 2) if len(text) in (10,) else text for text in texts]
    states = {text[:2] for text in full}
    counties = {text[2:5] for text in full}
    odd = sum(int(text[2:5]) % 2 == 1 or text[2:5] == "510" for text in full)
    dated = sum(re.match(r"20[0-4]\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])", text) is not None for text in full)
    if len(states) > 3 or len(counties) > 40 or odd < 0.95 * len(full):
        return False
    if re.search(r"geo ?id|block|tract|fips|census|blkgrp|group", words):
        return True
    return len(texts) >= 5 and repeats >= 2 and len(counties) <= 12 and dated < 0.9 * len(full)


def _words(texts: Sequence[str], words: str, repeats: float) -> bool:
    """Three words with dots: many different ones, and no addresses of the net."""
    ends = (".com", ".org", ".gov", ".net", ".edu", ".us", ".mil", ".info")
    net = sum(text.startswith("www.") or text.endswith(ends) for text in texts)
    return len(texts) >= 5 and net < 0.1 * len(texts)


def _parcels(texts: Sequence[str], words: str, repeats: float) -> bool:
    """Numbers of parcels: not with a year in front, as numbers of cases have."""
    years = sum(re.match(r"(19|20)\d\d\b", text) is not None for text in texts)
    return len(texts) >= 5 and years < 0.5 * len(texts)


_STATE: Final = r"(0[1-9]|[1-5]\d|60|66|69|7[28])"
_ANGLE: Final = r"\d{1,3}\s*(°|º|deg)\s*\d{1,2}(\.\d+)?\s*['′’]"

_FORMS: Final[tuple[_Form, ...]] = (
    _Form("geometry (WKT)", r"(SRID=\d+;)?\s*(POINT|LINESTRING|POLYGON|MULTI[A-Z]+)\s*(Z|M|ZM)?\s*\(+\s*[-+\d].*", 0),
    _Form("geometry (WKB)", r"(00|01)(0{6}0[1-7]|0[1-7]0{6}|0[1-7]0{4}20)[0-9a-f]{32,}", 0),
    _Form("geometry (GeoJSON)", r".*[\"']?(coordinates|latitude)[\"']?\s*:\s*[\[\"'\d-].*", 0),
    _Form("point in text", rf".*{_DECIMAL}.*[\s,;/].*{_DECIMAL}.*", 0, _point),
    _Form("point in degrees and minutes", rf".*{_ANGLE}.*{_ANGLE}.*", 0),
    _Form("Plus Code", rf"[{_PLUS}]{{8}}\+([{_PLUS}]{{2,7}})?|[{_PLUS}]{{6}}00\+|[{_PLUS}]{{4}}0000\+", 0, _full_plus),
    _Form("what3words address", r"/{3}[^\W\d_]+\.[^\W\d_]+\.[^\W\d_]+", 0),
    _Form("UTM coordinate",
          r"(zone\s*)?\d{1,2}\s*[C-X]?[\s,]+\d{6}(\.\d+)?\s*(m?E)?[\s,]+\d{6,7}(\.\d+)?\s*(m?N)?", 0.2, _utm),
    _Form("H3 cell", r"8[0-9a-f]{14}", 0.2, _h3),
    _Form("MGRS reference", r"\d{1,2}\s*[C-X]\s*[A-Z]{2}\s*\d{2,5}\s*\d{2,5}", 0.2, _mgrs),
    _Form("Plus Code", rf"[{_PLUS}]{{4}}([{_PLUS}]{{2}})?\+[{_PLUS}]{{2,3}}.*", 0.2),
    _Form("what3words address", r"[^\W\d_]{3,}\.[^\W\d_]{3,}\.[^\W\d_]{3,}", 0.9, None, _words),
    _Form("census block number (GEOID)", rf"{_STATE}\d{{13}}", 0.9, None, _census),
    _Form("census block group number (GEOID)", rf"{_STATE}\d{{10}}", 0.9, None, _census),
    _Form("census tract number (GEOID)", rf"{_STATE}\d{{9}}", 0.9, None, _census),
    _Form("parcel number",
          r"\d{2}-\d{2}-\d{3}-\d{3}(-\d{4})?|\d{3,4}-\d{2,3}-\d{2,3}(-\d{2,4})?|\d{4}-\d{3}[a-z]?", 0.9, None,
          _parcels),
    _Form("geohash", r"[0-9b-hjkmnp-z]{5,12}", 0.99, None, _cells),
)  # fmt: skip
"""In the order in which they are tried."""

AREA_KINDS: Final = {"census tract number (GEOID)": "census_tract", "parcel number": "parcel_id"}
"""Kinds that are no census_block in a proposed card; those with a point in them are a geometry."""


def role_of(kind: str) -> str:
    """The place role that profiling proposes for a written place."""
    if kind.startswith(("geometry", "point")):
        return "geometry"
    return AREA_KINDS.get(kind, "census_block")
