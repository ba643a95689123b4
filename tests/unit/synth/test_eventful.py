"""An eventful year: events that are told otherwise for a while, or come late, in all of their records together."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from redact.synth import City, make_city
from redact.synth.eventful import LATEST, SOONEST, Eventful
from redact.synth.monthly import Month, exports_at

MUCH = Eventful(unseen=0.4, taken_back=0.4, late=0.5, late_others=0.1)
WITHIN = LATEST + 1


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return make_city(
        tmp_path_factory.mktemp("eventful") / "city", incidents=1600, months=WITHIN + 1, start=date(2025, 1, 1),
        narratives=False, households=3000,
    )  # fmt: skip


@pytest.fixture(scope="module")
def months(city: City, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Month]:
    folder = tmp_path_factory.mktemp("months")
    return {each: exports_at(city.folder, each, folder / str(each), eventful=MUCH) for each in (1, WITHIN)}


def january(month: Month) -> pd.DataFrame:
    """January's rows with the truth about them, indexed by dataset and the row in the city's own export."""
    parts = []
    truth = month.truth().to_pandas()
    for dataset in ("incidents", "calls", "arrests"):
        files = sorted((month.folder / "exports").glob(f"{dataset}-*.csv"))
        rows = pd.concat([pd.read_csv(path, dtype=str, keep_default_na=False) for path in files], ignore_index=True)
        told = rows[[name for name in ("nibrs_code", "initial_type", "final_type") if name in rows]].agg(
            "/".join, axis=1
        )
        own = truth[truth.dataset == dataset].reset_index(drop=True)
        parts.append(own.assign(told=told if dataset != "arrests" else ""))
    whole = pd.concat(parts)
    return whole[whole.file.str.contains("2025-01")].set_index(["dataset", "first_row"])


def test_late_events_arrive_with_all_their_records(months: dict[int, Month]) -> None:
    before, after = january(months[1]), january(months[WITHIN])
    missing = after.loc[~after.index.isin(before.index)]
    assert set(missing.index.get_level_values(0)) == {
        "incidents", "calls", "arrests",
    }  # fmt: skip
    assert not set(missing.event) & set(before.event)
    share = {sensitive: rows.event.isin(missing.event).mean() for sensitive, rows in after.groupby(after.classes != "")}
    assert share[False] < 0.2 < share[True]


def test_events_turn_in_both_directions_and_only_sensitive_ones(months: dict[int, Month]) -> None:
    before, after = january(months[1]), january(months[WITHIN])
    both = before.join(after[["told", "corrected"]].add_suffix("_later"))
    both = both[~both.reclassified]  # the city's own corrections are others
    unseen, back = both[both.corrected & ~both.corrected_later], both[~both.corrected & both.corrected_later]
    for turned in (unseen, back):
        assert len(turned) > 3
        assert (turned.classes != "").all()
    assert (unseen.told != unseen.told_later).any()
    assert (back.told != back.told_later).any()
    same = both[both.corrected == both.corrected_later]
    assert (same.told == same.told_later).all()
    arrested = set(after.event[after.index.get_level_values(0) == "arrests"])
    assert not set(unseen.event) & arrested
    assert not set(back.event) & arrested


def test_all_records_of_an_event_turn_together(months: dict[int, Month]) -> None:
    rows = january(months[1]).reset_index()
    told = rows[(rows.dataset != "arrests") & ~rows.reclassified].groupby("event").corrected
    assert (told.min() == told.max()).all()


def test_a_quiet_year_is_the_city_as_it_is(city: City, tmp_path: Path) -> None:
    quiet = january(exports_at(city.folder, 1, tmp_path / "quiet", eventful=Eventful()))
    plain = january(exports_at(city.folder, 1, tmp_path / "plain"))
    pd.testing.assert_frame_equal(quiet, plain)
    assert SOONEST >= 2  # by then a month is published, a month after its end
