"""The lab: what an attack sees, and how it is scored against what truly happened.

    from redact.risk.lab.cities import make_case                # a made-up city, its release and its truth
    from redact.risk.lab.run import run_scenario

    case = make_case(folder, load_policy("baseline"), incidents=50_000, seed=1)
    outcome = run_scenario(load_scenario("did_she_report"), [case])
    print(outcome.verdict, outcome.words)

An attack gets a `Release` and `Knows` and gives `Guesses`. Neither has a way to the plan, to decisions or to the truth:
those are in a `Case`, which only the scorer holds.
"""

from __future__ import annotations

from redact.risk.lab.guesses import NOTHING, Guesses, claims, no_guesses, yes_no
from redact.risk.lab.knows import City, Knows, Practice
from redact.risk.lab.outcome import Outcome, Verdict
from redact.risk.lab.release import Release, read_bundle, read_plan

__all__ = [
    "NOTHING", "City", "Guesses", "Knows", "Outcome", "Practice", "Release", "Verdict", "claims", "no_guesses",
    "read_bundle", "read_plan", "yes_no",
]  # fmt: skip
