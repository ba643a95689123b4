"""What an adversary knows before he opens the release: facts of each target, the public map, lists, a practice city.

Facts of targets and of controls are mixed and look alike, so that nothing but the release tells them apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.place import UnitTable
from redact.risk.lab.release import Release
from redact.risk.places.knows import Homes, Public, homes_of_units


@dataclass(frozen=True, eq=False)
class City:
    """The public map: every address with where it lies in each area that may be published.

    `homes` has a row per address of the public list: address, x, y (metres), households. `public` is the same with the
    unit table, which follows from public layers: which addresses are inside a place, or on a block.
    """

    homes: pd.DataFrame
    public: Public

    @property
    def units(self) -> UnitTable:
        """The places that may be published."""
        return self.public.units

    @cached_property
    def number(self) -> Mapping[str, int]:
        """The row of `homes` by address."""
        return {address: at for at, address in enumerate(self.homes["address"].tolist())}

    @cached_property
    def households(self) -> NDArray[np.float64]:
        """(homes,) The households at each address."""
        return self.homes["households"].to_numpy(np.float64)

    def find(self, addresses: pd.Series) -> NDArray[np.int64]:
        """The rows of `homes` with these addresses, -1 for one that is in no list."""
        return addresses.map(self.number).fillna(-1).to_numpy().astype(np.int64)


def city_of_units(units: UnitTable) -> City:
    """The map where there is no list of addresses: a "home" is a hundred-block with all its households."""
    homes: Homes = homes_of_units(units)
    labels = units.label.to_pylist()
    frame = pd.DataFrame(
        {
            "address": [labels[at] for at in homes.unit.tolist()],
            "x": homes.x,
            "y": homes.y,
            "households": homes.households,
        }
    )
    return City(frame, Public(units, homes, ()))


@dataclass(frozen=True, eq=False)
class Practice:
    """A made-up city of his own, put through the same policy by the same program, which is public.

    `sensitive` says of every row of every table of `release` whether it truly is of a kind that is to be hidden:
    he made the city and knows. It is never the city that he attacks.
    """

    release: Release
    city: City
    sensitive: Mapping[str, NDArray[np.bool_]]


@dataclass(frozen=True, eq=False)
class Knows:
    """All that one adversary has besides the release.

    `targets` has a row per target, numbered 0..n-1, with the columns that the scenario's `knows` grants:
        home            address text (precision address), block label (block) or area label (area)
        home_number     row of `city.homes` (address), else the published id of the block or area
        start, end      minutes since 1970 between which it happened or may have happened, end exclusive
        offense         sensitive classes joined by ";" (class) or offence group (group)
        name age sex race   of the person
        table, row      of published rows, where rows are the targets
        area, period, of    of cells and periods, where these are the targets
    `files` are the lists that he has, as text columns. `parameters` come from the scenario's attack. `first`, `last`
    are the days that the release is about. `rates` are shares that are public from statistics of other cities:
    "sensitive at home": of police visits to homes, how many are about a kind that is to be hidden; "withheld a year":
    about how many events of the kinds that are hidden completely a city of this size has.
    """

    targets: pd.DataFrame
    city: City
    first: date
    last: date
    files: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    practice: tuple[Practice, ...] = ()
    parameters: Mapping[str, bool | int | float | str] = field(default_factory=dict)
    rates: Mapping[str, float] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.targets)

    def number(self, name: str, default: float) -> float:
        """A parameter that is a number."""
        return float(self.parameters.get(name, default))
