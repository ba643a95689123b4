"""Puts narratives together: opening, what happened, details, close, in the style of the system they are typed into."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa

from redact.synth.choices import pick
from redact.synth.columns import Contacts
from redact.synth.events import Events
from redact.synth.narratives.cast import Facts, make_cast
from redact.synth.narratives.engine import Chooser, Text, render
from redact.synth.narratives.scene import Scene
from redact.synth.situations import situations
from redact.synth.streams import stream
from redact.synth.systems import Rows, event_numbers
from redact.synth.world import World

Marks = list[dict[str, Any]]


@dataclass(frozen=True)
class Told:
    """Texts of consecutive rows and their marks."""

    texts: pa.Array
    marks: list[Marks]


class Teller:
    """Writes the narratives of a city, month after month."""

    def __init__(self, world: World, contacts: Contacts) -> None:
        self.world = world
        self.cast = make_cast(world, contacts)
        self.prose, self.cad = Chooser("prose"), Chooser("cad")

    def tell(self, dataset: str, events: Events, rows: Rows, month: int) -> Told:
        """The texts of a dataset's rows: reports for incidents, shorthand for calls."""
        rnd = Random(int(stream(self.world.arguments.seed, f"tell {dataset}", month).integers(2**62)))
        texts, marks = [], []
        for facts in self._facts(events, rows):
            text = self._remarks(facts, rnd) if dataset == "calls" else self._report(facts, rnd)
            whole = "".join(text.pieces).rstrip()
            texts.append(whole)
            marks.append([{"start": a, "end": b, "label": label, "text": whole[a:b]} for a, b, label in text.marks])
        return Told(pa.array(texts, type=pa.string()), marks)

    def _report(self, facts: Facts, rnd: Random) -> Text:
        draw = rnd.random()
        if facts.second:  # nobody types the same story twice
            scene, text = Scene(self.cast, facts, rnd, caps=draw < 0.4, cad=False), Text([], [])
            template = self.prose.choose(facts.second, "*", scene, rnd)
            if template is not None:
                render(template, scene, rnd, text)
            return _in_capitals(text) if draw < 0.4 else text
        caps = draw < 0.42
        scene, text = Scene(self.cast, facts, rnd, caps=caps, cad=False), Text([], [])
        online = self.prose.choose("online", facts.situation, scene, rnd) if draw > 0.9 else None
        if online is not None:
            render(online, scene, rnd, text)
            return Text([piece.lower() for piece in text.pieces], text.marks, text.length) if draw > 0.98 else text
        notes = draw > 0.93
        sentences = [("open", facts.situation)] if rnd.random() < 0.85 and not notes else []
        sentences += [("body", facts.situation)]
        if rnd.random() < 0.08:
            sentences.append(("aside", facts.situation))
        sentences += [("detail", facts.situation)] * int(rnd.random() * 4)
        if rnd.random() < 0.6:
            sentences.append(("close", facts.situation))
        told: set[int] = set()
        for kind, situation in sentences:
            template = self.prose.choose(kind, situation, scene, rnd)
            if template is None or id(template) in told:
                continue
            told.add(id(template))
            if notes:
                text.add("\n- " if text.length else "- ")
            elif text.length:
                text.add("\n\n" if not caps and rnd.random() < 0.08 else " ")
            render(template, scene, rnd, text)
        return _in_capitals(text) if caps else text

    def _remarks(self, facts: Facts, rnd: Random) -> Text:
        scene, text = Scene(self.cast, facts, rnd, caps=False, cad=True), Text([], [])
        template = self.cad.choose("body", facts.situation, scene, rnd)
        if template is not None:
            render(template, scene, rnd, text)
        for _ in range(int(rnd.random() * 3)):
            detail = self.cad.choose("detail", "*", scene, rnd)
            if detail is not None:
                if text.length:
                    text.add(" ")
                render(detail, scene, rnd, text)
        return _in_capitals(text)

    def _facts(self, events: Events, rows: Rows) -> list[Facts]:
        world, table, event = self.world, situations(), rows.event
        homes, streets, places = world.households, world.geography.streets, events.places
        household, building, segment = events.household[event], places.building[event], places.segment[event]
        at_home = (household >= 0) & (building >= 0) & (homes.building[np.maximum(household, 0)] == building)
        doors = pick(homes.door, np.where(at_home, household, -1)).to_pylist()
        child = np.where(household >= 0, homes.child[np.maximum(household, 0)], -1)
        relative = np.where(household >= 0, homes.relative[np.maximum(household, 0)], -1)
        numbers = event_numbers(events, "incidents").take(pa.array(event)).to_pylist()
        label = streets.label.to_pylist()
        crossing = np.where(places.crossing[event] >= 0, places.crossing[event], streets.crossing[segment])
        types = rows.columns["initial_type"].to_pylist() if "initial_type" in rows.columns else None
        columns = zip(
            events.situation[event].tolist(),
            np.where(
                rows.victim != events.victim[event],
                "also",
                np.where(rows.situation != events.situation[event], "second", ""),
            ).tolist(),
            rows.victim.tolist(),
            events.suspect[event].tolist(),
            events.caller[event].tolist(),
            child.tolist(),
            relative.tolist(),
            rows.tie.tolist(),
            events.officer[event].tolist(),
            events.occurred[event].tolist(),
            events.reported[event].tolist(),
            numbers,
            places.address.take(pa.array(event)).to_pylist(),
            doors,
            segment.tolist(),
            crossing.tolist(),
            streets.hundred[segment].tolist(),
            building.tolist(),
            strict=True,
        )
        facts = []
        for i, (
            kind,
            second,
            victim,
            suspect,
            caller,
            kid,
            kin,
            tie,
            officer,
            occurred,
            reported,
            number,
            address,
            door,
            at,
            other,
            hundred,
            house,
        ) in enumerate(columns):
            what = table[kind]
            facts.append(
                Facts(
                    what.name,
                    second,
                    what.suspect,
                    what.place,
                    victim,
                    suspect,
                    caller,
                    kid,
                    kin,
                    tie,
                    officer,
                    occurred,
                    reported,
                    number,
                    address,
                    door,
                    (label[at], label[other] if other >= 0 else label[at]),
                    (hundred, label[at]),
                    world.names_of_places[house] if house >= 0 else "",
                    types[i] if types else what.call_types[0],
                )
            )
        return facts


def _in_capitals(text: Text) -> Text:
    """The same text as old terminals write it; marks stay where they are because no letter changes its length."""
    return Text(
        [piece.upper() if len(piece.upper()) == len(piece) else piece for piece in text.pieces], text.marks, text.length
    )
