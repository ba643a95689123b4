"""Tries every policy that comes with redact, and writes policies/trials.json.

Preview finds the result there, so that nobody who publishes under such a policy waits for it. To be run whenever a
policy, a scenario or a stage has changed; a test fails where a policy or scenario changed and this was not run.

    python benchmarks/trials.py [POLICY...]      # all policies, or only these anew

About half a minute per policy, and some minutes for one that shows little. Ends with a JSON object: the policies, and
whether each withstands its adversaries.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from redact.policy import load_policy, shipped_policies
from redact.risk.trial import Trial, agreed_scenarios, key_of, try_policy
from redact.risk.trial.record import SHIPPED, as_json, read
from redact.shipped import shipped

USUAL = {"did_she_report": 0.10, "absence": 0.10, "sibling_release": 0.02, "address_lookup": 0.02}
"""Whom a policy is tried against that names nobody, so that one who names them need not wait."""

LARGER, MORE = 50_000, 6
"""Incidents of a city, and cities at most, where smaller ones leave too few tries."""


def main(anew: list[str]) -> None:
    """Keeps what is still right, tries the rest."""
    path = shipped() / SHIPPED
    known = {each.key: each for each in read(path)} if path.is_file() else {}
    kept: dict[str, Trial] = {}
    done = {}
    with tempfile.TemporaryDirectory(prefix="redact-trials-") as folder:
        for name in shipped_policies():
            policy = load_policy(name)
            named = policy.gates.model_copy(update={"scenarios": policy.gates.scenarios or USUAL})
            scenarios = agreed_scenarios(policy.model_copy(update={"gates": named}))
            trial = kept.get(key_of(policy)) or known.get(key_of(policy)) or Trial(key_of(policy))
            wanted = scenarios if name in anew else [each for each in scenarios if trial.of(each) is None]
            if wanted:
                print(f"trying {name}", file=sys.stderr, flush=True)
                trial = trial.joined(try_policy(policy, wanted, folder=Path(folder), remedies=False))
            small = [each for each in scenarios if (tried := trial.of(each)) and not tried.outcome(each).passed]
            small = [each for each in small if wanted or name in anew]
            if small:  # a policy that shows little leaves few rows to attack
                print(f"trying {name} on larger cities", file=sys.stderr, flush=True)
                more = try_policy(policy, small, incidents=LARGER, cities=MORE, folder=Path(folder), remedies=False)
                trial = trial.joined(more)
            kept[trial.key] = trial
            outcomes = {each.scenario: tried.outcome(each) for each in scenarios if (tried := trial.of(each))}
            done[name] = {scenario: outcome.verdict.value for scenario, outcome in outcomes.items()}
            path.write_text(json.dumps(as_json(kept.values()), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(json.dumps(done))


if __name__ == "__main__":
    main(sys.argv[1:])
