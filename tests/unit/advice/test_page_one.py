"""Page one of an explanation says all that an advocate must know, in plain words, and follows the policy."""

from __future__ import annotations

import re
from datetime import date

import pytest

from redact.advice.agreement import Agreement, Signed
from redact.advice.as_page import as_page
from redact.advice.as_text import as_text, text_digest
from redact.advice.city import Event, Made
from redact.advice.explain import LEAD, explain
from redact.advice.parts import Block, Explanation, Grid
from redact.policy import Policy, policy_by_name
from redact.policy.afterwards import History
from redact.policy.decided import open_decisions
from tests.unit.policy.test_said import HIGHEST_GRADE, grade

BEFORE = {"offense_text": "Simple Assault", "address": "12 ELM ST", "occurred_at": "2026-03-04 05:06"}
MADE = Made(
    (
        Event("sexual_assault", "withheld", False, {**BEFORE, "victim_name": "DOE, JANET"}, {}),
        Event("intimate_partner_violence", "protected", False, BEFORE, {"place": "CITY", "time": "2026"}),
    ),
    {"protected": {("city", "year"): 0.25, ("beat", "month"): 0.75}},
)
SIGNED = Agreement(
    signed=(Signed("victim advocate", "Harbor House", date(2027, 1, 2)),),
    missing=("release officer",),
    words=("apple", "river", "stone", "cloud", "maple", "lamp"),
    next_release=date(2027, 2, 1),
    stop=("Harbor House can say stop within five days of each notice.",),
    added="Rules were added since that protect more. Sign them by 2027-04-01. Their words: ax bay car dew ear fan.",
    valid_until=date(2027, 4, 1),
    changed=tuple(f"Change number {number} shows less than before." for number in range(1, 8)),
)


@pytest.fixture(autouse=True)
def no_city(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two made-up records stand in for the city, whose own test is in test_city.py."""
    monkeypatch.setattr("redact.advice.explain.made_up", lambda _policy: MADE)


@pytest.fixture(scope="module")
def baseline() -> Policy:
    return policy_by_name("baseline")


def front(explained: Explanation) -> dict[str, str]:
    """What page one says under each heading, as text without line breaks."""
    return {block.title: " ".join(as_text(Explanation("", "", (), (block,), ())).split()) for block in explained.front}


def test_all_that_belongs_on_page_one_stands_there(baseline: Policy) -> None:
    said = front(explain(baseline, agreement=SIGNED))
    assert "Sexual offenses, harm to children and human trafficking" in said["Hidden completely"]
    assert "DOE, JANET -> no row" in said["Hidden completely"]
    assert "Violence by a partner" in said["Blurred"]
    assert "12 ELM ST -> somewhere in the city" in said["Blurred"]
    assert "25 of 100 such rows tell less" in said["Blurred"]
    exactly = said["How exactly a place, and how late"]
    assert "a police beat, 500 homes or more" in exactly
    assert "30 days after it has ended" in exactly
    assert "Shelters" in exactly
    assert "No name" in said["Names"]
    numbers = said["Which numbers come out"]
    assert "all reports of one victim (one home for harm to children)" in numbers
    assert "fifty-fifty guess becomes at most sixty-forty" in numbers
    for word in ("Old copies", "News", "ourt lists", "Scanners", "People who know her"):
        assert word in said["What is not protected"]
    assert "police system" in said["Who inside can see the rest"]
    assert "next release" in said["How to get a record out"]
    assert "each month" in said["How to get a record out"]
    assert "together with 3 other events" in said["How to get a record out"]
    assert "Nothing was public before" in said["Old records, and late changes"]
    assert "comes out once a year" in said["Old records, and late changes"]
    assert "Harbor House can say stop" in said["Who can stop a release"]
    signed = said["Who signed"]
    for word in ("victim advocate, Harbor House, 2027-01-02", "release officer", "apple river stone"):
        assert word in signed
    for word in ("not before 2027-02-01", "Sign them by 2027-04-01", "holds until 2027-04-01"):
        assert word in signed
    assert "Change number 4" in said["What changed"]
    assert "3 more changes" in said["What changed"]


def test_without_signatures_it_says_so(baseline: Policy) -> None:
    said = front(explain(baseline))
    assert "Nobody has signed" in said["Who signed"]
    assert "Still to sign: victim advocate and release officer." in said["Who signed"]
    assert "no day is set" in said["Who signed"]
    assert "told 5 days before rows come out, and can say stop" in said["Who can stop a release"]
    assert "first version" in said["What changed"]


def test_many_changes_are_all_told_further_down(baseline: Policy) -> None:
    explained = explain(baseline, agreement=SIGNED)
    every = next(chapter for chapter in explained.chapters if chapter.title == "All that changed")
    assert "Change number 7" in every.blocks[0].prose()
    assert not any(chapter.title == "All that changed" for chapter in explain(baseline).chapters)


def test_it_follows_the_policy(baseline: Policy) -> None:
    other = baseline.model_copy(
        update={
            "counts": (),
            "budget": None,
            "sensitive_places": None,
            "public_invariants": None,
            "identity": baseline.identity.model_copy(update={"officers": {}}),
            "releases": baseline.releases.model_copy(
                update={"every": "quarter", "contents": "period only", "revision": "none"}
            ),
            "history": History(before=date(2027, 1, 1), treatment="not again"),
            "removals": baseline.removals.model_copy(update={"cover": 1}),
        }
    )
    said = front(explain(other))
    assert "No tables" in said["Which numbers come out"]
    assert "They are not counted either" in said["Hidden completely"]
    assert "Nothing is done to keep shelters" in said["How exactly a place, and how late"]
    assert "officers are left out" in said["Names"]
    assert "each quarter" in said["How to get a record out"]
    assert "with one other event," in said["How to get a record out"]
    later = said["Old records, and late changes"]
    assert "before 2027-01-01 was public before. It does not come out again." in later
    assert "What is late never comes out. Each release holds only the months that are new in it." in later
    assert "True numbers" not in said["What is not protected"]


def test_texts_that_come_out_are_said_with_their_risk() -> None:
    said = front(explain(policy_by_name("open-narratives")))
    assert "No program finds every name" in said["Names"]
    assert "What a text says" in said["What is not protected"]


def test_a_policy_that_hides_or_blurs_nobody_says_so(baseline: Policy) -> None:
    open_ = baseline.model_copy(update={"tiers": baseline.tiers[-1:], "counts": (), "budget": None})
    said = front(explain(open_))
    assert "Nobody" in said["Hidden completely"]
    assert "Nobody" in said["Blurred"]


def test_choices_nobody_made_are_said_on_page_one(baseline: Policy) -> None:
    assert f"{len(open_decisions(baseline))} choices are not made" in front(explain(baseline))["Who signed"]


@pytest.mark.parametrize("name", ["baseline", "open-narratives"])
def test_our_own_text_is_plain(name: str) -> None:
    explained = explain(policy_by_name(name), agreement=SIGNED)
    prose = [LEAD, *(chapter.lead for chapter in explained.chapters), *(b.prose() for b in explained.blocks())]
    assert grade(" ".join(prose)) <= 6
    hard = {text: grade(text) for text in prose if text and grade(text) > HIGHEST_GRADE}
    assert not hard


def test_page_and_text_say_the_same(baseline: Policy) -> None:
    explained = explain(baseline, agreement=SIGNED)
    page, text = as_page(explained), re.sub(r"[\s*#-]+", " ", as_text(explained))
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    for tag in ("<h3>", "<li>", "<p>", "<dt>", "<dd>"):
        for cell in re.findall(rf"{tag}([^<]+)<", body):
            said = cell.replace("&#39;", "'").replace("&#34;", '"').replace("&gt;", ">").replace("&amp;", "&")
            if not said.startswith("Made by redact"):
                assert re.sub(r"[\s*#-]+", " ", said).strip() in text, said


def test_nothing_runs_and_nothing_is_loaded(baseline: Policy) -> None:
    page = as_page(explain(baseline))
    for word in ("<script", "http://", "https://", "javascript:", " src=", "@import", "onclick"):
        assert word not in page


@pytest.mark.parametrize(
    "word", ["victim refused", "unfounded", "uncooperative", "serious victim", "complainant refused"]
)
def test_no_hurtful_words(baseline: Policy, word: str) -> None:
    assert word not in as_text(explain(baseline)).lower()


def test_a_title_with_a_tag_in_it_stays_text(baseline: Policy) -> None:
    page = as_page(explain(baseline.model_copy(update={"title": "Safe <b>for</b> all"})))
    assert "<b>for" not in page
    assert "Safe &lt;b&gt;for" in page


def test_more_on_page_one_is_set_smaller(baseline: Policy) -> None:
    explained = explain(baseline)

    def with_rows(count: int) -> str:
        more = Block("More", (Grid(("a",), tuple((f"{'word ' * 4}{row}",) for row in range(count))),))
        return as_page(Explanation(explained.title, "", (), (*explained.front, more), ()))

    assert any('class="sheet tight"' in with_rows(count) for count in range(1, 12))
    assert 'class="sheet dense"' in with_rows(40)


def test_the_digest_is_of_what_was_read(baseline: Policy) -> None:
    once = text_digest(explain(baseline))
    assert once == text_digest(explain(baseline))
    assert once != text_digest(explain(baseline.model_copy(update={"title": "Another title"})))


def test_the_digest_on_the_page_stays_as_people_sign(baseline: Policy) -> None:
    before, after = explain(baseline), explain(baseline, agreement=SIGNED)
    assert before.digest == after.digest != ""
    assert text_digest(before) != text_digest(after)
    for explained in (before, after):
        assert f"This text: {before.digest[:16]}" in as_text(explained)
        assert before.digest[:16] in as_page(explained)
    assert explain(baseline.model_copy(update={"title": "Another title"})).digest != before.digest


def test_a_blurred_group_that_shows_its_columns_says_what_it_shows(baseline: Policy) -> None:
    wide = baseline.tiers[1].model_copy(update={"shows": None, "cover": None})
    said = front(explain(baseline.model_copy(update={"tiers": (baseline.tiers[0], wide, *baseline.tiers[2:])})))
    assert "the row tells the offense, a police beat and the month" in said["Blurred"]
    assert "the blur itself tells" in said["Blurred"]
