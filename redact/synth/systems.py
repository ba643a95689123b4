"""The three systems' tables of one month: incidents, calls, arrests, before anything goes wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.synth.addresses import typed
from redact.synth.choices import pick
from redact.synth.columns import (
    Contacts,
    ages,
    births,
    decimals,
    digits,
    geographic,
    joined,
    minutes_text,
    races,
    seconds_text,
    sexes,
    where,
    year_of,
)
from redact.synth.events import Events, kinds, number_of
from redact.synth.geography import APARTMENTS, ROW, TOWER
from redact.synth.offences import column_of, describe_offence, texts_of, tie_between, tie_of
from redact.synth.streams import stream
from redact.synth.world import World
from redact.vocabulary import OffenseGroup

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

STATUSES: Final = ("Closed", "Open", "Inactive", "Cleared", "Pending")
DISPOSITIONS: Final = (
    "Report Taken",
    "No Further Leads",
    "Cleared by Arrest",
    "Referred to Prosecutor",
    "Exceptionally Cleared",
)
CALL_ENDS: Final = ("REPORT", "NO REPORT", "GOA", "ADVISED", "HANDLED", "UNABLE TO LOCATE")


@dataclass(frozen=True)
class Rows:
    """One dataset's rows of one month. `event` is the position of each row's event within the month."""

    columns: dict[str, pa.Array]
    event: Ints
    situation: NDArray[np.int16]
    tie: Ints
    victim: NDArray[np.int32]
    """Whom each row is about, -1 for nobody."""
    elsewhere: NDArray[np.int32] | None = None
    """The building that a row is about where it is not the event's place, -1 for none."""


def _typed(world: World, rng: np.random.Generator, address: pa.Array) -> pa.Array:
    """Addresses as people type them; always alike where every one is to be recognised."""
    return address if world.arguments.unique else typed(rng, address)


def event_numbers(events: Events, system: str) -> pa.Array:
    """The events' numbers as a system writes them: C26-0012345, 2026012345, 26-12345."""
    year = year_of(events.reported)
    if system == "calls":
        return joined("C", digits(year % 100, 2), "-", digits(events.serial, 7))
    if system == "arrests":
        return joined(digits(year % 100, 2), "-", digits(events.serial))
    return joined(digits(year), digits(events.serial, 6))


def incident_rows(world: World, contacts: Contacts, events: Events, month: int, first_report: int) -> Rows:
    """Reports: one per incident, one per second offence and one per second victim, in the order of reporting.

    `first_report` is the number of the first report; the narrative column is filled in elsewhere.
    """
    rng = stream(world.arguments.seed, "incidents", month)
    people, places = world.people, events.places
    main = np.flatnonzero(events.incident)
    second = np.flatnonzero(events.sibling >= 0)
    other = np.flatnonzero(events.also >= 0)
    event = np.concatenate([main, second, other])
    situation = np.concatenate([events.situation[main], events.sibling[second], events.situation[other]])
    victim = np.concatenate([events.victim[main], events.victim[second], events.also[other]])
    order = np.lexsort((np.arange(len(event)), event))
    event, situation, victim = event[order].astype(np.int64), situation[order].astype(np.int16), victim[order]
    count = len(event)
    suspect, caller = events.suspect[event], events.caller[event]
    tie = tie_between(victim, suspect)
    offence = describe_offence(rng, situation, tie)
    occurred, reported = events.occurred[event], events.reported[event]
    take = pa.array(event)
    longitude, latitude = geographic(places.x, places.y)
    building, household = places.building[event], events.household[event]
    at_home = (household >= 0) & (building >= 0) & (world.households.building[np.maximum(household, 0)] == building)
    flats = at_home & np.isin(world.geography.buildings.use[np.maximum(building, 0)], (TOWER, APARTMENTS, ROW))
    flats &= rng.random(count) < 0.93
    business = events.business[event]
    company = joined(pick(world.companies, np.where(business, building, -1)), "")
    arrested = events.arrest[event]
    weapons = texts_of("weapons")
    premises = texts_of("premise")
    beat = world.geography.beat_of_block(places.block)[event]
    contact = np.where(caller >= 0, caller, victim)
    plate_shown = (suspect >= 0) & (rng.random(count) < 0.12)
    plated = where(plate_shown, pick(contacts.plates, suspect), "")
    own_car = np.isin(
        situation, [number_of(name) for name in ("theft_from_vehicle", "vehicle_theft", "parts_theft", "crash")]
    )
    plated = where(own_car & (rng.random(count) < 0.9), pick(contacts.plates, victim), plated)
    named = rng.random(count)
    # Somebody called Na, typed by surname alone, is what a careless reader takes for "no answer".
    brief = named < np.where(np.asarray(pc.equal(pick(people.surnames, caller), "Na")), 0.6, 0.04)
    reporter = where(brief, pc.utf8_upper(pick(people.surnames, caller)), pick(people.listed, caller))
    closed = np.where(arrested, 3, (rng.random(count) * 3).astype(np.int64))
    ended = np.where(arrested, 2, np.array([0, 0, 1, 3, 4])[(rng.random(count) * 5).astype(np.int64)])
    columns = {
        "incident_number": joined(
            "R", digits(year_of(reported) % 100, 2), "-", digits(first_report + np.arange(count), 7)
        ),
        "event_number": event_numbers(events, "incidents").take(take),
        "occurred_at": minutes_text(occurred, "%Y-%m-%d %H:%M"),
        "reported_at": minutes_text(reported, "%Y-%m-%d %H:%M"),
        "nibrs_code": offence.code,
        "offense_text": offence.text,
        "offense_category": offence.category,
        "relationship": offence.relationship,
        "domestic_flag": offence.flag,
        "premise": premises.take(premises.draw(rng, situation.astype(np.int64))),
        "weapon": weapons.take(weapons.draw(rng, situation.astype(np.int64))),
        "address": _typed(world, rng, places.address.take(take)),
        "apartment": where(flats, pick(world.households.door, household)),
        "beat": pick(world.beat_names, beat),
        "x": decimals(places.x, 1).take(take),
        "y": decimals(places.y, 1).take(take),
        "latitude": decimals(latitude, 6).take(take),
        "longitude": decimals(longitude, 6).take(take),
        "victim_number": where(_indexed(world, events, month, event, situation), pick(world.index_numbers, victim)),
        "victim_name": where(business, company, pick(people.listed, victim)),
        "victim_age": ages(people, victim, occurred),
        "victim_sex": sexes(people, victim),
        "victim_race": races(people, victim),
        "victim_dob": where(rng.random(count) < 0.8, births(people, victim)),
        "suspect_name": pick(people.listed, suspect),
        "suspect_age": ages(people, suspect, occurred),
        "suspect_sex": sexes(people, suspect),
        "suspect_race": races(people, suspect),
        "reporting_party": reporter,
        "phone": where(rng.random(count) < 0.75, contacts.phone(contact, rng.integers(0, 3, count))),
        "email": where(rng.random(count) < 0.25, contacts.email(contact)),
        "plate": plated,
        "officer_name": world.officers.listed.take(pa.array(events.officer[event])),
        "status": pa.array(STATUSES).take(pa.array(closed)),
        "disposition": pa.array(DISPOSITIONS).take(pa.array(ended)),
        "narrative": pa.array([""] * count),
    }
    return Rows(columns, event, situation, tie, victim)


def _indexed(world: World, events: Events, month: int, event: Ints, situation: NDArray[np.int16]) -> Bools:
    """Whether the person is entered as the victim in the master name index; the same for all rows of an event.

    A clerk forgets some. Where an offence is against society, or no crime is reported, the person may be listed as
    otherwise involved, without a victim's entry.
    """
    group = kinds().group[situation]
    share = np.where(group == OffenseGroup.SOCIETY, 0.75, np.where(group == OffenseGroup.NONE, 0.7, 0.97))
    draw = stream(world.arguments.seed, "indexed", month).random(len(events))
    return np.asarray(draw[event] < share, dtype=bool)


def call_rows(world: World, contacts: Contacts, events: Events, month: int) -> tuple[Rows, Bools]:
    """Calls for service, and which of them were given another type at the end than at the beginning."""
    rng = stream(world.arguments.seed, "calls", month)
    people, places = world.people, events.places
    event = np.flatnonzero(events.call).astype(np.int64)
    situation, count = events.situation[event], len(event)
    which = situation.astype(np.int64)
    initial = texts_of("call_types").take(texts_of("call_types").draw(rng, which))
    final = texts_of("final").take(texts_of("final").draw(rng, which))
    final = where(np.asarray(pc.equal(final, "")), initial, final)
    final = where(rng.random(count) < 0.8, final, initial)
    # A noisy quarrel of friends comes in as DOMESTIC and leaves as DISTURBANCE, which is what happened.
    loud = np.isin(situation, [number_of(name) for name in ("c_disturbance", "c_noise", "assault_known", "disorderly")])
    loud &= rng.random(count) < 0.05
    initial = where(loud, "DOMESTIC", initial)
    final = where(loud, "DISTURBANCE", final)
    # And the other way round: a scream next door turns out to be violence at home.
    bits = events.classes[event] > 0
    hidden = bits & np.asarray(pc.equal(final, "DOMESTIC")) & (rng.random(count) < 0.15)
    initial = where(hidden, "DISTURBANCE", initial)
    changed = np.asarray(pc.not_equal(initial, final))
    take = pa.array(event)
    longitude, latitude = geographic(places.x, places.y)
    caller = events.caller[event]
    style = rng.integers(0, 3, count)
    building, household = places.building[event], events.household[event]
    at_home = (household >= 0) & (world.households.building[np.maximum(household, 0)] == building)
    door = pick(world.households.door, np.where(at_home & (rng.random(count) < 0.5), household, -1))
    door = where(np.asarray(pc.equal(door, "")), "", joined(" ", door))
    writes = events.incident[event]
    ended = np.where(writes, 0, 1 + (rng.random(count) * 5).astype(np.int64))
    columns = {
        "call_number": event_numbers(events, "calls").take(take),
        "received_at": seconds_text(events.reported[event] * 60 + rng.integers(0, 60, count), "%m/%d/%Y %H:%M:%S"),
        "initial_type": initial,
        "final_type": final,
        "address": joined(_typed(world, rng, places.address.take(take)), door),
        "beat": pick(world.beat_names, world.geography.beat_of_block(places.block)[event]),
        "latitude": decimals(latitude, 6).take(take),
        "longitude": decimals(longitude, 6).take(take),
        "caller_name": where(rng.random(count) < 0.8, pick(people.plain, caller)),
        "phone": where(rng.random(count) < 0.8, contacts.phone(caller, style)),
        "remarks": pa.array([""] * count),
        "disposition": pa.array(CALL_ENDS).take(pa.array(ended)),
    }
    return Rows(columns, event, situation, tie_of(events, event), events.victim[event]), changed


def arrest_rows(world: World, events: Events, month: int, first_arrest: int) -> Rows:
    """Arrests: the suspect of an incident, at once or some hours later."""
    rng = stream(world.arguments.seed, "arrests", month)
    people, places = world.people, events.places
    event = np.flatnonzero(events.arrest).astype(np.int64)
    count, subject = len(event), events.suspect[event]
    later = rng.random(count)
    when = events.reported[event] + np.where(later < 0.7, 20 + later * 60, 600 * later).astype(np.int64)
    # Taken at the scene, or at home when it was later.
    home = world.households.building[people.household[np.maximum(subject, 0)]]
    elsewhere = np.where(later < 0.7, -1, home).astype(np.int32)
    at_home = pick(world.geography.buildings.address, elsewhere)
    address = where(elsewhere >= 0, at_home, places.address.take(pa.array(event)))
    situation = events.situation[event]
    columns = {
        "arrest_number": joined(
            "A", digits(year_of(events.reported[event]) % 100, 2), digits(first_arrest + np.arange(count), 6)
        ),
        "event_ref": event_numbers(events, "arrests").take(pa.array(event)),
        "arrested_at": minutes_text(when, "%m/%d/%Y %I:%M %p"),
        "statute": pick(column_of("statute"), situation),
        "charge": pick(column_of("charge"), situation),
        "subject_name": pick(people.listed, subject),
        "subject_age": ages(people, subject, events.occurred[event]),
        "subject_sex": sexes(people, subject),
        "subject_race": races(people, subject),
        "subject_dob": births(people, subject),
        "address": _typed(world, rng, address),
        "officer_name": world.officers.listed.take(pa.array(events.officer[event])),
    }
    return Rows(columns, event, situation, tie_of(events, event), events.victim[event], elsewhere)
