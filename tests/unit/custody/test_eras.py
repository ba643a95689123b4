"""A lost secret: only new periods can come out, what can be carried over is, and nothing happens by mistake."""

from __future__ import annotations

import json
import shutil
from datetime import date
from decimal import Decimal

import pytest

from redact.counting import demand_newest
from redact.custody import eras
from redact.custody.backup import back_up
from redact.custody.eras import WORDS, Begun, look_ahead, new_era
from redact.custody.published import first_uncovered, shown_in
from redact.custody.restore import restore
from redact.errors import Missing, UsageError
from redact.ledger import Kind, Secret, Spend, State
from redact.ledger.era import era

from .conftest import DAY, Damage, Desk


def lose(desk: Desk) -> None:
    desk.secret.unlink()


def begin(desk: Desk, typed: str = WORDS) -> Begun:
    return new_era(desk.kept, "month", DAY, by="Cy Marsh", why="the safe burnt", typed=typed)


def test_only_periods_that_no_release_has_may_come_out(desk: Desk) -> None:
    desk.release("2027-04-20-abc", last_day="2027-03-31")
    desk.release("2027-05-02-def", last_day="2027-02-28", key=2)
    statement = desk.folder / "releases" / "2027-05-02-def" / "statement.json"
    head = json.loads(statement.read_text(encoding="utf-8"))["predicate"]["ledger"]["head"]
    lose(desk)
    begun = begin(desk)
    assert begun.old_ledger == desk.ledger.with_name("ledger-before-2027-05-03.sqlite")
    with desk.open() as ledger:
        assert ledger.verify().sound
        now = era(ledger)
        assert now is not None
        assert now.before == date(2027, 4, 1)
        assert now.releases == ("2027-04-20-abc", "2027-05-02-def")
        assert head in now.heads
        assert (now.by, now.why) == ("Cy Marsh", "the safe burnt")
        demand_newest(ledger, desk.folder / "releases")
    assert Secret.load(desk.secret).fingerprint not in begun.old_ledger.read_bytes().decode(errors="replace")


def test_a_ledger_whose_secret_was_never_lost_has_no_era(desk: Desk) -> None:
    with desk.open() as ledger:
        assert era(ledger) is None


@pytest.mark.parametrize("typed", ["", "yes", "begin a new"])
def test_never_without_the_words(desk: Desk, typed: str) -> None:
    lose(desk)
    before = desk.ledger.read_bytes()
    with pytest.raises(UsageError, match="nothing was changed"):
        begin(desk, typed)
    assert desk.ledger.read_bytes() == before
    assert not desk.secret.exists()


def test_never_while_the_secret_opens_the_ledger(desk: Desk) -> None:
    desk.release("2027-05-01-abc")
    before = desk.ledger.read_bytes()
    with pytest.raises(UsageError, match="nothing is lost"):
        begin(desk)
    assert desk.ledger.read_bytes() == before


def test_a_ledger_that_nobody_can_read_any_more_covers_everything_up_to_now(desk: Desk, damage: Damage) -> None:
    desk.release("2027-05-01-abc")
    damage(desk.ledger)
    ahead = look_ahead(desk.kept, "month", DAY)
    assert ahead.left is None
    assert ahead.secret_there
    assert ahead.before == date(2027, 6, 1)


def test_budget_objections_first_keys_and_masks_are_carried_over(desk: Desk) -> None:
    with desk.open() as ledger:
        ledger.note(Kind.NOTICE, "x", {"day": "2027-01-01"})
        first = ledger.note(Kind.OBJECTION, "", {"by": "Ada", "because": "a shelter moved"})
        second = ledger.note(Kind.OBJECTION, "", {"by": "Eve", "because": "so"})
        ledger.note(Kind.LIFTED, str(second), {"by": "Eve", "witness": "Wim", "signature": None})
        ledger.note(Kind.FIRST_KEY, "victim advocate", {"key": "SHA256:x", "name": "Ada", "witness": "Wim"})
        ledger.note(Kind.REMOVAL, "", {"sealed": "?"})
        ledger.pin_mask("d", b"content")
        spend = Spend("r", "i", "assaults", "victim", "people", ("2027-Q1",), Decimal("0.4"))
        ledger.spend(spend, lambda: b"numbers", budget=Decimal(1))
        was, at = ledger.spends(), ledger.steps()[first - 1].at
    lose(desk)
    ahead = begin(desk).ahead
    assert ahead.left is not None
    assert ahead.left.removed == 1
    with desk.open() as ledger:
        steps = {step.number: step for step in ledger.steps()}
        kinds = [step.kind for step in steps.values()]
        assert kinds == [Kind.OBJECTION, Kind.OBJECTION, Kind.LIFTED, Kind.FIRST_KEY, Kind.ERA]
        (lifted,) = [step for step in steps.values() if step.kind is Kind.LIFTED]
        assert steps[int(lifted.about)].content["by"] == "Eve"
        assert steps[1].at == at
        assert ledger.spends() == was
        assert ledger.masks() == (("d", b"content"),)
        assert ledger.borne(2027, "people").epsilon == Decimal("0.4")
        assert steps[len(steps)].content["removed"] == 1


def test_a_release_that_is_not_there_counts_up_to_the_day_it_was_made(desk: Desk) -> None:
    folder = desk.release("2027-05-01-abc")
    shutil.rmtree(folder.parent)
    with desk.open() as ledger:
        (release,) = ledger.releases()
    made = date.fromisoformat(release.states[State.PUBLISHED][:10])
    lose(desk)
    ahead = look_ahead(desk.kept, "month", DAY)
    assert ahead.unseen == ("2027-05-01-abc",)
    assert ahead.before > made
    assert ahead.before.day == 1


def test_a_damaged_release_counts_up_to_the_day_in_its_name(desk: Desk) -> None:
    folder = desk.release("2027-05-01-abc")
    (folder / "dcat-us.json").unlink()
    (shown,) = shown_in(folder.parent)
    assert not shown.readable
    assert first_uncovered((shown,), (), 1) == date(2027, 6, 1)
    assert first_uncovered((shown,), (), 3) == date(2027, 7, 1)
    assert first_uncovered((shown,), (), 12) == date(2028, 1, 1)


def test_where_the_old_ledger_is_gone_too_everything_up_to_now_is_covered(desk: Desk) -> None:
    lose(desk)
    desk.ledger.unlink()
    begun = begin(desk)
    assert begun.ahead.left is None
    assert begun.ahead.before == date(2027, 6, 1)
    with desk.open() as ledger:
        assert ledger.steps()[0].content["carried"] is False


def test_where_nothing_was_published_nothing_is_held_back(desk: Desk) -> None:
    lose(desk)
    begin(desk)
    with desk.open() as ledger:
        now = era(ledger)
        assert now is not None
        assert now.before == date.min


def test_the_secret_lost_twice_keeps_what_the_first_era_said(desk: Desk) -> None:
    folder = desk.release("2027-04-20-abc")
    lose(desk)
    begin(desk)
    shutil.rmtree(folder)
    (folder.parent / "latest.json").unlink()
    desk.release("2027-05-03-def", last_day="2027-01-31", key=2)
    lose(desk)
    begin(desk)
    with desk.open() as ledger:
        now = era(ledger)
    assert now is not None
    assert now.before == date(2027, 4, 1), "what was covered once stays covered"
    assert now.releases == ("2027-04-20-abc", "2027-05-03-def")


def test_a_secret_of_another_ledger_is_kept_under_another_name(desk: Desk) -> None:
    lose(desk)
    Secret.create(desk.secret)
    other = desk.secret.read_bytes()
    begun = begin(desk)
    assert begun.old_secret is not None
    assert begun.old_secret.read_bytes() == other
    assert not [path.name for path in desk.ledger.parent.iterdir() if path.name.endswith(".part")]


def test_a_copy_of_the_new_era_can_be_restored_beside_the_old_releases(desk: Desk) -> None:
    desk.release("2027-04-20-abc")
    lose(desk)
    begin(desk)
    copy = back_up(desk.kept, desk.usb, DAY).path
    desk.ledger.unlink()
    restore(desk.kept, copy, DAY)
    with desk.open() as ledger:
        assert era(ledger) is not None
    desk.release("2027-05-03-def", key=2)
    desk.ledger.unlink()
    with pytest.raises(Missing, match="does not know of 2027-05-03-def"):
        restore(desk.kept, copy, DAY)


def test_begun_again_after_an_interruption_it_still_carries_over(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worst moment: the new secret is in place, the new ledger is not."""
    with desk.open() as ledger:
        ledger.note(Kind.OBJECTION, "", {"by": "Ada", "because": ""})
    lose(desk)
    with monkeypatch.context() as patch:
        patch.setattr(eras, "put", stopped)
        with pytest.raises(KeyboardInterrupt):
            begin(desk)
    with pytest.raises(Missing, match="belongs to another secret"):
        desk.open()
    begin(desk)
    with desk.open() as ledger:
        assert [step.kind for step in ledger.steps()] == [Kind.OBJECTION, Kind.ERA]


def stopped(*_: object) -> None:
    raise KeyboardInterrupt
