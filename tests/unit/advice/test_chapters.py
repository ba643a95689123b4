"""What stands after page one: examples, reasons, law, columns, questions, every rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from redact.advice import explain as explaining
from redact.advice.as_text import as_text
from redact.advice.city import Made
from redact.advice.columns import cards_of, dropped_columns, published_columns
from redact.advice.explain import explain
from redact.advice.parts import Chapter, Explanation
from redact.advice.questions import questions
from redact.policy import Policy, policy_by_name
from redact.policy.decided import fields_of
from redact.policy.said import plain_of
from redact.project import Project, ad_hoc_project


@pytest.fixture(autouse=True)
def no_city(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explaining, "made_up", lambda _policy: Made())


@pytest.fixture(scope="module")
def baseline() -> Policy:
    return policy_by_name("baseline")


def said(policy: Policy, title: str, project: Project | None = None) -> str:
    """A chapter as text without line breaks."""
    chapter = next(each for each in explain(policy, project=project).chapters if each.title == title)
    return flat(chapter)


def flat(chapter: Chapter) -> str:
    return " ".join(as_text(Explanation("", "", (), (), (chapter,))).split())


def test_worked_examples_with_what_became_of_them(baseline: Policy) -> None:
    few = baseline.model_copy(update={"examples": (*baseline.examples[:10], baseline.examples[-1])})
    text = said(few, "What becomes of records")
    assert "CLASS C ASSAULT; Complainant said a coworker had sexually assaulted her." in text
    assert "What the tool finds: sexual offenses What the public sees: No row" in text
    assert "Only a police beat and the month" in text
    assert "All come out as they should" in text


def test_an_example_that_comes_out_otherwise_is_said(baseline: Policy) -> None:
    theft = next(each for each in baseline.examples if each.name == "a theft")
    wrong = theft.model_copy(update={"expect": theft.expect.model_copy(update={"tier": "withheld"})})
    text = said(baseline.model_copy(update={"examples": (wrong,)}), "What becomes of records")
    assert "1 come out another way, so nothing can be released" in text
    assert "NOT AS PROMISED" in text


def test_a_policy_without_examples_or_city_says_so(baseline: Policy) -> None:
    text = said(baseline.model_copy(update={"examples": ()}), "What becomes of records")
    assert "It has none." in text
    assert "there is no example" in text


def test_every_reason_and_law(baseline: Policy) -> None:
    text = said(baseline, "Why, and by what law")
    for tier in baseline.tiers:
        assert tier.because is not None
        assert tier.because in text
    for law in baseline.legal_basis:
        assert law.cite in text
        assert law.says in text


def test_the_columns_are_those_that_a_release_publishes(baseline: Policy) -> None:
    incidents = cards_of(None)[0]
    shown, dropped = published_columns(baseline, incidents), dropped_columns(baseline, incidents)
    assert {"id", "place", "time", "offense_text", "officer_name"} <= set(shown)
    assert not {"victim_name", "address", "narrative", "relationship", "domestic_flag"} & set(shown)
    assert {"victim_name", "address", "narrative"} <= set(dropped)
    assert set(shown) - set(dropped) == set(shown)
    assert "narrative" in published_columns(policy_by_name("open-narratives"), incidents)


def test_a_projects_own_columns_and_name(baseline: Policy, tmp_path: Path) -> None:
    data = tmp_path / "incidents.csv"
    data.write_text("incident_id,offense_text,address,victim_name,extra\n1,THEFT,1 ELM ST,DOE,x\n", encoding="utf-8")
    card = tmp_path / "card.yaml"
    card.write_text(
        "dataset: reports\nkind: incidents\ncolumns: {incident_id: incident_id, offense_text: offense_text, "
        "address: address, victim_name: victim_name}\n",
        encoding="utf-8",
    )
    project = ad_hoc_project([data], policy=tmp_path / "p", cards=[card], publisher="Elm Falls Police")
    text = said(baseline, "Files and columns that come out", project)
    assert "the lists of your department" in text
    assert "data/reports.csv" in text
    assert "Columns that stay in: incident_id, address, victim_name" in text
    front = " ".join(block.prose() for block in explain(baseline, project=project).front)
    assert "Ask Elm Falls Police." in front


def test_every_rule_that_is_set_is_told_with_its_sentence(baseline: Policy) -> None:
    text = said(baseline, "Every rule by itself")
    for field in fields_of(baseline):
        if (
            field.path[-1] in ("min_households", "delay", "epsilon", "k", "decoys", "within_m", "held_at_most")
            and field.value
        ):
            assert plain_of(field.info) in text
            assert field.words in text
    assert "Protected: 500" in text


def test_questions_come_from_what_is_unset_weak_or_never_changed(baseline: Policy) -> None:
    asked = {each.text: each for each in questions(baseline)}
    homes = asked["Are this many homes enough where you work, out in the country too?"]
    assert homes.why == "as it comes"
    assert "Those blurred: 500" in homes.about
    negated = next(each for each in questions(baseline) if "did not take place" in each.text)
    assert (negated.why, negated.about) == ("weak", ("pass",))
    assert not any(each.why == "not set" for each in questions(baseline))
    bare = baseline.model_copy(update={"review_by": None, "legal_basis": ()})
    unset = {each.text for each in questions(bare) if each.why == "not set"}
    assert unset == {
        "When shall we all sit down with this policy again?",
        "Which laws of our state belong here? Has a lawyer read the policy?",
    }
    assert questions(bare)[0].why == "not set", "the gravest first"


def test_what_is_tightened_is_asked_no_more(baseline: Policy) -> None:
    careful = baseline.model_copy(
        update={"classify": baseline.classify.model_copy(update={"negated": "shows", "may_evidence": "hold"})}
    )
    texts = [each.text for each in questions(careful)]
    assert not any("did not take place" in text or "careful enough" in text for text in texts)
