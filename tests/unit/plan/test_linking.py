"""Keys of several systems, rows without keys, the check that records find their event, and the ledger's memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from redact.errors import DataMismatch
from redact.ledger import Ledger, ThrowAway
from redact.links import normalise
from redact.plan.history import recall

from .making import OTHER, PROTECTED, REMOVE, WITHHELD, Planned, address_in, planned, tiny

BARE = {"tiers__0__cover": REMOVE, "tiers__1__cover": REMOVE}
KEYS = {"event_id": "digits"}


@pytest.mark.parametrize("written", ["20-123456", "2020-123456", "2020123456", "C20-0123456", "20 123456"])
def test_a_year_of_twenty_is_no_century(written: str) -> None:
    assert normalise(pa.array([written]), "digits").to_pylist() == ["20123456"]


@pytest.mark.parametrize("written", ["19-00042", "2019000042", "I19-42", "2019-042"])
def test_nor_is_nineteen(written: str) -> None:
    assert normalise(pa.array([written]), "digits").to_pylist() == ["1942"]


def record(kind: str, number: int, **more: str) -> dict[str, str]:
    key = {"incidents": f"2025{number:06}", "calls": f"C25-{number:07}", "arrests": f"25-{number}"}[kind]
    return {
        "event_id": key, "offense_code": "23F", "occurred_at": "2025-01-09 11:00", "address": address_in(number % 8),
    } | more  # fmt: skip


def plan_of(tmp_path: Path, policy_words: dict[str, Any] | None = None, **datasets: list[dict[str, str]]) -> Planned:
    return planned(tmp_path, datasets, tiny(**BARE, **(policy_words or {})), keys=KEYS)


def records(kind: str, numbers: range, **more: str) -> list[dict[str, str]]:
    return [record(kind, number, **more) for number in numbers]


def test_three_systems_write_one_number_in_three_ways(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path,
        incidents=[record("incidents", 1), record("incidents", 2)],
        calls=[record("calls", 2), record("calls", 1)],
        arrests=[record("arrests", 1)],
    )
    assert plan.built.fates.event.tolist() == [0, 1, 1, 0, 0]


# --- the check -------------------------------------------------------------------------------------------------------


def test_enough_arrests_find_their_event(tmp_path: Path) -> None:
    plan_of(tmp_path / "a", incidents=records("incidents", range(1, 10)), arrests=records("arrests", range(1, 11)))
    with pytest.raises(DataMismatch) as caught:
        plan_of(tmp_path / "b", incidents=records("incidents", range(1, 9)), arrests=records("arrests", range(1, 11)))
    assert caught.value.what == (
        "only 80% of the rows of 'arrests' that name an event find it in another dataset; the policy asks for 90%"
    )


def test_a_key_in_a_new_form_stops(tmp_path: Path) -> None:
    arrests = [record("arrests", n, event_id=f"7-25-{n}") for n in range(1, 11)]
    with pytest.raises(DataMismatch, match="only 0% of the rows of 'arrests'"):
        plan_of(tmp_path, incidents=records("incidents", range(1, 11)), arrests=arrests)


def test_rows_that_name_no_event_are_not_asked(tmp_path: Path) -> None:
    """On-view arrests have no number; rows that could not be read name nothing either."""
    arrests = records("arrests", range(1, 6)) + [record("arrests", n, event_id="", status=str(n)) for n in range(6, 12)]
    plan_of(tmp_path, incidents=records("incidents", range(1, 6)), arrests=arrests)


def test_a_column_of_numbers_that_went_empty_stops(tmp_path: Path) -> None:
    arrests = [record("arrests", n, event_id="", status=str(n)) for n in range(1, 6)]
    with pytest.raises(DataMismatch, match="no row of 'arrests' states a key"):
        plan_of(tmp_path, incidents=records("incidents", range(1, 6)), arrests=arrests)


def test_reports_that_name_a_call_must_find_it(tmp_path: Path) -> None:
    calls = records("calls", range(1, 60))
    walk_ins = [record("incidents", n, event_id="", incident_id=f"R{n}") for n in range(80, 99)]
    plan_of(tmp_path / "a", incidents=records("incidents", range(1, 11)) + walk_ins, calls=calls)
    with pytest.raises(DataMismatch, match="of 'incidents' that name an event"):
        plan_of(tmp_path / "b", incidents=records("incidents", range(50, 80)), calls=calls)


def test_calls_that_name_a_report_must_find_it(tmp_path: Path) -> None:
    incidents = [record("incidents", n, event_id="", incident_id=f"R{n}") for n in range(1, 11)]
    named = [record("calls", n, incident_id=f"R{n}") for n in range(1, 11)]
    unnamed = [record("calls", n, incident_id="") for n in range(20, 60)]
    plan_of(tmp_path / "a", incidents=incidents, calls=named + unnamed)
    wrong = [record("calls", n, incident_id=f"X-{n}") for n in range(1, 11)]
    with pytest.raises(DataMismatch, match="of 'calls' that name an event"):
        plan_of(tmp_path / "b", incidents=incidents, calls=wrong + unnamed)


def test_a_policy_may_ask_for_less(tmp_path: Path) -> None:
    arrests = [record("arrests", n, event_id=f"7-25-{n}") for n in range(1, 11)]
    plan_of(tmp_path, {"classify__linked_at_least": 0}, incidents=records("incidents", range(1, 11)), arrests=arrests)


def test_a_dataset_alone_has_nobody_to_find(tmp_path: Path) -> None:
    plan_of(tmp_path, arrests=records("arrests", range(1, 4)))


# --- rows without a key ----------------------------------------------------------------------------------------------


def keyless(number: int, **more: str) -> dict[str, str]:
    return (
        record("incidents", number, event_id="", victim_name=f"Qvist{number}, Una", narrative=f"text {number}") | more
    )


def test_a_row_without_a_key_is_met_again_by_its_content(tmp_path: Path) -> None:
    rows = [keyless(1), keyless(2), keyless(3, offense_code="13A")]
    secret = ThrowAway()
    first = planned(tmp_path / "a", {"incidents": rows}, tiny(**BARE), secret=secret).built
    second = planned(tmp_path / "b", {"incidents": rows[::-1]}, tiny(**BARE), secret=secret).built
    assert first.fates.identity.tolist() == second.fates.identity.tolist()[::-1]
    assert not first.rows.keyed.any()


def test_what_identifies_a_row_without_a_key_does_not_depend_on_what_is_published(tmp_path: Path) -> None:
    """Else a change of policy would make the ledger forget that the row was cover."""
    rows = [keyless(n, officer_name="Lee, Ann") for n in range(1, 4)] + [record("incidents", 9)]
    secret = ThrowAway()
    policies = [
        tiny(**BARE),
        tiny(**BARE, identity__officers={}),
        tiny(**BARE, columns__status=REMOVE, classify__sources=["codes", "offense_text"]),
    ]
    found = {
        tuple(planned(tmp_path / str(at), {"incidents": rows}, policy, secret=secret).built.fates.identity.tolist())
        for at, policy in enumerate(policies)
    }
    assert len(found) == 1


# --- the ledger's memory ---------------------------------------------------------------------------------------------


def remembered(plan: Planned, release: str) -> None:
    """What `publish` notes of a plan."""
    import pyarrow.parquet as pq

    table = pq.read_table(plan.folder / "events.parquet")
    ledger = plan.inputs.ledger
    ledger.intend(release, folder=plan.folder / release, nonce="00")
    columns = {name: table.column(name).to_numpy() for name in ("strictest", "cover", "fine")}
    names = [tier.tier for tier in plan.inputs.policy.tiers]
    ledger.published(release, table.column("key").to_numpy(), **columns, tier_names=names)


def test_only_known_keys_are_history(tmp_path: Path) -> None:
    secret = ThrowAway()
    with Ledger.in_memory(secret) as ledger:
        keys = np.array([[5, 0], [6, 7]], dtype=np.int64)
        assert len(recall(ledger, keys, tiny()).values) == 0
        ledger.intend("r", folder=tmp_path, nonce="00")
        ledger.published("r", [6, 9], [1, 0], [0, -1], [False, True], tier_names=["withheld", "protected"])
        history = recall(ledger, keys, tiny())
        assert history.values.tolist() == [6]
        assert (history.strictest.tolist(), history.cover.tolist()) == ([PROTECTED], [WITHHELD])
        gone = tiny(tiers__1__tier="blurred")
        assert recall(ledger, keys, gone).strictest.tolist() == [WITHHELD], "a tier that is no more: the strictest"


def test_arrests_of_last_months_event_find_it_in_the_ledger(tmp_path: Path) -> None:
    secret = ThrowAway()
    with Ledger.in_memory(secret) as ledger:
        january = {"incidents": records("incidents", range(1, 11)), "arrests": records("arrests", range(1, 3))}
        first = planned(tmp_path / "a", january, tiny(**BARE), keys=KEYS, secret=secret, ledger=ledger)
        february = {"incidents": records("incidents", range(20, 30)), "arrests": records("arrests", range(5, 11))}
        with pytest.raises(DataMismatch, match="only 0%"):
            planned(tmp_path / "b", february, tiny(**BARE), keys=KEYS, secret=secret, ledger=ledger)
        remembered(first, "r1")
        planned(tmp_path / "c", february, tiny(**BARE), keys=KEYS, secret=secret, ledger=ledger)


def test_two_releases_treat_the_same_event_alike(tmp_path: Path) -> None:
    """Cover stays cover, what was shown stays shown, and what turns out sensitive is sensitive from then on."""
    secret = ThrowAway()
    with Ledger.in_memory(secret) as ledger:
        policy = tiny(tiers__0__cover__rate=0.2, tiers__1__cover__rate=0.4)
        every = records("incidents", range(1, 61))
        first = planned(tmp_path / "a", {"incidents": every}, policy, keys=KEYS, secret=secret, ledger=ledger)
        remembered(first, "r1")
        changed = [row | ({"offense_code": "11A"} if at % 10 == 0 else {}) for at, row in enumerate(every)]
        looser = tiny(tiers__0__cover__rate=1e-9, tiers__1__cover__rate=1.0)
        second = planned(tmp_path / "b", {"incidents": changed}, looser, keys=KEYS, secret=secret, ledger=ledger)
        before, after = first.built.fates, second.built.fates
        became = np.arange(60) % 10 == 0
        assert (after.treatment[became] == WITHHELD).all()
        assert not after.cover[became].any()
        assert (after.event_cover[~became] == before.event_cover[~became]).all()
        assert OTHER in after.treatment, "what was published fine is no cover even at a rate of 1"
        remembered(second, "r2")
        third = planned(tmp_path / "c", {"incidents": every}, policy, keys=KEYS, secret=secret, ledger=ledger)
        assert (third.built.fates.treatment[became] == WITHHELD).all(), "the strictest tier is kept"
