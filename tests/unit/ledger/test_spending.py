"""The privacy budget: paid once, before anything is seen, and never under-counted."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.errors import BudgetExhausted, Missing
from redact.ledger import Ledger, Secret, Spend
from redact.ledger.spending import borne, epsilon, months

from .conftest import BUDGET, EPSILON, Home, asked


def pay(ledger: Ledger, spend: Spend, output: bytes = b"", *, budget: Decimal = BUDGET, again: bool = False) -> bytes:
    return ledger.spend(spend, lambda: output, budget=budget, again=again).output


# ---- once


def test_the_same_request_gets_the_same_bytes_52_times_and_pays_once(memory: Ledger) -> None:
    noise = itertools.count()
    drawn = [memory.spend(asked("q1", "2027-Q1"), lambda: b"noise %d" % next(noise), budget=BUDGET) for _ in range(52)]
    assert {each.output for each in drawn} == {b"noise 0"}
    assert [each.paid for each in drawn] == [True] + [False] * 51
    assert not any(each.changed for each in drawn)
    assert next(noise) == 1
    assert memory.spent("2027") == EPSILON
    assert len(memory.spends()) == 1


def test_what_was_drawn_last_is_told(memory: Ledger) -> None:
    assert memory.drawn("q1") is None
    pay(memory, asked("q1", input="in March"), b"one")
    pay(memory, asked("q1", input="in May"), b"two", again=True)
    last = memory.drawn("q1")
    assert last is not None
    assert (last.output, last.input, last.number, last.paid, last.changed) == (b"two", "in May", 2, False, False)


def test_a_spend_is_kept_as_it_was_asked_for(memory: Ledger) -> None:
    spend = asked("q1", "2027-Q1", "2027-Q2", unit="victim", epsilon="0.3333", delta="0.000001", revision=True,
                  note={"mechanism": "geometric", "bound": 3})  # fmt: skip
    memory.spend(spend, lambda: b"", budget=BUDGET, budget_delta=spend.delta)
    (paid,) = memory.spends()
    assert (paid.number, paid.spend) == (1, spend)
    assert paid.at.endswith("+00:00")


# ---- again


def test_changed_data_is_refused_until_it_is_paid_for_again(memory: Ledger) -> None:
    pay(memory, asked("q1", "2027-Q1"), b"first")
    with pytest.raises(BudgetExhausted, match=r"table t: the data changed since it was drawn for 2027-Q1") as caught:
        pay(memory, asked("q1", "2027-Q1", input="late reports"), b"second")
    assert "Add --spend to pay 0.4 for it again (0.6 of 1.0 is left for 2027). Nothing was spent." in str(caught.value)
    assert memory.spent("2027") == EPSILON
    revised = memory.spend(asked("q1", "2027-Q1", input="late reports"), lambda: b"second", budget=BUDGET, again=True)
    assert (revised.output, revised.paid, revised.changed) == (b"second", True, True)
    assert memory.spent("2027") == 2 * EPSILON
    with pytest.raises(BudgetExhausted, match=r"0\.4 is asked for and 0\.2 of 1\.0 is left for 2027"):
        pay(memory, asked("q1", "2027-Q1", input="later reports"), again=True)


def test_what_was_paid_for_earlier_is_still_paid_for(memory: Ledger) -> None:
    pay(memory, asked("q1", input="in March"), b"one")
    pay(memory, asked("q1", input="in May"), b"two", again=True)
    old = memory.spend(asked("q1", input="in March"), lambda: b"three", budget=BUDGET)
    assert (old.output, old.paid, old.changed) == (b"one", False, True)
    assert not memory.spend(asked("q1", input="in May"), lambda: b"three", budget=BUDGET).changed


@pytest.mark.parametrize("period", ["2027", "2027-Q1", "2027-02"])
def test_another_specification_of_an_overlapping_period_is_refused(memory: Ledger, period: str) -> None:
    pay(memory, asked("q1", "2027-Q1"))
    with pytest.raises(BudgetExhausted, match="table t: what is counted, or how, changed since it was drawn"):
        pay(memory, asked("q2", period))
    assert memory.spend(asked("q2", period), lambda: b"", budget=BUDGET, again=True).changed


def test_other_periods_and_other_tables_are_no_change(memory: Ledger) -> None:
    pay(memory, asked("q1", "2027-Q1"))
    assert not memory.spend(asked("q2", "2027-Q2"), lambda: b"", budget=BUDGET).changed
    assert not memory.spend(asked("q3", "2027-Q1", table="u"), lambda: b"", budget=BUDGET).changed


# ---- how it adds up


def test_tables_of_one_month_add_up_and_the_last_is_refused(memory: Ledger) -> None:
    pay(memory, asked("q1", "2027-Q1", table="a"))
    pay(memory, asked("q2", "2027-02", table="b"))
    with pytest.raises(BudgetExhausted, match=r"table c: 0\.4 is asked for and 0\.2 of 1\.0 is left for 2027"):
        pay(memory, asked("q3", "2027", table="c"))
    assert memory.drawn("q3") is None
    assert (memory.spent("2027-01"), memory.spent("2027-02"), memory.spent("2027")) == (
        EPSILON,
        2 * EPSILON,
        2 * EPSILON,
    )
    assert memory.spent("2027", "a") == EPSILON
    assert memory.spent("2028") == 0


def test_the_last_bit_of_the_budget_can_be_spent(memory: Ledger) -> None:
    for number in range(10):
        pay(memory, asked(f"q{number}", table=f"t{number}", epsilon="0.1"))
    assert memory.borne(2027, "people").epsilon == Decimal(1)
    with pytest.raises(BudgetExhausted, match=r"0\.0000001 is asked for and 0\.0 of 1\.0 is left"):
        pay(memory, asked("q10", table="t10", epsilon="0.0000001"))


def test_thirds_are_added_up_to_the_last_digit(memory: Ledger) -> None:
    third = "0.33333333333333333333333333333333333333333333"  # 44 digits: more than decimals keep by default
    for number in range(3):
        pay(memory, asked(f"q{number}", table=f"t{number}", epsilon=third))
    assert memory.borne(2027, "people").epsilon == Decimal("0.99999999999999999999999999999999999999999999")
    with pytest.raises(BudgetExhausted, match=r" and 0\.0{43}1 of 1\.0 is left"):
        pay(memory, asked("q3", table="t3", epsilon="0.00000000000000000000000000000000000000000002"))
    pay(memory, asked("q4", table="t4", epsilon="0.00000000000000000000000000000000000000000001"))


def test_events_of_different_quarters_do_not_add_up_but_people_do(memory: Ledger) -> None:
    for quarter in range(1, 5):
        pay(memory, asked(f"e{quarter}", f"2027-Q{quarter}", epsilon="0.6"))
    assert memory.borne(2027, "people").epsilon == Decimal("0.6")
    for quarter in range(1, 5):
        pay(memory, asked(f"v{quarter}", f"2027-Q{quarter}", table="v", unit="victim", epsilon="0.1"))
    assert memory.borne(2027, "people").epsilon == Decimal("1.0")
    with pytest.raises(BudgetExhausted, match=r"0\.1 is asked for and 0\.0 of 1\.0 is left for 2027"):
        pay(memory, asked("h", "2027-Q1", table="h", unit="household", epsilon="0.1"))


def test_a_month_that_bore_less_has_more_left_for_events(memory: Ledger) -> None:
    pay(memory, asked("q1", "2027-Q1", epsilon="0.9"))
    pay(memory, asked("q2", "2027-04", epsilon="0.2"))
    with pytest.raises(BudgetExhausted, match=r"0\.9 is asked for and 0\.8 of 1\.0 is left"):
        pay(memory, asked("q3", "2027-Q2", table="u", epsilon="0.9"))
    pay(memory, asked("q3", "2027-Q2", table="u", epsilon="0.8"))
    with pytest.raises(BudgetExhausted, match=r"0\.1 is asked for and 0\.0 of 1\.0 is left"):
        pay(memory, asked("q4", "2027", table="w", unit="victim", epsilon="0.1"))


def test_a_year_begins_anew_and_a_spend_over_two_years_pays_in_each(memory: Ledger) -> None:
    pay(memory, asked("q1", "2026-Q4", "2027-Q1", unit="victim", epsilon="0.7"))
    assert [memory.borne(year, "people").epsilon for year in (2025, 2026, 2027, 2028)] == [
        0, Decimal("0.7"), Decimal("0.7"), 0,
    ]  # fmt: skip
    pay(memory, asked("q2", "2026", table="u", unit="victim", epsilon="0.2"))
    with pytest.raises(BudgetExhausted, match=r"0\.2 is asked for and 0\.1 of 1\.0 is left for 2026"):
        pay(memory, asked("q3", "2026-12", "2027-01", table="w", unit="victim", epsilon="0.2"))
    pay(memory, asked("q3", "2027", "2028", table="w", unit="victim", epsilon="0.3"))
    pay(memory, asked("q4", "2028-12", table="x", unit="victim", epsilon="0.7"))


def test_populations_have_budgets_of_their_own(memory: Ledger) -> None:
    pay(memory, asked("q1", epsilon=BUDGET))
    pay(memory, asked("q2", table="u", epsilon=BUDGET, population="officers"))
    assert memory.borne(2027, "people") == memory.borne(2027, "officers")
    assert memory.spent("2027") == BUDGET


def test_deltas_add_up_too(memory: Ledger) -> None:
    def draw(number: int, delta: str) -> None:
        spend = asked(f"q{number}", table=f"t{number}", unit="victim", epsilon="0.01", delta=delta)
        memory.spend(spend, lambda: b"", budget=BUDGET, budget_delta=Decimal("0.00001"))

    draw(1, "0.000006")
    with pytest.raises(BudgetExhausted, match=r"table t2: delta 0\.000006 is asked for and 0\.000004 of 0\.00001 is"):
        draw(2, "0.000006")
    draw(2, "0.000004")
    assert memory.borne(2027, "people").delta == Decimal("0.00001")
    with pytest.raises(BudgetExhausted, match=r"delta 0\.1 is asked for and 0 of 0 is left"):
        memory.spend(asked("q3", table="t3", delta="0.1", epsilon="0.01"), lambda: b"", budget=BUDGET)


def test_a_budget_that_was_lowered_below_what_is_spent_allows_nothing(memory: Ledger) -> None:
    pay(memory, asked("q1", "2027-Q1", epsilon="0.9"))
    with pytest.raises(BudgetExhausted, match=r"0\.1 is asked for and 0 of 0\.5 is left for 2027"):
        pay(memory, asked("q2", "2027-Q2", epsilon="0.1"), budget=Decimal("0.5"))


amounts = st.decimals(min_value="0.0001", max_value="9", places=4)
spends = st.builds(
    lambda number, periods, amount, unit, parallel: asked(
        str(number), *periods, epsilon=amount, unit=unit, parallel=parallel and unit == "event"
    ),
    st.integers(0, 9),
    st.lists(st.sampled_from(["2026", "2027", "2026-Q4", "2027-Q1", "2027-Q2", "2027-01", "2027-05"]), min_size=1),
    amounts,
    st.sampled_from(["event", "victim", "household"]),
    st.booleans(),
)


@given(st.lists(spends, max_size=8), st.sampled_from([2026, 2027]))
def test_it_adds_up_as_a_simpler_sum_does(made: list[Spend], year: int) -> None:
    """Month by month in fractions: what adds up over the year, and on top what was spent on this month alone."""
    borne_in = []
    for month in range(12 * year, 12 * year + 12):
        total = Fraction(0)
        for spend in made:
            touched = {each for period in spend.periods for each in months(period)}
            if month in touched if spend.parallel else any(each // 12 == year for each in touched):
                total += Fraction(spend.epsilon)
        borne_in.append(total)
    assert Fraction(borne(made, "people", year, epsilon)) == max(borne_in)


def test_all_or_nothing_can_be_asked_for_beforehand(memory: Ledger) -> None:
    pay(memory, asked("q1"))
    both = [(asked("q2", table="u"), BUDGET), (asked("q3", table="w", epsilon="0.3"), BUDGET)]
    with pytest.raises(BudgetExhausted, match=r"table w: 0\.3 is asked for and 0\.2 of 1\.0 is left for 2027"):
        memory.afford(both)
    assert len(memory.spends()) == 1
    memory.afford([(asked("q1"), BUDGET), both[0], (asked("q4", table="w", epsilon="0.2"), BUDGET)])
    with pytest.raises(BudgetExhausted, match="table t: the data changed"):
        memory.afford([both[0], (asked("q1", input="late reports"), BUDGET)])
    with pytest.raises(BudgetExhausted, match="table u: what is counted, or how, changed"):
        memory.afford([both[0], (asked("q5", "2027-05", table="u", epsilon="0.1"), BUDGET)])
    memory.afford([(asked("q1", input="late reports"), BUDGET)], again=True)
    with pytest.raises(BudgetExhausted, match=r"delta 0\.1 is asked for"):
        memory.afford([(asked("q6", table="x", epsilon="0.1", delta="0.1"), BUDGET)])


def test_amounts_with_many_digits_are_told_in_few(memory: Ledger) -> None:
    """What is asked for is rounded up and what is left down, so that the two never look alike."""
    third = Decimal(2) / 3
    pay(memory, asked("q1", epsilon=third))
    with pytest.raises(BudgetExhausted, match=r"table u: 0\.666667 is asked for and 0\.333333 of 1\.0 is left"):
        pay(memory, asked("q2", table="u", epsilon=third))


# ---- nothing on the way


@pytest.mark.parametrize("error", [BudgetExhausted("no"), RuntimeError("sampler"), KeyboardInterrupt()])
def test_a_draw_that_fails_costs_nothing(home: Home, error: BaseException) -> None:
    def failing() -> bytes:
        raise error

    with home.open() as ledger:
        before = ledger.head
        with pytest.raises(type(error)):
            ledger.spend(asked("q1"), failing, budget=BUDGET)
        assert (ledger.spends(), ledger.drawn("q1"), ledger.head) == ((), None, before)
        assert pay(ledger, asked("q1"), b"second try") == b"second try"


def test_the_spend_is_written_before_anything_is_drawn(memory: Ledger) -> None:
    seen = []

    def draw() -> bytes:
        seen.extend(memory._database.execute("SELECT request, epsilon FROM spends").fetchall())
        assert memory._database.in_transaction
        return b""

    memory.spend(asked("q1"), draw, budget=BUDGET)
    assert seen == [("q1", "0.4")]


def test_only_bytes_can_be_drawn(memory: Ledger) -> None:
    with pytest.raises(TypeError, match="a draw gives bytes"):
        memory.spend(asked("q1"), lambda: "text", budget=BUDGET)  # type: ignore[arg-type, return-value]
    assert memory.spends() == ()


def test_what_is_spent_stays_spent_when_the_release_is_taken_back(memory: Ledger) -> None:
    memory.intend("r1", folder="r1", nonce="00")
    pay(memory, asked("q1"), b"out")
    memory.rolled_back("r1")
    assert memory.spent("2027") == EPSILON
    assert pay(memory, asked("q1"), b"other") == b"out"


def test_an_edited_output_is_not_given_out(home: Home, ledger: Ledger) -> None:
    pay(ledger, asked("q1"), b"12,3,4")
    ledger._database.execute("DROP TRIGGER outputs_never_change")
    ledger._database.execute("UPDATE outputs SET output = CAST('12,3,5' AS BLOB)")
    for look in (lambda: pay(ledger, asked("q1")), lambda: ledger.drawn("q1")):
        with pytest.raises(Missing, match="the stored numbers of spend 1 are no longer what was drawn"):
            look()


# ---- what is no spend


@pytest.mark.parametrize("amount", ["0", "-0.1", "NaN", "Infinity", "sNaN", "1E-60", "1E+60"])
def test_only_a_real_epsilon_can_be_spent(amount: str) -> None:
    with pytest.raises(ValueError, match="epsilon above 0"):
        asked("q1", epsilon=amount)


@pytest.mark.parametrize("amount", ["-0.1", "1", "NaN"])
def test_a_delta_is_a_probability(amount: str) -> None:
    with pytest.raises(ValueError, match="delta of a spend"):
        asked("q1", delta=amount)


def test_floats_are_refused() -> None:
    with pytest.raises(ValueError, match="exact decimal"):
        Spend("q1", "i", "t", "event", "people", ("2027",), 0.1)  # type: ignore[arg-type]


def test_a_budget_is_a_decimal_too(memory: Ledger) -> None:
    with pytest.raises(ValueError, match="a budget is an exact decimal"):
        pay(memory, asked("q1"), budget=1.0)  # type: ignore[arg-type]


@pytest.mark.parametrize("period", ["2027-13", "2027-Q5", "27", "2027-1", "", "2027-Q1 ", "२०२७"])
def test_a_period_is_a_year_a_quarter_or_a_month(period: str) -> None:
    with pytest.raises(ValueError, match="a period is written"):
        asked("q1", period)
    with pytest.raises(ValueError, match="a period is written"):
        months(period)


@pytest.mark.parametrize("unit", ["victim", "household"])
def test_people_come_back_so_their_periods_are_never_parallel(unit: str) -> None:
    with pytest.raises(ValueError, match="a person comes back"):
        asked("q1", unit=unit, parallel=True)


def test_a_unit_is_one_of_three() -> None:
    with pytest.raises(ValueError, match="one of event, victim, household"):
        asked("q1", unit="row")


# ---- at once


def _spend_in_a_process(folder: Path, request: str, start: object) -> None:
    with Ledger.open(folder / "ledger.sqlite", Secret.load(folder / "secret")) as ledger:
        start.wait(20)  # type: ignore[attr-defined]
        try:
            pay(ledger, asked(request, table=request), str(os.getpid()).encode())
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
        assert len(ledger.spends()) == paid
        assert ledger.verify().sound
