"""Three made-up cities to try policies and attacks on, and their releases under any policy, quickly.

    place = city("suburb")
    case = release(place, change("baseline", ("protected.place.level", "district")))

A release here is a plan with its tables drawn: what would be published, made with a ledger and a secret that nobody
keeps. Its records have narratives, since many victims are recognised by nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import redact
from redact.errors import UsageError
from redact.policy import Policy, load_policy
from redact.policy.wording import did_you_mean
from redact.risk.lab.cities import SIZES, Case, make_case

CITIES: Final[Mapping[str, str]] = {
    "city": "a city of about 36,000 homes",
    "suburb": "a suburb of about 9,000 homes, with a quarter of the incidents",
    "town": "a town of four streets and about 400 homes, where almost nothing happens",
}
"""The presets by name. How many incidents each has follows from the number asked for, see `Place.happened`."""

INCIDENTS: Final = 10_000


@dataclass(frozen=True)
class Place:
    """One made-up city: which preset, how many incidents a city of a year has, which seed, where its files are kept."""

    name: str
    incidents: int
    seed: int
    folder: Path

    @property
    def happened(self) -> int:
        """The incidents of this place: a suburb or a town has its share of a city's."""
        return max(60, round(self.incidents * SIZES[self.name][0]))


def city(name: str = "city", *, incidents: int = INCIDENTS, seed: int = 1, folder: Path | str = "cities") -> Place:
    """A preset by name: "city", "suburb" or "town". Another seed, another place.

    Nothing is made yet: `release` does it, below `folder`, and reads what is there already again. UsageError (2) for a
    name or a seed that is none.
    """
    if name not in CITIES:
        raise UsageError(
            f"no city is called '{name}'.{did_you_mean(name, CITIES)}", fix=f"There are {', '.join(CITIES)}."
        )
    return Place(name, incidents, whole(seed), Path(folder) / f"redact-{redact.__version__}")


def whole(seed: object) -> int:
    """The seed, if it is one. UsageError (2) else; a seed is not guessed."""
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise UsageError(
            "a seed is a whole number, and this is none", fix='Of the hidden one: read_hidden("hidden.json").seed'
        )
    return seed


def release(place: Place, policy: Policy | str | Path = "baseline") -> Case:
    """What the public would have of this place under a policy, with the truth beside it.

    `case.release` is what an attack gets; `case.truth` is what only the scorer may see.
    """
    chosen = policy if isinstance(policy, Policy) else load_policy(policy)
    place.folder.mkdir(parents=True, exist_ok=True)
    return make_case(place.folder, chosen, incidents=place.incidents, seed=place.seed, size=place.name, narratives=True)
