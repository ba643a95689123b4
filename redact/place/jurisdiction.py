"""The jurisdiction file: where the map layers are and which of their columns say what.

    crs: EPSG:26985
    levels:
      block_group: {file: layers/block_groups.parquet, id: geoid, name: namelsad}
      beat: {file: layers/beats.gpkg, layer: beats, id: BEAT}
      district: {file: districts.csv}          # a typed table: district, households, source
    households: {file: layers/address_points.parquet, kind: address_points, count: units}
    streets: {file: layers/streets.parquet, name: name, dir: dir, type: type,
              from_left: lf, to_left: lt, from_right: rf, to_right: rt}
    sensitive_places: {file: protected-merges.json}   # from an advocate: docs/protected-places.md

`block` (hundred-blocks of the streets) and `city` are built in; a level `city` may give the city's outline. Files are
GeoParquet, GeoPackage, Shapefile, GeoJSON or, for a typed table, CSV, and are named relative to this one. An entry's
own `crs` is for a file that does not say its coordinate system, or says a wrong one. docs/places.md explains the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from redact.errors import DataMismatch, Missing, Where
from redact.policy.yaml import Document, Key, invalid_document, load_document

BLOCK: Final = "block"
CITY: Final = "city"

HouseholdKind = Literal["address_points", "parcels", "census_blocks"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class MapLayer(_Strict):
    """Where a layer lies. `crs` is the coordinate system of its numbers, whatever the file itself says.

    `only` names, per column, the values of the rows that are meant: one county of a state's file, homes among shops.
    """

    file: str = Field(min_length=1)
    layer: str | None = None
    crs: str | None = None
    only: dict[str, Annotated[tuple[str, ...], Field(strict=False)]] = Field(default_factory=dict)


class LevelLayer(MapLayer):
    """A layer of areas: one row per area. `households` names a column with its number of households."""

    id: str | None = None
    name: str | None = None
    households: str | None = None


class HouseholdLayer(MapLayer):
    """Where people live: points or parcels with their dwellings, or census blocks with their housing units.

    `count` is the column with dwellings; without it every point or parcel is one. `number` and `street` (with `dir`
    and `type` where they stand apart), or `address` in one text, match a point to its hundred-block; where none is
    given they are found by their usual names. With `unit`, the apartment, each is counted once per address, and a
    building's own row is not one more. Census blocks may be polygons or points; `area` is then the column with
    a block's size in square metres.
    """

    kind: HouseholdKind
    count: str | None = None
    area: str | None = None
    address: str | None = None
    number: str | None = None
    dir: str | None = None
    street: str | None = None
    type: str | None = None
    post: str | None = None
    unit: str | None = None


class StreetLayer(MapLayer):
    """Street centrelines with address ranges on the left and right side.

    Where there is one range for both sides it is given as `from_left` and `to_left`. `name` may hold the whole name
    ("W 8th St"); `dir`, `type` and `post` are for layers that keep the parts apart.

    `leave_out` names, per column, the values of lines that nobody lives on: alleys, ramps, tunnels. They would draw
    households and points away from the street in front of the house.
    """

    name: str
    dir: str | None = None
    type: str | None = None
    post: str | None = None
    from_left: str
    to_left: str
    from_right: str | None = None
    to_right: str | None = None
    leave_out: dict[str, Annotated[tuple[str, ...], Field(strict=False)]] = Field(default_factory=dict)


class SensitivePlaces(_Strict):
    """The file of joined blocks that the keeper of the list of protected places made (`redact.place.sensitive`)."""

    file: str = Field(min_length=1)


class _JurisdictionFile(_Strict):
    name: str | None = None
    crs: str | None = None
    levels: dict[Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")], LevelLayer] = Field(default_factory=dict)
    households: HouseholdLayer | None = None
    streets: StreetLayer | None = None
    sensitive_places: SensitivePlaces | None = None


@dataclass(frozen=True)
class Jurisdiction:
    """A jurisdiction file, checked: every layer it names exists. Without a file (`path` None) there is only the city.

    `label` is what the whole city is called where nothing finer may be shown.
    """

    path: Path | None = None
    label: str = "CITY"
    crs: str | None = None
    levels: Mapping[str, LevelLayer] = default(default_factory=lambda: MappingProxyType({}))
    households: HouseholdLayer | None = None
    streets: StreetLayer | None = None
    sensitive_places: SensitivePlaces | None = None

    @property
    def entries(self) -> tuple[tuple[str, MapLayer], ...]:
        """Every layer under the name that its entry has in the file, the levels first."""
        found: list[tuple[str, MapLayer]] = [(f"levels: {level}", each) for level, each in self.levels.items()]
        if self.households is not None:
            found.append(("households", self.households))
        if self.streets is not None:
            found.append(("streets", self.streets))
        return tuple(found)

    @property
    def bare(self) -> bool:
        """Whether there are no layers at all."""
        return self.path is None

    def file(self, name: str) -> Path:
        """The path of a layer's file."""
        return (self.path.parent if self.path is not None else Path()) / name


def load_jurisdiction(path: Path | str | None, *, protecting: bool = False) -> Jurisdiction:
    """Reads and checks a jurisdiction file; None gives the bare city, where no place finer than the city exists.

    `protecting`: the file of joined blocks is about to be made, and need not be there yet.
    Raises DataMismatch (11) with file:line:column for a wrong key or value, Missing (16) for a layer that is not there.
    """
    if path is None:
        return Jurisdiction()
    path = Path(path)
    if not path.exists():
        raise Missing("there is no jurisdiction file here", where=Where(path))
    document = load_document(path, DataMismatch)
    try:
        content = _JurisdictionFile.model_validate(document.data)
    except ValidationError as error:
        raise invalid_document(document, error, DataMismatch, _JurisdictionFile) from None
    _check(document, content, protecting=protecting)
    return Jurisdiction(
        path=path,
        label=content.name or "CITY",
        crs=content.crs,
        levels=MappingProxyType(dict(content.levels)),
        households=content.households,
        streets=content.streets,
        sensitive_places=content.sensitive_places,
    )


def _check(document: Document, content: _JurisdictionFile, *, protecting: bool) -> None:
    _check_system(document, content.crs, ("crs",))
    for level, each in content.levels.items():
        _check_system(document, each.crs, ("levels", level, "crs"))
    if content.households is not None:
        _check_system(document, content.households.crs, ("households", "crs"))
    if content.streets is not None:
        _check_system(document, content.streets.crs, ("streets", "crs"))
    if BLOCK in content.levels:
        raise DataMismatch(
            "levels: 'block' is made from the streets and has no layer of its own",
            where=document.where(("levels", BLOCK)),
            fix="Name the streets' layer under 'streets'",
        )
    _check_same_file(document, content)
    uses: list[tuple[Key, str, str]] = [
        (("levels", level, "file"), each.file, f"the {level} of a place") for level, each in content.levels.items()
    ]
    if content.households is not None:
        uses.append((("households", "file"), content.households.file, "the number of households behind every place"))
    if content.streets is not None:
        uses.append((("streets", "file"), content.streets.file, "the hundred-blocks of streets"))
    absent = [each for each in uses if not _there(document.path.parent / each[1])]
    if absent:
        key, name, purpose = absent[0]
        others = list(dict.fromkeys(other for _, other, _ in absent[1:] if other != name))
        more = f". Also not there: {', '.join(others)}" if others else ""
        raise Missing(
            f"the layer '{name}' is not there; it gives {purpose}",
            where=document.where(key, value=True),
            fix=f"Put the file there, or take the entry out of the jurisdiction file{more}",
        )
    joined = content.sensitive_places
    if joined is not None and not protecting and not (document.path.parent / joined.file).is_file():
        raise Missing(
            f"the file '{joined.file}' is not there; it names the blocks joined around protected places",
            where=document.where(("sensitive_places", "file"), value=True),
            fix="Ask who keeps the list of these places for it. Without it joined blocks would come apart and tell.",
        )


def _there(path: Path) -> bool:
    """A file, or the folder that an Esri geodatabase is."""
    return path.is_file() or (path.is_dir() and path.suffix.lower() == ".gdb")


def _check_same_file(document: Document, content: _JurisdictionFile) -> None:
    """A layer that several entries use is read once, so they must agree on how."""
    named: list[tuple[Key, MapLayer]] = [(("levels", level), each) for level, each in content.levels.items()]
    named += [((name,), each) for name in ("households", "streets") if (each := getattr(content, name)) is not None]
    first: dict[tuple[str, str | None], MapLayer] = {}
    for key, each in named:
        other = first.setdefault((each.file, each.layer), each)
        if (other.crs, other.only) != (each.crs, each.only):
            raise DataMismatch(
                f"{'.'.join(str(part) for part in key)}: another entry uses this file with another 'crs' or 'only'",
                where=document.where(key),
                fix="Say the same in both, or use a copy of the file under another name",
            )


def _check_system(document: Document, crs: str | None, key: Key) -> None:
    if crs is None:
        return
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        CRS.from_user_input(crs)
    except CRSError:
        raise DataMismatch(
            f"crs: '{crs}' is no coordinate system",
            where=document.where(key, value=True),
            fix="Write it as in EPSG:2804",
        ) from None
