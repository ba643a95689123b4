"""One real process per exit code: what a script or a scheduler sees. (The messages are tests/bad_inputs' matter.)"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from redact.ledger import Ledger, Secret, Spend
from redact.pipeline import preview
from redact.plan.tables import tables_of
from redact.plan.tables.pay import POPULATION
from redact.project import ad_hoc_project, create_state, load_project
from redact.synth import make_city

AS_OF = date(2025, 6, 1)
NEW = "--card card.yaml -p policy.yaml -j city.yaml -o new --as-of 2025-06-01"


@dataclass(frozen=True)
class Ended:
    """How a process ended and what it said."""

    code: int
    out: str
    err: str


def run(line: str, desk: Path) -> Ended:
    """`python -m redact ...` in a process of its own."""
    environment = {**os.environ, "PYTHONWARNINGS": "ignore", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "redact", *line.split()], cwd=desk, capture_output=True, text=True, env=environment,
        timeout=120,
    )  # fmt: skip
    assert "Qvist" not in done.stdout + done.stderr, "no cell of the data"
    return Ended(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """The folder of tiny bad files, with a good plan and one that has open items."""
    desk = tmp_path_factory.mktemp("codes") / "desk"
    bad = repository / "tests" / "bad_inputs" / "pipeline"
    shutil.copytree(bad, desk, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("redact.plan.samples.samples", lambda _: ())
        for data, plan in (("good.csv", "plan"), ("unknown_code.csv", "open"), ("good.csv", "broken")):
            project = ad_hoc_project([desk / data], policy=desk / "policy.yaml", cards=[desk / "card.yaml"],
                                     jurisdiction=desk / "city.yaml")  # fmt: skip
            preview(project, out=desk / plan, as_of=AS_OF, limit=30 if plan == "limited" else None)
    (desk / "broken" / "decisions.parquet").write_bytes(b"PAR1 no more")
    return desk


@pytest.fixture(scope="module")
def spent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small city whose budget for its year is gone, with a plan that asks for more of it."""
    city = make_city(tmp_path_factory.mktemp("codes") / "city", incidents=300, start=date(2025, 1, 1), seed=2)
    create_state(city.project)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("redact.plan.samples.samples", lambda _: ())
        patch.setattr("redact.plan.build.check_readable", lambda *_: None)
        plan = preview(load_project(city.project), out=city.folder / "plan", as_of=date(2026, 3, 1))
    secret = Secret.load(load_project(city.project).secret or "")
    with Ledger.open(load_project(city.project).ledger or "", secret) as ledger:
        spend = Spend("another table", "", "t", "event", POPULATION, ("2025",), Decimal("0.9"), parallel=True)
        ledger.spend(spend, lambda: b"", budget=Decimal(1))
    assert tables_of(plan.folder).noisy
    return city.folder


CODES = {
    0: "release plan --draft",
    1: "release broken --draft",
    2: f"preview good.csv {NEW} --workers none",
    10: f"preview good.csv {NEW} -p typo.yaml",
    11: f"preview header_only.csv {NEW}",
    12: "release plan",
    13: f"preview good.csv {NEW} -p example.yaml",
    14: "release open --draft",
    16: "preview",
    18: "release stale --draft",
}
"""15 and 17 need a folder of their own."""


@pytest.mark.parametrize("code", CODES)
def test_a_real_process_ends_in_its_code(made: Path, code: int) -> None:
    policy = (made / "policy.yaml").read_text(encoding="utf-8")
    (made / "typo.yaml").write_text(policy.replace("household_safety", "houshold_safety"), encoding="utf-8")
    (made / "example.yaml").write_text(policy.replace("tier: other}", "tier: protected}"), encoding="utf-8")
    if code == 18:
        shutil.copytree(made / "plan", made / "stale")
        text = (made / "stale" / "plan.json").read_text(encoding="utf-8")
        (made / "stale" / "plan.json").write_text(text.replace('"version": 1', '"version": 2').replace(
            '"package": "', '"package": "0.'), encoding="utf-8")  # fmt: skip
    ended = run(CODES[code], made)
    assert ended.code == code, ended.err
    assert bool(ended.err) == (code != 0)
    assert not (made / "new").exists()
    assert not (made / "releases").exists()
    if code == 1:
        assert "its text is not shown" in ended.err
    elif code == 0:
        assert "draft  " in ended.out


def test_a_gate_that_fails_is_15(made: Path) -> None:
    strict = (made / "policy.yaml").read_text(encoding="utf-8").replace("held_at_most: 0.1", "held_at_most: 0.001")
    (made / "strict.yaml").write_text(strict, encoding="utf-8")
    project = ad_hoc_project([made / "truncated.csv"], policy=made / "strict.yaml", cards=[made / "card_lenient.yaml"],
                             jurisdiction=made / "city.yaml")  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("redact.plan.samples.samples", lambda _: ())
        preview(project, out=made / "failing", as_of=AS_OF)
    assert run("release failing --draft", made).code == 15


def test_a_budget_that_is_gone_is_17(spent: Path) -> None:
    ended = run("release plan", spent)
    assert ended.code == 17, ended.err
    assert not (spent / "releases").exists() or not list((spent / "releases").iterdir())
