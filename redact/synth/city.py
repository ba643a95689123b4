"""Makes the synthetic city: a folder with a project, exports of three systems, map layers, the truth, and what
adversaries have."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from shutil import copyfile, rmtree
from typing import Any, Final, Self

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from redact.errors import UsageError, Where
from redact.synth import faults
from redact.synth.adversaries import Adversaries
from redact.synth.canaries import Canaries
from redact.synth.columns import Contacts, empty_as_null
from redact.synth.corrections import Corrections
from redact.synth.events import SEASON, Events, draw_month
from redact.synth.layers import write_layers
from redact.synth.narratives.teller import Teller, Told
from redact.synth.repeats import Past
from redact.synth.seal import CITY_FILE, digests
from redact.synth.streams import stream
from redact.synth.systems import Rows, arrest_rows, call_rows, incident_rows
from redact.synth.truth import TruthWriter
from redact.synth.world import Arguments, World, default_households, make_world, month_start, months_of

VERSION: Final = 1
DATASETS: Final = ("incidents", "calls", "arrests")
CALLS_WITHOUT_REPORT: Final = 0.5
"""Calls that nobody writes a report about, per incident."""
_TIMES: Final = {"incidents": ("occurred_at", "reported_at"), "calls": ("received_at",), "arrests": ("arrested_at",)}
_POINTS: Final = {"incidents": ("x", "y", "latitude", "longitude"), "calls": ("latitude", "longitude"), "arrests": ()}
_TEXTS: Final = {"incidents": "narrative", "calls": "remarks"}
_KEYS: Final = {"incidents": "event_number", "calls": "call_number", "arrests": "event_ref"}

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class City:
    """A city on disk."""

    folder: Path
    rows: dict[str, int]
    """Rows per dataset."""

    @property
    def project(self) -> Path:
        """The project file; `redact init` or the demo still has to give it a ledger and a secret."""
        return self.folder / "redact.yaml"

    @property
    def jurisdiction(self) -> Path:
        """The jurisdiction file."""
        return self.folder / "jurisdiction.yaml"

    def card(self, dataset: str) -> Path:
        """A dataset's card."""
        return self.folder / "cards" / f"{dataset}.yaml"

    def exports(self, dataset: str) -> tuple[Path, ...]:
        """A dataset's monthly files in reading order."""
        return tuple(sorted((self.folder / "exports").glob(f"{dataset}-*.csv")))

    def truth(self) -> pa.Table:
        """What really happened, one row per record (`redact.synth.truth.SCHEMA`)."""
        import pyarrow.parquet as pq

        return pq.read_table(self.folder / "truth" / "records.parquet")


def make_city(
    out: Path | str,
    *,
    incidents: int = 5000,
    seed: int = 1,
    narratives: bool = True,
    months: int = 12,
    start: date = date(2026, 1, 1),
    unique: bool = False,
    households: int | None = None,
    progress: Progress | None = None,
) -> City:
    """Writes a city to the folder `out`, which must not exist or be empty; the same arguments give the same bytes.

    `incidents` are happenings; with calls, second offences and arrests there are about 2.4 times as many rows.
    `unique` makes every identifier of a person a made-up word or number that occurs once, and lists them in
    `truth/canaries.csv`. `households` is about how many live there (default 36,000, more for very many incidents).
    `progress` is called with a sentence, the months done and the months there are.

    The city is made in a hidden folder beside `out` and renamed when it is complete. Raises UsageError (2) for
    impossible arguments or a folder that is not empty.
    """
    out = Path(out)
    arguments = Arguments(
        incidents,
        seed,
        narratives,
        months,
        start,
        unique,
        households if households is not None else default_households(incidents),
    )
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(
            "a city is only written to a new or empty folder", where=Where(out), fix="Choose another folder."
        )
    say = progress or (lambda *_: None)
    aside = out.parent / f".{out.name}.unfinished"
    rmtree(aside, ignore_errors=True)
    try:
        say("streets, houses and people", 0, months)
        world = make_world(arguments)
        _copy_project(aside)
        write_layers(aside / "layers", world.geography, world.households, world.shelter, world.hospital)
        with _Year(aside, world) as year:
            rows = year.write(say)
        _finish(aside, arguments, rows)
        if out.exists():
            out.rmdir()
        aside.rename(out)
    except BaseException:
        rmtree(aside, ignore_errors=True)
        raise
    say("done", months, months)
    return City(out, rows)


class _Year:
    """Writes month after month; keeps the numbers that run on."""

    def __init__(self, out: Path, world: World) -> None:
        self.out, self.world = out, world
        self.contacts = Contacts(world.people, world.arguments.seed, world.arguments.unique)
        self.teller = Teller(world, self.contacts) if world.arguments.narratives else None
        self.truth = TruthWriter(out / "truth", DATASETS)
        self.canaries = Canaries(world) if world.arguments.unique else None
        self.adversaries = Adversaries(out, world)
        self.corrections = Corrections(out / "exports_corrections", world.arguments)
        self.past = Past(world.households, world.arguments.seed)
        # Many digits from the beginning where every number is to be recognised anywhere.
        self.offset = 7_100_000 if world.arguments.unique else 0
        (out / "exports").mkdir()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.truth.close()
        self.adversaries.close()

    def write(self, say: Progress) -> dict[str, int]:
        arguments, serial, reports, arrests, year = self.world.arguments, 0, 0, 0, 0
        sizes = stream(arguments.seed, "months").multinomial(
            arguments.incidents, _season(arguments.start.month, arguments.months)
        )
        for month, first, after in months_of(arguments):
            say(f"records of {first:%B %Y}", month, arguments.months)
            if first.year != year:
                serial, reports, arrests, year = self.offset, self.offset, self.offset, first.year
            size = int(sizes[month])
            events = draw_month(
                self.world, month, first, after, size, round(size * CALLS_WITHOUT_REPORT), serial + 1, self.past
            )
            made = self._month(month, first, events, reports + 1, arrests + 1)
            serial, reports, arrests = serial + len(events), reports + made["incidents"], arrests + made["arrests"]
        self.truth.join()
        if self.canaries is not None:
            self.canaries.write(self.out / "truth" / "canaries.csv", self.teller.cast if self.teller else None)
        return dict(self.truth.rows)

    def _month(self, month: int, first: date, events: Events, first_report: int, first_arrest: int) -> dict[str, int]:
        world = self.world
        calls, changed = call_rows(world, self.contacts, events, month)
        incidents = incident_rows(world, self.contacts, events, month, first_report)
        arrests = arrest_rows(world, events, month, first_arrest)
        reclassified = self.corrections.choose(incidents, month)
        nothing = np.zeros(len(arrests.event), dtype=bool)
        made: dict[str, tuple[Rows, np.ndarray]]
        made = {"incidents": (incidents, reclassified), "calls": (calls, changed), "arrests": (arrests, nothing)}
        told = self._tell(made, events, month)
        for dataset, (rows, renamed) in made.items():
            columns, fault = faults.spoil(
                rows.columns,
                stream(world.arguments.seed, f"faults {dataset}", month),
                _TIMES[dataset],
                _POINTS[dataset],
                _KEYS[dataset],
            )
            name = f"{dataset}-{first:%Y-%m}.csv"
            if len(rows.event) or month == 0:  # a month in which nothing happened has no export
                write_csv(self.out / "exports" / name, columns)
            row = self.truth.write(dataset, name, world, events, rows, first.year, fault=fault, changed=renamed)
            if dataset in told:
                self.truth.write_spans(dataset, _TEXTS[dataset], row, told[dataset].marks)
            if self.canaries is not None:
                self.canaries.add(dataset, rows.columns, events, rows.event)
        self.corrections.write(incidents, reclassified, month)
        self.adversaries.month(month, first, events, incidents, calls, arrests)
        return {dataset: len(rows.event) for dataset, (rows, _) in made.items()}

    def _tell(self, made: dict[str, tuple[Rows, np.ndarray]], events: Events, month: int) -> dict[str, Told]:
        """Fills in the narratives."""
        if self.teller is None:
            return {}
        told = {}
        for dataset, column in _TEXTS.items():
            rows = made[dataset][0]
            told[dataset] = self.teller.tell(dataset, events, rows, month)
            rows.columns[column] = told[dataset].texts
        return told


def write_csv(path: Path, columns: dict[str, pa.Array]) -> None:
    """A CSV file as records systems export it: every filled cell in quotes, empty cells empty."""
    pa_csv.write_csv(pa.table({name: empty_as_null(cells) for name, cells in columns.items()}), path)


def _season(first: int, months: int) -> list[float]:
    weights = [SEASON[(first - 1 + month) % 12] for month in range(months)]
    return [weight / sum(weights) for weight in weights]


def _copy_project(out: Path) -> None:
    (out / "cards").mkdir(parents=True)
    source = files("redact.synth") / "project"
    for name in ("redact.yaml", "jurisdiction.yaml", *(f"cards/{dataset}.yaml" for dataset in DATASETS)):
        with as_file(source.joinpath(*name.split("/"))) as path:
            copyfile(path, out / name)


def _finish(out: Path, arguments: Arguments, rows: dict[str, int]) -> None:
    last = month_start(arguments.start, arguments.months)
    content: dict[str, Any] = {
        "synthetic": True,
        "version": VERSION,
        "city": "Harlow Bend",
        "seed": arguments.seed,
        "arguments": {
            "incidents": arguments.incidents,
            "narratives": arguments.narratives,
            "months": arguments.months,
            "start": arguments.start.isoformat(),
            "unique": arguments.unique,
            "households": arguments.households,
        },
        "before": last.isoformat(),
        "rows": rows,
        "sha256": digests(out),
    }
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    (out / CITY_FILE).write_text(text, encoding="utf-8", newline="\n")
