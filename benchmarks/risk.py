"""The risk lab in one run: adversaries against the baseline, weak releases, measures, and what is left of the use.

    python benchmarks/risk.py [--incidents 50000] [--cities 3] [--seed 1] [--keep DIR] [--docs] [--skip-measures]

Every adversary that comes with redact attacks made-up cities under `baseline` (who reads narratives: under
`open-narratives`) until its limit is decided or there are `--cities` of them, and every weak release is attacked by the
adversary made for it. `--docs` puts both tables into docs/adversaries.md. Then the measures are held against other
tools (`measures.py`), and the usefulness of the cities' releases is measured. Half an hour at 50,000 incidents;
`--incidents 5000` takes some minutes and decides less.

The last line is one JSON object:

- `worst_upper`, `worst_scenario`: the highest upper end (95 %) of a risk, among the linkage adversaries: those who are
  judged by the risk and whose limit is the mission's, 0.02.
- `presence_upper`: the upper end of the advantage with which it is told that somebody reported; `presence_bound`: what
  the formula says of the cells of protected events, on average.
- `weak_releases`, `weak_broken`; `passed` of `scenarios`, and `not_passed` by name with the verdict.
- `expected_mismatches`, `measures_ratio`, `search_s`: as measures.py has them; null where they were skipped.
- `usefulness`: its numbers, on average over the cities; `worst` of each aim, and whether the mean meets it (`aims`).
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from redact.bundle.made_up import with_files
from redact.policy import Policy, load_policy
from redact.risk.lab.cities import make_case
from redact.risk.lab.outcome import Outcome
from redact.risk.scenarios import Scenario, shipped_scenarios
from redact.risk.trial import agreed_scenarios, try_policy
from redact.risk.trial.proof import weak_releases
from redact.risk.usefulness import Usefulness, usefulness

HERE: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from adversaries import write_tables  # noqa: E402

LINKAGE: Final = 0.02
"""The limit of adversaries who link a published row or value to a person."""
OF_NARRATIVES: Final = ("narrative_hints",)
"""Whoever needs published narratives, of which `baseline` has none."""

_BOUND: Final = re.compile(r"advantage of at most ([\d.]+) on average")


def main() -> None:
    given = _asked()
    if given.keep is not None:
        found = run(given, given.keep)
    else:
        with tempfile.TemporaryDirectory(prefix="redact-risk-") as folder:
            found = run(given, Path(folder))
    print(json.dumps(found))


def run(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """All parts; what goes into the last line."""
    policy = load_policy("baseline")
    agreed = {each.scenario: each for each in agreed_scenarios(policy)}
    wanted = [agreed.get(each.scenario, each) for each in shipped_scenarios()]
    outcomes: list[Outcome] = []

    def heard(outcome: Outcome) -> None:
        outcomes.append(outcome)
        _say(f"{outcome.scenario}: {outcome.words}", *outcome.notes)

    common = {"incidents": given.incidents, "cities": given.cities, "seed": given.seed}
    for under, some in _by_policy(policy, wanted):
        try_policy(under, some, folder=folder, remedies=False, files_of=with_files, each=heard, **common)
    proof = []
    for weak in weak_releases(policy, folder, **common):
        proof.append(weak)
        _say(f"weak: {weak.name}: {'broken' if weak.outcome.broken else 'NOT BROKEN'}: {weak.outcome.words}")
    if given.docs:
        lines = [each.as_json() for each in outcomes]
        lines += [{"weak": each.name, "wrong": each.wrong} | each.outcome.as_json() for each in proof]
        write_tables(lines, given.incidents)
    seeds = range(given.seed, given.seed + given.cities)
    useful = [usefulness(make_case(folder, policy, incidents=given.incidents, seed=seed)) for seed in seeds]
    for seed, each in zip(seeds, useful, strict=True):
        for aim in each.aims():
            _say(f"usefulness, city {seed}: {aim.words}: {'met' if aim.met else 'MISSED'}")
    measured = None if given.skip_measures else _measures()
    return summary(outcomes, wanted) | {
        "incidents": given.incidents,
        "weak_releases": len(proof),
        "weak_broken": sum(each.outcome.broken for each in proof),
        "weak_not_broken": [each.name for each in proof if not each.outcome.broken],
        "expected_mismatches": measured and measured["expected_mismatches"],
        "measures_ratio": measured and measured["measures_ratio"],
        "search_s": measured and measured["search_s"],
        "usefulness": on_average(useful),
    }


def _by_policy(policy: Policy, scenarios: Sequence[Scenario]) -> Iterator[tuple[Policy, list[Scenario]]]:
    """The baseline with all who can attack it; those who read narratives with the policy that publishes some."""
    yield policy, [each for each in scenarios if each.scenario not in OF_NARRATIVES]
    yield load_policy("open-narratives"), [each for each in scenarios if each.scenario in OF_NARRATIVES]


def summary(outcomes: Sequence[Outcome], scenarios: Sequence[Scenario]) -> dict[str, Any]:
    """The adversaries' part of the last line."""
    limits = {each.scenario: each.passes.at_most for each in scenarios}
    linkage = [
        each for each in outcomes
        if each.figures is not None and each.figures.judged == "risk" and limits[each.scenario] <= LINKAGE
    ]  # fmt: skip
    worst = max(linkage, key=lambda each: each.figures.upper if each.figures else 0.0, default=None)
    presence = next((each for each in outcomes if each.scenario == "did_she_report"), None)
    bound = next((found for note in presence.notes if (found := _BOUND.search(note))), None) if presence else None
    return {
        "worst_upper": round(worst.figures.upper, 4) if worst is not None and worst.figures else None,
        "worst_scenario": worst.scenario if worst is not None else None,
        "presence_upper": round(presence.figures.upper, 4) if presence is not None and presence.figures else None,
        "presence_bound": float(bound[1]) if bound else None,
        "scenarios": len(outcomes),
        "passed": sum(each.passed for each in outcomes),
        "not_passed": {each.scenario: each.verdict.value for each in outcomes if not each.passed},
    }


def on_average(useful: Sequence[Usefulness]) -> dict[str, Any]:
    """The numbers of several cities: their mean, the worst of each aim, and every yearly total."""
    every = [each.as_json() for each in useful]
    numbers = [name for name, value in every[0].items() if isinstance(value, float)]
    mean = {name: round(sum(each[name] for each in every) / len(every), 4) for name in numbers}
    aims = {aim.name: aim.at_least for aim in useful[0].aims()}
    return mean | {
        "cities": len(every),
        "worst": {name: min(each[name] for each in every) for name in aims},
        "aims": {name: mean[name] >= least for name, least in aims.items()},
        "totals": [total for each in every for total in each["totals"]],
    }


def _measures() -> dict[str, Any]:
    """The last line of measures.py, in a process of its own: its times are of nothing else."""
    done = subprocess.run([sys.executable, HERE / "measures.py"], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _say(*lines: str) -> None:
    for line in lines:
        print(time.strftime("%H:%M:%S"), line, flush=True)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--incidents", type=int, default=50_000)
    parser.add_argument("--cities", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--docs", action="store_true", help="write the tables of docs/adversaries.md")
    parser.add_argument("--skip-measures", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
