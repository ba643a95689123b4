"""Titles that say outright that a column locates.

Stricter than the titles from which profiling proposes roles: what is found here stops a release, so a word that could
also mean something else ("unit", "division", "zone" alone behind another word) is left to the cells.
"""

from __future__ import annotations

import re
from typing import Final

_NO: Final = r"( ?(id|number|num|no|nbr|key|code|cd|#))?"
_WHOSE: Final = (
    r"((police|patrol|council|city council|school|fire|voting|election|congressional|senate|house|sheriffs?|park|"
    r"supervisor\w*|health|maintenance|tax|reporting|rpt|incident) )?"
)

_SENT: Final = r"(cad|dispatch|response|reporting|rpt|statistical|patrol|police|fire|ems|esz|esn)"

_KINDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("an area that the portal computes from the point", (r"@?computed region( .*)?",)),
    ("a coordinate", (
        r"(.* )?(lat|latitude|lon|lng|longitude)( .*)?", r"long|geo long|gps long",
        r"(geo |point |map |gps |state plane )?[xy]", r"(.* )?[xy] ?(coord\w*|feet|ft|meters?|metres?|m|cd)( .*)?",
        r"(.* )?(easting|northing|xy|coord\w*)( .*)?", r"(.* )?(utm|mgrs|usng)( .*)?",
    )),
    ("a geometry", (
        r"(the )?(geom|geometry|shape|wkt|wkb|geojson|geopoint)( .*)?", r"geo ?loc(ation)?", r"geocoded.*",
        r"location 1",
    )),
    ("a code of a cell on the map", (
        r"(.* )?(geo ?hash|plus ?code|open location code|s2 ?cell|what ?3 ?words|w3w)( .*)?", r"(.* )?h3\w*( .*)?",
    )),
    ("a parcel or building number", (
        rf"(.* )?(parcel|apn|bbl|folio|lot and block){_NO}", r"(pin|bin)( ?(number|num|no))?",
        r"(building|address|addr|premises?|location|site)( point)? ?(id|key)",
    )),
    ("a street segment", (
        rf"(.* )?(tlid|cnn|centerline|center ?line|block ?face|intersection){_NO}",
        r"(.* )?(segment|seg|street) ?(id|key|number|num|no)",
    )),
    ("a page or square of a map", (
        rf"(.* )?(map|mapsco|thomas bro\w*|atlas)( .*)?(page|pg|grid|square|sq|ref\w*){_NO}",
        rf"(mapsco|map|grid|police grid|crime grid|grid square|grid cell){_NO}",
    )),
    ("a dispatch zone or reporting area", (
        rf"{_SENT} (service )?(zone|area|grid|dist|district|box|quadrant){_NO}",
        rf"(ra|esz|esn|fire ?box|still district){_NO}", r"(vri|enforcement|impact|focus) ?(zones?|areas?)",
    )),
    ("a census area", (
        r"(.* )?(census|geo ?id\d*|fips)( .*)?", r"(.* )?(tracts?|block ?groups?|blkgrp|lsoa|msoa)( .*)?",
    )),
    ("an area", (
        r"(.* )?(zip|zip ?code|post ?code|postal ?code)( .*)?", rf"police post{_NO}",
        rf"{_WHOSE}(beat|ward|precinct|sector|district|dist|npu)s?{_NO}( name)?", r"pd ?district",
        rf"(.* )?(neighbou?rhood|community (statistical )?area|borough)s?{_NO}( name)?",
    )),
    ("a named place", (
        r"(building|business|venue|school|landmark|place|store|complex|facility|hotel|shelter|church|park|site) ?name",
        r"building|venue|landmark",
    )),
    ("an address", (
        r"(.* )?(street|house|block) ?(address|addr|number|num|no)", r"(.* )?(address|addr)",
        r"(hundred|100) ?block( .*)?", r"(cross|on|off|nearest) ?(st|street)( .*)?", r"(apt|apartment|suite)( .*)?",
        r"block|street( name)?",
    )),
)  # fmt: skip
"""Kind, and what the whole of the title's small words may be. In the order in which they decide."""


def small_words(title: str) -> str:
    """A title as small words: "IncidntNum" is "incidnt num", ":@computed_region_ab" is "@computed region ab"."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", title)
    return re.sub(r"[^a-z0-9#@]+", " ", split.casefold()).strip()


def named_place(title: str) -> str | None:
    """What kind of place a title names ("a parcel or building number"); None where it names none.

    >>> named_place("Parcel_ID"), named_place("Case Status")
    ('a parcel or building number', None)
    """
    words = small_words(title)
    return next((kind for kind, patterns in _KINDS for each in patterns if re.fullmatch(each, words)), None)
