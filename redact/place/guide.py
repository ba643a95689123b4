"""Which public files give a county its layers, for somebody without a map department.

Nothing is fetched from here: this says what to get elsewhere, where to put it, and what to write.
The names of files and columns are those of the Census Bureau's TIGER/Line Shapefiles (technical documentation of 2024:
Address Range-Feature, Block, Block Group, Census Tract and Place files).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from redact.place.counties import County

TIGER_YEAR: Final = 2024
"""The year in the names below; later years keep the names."""

FOLDER: Final = "layers"

_NOT_LIVED_ON: Final = ("S1630", "S1710", "S1720", "S1730", "S1780", "S1820", "S1830")
"""Feature classes of roads that nobody's front door is on: ramps, walkways, stairs, alleys, parking lots, paths."""


@dataclass(frozen=True)
class PublicFile:
    """A file to get: its name, and what it gives."""

    name: str
    gives: str


def public_files(county: County, city: str | None) -> tuple[PublicFile, ...]:
    """The Census files for a county, the most needed first."""
    state = f"tl_{TIGER_YEAR}_{county.state_code}"
    found = [
        PublicFile(
            f"{state}_tabblock20.zip",
            "homes per census block; nothing can be released without them",
        ),
        PublicFile(
            f"tl_{TIGER_YEAR}_{county.code}_addrfeat.zip",
            "streets with their house numbers: hundred-blocks; without it every place is an area",
        ),
        PublicFile(f"{state}_bg.zip", "block groups: what is shown where a block has too few homes"),
        PublicFile(f"{state}_tract.zip", "census tracts: what is shown where a block group has too few"),
    ]
    if city is not None:
        found.append(PublicFile(f"{state}_place.zip", "the outline of cities: what lies outside is left out"))
    return tuple(found)


def jurisdiction_text(county: County, city: str | None) -> str:
    """The jurisdiction file for these files, with the beats as a line to be switched on."""
    state = f"{FOLDER}/tl_{TIGER_YEAR}_{county.state_code}"
    three = county.code[2:]
    # Connecticut's blocks keep their counties of 2020, which the planning regions of its other files do not match.
    blocks = "" if county.postal == "CT" else f', only: {{COUNTYFP20: ["{three}"]}}'
    outline = f"  city: {{file: {state}_place.zip, id: GEOID, name: NAME, only: {{NAME: [{quoted(city or '')}]}}}}"
    lines = [
        f"# The places of {city or county.name}, {county.state}. What each line means: docs/places.md of redact.",
        f"name: {quoted(city or county.name)}",
        "levels:",
        f'  block_group: {{file: {state}_bg.zip, id: GEOID, only: {{COUNTYFP: ["{three}"]}}}}',
        f'  tract: {{file: {state}_tract.zip, id: GEOID, only: {{COUNTYFP: ["{three}"]}}}}',
        *([outline] if city else []),
        f"  # beat: {{file: {FOLDER}/beats.csv, id: beat}}     # your beats: take the first # away when they are there",
        f"households: {{file: {state}_tabblock20.zip, kind: census_blocks, count: HOUSING20{blocks}}}",
        "streets:",
        f"  file: {FOLDER}/tl_{TIGER_YEAR}_{county.code}_addrfeat.zip",
        "  name: FULLNAME",
        "  from_left: LFROMHN",
        "  to_left: LTOHN",
        "  from_right: RFROMHN",
        "  to_right: RTOHN",
        f"  leave_out: {{ROAD_MTFCC: [{', '.join(_NOT_LIVED_ON)}]}}     # ramps, alleys, paths: nobody's front door",
    ]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """A text as YAML takes it in any case."""
    import json

    return json.dumps(text, ensure_ascii=False)


def steps(county: County, city: str | None, written: str | None) -> str:
    """The whole guide as plain text. `written` is the jurisdiction file where it was saved already."""
    files = public_files(county, city)
    width = max(len(each.name) for each in files)
    listed = "\n".join(f"   {each.name.ljust(width)}  {each.gives}" for each in files)
    name = written or "jurisdiction.yaml"
    saved = (
        f"3. The file that names the layers is written: {name}"
        if written
        else f"3. Save the following as {name}, in the folder that {FOLDER} is in:\n\n{jurisdiction_text(county, city)}"
    )
    if city is None:
        saved += (
            "\n   For one city (not the whole county): run this again with --city NAME, as the Census names it. Homes\n"
            "   and streets outside the city are then left out, and it is not mistaken for its neighbours."
        )
    return f"""\
Map layers for {county} (code {county.code})

redact fetches nothing. On a computer with internet, at the Census Bureau's "TIGER/Line Shapefiles" page (web
interface, year {TIGER_YEAR} or the newest; then change the year in the names):

1. Download these public files; leave them zipped:

{listed}

2. Put them into a folder named {FOLDER}, beside your project file.

{saved}

4. Beats, if you show places by beat. With a map of them (a Shapefile from dispatch or the county): put it into
   {FOLDER} and name its file and its column in the line "beat". Without one, type a table in Excel with the headers
   beat, households, source and one row per beat, as in:

   beat,households,source
   1A,2150,city planning 2025
   1B,1830,city planning 2025

   and save it as "CSV UTF-8" under {FOLDER}/beats.csv. Without a map only records that name their beat get one.

5. Then:

   redact jurisdiction check {name}

Better than the Census's estimate are real addresses: ask your county's assessor or 911 centre for address points with
dwellings per address, or take your state's part of the National Address Database (U.S. Department of Transportation).
docs/places.md says how to name them. With them a block may be shown that an estimate is too unsure for.
"""
