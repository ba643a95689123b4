"""Months of a small project: what stops it, what somebody may call right, and what a plan without a ledger is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from redact.errors import DataMismatch
from redact.ledger import Ledger, Secret
from redact.plan.expected.check import check_expected
from redact.plan.expected.finding import Accepted, Expected, Usual

from ..making import Records, planned, tiny

SECRET = Secret(bytes(range(1, 33)))
AS_OF = date(2025, 8, 5)
"""With a delay of 30 days June is the newest month that would come out."""

Months = dict[str, list[dict[str, str]]]


def exports(months: int = 6, a_day: int = 2) -> Months:
    """Incidents of every day, and an arrest about every third of them by the incident's number."""
    made: Months = {"incidents": [], "arrests": []}
    days = np.arange(np.datetime64("2025-01-01"), np.datetime64("2025-01", "M") + months)
    for number, day in enumerate(np.repeat(days, a_day)):
        record = {"event_id": f"25-{number:05}", "occurred_at": f"{day} 10:{number % 60:02}", "offense_code": "23F"}
        made["incidents"].append({**record, "incident_id": f"R{number:05}"})
        if number % 3 == 0:
            made["arrests"].append(record)
    return made


def month(record: dict[str, str]) -> str:
    return record["occurred_at"][:7]


@pytest.fixture
def look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Usual]:
    """Looks at exports as a preview does, and goes no further."""

    class Seen(Exception):
        """The look is over."""

    seen: list[Usual] = []

    def looked(*given: object) -> Usual:
        seen.append(check_expected(*given))  # type: ignore[arg-type]
        raise Seen

    monkeypatch.setattr("redact.plan.build.check_expected", looked)

    def see(
        datasets: Months, *, expected: Expected | None = None, ledger: bool = True, as_of: date = AS_OF, **more: object
    ) -> Usual:
        path = tmp_path / "ledger.sqlite"
        if not path.exists():
            Ledger.create(path, "Test", SECRET).close()
        kept = Ledger.open(path, SECRET) if ledger else Ledger.in_memory(SECRET)
        given: dict[str, Records] = {name: records for name, records in datasets.items() if records}
        with kept, pytest.raises(Seen):
            planned(
                tmp_path / "plan", given, tiny(), secret=SECRET, ledger=kept, as_of=as_of,
                keys={"event_id": "digits"}, expected=expected or Expected(), **more,
            )  # fmt: skip
        return seen.pop()

    return see


def release(folder: Path, usual: Usual, name: str = "first") -> None:
    """A release that remembers what was usual."""
    none = np.zeros(0, dtype=np.int64)
    with Ledger.open(folder / "ledger.sqlite", SECRET) as ledger:
        ledger.intend(name, folder=folder / name, nonce="n", about={"usual": usual.as_json()})
        ledger.published(name, none, none, none, none, ["only"])


def refused(look: Callable[..., Usual], datasets: Months, **more: object) -> str:
    with pytest.raises(DataMismatch) as stopped:
        look(datasets, **more)
    return str(stopped.value)


def test_a_sound_export_is_not_stopped(look: Callable[..., Usual]) -> None:
    usual = look(exports())
    assert usual.facts["incidents"]["rows"] == dict(
        zip(["2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06"], [62, 56, 62, 60, 62, 60], strict=True)
    )
    assert usual.facts["arrests"]["finds"] == 1.0
    assert (usual.accepted, usual.notes) == ((), {})


def test_an_export_that_stops_on_the_19th(look: Callable[..., Usual]) -> None:
    made = exports()
    made["incidents"] = [each for each in made["incidents"] if each["occurred_at"] < "2025-06-20"]
    said = refused(look, made)
    assert "incidents: no row from 2025-06-20 to 2025-06-30, where about 22 are usual" in said
    assert "The incidents export seems to stop early: run it again, up to the end of 2025-06." in said
    assert "redact preview --expected incidents:2025-06" in said


def test_a_straggler_does_not_hide_that_an_export_stops(look: Callable[..., Usual]) -> None:
    made = exports(a_day=8)
    made["incidents"] = [
        each for each in made["incidents"] if each["occurred_at"] < "2025-06-20" or each["event_id"] == "25-01440"
    ]
    assert "incidents: no row from 2025-06-20 to 2025-06-29, where about 80 are usual" in refused(look, made)


def test_an_export_drawn_within_the_next_month_is_whole(look: Callable[..., Usual]) -> None:
    made = exports(months=7)
    made["incidents"] = [each for each in made["incidents"] if each["occurred_at"] < "2025-07-20"]
    assert look(made).accepted == ()


def test_one_dataset_lacks_the_newest_month(look: Callable[..., Usual]) -> None:
    made = exports()
    made["arrests"] = [each for each in made["arrests"] if month(each) != "2025-06"]
    said = refused(look, made)
    assert "arrests: no row from 2025-06-01 to 2025-06-30, where about 20 are usual" in said
    assert "The arrests export of 2025-06 seems to be missing" in said


def test_a_month_is_missing_in_the_middle(look: Callable[..., Usual]) -> None:
    made = exports()
    made["incidents"] = [each for each in made["incidents"] if month(each) != "2025-03"]
    made["arrests"] = [each for each in made["arrests"] if month(each) != "2025-03"]
    said = refused(look, made)
    assert said.startswith("2 things are not as usual, and nothing was decided:")
    assert "incidents: 2025-03 has 0 rows; usual are about 60" in said


def test_a_month_stands_in_the_export_twice(look: Callable[..., Usual]) -> None:
    made = exports()
    made["incidents"] += [each for each in made["incidents"] if month(each) == "2025-06"]
    assert "incidents: 60 of the 120 rows of 2025-06 repeat another row; usual are 0% of them" in refused(look, made)


def test_far_too_many_rows(look: Callable[..., Usual]) -> None:
    made = exports()
    more = [{**each, "event_id": f"9{each['event_id']}", "incident_id": ""} for each in exports(a_day=8)["incidents"]]
    made["incidents"] += [each for each in more if month(each) == "2025-06"]
    assert "incidents: 2025-06 has 300 rows; usual are about 62" in refused(look, made)


def test_twelve_stops_a_year_are_normal(look: Callable[..., Usual]) -> None:
    made = exports()
    stops = ["01-09", "01-30", "02-14", "03-30", "04-02", "05-04"]
    made["stops"] = [{"row_id": f"S{day}", "occurred_at": f"2025-{day} 09:00"} for day in stops]
    usual = look(made)
    assert usual.accepted == ()
    assert sum(usual.facts["stops"]["rows"].values()) == len(stops)


def test_keys_of_a_new_form_in_the_newest_month(look: Callable[..., Usual]) -> None:
    made = exports()
    made["arrests"] = [
        {**each, "event_id": "77" + each["event_id"]} if month(each) == "2025-06" else each for each in made["arrests"]
    ]
    assert (
        "arrests: of the rows of 2025-06 that state the number of an event 0% find it in another dataset; "
        "usual are 100%" in refused(look, made)
    )


def test_a_key_column_that_went_empty_in_the_newest_month(look: Callable[..., Usual]) -> None:
    made = exports()
    made["arrests"] = [{**each, "event_id": ""} if month(each) == "2025-06" else each for each in made["arrests"]]
    said = refused(look, made)
    assert "arrests: of the rows of 2025-06 0% state the number of an event of another dataset; usual are 100%" in said


# --- beside what was released ---


def test_the_project_no_longer_names_a_dataset(look: Callable[..., Usual], tmp_path: Path) -> None:
    made = exports()
    release(tmp_path, look(made))
    del made["arrests"]
    said = refused(look, made)
    assert "arrests: the last release had this dataset, and the project file no longer names it" in said
    kept = look(made, expected=Expected(frozenset({"arrests:gone"}), "Bo"))
    assert [each.what for each in kept.accepted] == ["arrests:gone"]


def test_an_export_older_than_the_last_one(look: Callable[..., Usual], tmp_path: Path) -> None:
    release(tmp_path, look(exports()))
    said = refused(look, exports(months=5))
    assert "incidents: the export ends with 2025-05, and the last release had 2025-06 already" in said


def test_rows_of_a_released_month_are_gone(look: Callable[..., Usual], tmp_path: Path) -> None:
    made = exports()
    release(tmp_path, look(made))
    made["incidents"] = [
        each for each in made["incidents"] if month(each) != "2025-03" or int(each["event_id"][-1]) % 5 > 3
    ]
    assert re.search(r"2025-03 has \d+ rows, and had 62 when it was released", refused(look, made))


def test_a_new_month_is_compared_with_what_the_ledger_remembers(look: Callable[..., Usual], tmp_path: Path) -> None:
    release(tmp_path, look(exports()))
    made = exports(months=7)
    made["incidents"] = [
        each for each in made["incidents"] if month(each) != "2025-07" or each["event_id"].endswith("0")
    ]
    made["arrests"] = [each for each in made["arrests"] if month(each) != "2025-07"]
    assert "incidents: 2025-07 has 6 rows; usual are about 61" in refused(look, made, as_of=date(2025, 9, 5))


# --- what a person says ---


def test_somebody_calls_it_right(look: Callable[..., Usual]) -> None:
    made = exports()
    made["incidents"] = [each for each in made["incidents"] if each["occurred_at"] < "2025-06-20"]
    named = frozenset({"incidents:2025-06", "arrests:links"})
    usual = look(made, expected=Expected(named, "Bo Lind"))
    says = "no row from 2025-06-20 to 2025-06-30, where about 22 are usual"
    assert Accepted("incidents:2025-06", says, "Bo Lind") in usual.accepted
    assert f"called right by Bo Lind: {says}" in usual.notes["incidents"]
    assert usual.as_json()["accepted"][0] == {"what": "incidents:2025-06", "says": says, "by": "Bo Lind"}
    again = look(made, expected=Expected(before=usual.accepted))
    assert again.accepted == usual.accepted


def test_what_was_called_right_holds_for_these_numbers_only(look: Callable[..., Usual]) -> None:
    made = exports()
    made["incidents"] = [each for each in made["incidents"] if each["occurred_at"] < "2025-06-20"]
    before = (Accepted("incidents:2025-06", "no row from 2025-06-25 to 2025-06-30, where about 12 are usual", "Bo"),)
    assert "2025-06-20" in refused(look, made, expected=Expected(before=before))


def test_a_plan_without_a_ledger_is_told_and_not_stopped(look: Callable[..., Usual]) -> None:
    made = exports()
    made["incidents"] = [each for each in made["incidents"] if each["occurred_at"] < "2025-06-20"]
    usual = look(made, ledger=False)
    assert usual.notes["incidents"] == ("not as usual: no row from 2025-06-20 to 2025-06-30, where about 22 are usual",)
    assert usual.facts == {}
