"""The privacy budget: paid once, before anything is seen, and never under-counted."""

from __future__ import annotations

import multiprocessing
import os
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from redact.errors import BudgetExhausted
from redact.ledger import Ledger, Secret, ThrowAway
from redact.ledger.spending import months

from .conftest import Home

BUDGET = Decimal("1.0")
EPSILON = Decimal("0.4")


@pytest.fixture
def memory() -> Ledger:
    return Ledger.in_memory(ThrowAway())


def test_the_same_request_gets_the_same_bytes_and_pays_once(memory: Ledger) -> None:
    first = memory.spend("q1", "t", "2027-Q1", EPSILON, b"noise one", budget=BUDGET)
    again = memory.spend("q1", "t", "2027-Q1", EPSILON, b"noise two", budget=BUDGET)
    assert first == again == memory.stored("q1") == b"noise one"
    assert memory.spent("2027") == EPSILON
    assert memory.stored("q2") is None


def test_tables_of_one_month_add_up_and_the_last_is_refused(memory: Ledger) -> None:
    memory.spend("q1", "a", "2027-Q1", EPSILON, b"", budget=BUDGET)
    memory.spend("q2", "b", "2027-02", EPSILON, b"", budget=BUDGET)
    with pytest.raises(BudgetExhausted, match=r"table c: 0\.4 is asked for and 0\.2 of 1\.0 is left"):
        memory.spend("q3", "c", "2027", EPSILON, b"", budget=BUDGET)
    assert memory.stored("q3") is None
    assert (memory.spent("2027-01"), memory.spent("2027-02"), memory.spent("2027")) == (
        EPSILON,
        2 * EPSILON,
        2 * EPSILON,
    )
    assert memory.spent("2027", "a") == EPSILON
    assert memory.spent("2028") == 0


def test_the_last_bit_of_the_budget_can_be_spent(memory: Ledger) -> None:
    for number in range(10):
        memory.spend(f"q{number}", "t", "2027", Decimal("0.1"), b"", budget=BUDGET)
    with pytest.raises(BudgetExhausted):
        memory.spend("q10", "t", "2027", Decimal("0.0000001"), b"", budget=BUDGET)


def test_different_quarters_do_not_add_up(memory: Ledger) -> None:
    for quarter in range(1, 5):
        memory.spend(f"q{quarter}", "t", f"2027-Q{quarter}", BUDGET, b"", budget=BUDGET)
    assert memory.spent("2027") == BUDGET


def test_a_table_of_several_periods_pays_in_each(memory: Ledger) -> None:
    memory.spend("q1", "t", ("2026-Q4", "2027-Q1"), EPSILON, b"", budget=BUDGET)
    assert [memory.spent(period) for period in ("2026-Q3", "2026-12", "2027-01", "2027-Q2")] == [0, EPSILON, EPSILON, 0]


def test_what_is_spent_stays_spent_when_the_release_is_taken_back(memory: Ledger) -> None:
    memory.intend("r1", folder="r1", nonce="00")
    memory.spend("q1", "t", "2027", EPSILON, b"out", budget=BUDGET)
    memory.rolled_back("r1")
    assert memory.spent("2027") == EPSILON
    assert memory.spend("q1", "t", "2027", EPSILON, b"other", budget=BUDGET) == b"out"


@pytest.mark.parametrize("epsilon", ["0", "-0.1", "NaN", "Infinity"])
def test_only_a_real_epsilon_can_be_spent(memory: Ledger, epsilon: str) -> None:
    with pytest.raises(ValueError, match="epsilon above 0"):
        memory.spend("q1", "t", "2027", Decimal(epsilon), b"", budget=BUDGET)


@pytest.mark.parametrize("period", ["2027-13", "2027-Q5", "27", "2027-1", "", "2027-Q1 "])
def test_a_period_is_a_year_a_quarter_or_a_month(memory: Ledger, period: str) -> None:
    with pytest.raises(ValueError, match="a period is written"):
        memory.spend("q1", "t", period, EPSILON, b"", budget=BUDGET)
    with pytest.raises(ValueError, match="a period is written"):
        months(period)


def _spend_in_a_process(folder: Path, request: str, start: object) -> None:
    with Ledger.open(folder / "ledger.sqlite", Secret.load(folder / "secret")) as ledger:
        start.wait(20)  # type: ignore[attr-defined]
        try:
            ledger.spend(request, "t", "2027", EPSILON, str(os.getpid()).encode(), budget=BUDGET)
        except BudgetExhausted:
            os._exit(17)


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize(("requests", "paid"), [(["same"] * 6, 1), (["a", "b", "c", "d", "e", "f"], 2)])
def test_processes_at_once_pay_once_each_and_never_too_much(home: Home, requests: list[str], paid: int) -> None:
    context = multiprocessing.get_context("fork")
    start = context.Barrier(len(requests))
    processes = [context.Process(target=_spend_in_a_process, args=(home.folder, each, start)) for each in requests]
    for process in processes:
        process.start()
    for process in processes:
        process.join(40)
    codes = [process.exitcode for process in processes]
    assert sorted(codes) == [0] * (len(requests) if paid == 1 else paid) + [17] * (0 if paid == 1 else 4)
    with home.open() as ledger:
        assert ledger.spent("2027") == paid * EPSILON
