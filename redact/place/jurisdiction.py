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
GeoParquet, GeoPackage, Shapefile, GeoJSON or, for a typed table, CSV, and are named relative to this one.
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


class LevelLayer(_Strict):
    """A layer of areas: one row per area. `households` names a column with its number of households."""

    file: str = Field(min_length=1)
    layer: str | None = None
    id: str | None = None
    name: str | None = None
    households: str | None = None


class HouseholdLayer(_Strict):
    """Where people live: points or parcels with their dwellings, or census blocks with their housing units.

    `count` is the column with dwellings; without it every point or parcel is one. `number` and `street` (with `dir`
    and `type` where they stand apart), or `address` in one text, match a point to its hundred-block; where none is
    given they are found by their usual names.
    """

    file: str = Field(min_length=1)
    layer: str | None = None
    kind: HouseholdKind
    count: str | None = None
    address: str | None = None
    number: str | None = None
    dir: str | None = None
    street: str | None = None
    type: str | None = None
    post: str | None = None


class StreetLayer(_Strict):
    """Street centrelines with address ranges on the left and right side (or, as `from_left`, one range for both).

    `leave_out` names, per column, the values of lines that nobody lives on: alleys, ramps, tunnels. They would draw
    households and points away from the street in front of the house.
    """

    file: str = Field(min_length=1)
    layer: str | None = None
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
    if content.crs is not None:
        from pyproj import CRS
        from pyproj.exceptions import CRSError

        try:
            CRS.from_user_input(content.crs)
        except CRSError:
            raise DataMismatch(
                f"crs: '{content.crs}' is no coordinate system",
                where=document.where(("crs",), value=True),
                fix="Write it as in EPSG:2804",
            ) from None
    if BLOCK in content.levels:
        raise DataMismatch(
            "levels: 'block' is made from the streets and has no layer of its own",
            where=document.where(("levels", BLOCK)),
            fix="Name the streets' layer under 'streets'",
        )
    uses: list[tuple[Key, str, str]] = [
        (("levels", level, "file"), each.file, f"the {level} of a place") for level, each in content.levels.items()
    ]
    if content.households is not None:
        uses.append((("households", "file"), content.households.file, "the number of households behind every place"))
    if content.streets is not None:
        uses.append((("streets", "file"), content.streets.file, "the hundred-blocks of streets"))
    if content.sensitive_places is not None and not protecting:
        uses.append(
            (("sensitive_places", "file"), content.sensitive_places.file, "the blocks joined around protected places")
        )
    for key, name, purpose in uses:
        if not (document.path.parent / name).is_file():
            raise Missing(
                f"the layer '{name}' is not there; it gives {purpose}",
                where=document.where(key, value=True),
                fix="Put the file there, or take the entry out of the jurisdiction file",
            )
