"""What a run is held to, and what is said beside its outcomes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from redact.cli.scenarios import _fix
from redact.risk.lab.outcome import Figures, Outcome, Verdict
from redact.risk.scenarios import Finding, Stops, load_scenario
from redact.risk.trial.reporting import as_agreed
from redact.risk.trial.words import found_before

OUTCOME = Outcome("absence", "The visit", "plan", Verdict.FAIL, 0.5, None, "He is right.", why="Change this.")


def project(folder: Path) -> Path:
    for name in ("rows.csv", "l.sqlite", "s.key"):
        (folder / name).write_text("a\n", encoding="utf-8")
    file = folder / "redact.yaml"
    file.write_text(
        "publisher: Nobody\npolicy: baseline\nledger: l.sqlite\nsecret: s.key\noutput: out\n"
        "datasets:\n  - {file: rows.csv, card: chicago_2014}\n",
        encoding="utf-8",
    )
    return file


def test_whom_the_policy_names_is_held_to_its_limit_and_nobody_else(tmp_path: Path) -> None:
    wanted = [load_scenario("absence"), load_scenario("neighbour")]
    named = as_agreed(wanted, project(tmp_path), named=True)
    assert [each.scenario for each in named] == ["absence", "neighbour"]
    assert named[0].passes.at_most == 0.55
    assert named[1].passes == wanted[1].passes
    every = {each.scenario for each in as_agreed(wanted, project(tmp_path), named=False)}
    assert {"did_she_report", "sibling_release", "address_lookup"} <= every


def test_why_is_said_once() -> None:
    assert OUTCOME.more == ("Change this.",)
    assert replace(OUTCOME, words="He was not tried: nobody is there.", why="nobody is there").more == ()
    assert replace(OUTCOME, verdict=Verdict.TOO_FEW, why="3 tries, 400 are needed").more == ()


def test_a_card_tells_what_was_found_and_what_stopped_him() -> None:
    found = Finding(
        by="Team Birch", where="suburb, under the policy baseline", success="He found 7.", low=0.1, upper=0.2
    )
    assert found_before(found) == (
        "Team Birch found, on the suburb, under the policy baseline: He found 7.", "No change was tried there.",
    )  # fmt: skip
    tried = found.model_copy(update={"by": "", "tried": ("a: b (fail)", "c: d (pass)")})
    assert found_before(tried)[0].startswith("Somebody found")
    assert found_before(tried)[1] == "Of 2 changes tried there none is known to stop him."
    stops = Stops(
        path="protected.time.precision", was="day", becomes="month", says="The month.", costs="usefulness less"
    )
    stopped = found_before(tried.model_copy(update={"stops": stops}))[1]
    assert stopped == "There it was stopped by protected.time.precision: month (was day), at usefulness less"


def test_what_to_do_follows_from_what_came_of_it() -> None:
    few = replace(OUTCOME, verdict=Verdict.TOO_FEW)
    assert "--changes" in _fix([OUTCOME], "baseline")
    assert "--cities 8" not in _fix([OUTCOME], "baseline")
    assert "--cities 8" in _fix([few], "baseline")
    assert "made-up cities" in _fix([few], None)
    assert "--changes" not in _fix([OUTCOME], None)


def test_few_tries_say_how_many_are_needed() -> None:
    from redact.risk.lab.words import in_words

    found = Figures(9, 1, 9, 1, 0.1, 0.1, 0.0, "advantage", -0.00001, -0.2, 0.2, 0.0)
    said = in_words(load_scenario("did_she_report"), found, Verdict.TOO_FEW, 1)
    assert "9 tries in 1 made-up city, 400 are needed" in said
    assert "advantage 0.000" in said
    assert "needed" not in in_words(load_scenario("did_she_report"), found, Verdict.INCONCLUSIVE, 1)
