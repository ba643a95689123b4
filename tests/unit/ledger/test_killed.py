"""kill -9 at any moment of a spend: what left the function is paid for, and nothing is paid for twice.

Moments are of two kinds: before every SQL statement (and before and after the output is used), and at random, 20 times.
REDACT_DEPTH multiplies the random ones.
"""

from __future__ import annotations

import os
import random
import signal
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

if not hasattr(os, "fork"):
    pytest.skip("this system has no fork: NOT TESTED that a killed spend costs what it must", allow_module_level=True)

from redact.ledger import Ledger

from .conftest import BUDGET, EPSILON, Home, asked

DEPTH = max(1, int(os.environ.get("REDACT_DEPTH", "1")))
RANDOM_KILLS = 20 * DEPTH
SPEND = asked("q1", "2027-Q1")


@dataclass(frozen=True)
class Desk:
    """A ledger as it was before, to start from again, and where a process leaves what it was given."""

    home: Home
    before: bytes

    @property
    def given(self) -> Path:
        return self.home.folder / "given"

    def restore(self) -> None:
        for left in (*self.home.folder.glob("ledger.sqlite*"), self.given):
            left.unlink(missing_ok=True)
        self.home.path.write_bytes(self.before)


@pytest.fixture
def desk(home: Home) -> Desk:
    with home.open() as ledger:
        ledger.spend(asked("q0", table="other"), lambda: b"0", budget=BUDGET)
    return Desk(home, home.path.read_bytes())


def forked(work: Callable[[], object]) -> int:
    """Starts `work` in a forked process that ends with it; its pid."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # from Python 3.12: threads and fork
        pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def spend(desk: Desk, step: Callable[[], None]) -> None:
    """Spends and writes down what came back; `step` is called before everything that is done."""
    with desk.home.open() as ledger:
        ledger._database.set_trace_callback(lambda _: step())

        def draw() -> bytes:
            step()
            return os.urandom(8)

        drawn = ledger.spend(SPEND, draw, budget=BUDGET)
        step()
        desk.given.write_bytes(drawn.output)
        step()


def steps(desk: Desk) -> int:
    """How many steps a whole spend has."""
    count = 0

    def step() -> None:
        nonlocal count
        count += 1

    spend(desk, step)
    return count


def looks_right(desk: Desk) -> bool:
    """Checks what a killed spend left behind, and that it can be repeated; whether the spend was there."""
    given = desk.given.read_bytes() if desk.given.exists() and desk.given.stat().st_size else None
    with desk.home.open() as ledger:
        found = ledger.verify()
        assert found.sound, found.troubles
        there = ledger.drawn("q1")
        assert len(ledger.spends()) == (1 if there is None else 2)
        assert given is None or (there is not None and there.output == given)
        again = ledger.spend(SPEND, lambda: b"again", budget=BUDGET)
        assert again.output == (b"again" if there is None else there.output)
        assert again.paid == (there is None)
        assert ledger.spent("2027-Q1") == 2 * EPSILON
        assert len(ledger.spends()) == 2
    assert not list(desk.home.folder.glob("ledger.sqlite-*")), "what was unfinished is taken in"
    return there is not None


def test_killed_before_every_statement(desk: Desk) -> None:
    number = steps(desk)
    seen = []
    for moment in range(1, number + 1):
        desk.restore()
        left = moment

        def step() -> None:
            nonlocal left
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

        _, status = os.waitpid(forked(lambda: spend(desk, step)), 0)
        assert os.WIFSIGNALED(status), moment
        seen.append(looks_right(desk))
    assert number > 10
    assert seen == sorted(seen)
    assert seen[-2:] == [True, True]
    assert seen.count(False) == number - 2, "only what was committed is there, and all of it"


def test_killed_at_random_moments(desk: Desk) -> None:
    choose = random.Random(3)
    start = time.monotonic()
    desk.restore()
    os.waitpid(forked(lambda: spend(desk, lambda: None)), 0)
    seconds = time.monotonic() - start
    killed = 0
    for _ in range(RANDOM_KILLS):
        desk.restore()
        pid = forked(lambda: spend(desk, lambda: None))
        time.sleep(choose.uniform(0, seconds))
        os.kill(pid, signal.SIGKILL)
        killed += os.WIFSIGNALED(os.waitpid(pid, 0)[1])
        looks_right(desk)
    assert killed


def test_killed_while_others_spend(desk: Desk) -> None:
    """One process is killed inside the draw while another waits for its turn: the other pays, once."""
    desk.restore()
    reading, writing = os.pipe()

    def stuck() -> None:
        def draw() -> bytes:
            os.write(writing, b"x")
            signal.pause()
            return b"never"

        with desk.home.open() as ledger:
            ledger.spend(SPEND, draw, budget=BUDGET)

    def waiting() -> None:
        with desk.home.open() as ledger:
            desk.given.write_bytes(ledger.spend(SPEND, lambda: b"second", budget=BUDGET).output)

    first = forked(stuck)
    assert os.read(reading, 1) == b"x"
    second = forked(waiting)
    time.sleep(0.05)
    os.kill(first, signal.SIGKILL)
    assert os.WIFSIGNALED(os.waitpid(first, 0)[1])
    assert os.waitpid(second, 0)[1] == 0
    os.close(reading)
    os.close(writing)
    assert desk.given.read_bytes() == b"second"
    assert looks_right(desk)


def test_a_forked_ledger_is_not_shared(home: Home) -> None:
    """What a child spends through its own connection is seen by the parent's."""

    def child() -> None:
        with Ledger.open(home.path, home.secret) as own:
            own.spend(SPEND, lambda: b"child", budget=BUDGET)

    with home.open() as ledger:
        assert ledger.drawn("q1") is None
        assert os.waitpid(forked(child), 0)[1] == 0
        assert ledger.spend(SPEND, lambda: b"parent", budget=BUDGET).output == b"child"
