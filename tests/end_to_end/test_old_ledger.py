"""A ledger that is older than what came out, or was edited, would give spent budget back: nothing is drawn with it."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from redact.bundle.count_pages import counts_page, described
from redact.counting import counts
from redact.errors import Missing
from redact.ledger import Ledger, Paid, Secret
from redact.pipeline import preview, publish
from redact.place import UnitTable, build_units
from redact.plan.folder import Plan
from redact.project import ad_hoc_project, create_state, load_project
from redact.shipped import shipped
from redact.synth import make_city

FIRST, SECOND = date(2025, 5, 1), date(2025, 6, 1)
TABLE = "{table: hidden, of: {tiers: [withheld]}, by: [class, month], epsilon: 0.4, totals: {}}"

WAYS: dict[str, Callable[[Plan], object]] = {
    "release": publish,
    "release --draft": lambda plan: publish(plan, draft=True),
    "counts": counts,
    "counts --spend": lambda plan: counts(plan, spend=True),
}


@dataclass(frozen=True)
class City:
    """A city with one release behind it and a plan for the next, which draws one more month. No gate is run."""

    folder: Path
    saved: Path

    @property
    def plan(self) -> Plan:
        return Plan.open(self.folder / "plan")

    @property
    def path(self) -> Path:
        return self.folder / "ledger.sqlite"

    @property
    def releases(self) -> list[Path]:
        return sorted(path for path in (self.folder / "releases").iterdir() if path.is_dir())

    def restore(self) -> None:
        shutil.rmtree(self.folder)
        shutil.copytree(self.saved, self.folder)

    def spends(self) -> tuple[Paid, ...]:
        secret = load_project(self.folder).secret
        assert secret is not None
        with Ledger.open(self.path, Secret.load(secret), sealed=False) as ledger:
            return ledger.spends()


def once(build: Callable[..., UnitTable]) -> Callable[..., UnitTable]:
    """The map is read once for all tests: it does not change."""
    made: list[UnitTable] = []

    def units(*args: Any) -> UnitTable:
        if not made:
            made.append(build(*args))
        return made[0]

    return units


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    base = tmp_path_factory.mktemp("old")
    made = make_city(base / "city", incidents=120, months=4, start=date(2025, 1, 1), seed=5, households=600)
    create_state(made.project)
    policy = shipped("baseline.yaml").read_text(encoding="utf-8")
    start, end = policy.index("\ncounts:"), policy.index("\nbudget:")
    (made.folder / "ours.yaml").write_text(f"{policy[:start]}\ncounts: [{TABLE}]{policy[end:]}", encoding="utf-8")
    lines = made.project.read_text(encoding="utf-8").replace("policy: baseline", "policy: ours.yaml").splitlines()
    text = "\n".join(line for line in lines if "calls" not in line and "arrests" not in line)
    made.project.write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("redact.plan.samples.samples", lambda _: ())
        patch.setattr("redact.plan.build.check_readable", lambda *_: None)
        patch.setattr("redact.gates.run_gates", lambda _: ())
        patch.setattr("redact.risk.trial.of_plan.try_for_plan", lambda *_: None)
        patch.setattr("redact.plan.fresh.build_units", once(build_units))
        patch.setattr("redact.plan.tables.periods._EDGE", 0.0)  # a small city misses days of a month
        for module in ("counts_folder", "writer"):
            patch.setattr(f"redact.bundle.{module}.counts_page", partial(counts_page, draw=described))
        publish(preview(load_project(made.project), out=made.folder / "plan", as_of=FIRST))
        preview(load_project(made.project), out=made.folder / "plan", as_of=SECOND)
        shutil.copytree(made.folder, base / "saved")
        yield City(made.folder, base / "saved")


@pytest.fixture(autouse=True)
def as_it_was(city: City) -> None:
    city.restore()


def refused(city: City, *ways: str) -> str:
    """What is said; every way must be refused with the same words, and leave everything as it is."""
    spends, releases, seen = city.spends(), city.releases, set()
    before = city.path.read_bytes()
    for way in ways:
        with pytest.raises(Missing) as caught:
            WAYS[way](city.plan)
        assert caught.value.exit_code == 16
        seen.add(str(caught.value))
    assert city.path.read_bytes() == before, "it is kept as it is, for whoever has to find out"
    assert city.spends() == spends
    assert city.releases == releases
    (said,) = seen
    return said


@pytest.mark.parametrize(
    ("went_on", "ways"),
    [("release", ("counts", "counts --spend", "release")), ("counts --spend", ("release --draft", "counts --spend"))],
)
def test_a_backup_from_before_the_last_numbers_is_refused(city: City, went_on: str, ways: tuple[str, ...]) -> None:
    """Then the newest ledger is found, and everything is as it was: the same numbers, for nothing."""
    backup = city.path.read_bytes()
    WAYS[went_on](city.plan)
    newest, drawn = city.path.read_bytes(), (city.folder / "plan" / "tables" / "hidden.csv").read_bytes()
    assert len(city.spends()) == 4
    city.path.write_bytes(backup)
    assert len(city.spends()) == 3, "the backup does not know of the last month"
    said = refused(city, *ways)
    assert "this ledger is older than the last release" in said
    assert "Restore the newest backup" in said
    city.path.write_bytes(newest)
    assert counts(city.plan, spend=True).folder is not None
    assert (city.folder / "plan" / "tables" / "hidden.csv").read_bytes() == drawn
    assert len(city.spends()) == 4


def test_an_empty_ledger_in_place_of_a_lost_one_is_refused(city: City) -> None:
    """Made with the same secret, it would pay for every month again."""
    secret = Secret.load(load_project(city.folder).secret or "")
    city.path.unlink()
    Ledger.create(city.path, "Harlow Bend", secret).close()
    assert "older than the last release" in refused(city, "release", "counts --spend")


def test_one_flipped_bit_in_a_spend_stops_everything(city: City) -> None:
    note = b"hides whether any one event"
    raw = bytearray(city.path.read_bytes())
    assert raw.count(note) == len(city.spends()) == 3
    raw[raw.index(note) + 5] ^= 1
    city.path.write_bytes(raw)
    said = refused(city, "release", "counts --spend")
    assert "something else than redact has changed this ledger" in said
    assert re.search("entry [123] of spends was changed", said)
    assert "backup" in said


def test_a_spend_made_cheaper_stops_everything(city: City) -> None:
    with closing(sqlite3.connect(city.path)) as database, database:
        database.execute("DROP TRIGGER spends_never_change")
        database.execute("UPDATE spends SET epsilon = '0.001' WHERE number = 3")
    assert "entry 3 of spends was changed" in refused(city, "release", "counts --spend")


@pytest.mark.parametrize("damage", ["cut", "another", "statement lost", "statement without a head"])
def test_without_the_last_release_nobody_can_tell(city: City, damage: str) -> None:
    latest = city.folder / "releases" / "latest.json"
    (release,) = city.releases
    statement = release / "statement.json"
    if damage == "cut":
        latest.write_bytes(latest.read_bytes()[:40])
    elif damage == "another":
        latest.write_text("[1, 2]", encoding="utf-8")
    elif damage == "statement lost":
        statement.unlink()
    else:
        text = json.loads(statement.read_text(encoding="utf-8"))
        del text["predicate"]["ledger"]
        statement.write_text(json.dumps(text), encoding="utf-8")
    said = refused(city, "release", "counts --spend")
    assert "nobody can tell whether the ledger is up to date" in said
    assert str(latest) in said
    assert "Restore" in said


def test_a_draft_of_synthetic_records_without_a_project_has_numbers(city: City, tmp_path: Path) -> None:
    """Nobody is in them, so nobody pays: two drafts of one plan are drawn twice."""
    files = sorted((city.folder / "exports").glob("incidents-*.csv"))
    card, policy = city.folder / "cards" / "incidents.yaml", city.folder / "ours.yaml"
    project = ad_hoc_project(files, policy=policy, cards=[card], jurisdiction=city.folder / "jurisdiction.yaml")
    plan = preview(project, out=tmp_path / "plan", as_of=FIRST)
    assert plan.synthetic
    tables = [(publish(plan, draft=True).folder / "tables" / "hidden.csv").read_bytes() for _ in range(2)]
    assert all(len(table.splitlines()) == 1 + 3 * 3 for table in tables)
    assert tables[0] != tables[1]
    assert counts(plan).spent, "and so it says"
    assert len(city.spends()) == 3
