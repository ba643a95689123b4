"""kill -9 at any moment of a preview or a publication: what was there before stays, nothing half-written is visible,
and the next run finishes the work or takes it back. No number with noise is anywhere that the ledger has not noted.

Moments are of two kinds: before every file that is renamed, and at random. REDACT_DEPTH multiplies the random ones.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

if not hasattr(os, "fork"):
    pytest.skip("this system has no fork: NOT TESTED that a killed run leaves nothing behind", allow_module_level=True)

from redact.bundle import check_bundle, write_bundle
from redact.bundle.count_pages import counts_page, described
from redact.counting import counts
from redact.gates import run_gates
from redact.ledger import Ledger, Secret
from redact.ledger.releases import State
from redact.pipeline import check, finish_interrupted, preview, publish
from redact.place import UnitTable, build_units
from redact.plan.folder import Plan
from redact.plan.items import Answer, add_answer, read_answers
from redact.project import create_state, load_project
from redact.shipped import shipped
from redact.synth import make_city

DEPTH = max(1, int(os.environ.get("REDACT_DEPTH", "1")))
RANDOM_KILLS = 3 * DEPTH
FIRST, SECOND = date(2025, 5, 1), date(2025, 6, 1)
CHANGES = frozenset({"os.rename", "os.rmdir", "os.mkdir", "os.remove", "shutil.rmtree"})
"""Audit events of what changes a folder."""

assert write_bundle and run_gates  # imported so that a forked process imports nothing


# --- killing ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moment:
    """When to kill: before the n-th change of a kind, or after so many seconds."""

    event: str = ""
    number: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        return f"{self.event} {self.number}" if self.event else f"{self.seconds:.2f} s"


def forked(work: Callable[[], object], log: Path, hook: Callable[[str], None] | None = None) -> int:
    """Starts `work` in a forked process that ends with it; its pid."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # from Python 3.12: threads and fork
        pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        quiet = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(quiet, stream)
        if hook is not None:
            sys.addaudithook(lambda event, _: hook(event))
        work()
        code = 0
    except BaseException:  # noqa: BLE001 - a forked child must never return into pytest
        log.write_text(traceback.format_exc(), encoding="utf-8")
    finally:
        os._exit(code)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed_at(moment: Moment, work: Callable[[], object], log: Path) -> bool:
    """Runs `work` and kills it at the moment; False where it had ended before. Fails where it fails by itself."""
    seen = 0

    def count(event: str) -> None:
        nonlocal seen
        if event == moment.event:
            seen += 1
            if seen == moment.number:
                die()

    pid = forked(work, log, count if moment.event else None)
    if not moment.event:
        end = time.monotonic() + moment.seconds
        while time.monotonic() < end:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                return _ended(status, log)
            time.sleep(0.005)
        os.kill(pid, signal.SIGKILL)
    return _ended(os.waitpid(pid, 0)[1], log)


def _ended(status: int, log: Path) -> bool:
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0, log.read_text(encoding="utf-8")
    return False


def changes_of(work: Callable[[], object], log: Path) -> tuple[dict[str, int], float]:
    """How many changes of each kind a whole run makes, and how long it takes."""
    told = log.with_suffix(".counts")
    counts: dict[str, int] = {}

    def count(event: str) -> None:
        if event in CHANGES:
            counts[event] = counts.get(event, 0) + 1

    def counted() -> None:
        work()
        told.write_text(json.dumps(counts), encoding="utf-8")

    start = time.monotonic()
    assert not _ended(os.waitpid(forked(counted, log, count), 0)[1], log)
    return json.loads(told.read_text(encoding="utf-8")), time.monotonic() - start


def moments(counts: dict[str, int], seconds: float, seed: int) -> Iterator[Moment]:
    """Before each rename, and at random."""
    for number in range(1, counts.get("os.rename", 0) + 1):
        yield Moment("os.rename", number)
    choose = random.Random(seed)
    for _ in range(RANDOM_KILLS):
        yield Moment(seconds=choose.uniform(0.02, seconds))


# --- what is there ---------------------------------------------------------------------------------------------------


def digest(folder: Path) -> str:
    """Everything in a folder, in one number."""
    seen = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        seen.update(str(path.relative_to(folder)).encode())
        if path.is_file():
            seen.update(path.read_bytes())
    return seen.hexdigest()


def visible(folder: Path) -> list[str]:
    """What a person or a web server sees in a folder, the ledger's own journals aside."""
    names = (path.name for path in folder.iterdir())
    return sorted(name for name in names if not name.startswith(".") and not name.endswith(("-wal", "-shm")))


@dataclass(frozen=True)
class City:
    """A city with one release behind it and a plan for the next one, and a copy to start from again."""

    folder: Path
    saved: Path
    log: Path

    @property
    def plan(self) -> Plan:
        return Plan.open(self.folder / "plan")

    @property
    def releases(self) -> Path:
        return self.folder / "releases"

    def restore(self) -> None:
        shutil.rmtree(self.folder)
        shutil.copytree(self.saved, self.folder)

    def drawn(self) -> set[bytes]:
        """Every line with noise in any file, also of folders that nobody should see."""
        return {line for path in self.folder.rglob("hidden.csv") for line in path.read_bytes().splitlines()[1:]}

    def paid(self) -> set[bytes]:
        """Every line that the ledger keeps; what is asked for once is paid for once."""
        with self.ledger() as ledger:
            requests = [each.spend.request for each in ledger.spends()]
            assert len(requests) == len(set(requests)), "paid twice"
            outputs = [ledger.drawn(request) for request in requests]
        assert all(outputs)
        return {
            line
            for found in outputs
            for line in json.loads(found.output)["hidden.csv"].encode().splitlines()[1:]  # type: ignore[union-attr]
        }

    def preview(self) -> Plan:
        return preview(load_project(self.folder), out=self.folder / "plan", as_of=SECOND)

    @contextlib.contextmanager
    def ledger(self) -> Iterator[Ledger]:
        project = load_project(self.folder)
        assert project.ledger is not None and project.secret is not None
        with Ledger.open(project.ledger, Secret.load(project.secret)) as ledger:
            yield ledger


def count_by_month(folder: Path) -> None:
    """The baseline with one table, by month: three months are drawn by the first release, one by the second."""
    policy = shipped("baseline.yaml").read_text(encoding="utf-8")
    tables = "{table: hidden, of: {tiers: [withheld]}, by: [class, month], epsilon: 0.4, totals: {}}"
    start, end = policy.index("\ncounts:"), policy.index("\nbudget:")
    (folder / "ours.yaml").write_text(f"{policy[:start]}\ncounts: [{tables}]{policy[end:]}", encoding="utf-8")
    project = folder / "redact.yaml"
    project.write_text(project.read_text(encoding="utf-8").replace("policy: baseline", "policy: ours.yaml"), "utf-8")


def once(build: Callable[..., UnitTable]) -> Callable[..., UnitTable]:
    """A publication reads the map once for all tests: it does not change."""
    made: list[UnitTable] = []

    def units(*args: Any) -> UnitTable:
        if not made:
            made.append(build(*args))
        return made[0]

    return units


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """Everything is imported and run once before anything is forked."""
    base = tmp_path_factory.mktemp("kill")
    made = make_city(base / "city", incidents=120, months=4, start=date(2025, 1, 1), seed=5, households=600)
    create_state(made.project)
    count_by_month(made.folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("redact.plan.fresh.build_units", once(build_units))
        for module in ("counts_folder", "writer"):
            patch.setattr(f"redact.bundle.{module}.counts_page", partial(counts_page, draw=described))
        patch.setattr("redact.plan.samples.samples", lambda _: ())
        patch.setattr("redact.plan.build.check_readable", lambda *_: None)
        for folder in (base / "city", base / "log"):
            folder.mkdir(exist_ok=True)
        first = preview(load_project(made.project), out=made.folder / "plan", as_of=FIRST)
        publish(first)
        preview(load_project(made.project), out=made.folder / "plan", as_of=SECOND)
        shutil.copytree(made.folder, base / "saved")
        yield City(made.folder, base / "saved", base / "log" / "failed.txt")


@pytest.fixture(autouse=True)
def as_it_was(city: City) -> None:
    city.restore()


# --- preview ---------------------------------------------------------------------------------------------------------


def test_a_killed_preview_leaves_a_whole_plan_or_none(city: City) -> None:
    before, around = digest(city.folder / "plan"), visible(city.folder)
    published = digest(city.releases)
    counts, seconds = changes_of(city.preview, city.log)
    city.restore()
    killed = 0
    for moment in moments(counts, seconds, seed=1):
        killed += killed_at(moment, city.preview, city.log)
        assert digest(city.releases) == published, moment
        assert visible(city.folder) in (around, [name for name in around if name != "plan"]), moment
        if not (city.folder / "plan").exists():
            city.restore()
            continue
        now = digest(city.folder / "plan")
        if now != before:
            assert all(gate.passed for gate in check(city.plan)), moment
            before = now
    assert killed > counts["os.rename"] // 2
    with city.ledger() as ledger:
        assert [each.state for each in ledger.releases()] == [State.PUBLISHED]
    assert all(gate.passed for gate in check(city.preview()))


# --- publish ---------------------------------------------------------------------------------------------------------


def sound(folder: Path) -> bool:
    """Whether a release folder is whole, as `redact check` would find it."""
    return all(gate.passed for gate in check_bundle(folder))


def test_a_killed_publication_is_finished_or_taken_back(city: City) -> None:
    (old,) = (path for path in city.releases.iterdir() if path.is_dir())
    before, latest = digest(old), (city.releases / "latest.json").read_bytes()
    plan = city.plan
    release = f"{SECOND.isoformat()}-{plan.summary['nonce'][:6]}"
    counts, seconds = changes_of(lambda: publish(city.plan), city.log)
    killed = 0
    for moment in moments(counts, seconds, seed=2):
        city.restore()
        if not killed_at(moment, lambda: publish(city.plan), city.log):
            continue
        killed += 1
        assert digest(old) == before, moment
        seen = visible(city.releases)
        assert seen in ([old.name, "latest.json"], sorted([old.name, release, "latest.json"])), moment
        out = release in seen
        assert city.drawn() <= city.paid(), moment
        if out:
            assert sound(city.releases / release), moment
            assert b"2025-04" in (city.releases / release / "tables" / "hidden.csv").read_bytes()
        now = (city.releases / "latest.json").read_bytes()
        assert now == latest or (out and json.loads(now)["folder"] == release), moment
        with city.ledger() as ledger, ledger.writing():
            finish_interrupted(ledger)
            assert ledger.unfinished() == ()
            states = {each.id: each.state for each in ledger.releases()}
        assert states.get(release, State.ROLLED_BACK) is (State.PUBLISHED if out else State.ROLLED_BACK), moment
    assert killed > counts["os.rename"] // 2


def test_after_a_kill_the_next_release_comes_out(city: City) -> None:
    """From a new plan: whatever was spent is spent once, and nothing of the killed run is left."""
    counts, _ = changes_of(lambda: publish(city.plan), city.log)
    for number in (1, counts["os.rename"]):
        city.restore()
        assert killed_at(Moment("os.rename", number), lambda: publish(city.plan), city.log)
        paid = city.paid()
        released = publish(city.preview())
        assert sound(released.folder)
        assert json.loads((city.releases / "latest.json").read_text())["folder"] == released.folder.name
        with city.ledger() as ledger:
            assert ledger.unfinished() == ()
            assert len(ledger.spends()) == 4
        assert paid <= city.paid() == city.drawn()
        assert not [path.name for path in city.releases.iterdir() if path.name.startswith(".")]


def test_a_killed_publication_can_be_repeated(city: City) -> None:
    """From the same plan: it is finished, or it is made again."""
    counts, _ = changes_of(lambda: publish(city.plan), city.log)
    for number in range(1, counts["os.rename"] + 1):
        city.restore()
        assert killed_at(Moment("os.rename", number), lambda: publish(city.plan), city.log)
        paid = city.paid()
        released = publish(city.plan)
        assert paid <= city.paid() == city.drawn()
        assert sound(released.folder)
        assert json.loads((city.releases / "latest.json").read_text())["folder"] == released.folder.name
        with city.ledger() as ledger:
            states = [each.state for each in ledger.releases() if each.state is not State.ROLLED_BACK]
        assert states == [State.PUBLISHED] * 2


def test_two_at_once_draw_once(city: City) -> None:
    """A release and `counts --spend` of the same plan in two processes: one waits its turn or is told to."""

    def counted() -> None:
        counts(city.plan, spend=True)

    before = city.paid()
    logs = [city.log.with_name(f"{number}.txt") for number in range(3)]
    works = [lambda: publish(city.plan), counted, lambda: publish(city.plan)]
    processes = [forked(work, log) for work, log in zip(works, logs, strict=True)]
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in processes]
    assert 0 in codes
    for code, log in zip(codes, logs, strict=True):
        assert code == 0 or "another release is being made with this ledger" in log.read_text(encoding="utf-8")
    after = city.paid()
    assert before < after
    assert city.drawn() <= after
    with city.ledger() as ledger:
        assert len(ledger.spends()) == 4
        assert ledger.verify().sound


def test_answers_are_never_lost(city: City) -> None:
    """A person's answers lie in the plan folder that a preview replaces; the next preview has them."""
    answer = Answer("item", True, (), None, "Ann", "looked it up")
    add_answer(city.folder / "plan", answer)
    counts, _ = changes_of(city.preview, city.log)
    for number in range(max(1, counts["os.rename"] - 2), counts["os.rename"] + 1):
        city.restore()
        add_answer(city.folder / "plan", answer)
        killed_at(Moment("os.rename", number), city.preview, city.log)
        city.preview()
        assert read_answers(city.folder / "plan") == {"item": answer}
