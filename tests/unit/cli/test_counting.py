"""`redact counts`: what drawing would cost, the tables themselves, and that nothing is drawn without paying."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from redact.counting import draw, draw_draft, seal_key
from redact.ledger import Ledger, Paid, Secret
from redact.plan.folder import Plan
from redact.policy import load_policy
from redact.project import load_project

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Command, Ended

SMALLVILLE = Path(__file__).parents[2] / "bad_inputs" / "pipeline"
"""Forty thefts of three months in three beats, by a fictional department that counts as a real one."""

CANARY = "Qvist"
"""In every victim's name; no message may have it."""

AS_OF = "2025-06-01"
BUDGET = "budget: {epsilon: 0.5, per: year, revision_reserve: 0.2}\n"
TABLE = "counts:\n  - {table: hidden, of: {tiers: [withheld]}, by: [class, month], epsilon: 0.4, totals: {}}\n"
RAPE = "C25-09{number},RAPE,2025-0{month}-03 10:00,2,Zwycker Qvist9{number},Filed Q9{number}\n"


@dataclass(frozen=True)
class Office:
    """A project with one plan, and a copy of its own for each test."""

    folder: Path
    redact: Command

    @property
    def plan(self) -> Path:
        return self.folder / "plan"

    @property
    def drawn(self) -> dict[str, bytes]:
        """The tables that were written for people to see."""
        return {path.name: path.read_bytes() for path in sorted((self.plan / "counts" / "tables").glob("*.csv"))}

    def counts(self, *more: str | Path) -> Ended:
        ended = self.redact("counts", self.plan, *more)
        assert CANARY not in ended.out + ended.err
        return ended

    def preview(self, *more: str) -> None:
        done = self.redact(
            "preview", "--project", self.folder / "redact.yaml", "-o", self.plan, "--as-of", AS_OF, *more
        )
        assert done.code == 0, done.err

    def report(self, month: int, number: int) -> None:
        """A report of a hidden class that comes late."""
        with (self.folder / "good.csv").open("a", encoding="utf-8") as file:
            file.write(RAPE.format(month=month, number=number))

    def change_policy(self, old: str, new: str) -> None:
        path = self.folder / "policy.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    @property
    def spends(self) -> tuple[Paid, ...]:
        private = self.folder / "private"
        with Ledger.open(private / "ledger.sqlite", Secret.load(private / "secret")) as ledger:
            assert ledger.verify().sound
            return ledger.spends()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts and the samples of the report take seconds and have tests of their own."""
    from functools import partial

    from redact.bundle.count_pages import counts_page, described

    for module in ("counts_folder", "writer"):
        monkeypatch.setattr(f"redact.bundle.{module}.counts_page", partial(counts_page, draw=described))
    monkeypatch.setattr("redact.plan.samples.samples", lambda _: ())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The project, previewed once."""
    from datetime import date

    from redact.pipeline import preview
    from redact.project import create_state

    folder = tmp_path_factory.mktemp("counting") / "smallville"
    shutil.copytree(SMALLVILLE, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    policy = (folder / "policy.yaml").read_text(encoding="utf-8")
    (folder / "policy.yaml").write_text(policy + TABLE + BUDGET + "public_invariants: []\n", encoding="utf-8")
    with (folder / "good.csv").open("a", encoding="utf-8") as file:
        file.writelines(RAPE.format(month=month, number=month) for month in (1, 1, 2, 3))
    create_state(folder / "redact.yaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("redact.plan.samples.samples", lambda _: ())
        preview(load_project(folder), out=folder / "plan", as_of=date.fromisoformat(AS_OF))
    yield folder


@pytest.fixture
def office(redact: Command, made: Path, tmp_path: Path) -> Office:
    folder = Path(shutil.copytree(made, tmp_path / "office"))
    plan = folder / "plan" / "plan.json"
    plan.write_text(plan.read_text(encoding="utf-8").replace(str(made), str(folder)), encoding="utf-8")
    return Office(folder, redact)


# --- asking ----------------------------------------------------------------------------------------------------------


def test_asking_spends_nothing_and_says_what_drawing_would(office: Office) -> None:
    ended = office.counts()
    assert ended.code == 0, ended.err
    lines = [line.strip() for line in ended.out.splitlines()]
    assert lines[:2] == ["hidden", "hides whether any one event is in it"]
    assert sum("epsilon 0.4" in line and "not drawn yet" in line for line in lines) == 3
    assert any(line.startswith("by class, month") and "9 in 10 numbers are off by" in line for line in lines)
    assert "2025: 0 of 0.5 is spent, 0.5 is left" in lines
    assert "3 draws wait; a release makes them, or:" in ended.err
    assert office.spends == ()
    assert not (office.plan / "counts").exists()


def test_asking_for_json(office: Office) -> None:
    """One object, of the shape that docs/commands.md gives."""
    (found,) = office.counts("--json").objects
    assert set(found) == {"tables", "waiting", "budget", "folder"}
    first = found["tables"][0]
    assert set(first) == {
        "table", "periods", "unit", "hides", "epsilon", "status", "drawn", "levels", "advice"
    }  # fmt: skip
    assert [(each["periods"], each["status"], each["drawn"]) for each in found["tables"]] == [
        ([f"2025-0{month}"], "new", False) for month in (1, 2, 3)
    ]
    assert (first["table"], first["unit"], first["epsilon"]) == ("hidden", "event", "0.4")
    (level,) = first["levels"]
    assert set(level) == {"by", "standard_deviation", "half_width_90"}
    assert level["by"] == ["class", "month"]
    assert level["half_width_90"] >= level["standard_deviation"] > 0
    assert found["budget"] == {"2025": {"spent": "0", "budget": "0.5"}}
    assert found["folder"] is None


# --- spending --------------------------------------------------------------------------------------------------------


def test_spending_draws_once_and_repeats_the_bytes(office: Office) -> None:
    (found,) = office.counts("--spend", "--json").objects
    assert [(each["status"], each["drawn"]) for each in found["tables"]] == [("new", True)] * 3
    assert found["budget"] == {"2025": {"spent": "0.4", "budget": "0.5"}}
    assert found["folder"] == str(office.plan / "counts")
    first = office.drawn
    assert list(first) == ["hidden.csv"]
    assert len(first["hidden.csv"].splitlines()) == 1 + 3 * 3
    assert {"counts.html", "datapackage.json", "statement.json"} <= {
        path.name for path in (office.plan / "counts").iterdir()
    }
    for more in (("--spend",), (), ("--json",), ("--spend", "--json")):
        again = office.counts(*more)
        assert again.code == 0, again.err
        assert office.drawn == first
    assert "drawn; the numbers stay" in office.counts().out
    (again,) = office.counts("--json").objects
    assert {(each["status"], each["drawn"]) for each in again["tables"]} == {("repeated", True)}
    assert [paid.spend.epsilon for paid in office.spends] == [Decimal("0.4")] * 3


def test_a_new_plan_from_the_same_data_repeats_the_bytes(office: Office) -> None:
    office.counts("--spend")
    first = office.drawn
    office.preview()
    assert not (office.plan / "counts").exists()
    assert office.counts().code == 0
    assert office.drawn == first
    assert len(office.spends) == 3


def test_fifty_two_runs_of_every_kind_give_one_set_of_numbers(office: Office) -> None:
    """Whoever gets the same number with fresh noise every week takes the average and has the truth."""
    project = load_project(office.folder)
    secret, seen = project.load_secret(), set()
    policy = load_policy(project.policy)
    for week in range(52):
        if week % 13 == 0:
            office.preview()
        plan = Plan.open(office.plan)
        with project.open_ledger(secret) as ledger:
            if week % 3:
                draw(plan, policy, ledger, seal_key(plan, project, secret), again=week % 2 == 0)
            else:
                draw_draft(plan, policy, ledger, project, secret)
        drawn = plan.folder / "tables" / "hidden.csv"
        assert drawn.is_file() == (week > 0), "a draft draws nothing by itself"
        seen.update([drawn.read_bytes()] if week else [])
    assert len(seen) == 1
    assert len(office.spends) == 3


def test_late_reports_wait_for_somebody_who_pays_and_then_for_the_next_year(office: Office) -> None:
    office.counts("--spend")
    first = office.drawn["hidden.csv"].splitlines()
    office.report(month=2, number=5)
    office.preview()
    for more in ((), ("--json",)):
        refused = office.counts(*more)
        assert refused.code == 17
        assert "the data of 1 published periods changed since they were counted (hidden)" in refused.err
        assert "spend 0.1 on it, add --spend" in refused.err
        assert office.drawn["hidden.csv"].splitlines() == first
    assert len(office.spends) == 3

    paid = office.counts("--spend")
    assert paid.code == 0, paid.err
    assert office.spends[-1].spend.revision
    assert office.spends[-1].spend.epsilon == Decimal("0.1")
    second = office.drawn["hidden.csv"].splitlines()
    assert [line for line in second if b"2025-02" not in line] == [line for line in first if b"2025-02" not in line]
    assert [line for line in second if b"2025-02" in line] != [line for line in first if b"2025-02" in line]

    office.report(month=2, number=6)
    office.preview()
    refused = office.counts("--spend")
    assert refused.code == 17
    assert "is left for 2025" in refused.err
    assert "Nothing was spent." in refused.err
    assert len(office.spends) == 4
    assert office.counts().code == 17
    assert office.drawn["hidden.csv"].splitlines() == second


def test_another_table_over_published_periods_is_refused(office: Office) -> None:
    """What is counted changed: the same people again, and not even asking may say that a release would draw it."""
    office.counts("--spend")
    office.change_policy("by: [class, month]", "by: [class, beat, month]")
    office.preview()
    refused = office.counts()
    assert refused.code == 17
    assert "what is counted, or how, changed since it was drawn" in refused.err
    assert not (office.plan / "counts").exists()
    assert office.counts("--spend").code == 17, "the budget does not hold both"
    assert len(office.spends) == 3


# --- where, and whether at all ---------------------------------------------------------------------------------------


def test_tables_of_real_records_stay_inside_the_plan(office: Office, tmp_path: Path) -> None:
    """Before and after they were paid for."""
    for more in (("--spend",), ()):
        refused = office.counts("--out", tmp_path / "public", *more)
        assert refused.code == 12, refused.err
        assert "so real data can only become a draft" in refused.err
        assert not (tmp_path / "public").exists()
        office.counts("--spend")
    inside = office.counts("--out", office.plan / "mine")
    assert inside.code == 0, inside.err
    assert (office.plan / "mine" / "tables" / "hidden.csv").is_file()
    assert json.loads((office.plan / "mine" / "statement.json").read_text(encoding="utf-8"))


def test_open_items_are_answered_first(office: Office) -> None:
    shutil.copy(office.folder / "unknown_code.csv", office.folder / "good.csv")
    office.preview()
    refused = office.counts("--spend")
    assert refused.code == 14
    assert "redact review PLAN" in refused.err
    assert office.spends == ()
    assert not (office.plan / "counts").exists()


def test_a_plan_of_the_first_rows_is_not_counted(office: Office) -> None:
    office.preview("--limit", "30")
    refused = office.counts("--spend")
    assert refused.code == 15
    assert "--limit" in refused.err
    assert office.spends == ()


def test_real_records_without_a_project_are_not_counted(office: Office) -> None:
    """There is no ledger that could note it."""
    folder = office.folder
    done = office.redact("preview", folder / "good.csv", "--card", folder / "card.yaml", "-p", folder / "policy.yaml",
                         "-j", folder / "city.yaml", "-o", office.plan, "--as-of", AS_OF)  # fmt: skip
    assert done.code == 0, done.err
    assert office.counts().code == 0
    refused = office.counts("--spend")
    assert refused.code == 16
    assert "need a ledger" in refused.err
    assert "redact init" in refused.err
    assert not (office.plan / "counts").exists()


def test_changed_data_makes_the_plan_stale_before_anything_is_spent(office: Office) -> None:
    office.report(month=1, number=5)
    assert office.counts("--spend").code == 18
    assert office.spends == ()


# --- drafts ----------------------------------------------------------------------------------------------------------


def test_a_draft_has_only_what_was_paid_for(office: Office) -> None:
    draft = office.redact("release", office.plan, "--draft", "--json")
    assert draft.code == 0, draft.err
    folder = Path(draft.objects[0]["folder"])
    assert not list(folder.rglob("tables/*"))
    assert office.spends == ()
    office.counts("--spend")
    draft = office.redact("release", office.plan, "--draft", "--json")
    assert draft.code == 0, draft.err
    folder = Path(draft.objects[0]["folder"])
    assert {path.name: path.read_bytes() for path in folder.rglob("tables/*.csv")} == office.drawn
    assert len(office.spends) == 3
