"""What adversaries have: public registers, news, a court docket, a scanner log, an old copy of the portal.

`truth/adversary_links.csv` says which event or person every row is about, so that an attack can be scored;
adversaries don't have it.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

from redact.synth.choices import pick
from redact.synth.columns import ages, decimals, digits, empty_as_null, joined, minutes_text, seconds_text, sexes, where
from redact.synth.events import Events, Ints, number_of
from redact.synth.geography import USES
from redact.synth.people import MALE
from redact.synth.situations import situations
from redact.synth.streams import stream
from redact.synth.systems import Rows, event_numbers
from redact.synth.world import World, days

FILES: Final = ("voter_roll", "parcels", "news", "docket", "scanner", "portal_2025")
PORTAL_MONTHS: Final = 3
"""The old portal was switched off after so many months; it showed the minute and the hundred-block."""

_REPORTED: Final = (
    "murder",
    "murder_partner",
    "assault_armed",
    "robbery",
    "kidnapping",
    "dv_armed",
    "arson",
    "trafficking",
    "rape",
    "child_assault",
    "burglary_business",
    "drunk_driving",
    "weapon",
)
_HEADLINES: Final = {
    "murder": "killed in shooting",
    "murder_partner": "found dead at home",
    "assault_armed": "hurt in attack",
    "robbery": "robbed",
    "kidnapping": "reported abducted",
    "dv_armed": "hurt at home",
    "arson": "fire called suspicious",
    "trafficking": "rescued at motel",
    "rape": "reports assault",
    "child_assault": "hurt, relative questioned",
    "burglary_business": "business broken into",
    "drunk_driving": "driver arrested after crash",
    "weapon": "arrested with gun",
}


class Adversaries:
    """Writes `adversary/`: the registers at once, the rest month after month."""

    def __init__(self, out: Path, world: World) -> None:
        self.world, self.folder = world, out / "adversary"
        self.folder.mkdir()
        self.writers: dict[str, pa_csv.CSVWriter] = {}
        self.rows = dict.fromkeys(FILES, 0)
        self.links = out / "truth" / "adversary_links.csv"
        self.labels = world.geography.streets.label
        self._voters()
        self._parcels()

    def month(self, month: int, first: date, events: Events, incidents: Rows, calls: Rows, arrests: Rows) -> None:
        """What the month's events leave behind outside the department."""
        year = first.year * 10_000_000
        self._news(month, events, year)
        self._docket(month, events, arrests, year)
        self._scanner(month, events, calls, year)
        if month < PORTAL_MONTHS:
            self._portal(month, events, incidents, year)

    def close(self) -> None:
        """Finishes the files; a file about which there was nothing to say is not written."""
        for writer in self.writers.values():
            writer.close()

    def _write(
        self, name: str, columns: dict[str, pa.Array], about: NDArray[np.signedinteger[Any]] | None, kind: str = "event"
    ) -> None:
        table = pa.table({title: empty_as_null(cells) for title, cells in columns.items()})
        if name not in self.writers:
            self.writers[name] = pa_csv.CSVWriter(self.folder / f"{name}.csv", table.schema)
        self.writers[name].write_table(table)
        if about is not None:
            count = len(about)
            links = pa.table(
                {
                    "file": pa.array([name] * count),
                    "row": pa.array(np.arange(self.rows[name], self.rows[name] + count)),
                    "kind": pa.array([kind] * count),
                    "number": pa.array(about.astype(np.int64)),
                }
            )
            if "links" not in self.writers:
                self.writers["links"] = pa_csv.CSVWriter(self.links, links.schema)
            self.writers["links"].write_table(links)
        self.rows[name] += table.num_rows

    def _voters(self) -> None:
        """Who is registered: about 72 % of the adults, with address and year of birth."""
        world, rng = self.world, stream(self.world.arguments.seed, "voters")
        people, homes = world.people, world.households
        grown = np.flatnonzero(days(world.arguments.start) - people.born > 18 * 366)
        who = grown[rng.random(len(grown)) < 0.72].astype(np.int32)
        home = people.household[who]
        self._write(
            "voter_roll",
            {
                "voter_id": joined("V", digits(100_000 + rng.permutation(len(who)), 7)),
                "last_name": pick(people.surnames, who),
                "first_name": pick(people.givens, who),
                "sex": sexes(people, who),
                "birth_year": seconds_text(people.born[who].astype(np.int64) * 86_400, "%Y"),
                "address": pick(world.geography.buildings.address, homes.building[home]),
                "apartment": pick(homes.door, home),
            },
            who,
            "person",
        )

    def _parcels(self) -> None:
        """Every building with its owner; two thirds of the houses belong to those who live there."""
        world, rng = self.world, stream(self.world.arguments.seed, "parcels")
        buildings, homes = world.geography.buildings, world.households
        count = len(buildings)
        first = np.full(count, -1, dtype=np.int32)
        first[homes.building[::-1]] = np.arange(len(homes), dtype=np.int32)[::-1]
        own = (first >= 0) & (buildings.units <= 2) & (rng.random(count) < 0.66)
        owner = np.where(own, homes.head[np.maximum(first, 0)], -1).astype(np.int32)
        company = pa.array(["HB HOLDINGS LLC", "RIVER BEND PROPERTIES", "KEYSTONE RENTALS LLC", "CITY OF HARLOW BEND"])
        landlord = company.take(pa.array(rng.integers(0, len(company), count)))
        uses = pa.array(USES)
        self._write(
            "parcels",
            {
                "parcel_id": joined("HB-", digits(np.arange(count) + 1, 6)),
                "owner": where(owner >= 0, pick(world.people.listed, owner), landlord),
                "situs_address": buildings.address,
                "use": uses.take(pa.array(np.where(buildings.use == 7, 0, buildings.use))),
                "units": digits(buildings.units),
                "x": decimals(buildings.x, 1),
                "y": decimals(buildings.y, 1),
            },
            owner,
            "person",
        )

    def _blocks(self, events: Events, event: Ints) -> pa.Array:
        """Hundred-blocks as scanners and news tell them."""
        segment = pa.array(events.places.segment[event])
        hundred = digits(self.world.geography.streets.hundred[events.places.segment[event]])
        return pc.binary_join_element_wise(hundred, "block of", self.labels.take(segment), " ")

    def _news(self, month: int, events: Events, year: int) -> None:
        rng = stream(self.world.arguments.seed, "news", month)
        people = self.world.people
        kinds = np.isin(events.situation, [number_of(name) for name in _REPORTED])
        event = np.flatnonzero(kinds & events.incident & (rng.random(len(events)) < 0.18))
        if not len(event):
            return
        names = [situations()[kind].name for kind in events.situation[event].tolist()]
        victim, suspect = events.victim[event], events.suspect[event]
        man = people.sex[np.maximum(victim, 0)] == MALE
        person = where(victim >= 0, where(man, "Man", "Woman"), "Police:")
        headline = pc.binary_join_element_wise(person, pa.array([_HEADLINES[name] for name in names]), " ")
        age = ages(people, victim, events.occurred[event])
        told = joined(
            "Police were called to the ",
            self._blocks(events, event),
            " on ",
            minutes_text(events.occurred[event], "%A"),
            " at about ",
            minutes_text(events.occurred[event] // 60 * 60, "%H:%M"),
            ".",
        )
        told = where(
            victim >= 0, joined(told, " A ", age, "-year-old ", where(man, "man", "woman"), " was involved."), told
        )
        arrested = where(
            events.arrest[event],
            joined(
                " ", pick(people.plain, suspect), ", ", ages(people, suspect, events.occurred[event]), ", was arrested."
            ),
            "",
        )
        self._write(
            "news",
            {
                "published": minutes_text(events.reported[event] + 1440, "%Y-%m-%d"),
                "headline": headline,
                "text": joined(told, arrested),
            },
            year + events.serial[event],
        )

    def _docket(self, month: int, events: Events, arrests: Rows, year: int) -> None:
        rng = stream(self.world.arguments.seed, "docket", month)
        keep = np.flatnonzero(rng.random(len(arrests.event)) < 0.75)
        if not len(keep):
            return
        event = arrests.event[keep]
        people, suspect = self.world.people, events.suspect[event]
        count = len(event)
        columns = {name: arrests.columns[name].take(pa.array(keep)) for name in ("statute", "charge")}
        self._write(
            "docket",
            {
                "case_number": joined(
                    "CR",
                    digits(np.full(count, year // 10_000_000)),
                    "-",
                    digits(self.rows["docket"] + 1 + np.arange(count), 5),
                ),
                "filed": minutes_text(events.reported[event] + 1440 * (1 + rng.integers(0, 6, count)), "%Y-%m-%d"),
                "offense_date": minutes_text(events.occurred[event], "%Y-%m-%d"),
                **columns,
                "defendant": pick(people.listed, suspect),
                "defendant_birth_year": seconds_text(
                    people.born[np.maximum(suspect, 0)].astype(np.int64) * 86_400, "%Y"
                ),
            },
            year + events.serial[event],
        )

    def _scanner(self, month: int, events: Events, calls: Rows, year: int) -> None:
        rng = stream(self.world.arguments.seed, "scanner", month)
        keep = np.flatnonzero(rng.random(len(calls.event)) < 0.6)
        event = calls.event[keep]
        self._write(
            "scanner",
            {
                "heard_at": minutes_text(events.reported[event] + rng.integers(0, 4, len(event)), "%Y-%m-%d %H:%M"),
                "type": calls.columns["initial_type"].take(pa.array(keep)),
                "location": self._blocks(events, event),
            },
            year + events.serial[event],
        )

    def _portal(self, month: int, events: Events, incidents: Rows, year: int) -> None:
        rng = stream(self.world.arguments.seed, "portal", month)
        keep = np.flatnonzero(rng.random(len(incidents.event)) < 0.8)
        event, at = incidents.event[keep], pa.array(keep)
        self._write(
            "portal_2025",
            {
                "case": event_numbers(events, "incidents").take(pa.array(event)),
                "date": incidents.columns["occurred_at"].take(at),
                "offense": incidents.columns["offense_text"].take(at),
                "block": self._blocks(events, event),
                "beat": incidents.columns["beat"].take(at),
            },
            year + events.serial[event],
        )
