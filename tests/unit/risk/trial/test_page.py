"""The page of a run: worst first, in words, without a script."""

from __future__ import annotations

from redact.risk.lab.outcome import Figures, Outcome, Verdict
from redact.risk.lab.run import not_runnable
from redact.risk.scenarios import load_scenario, shipped_scenarios
from redact.risk.trial.as_page import adversaries_page
from redact.risk.trial.proof import Broken
from redact.risk.trial.words import share, worst_first


def outcome(name: str, verdict: Verdict, upper: float, **more: object) -> Outcome:
    scenario = load_scenario(name)
    found = Figures(800, 40, 800, 8, 0.05, 0.01, 0.001, "risk", 0.04, 0.03, upper, 0.04)
    limit = scenario.passes.at_most
    return Outcome(name, scenario.title, "plan", verdict, limit, found, f"Of 1,000, {name}.", **more)  # type: ignore[arg-type]


FOUND = (
    outcome("address_lookup", Verdict.PASS, 0.01),
    outcome("did_she_report", Verdict.FAIL, 0.2, columns=("time", "place"), why="Smallest change found: this one."),
    not_runnable(load_scenario("small_town"), "plan", "it is tried on a town"),
    outcome("sibling_release", Verdict.TOO_FEW, 0.05),
)


def made(proof: tuple[Broken, ...] = ()) -> str:
    by_name = {each.scenario: each for each in shipped_scenarios()}
    return adversaries_page(FOUND, by_name, on="made-up cities of nobody", proof=proof)


def test_the_worst_stands_first_and_no_verdict_is_no_pass() -> None:
    assert [each.scenario for each in worst_first(FOUND)] == [
        "did_she_report", "sibling_release", "small_town", "address_lookup",
    ]  # fmt: skip
    text = made()
    assert "3 of 4 are not" in text
    order = [text.index(f'id="of-{each.scenario}"') for each in worst_first(FOUND)]
    assert order == sorted(order)


def test_stories_figures_columns_and_the_remedy_are_there() -> None:
    text = made()
    for words in ("He hurt the woman", "Of 1,000, did_she_report.", "He leans on time and place.", "this one.",
                  "not withstood", "too few tries", "not tried", "withstood", "20%"):  # fmt: skip
        assert words in text, words
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "").replace("http://www.w3.org/2000/svg", "")


def test_weak_releases_prove_what_a_pass_means() -> None:
    assert "scenario run --weak" in made()
    broken = outcome("neighbour", Verdict.FAIL, 0.99)
    text = made((Broken("raw", "every row with its address", broken),))
    assert "every row with its address" in text
    assert "broken" in text
    assert "scenario run --weak" not in text


def test_shares_are_read_as_percent() -> None:
    assert [share(each) for each in (0.0, 0.196, 0.041, 0.008, 0.00003, float("nan"))] == [
        "0%", "20%", "4.1%", "0.8%", "<0.1%", "",
    ]  # fmt: skip
