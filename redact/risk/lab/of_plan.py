"""Scenarios on what there is: a saved plan, or releases that are written already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from redact.place import build_units, load_jurisdiction
from redact.plan.folder import Plan
from redact.plan.fresh import load_policy_of, project_of
from redact.policy import load_policy
from redact.project import load_project
from redact.risk.lab.cities import case_of_plan
from redact.risk.lab.outcome import Outcome
from redact.risk.lab.release import read_bundle, read_plan
from redact.risk.lab.run import not_runnable, run_scenario
from redact.risk.lab.untold import run_untold
from redact.risk.scenarios import Scenario

_OF_A_CITY: Final = ("truth/records.parquet", "layers/address_points.parquet", "city.json")


def run_on_plan(scenarios: Sequence[Scenario], plan: Plan) -> Iterator[Outcome]:
    """Each scenario on a plan: scored by the truth where the plan is of a made-up city, else as far as that goes.

    Raises PlanStale (18) where the policy changed since the plan was made.
    """
    project = project_of(plan)
    policy = load_policy_of(plan, project)
    city = city_of(plan) if plan.synthetic else None
    if city is None:
        release = read_plan(plan, policy)
        yield from (run_untold(each, release, plan.units()) for each in scenarios)
        return
    case = case_of_plan(plan, policy, city)
    for each in scenarios:
        if each.city != "city":
            yield not_runnable(each, "plan", f"he is tried on a {each.city}, which this plan is none of")
        elif each.knows.practice:
            yield not_runnable(each, "plan", "he practises on another city, so he is tried without --plan")
        else:
            yield run_scenario(each, [case])


def run_on_releases(scenarios: Sequence[Scenario], folders: Sequence[Path], project: Path) -> Iterator[Outcome]:
    """Each scenario on each written release; the map layers are those of the project."""
    opened = load_project(project)
    policy = load_policy(opened.policy)
    units = build_units(load_jurisdiction(opened.jurisdiction), policy.places, policy.street_floors)
    releases = [read_bundle(folder, policy) for folder in folders]
    for each in scenarios:
        for release in releases:
            yield run_untold(each, release, units)


def city_of(plan: Plan) -> Path | None:
    """The folder of the made-up city that a plan is of, if its truth and its map are still there. An export of a later
    month has the truth beside it and the map elsewhere: it is attacked as real records are."""
    for dataset in plan.summary["project"].get("datasets", ()):
        for file in dataset["files"]:
            folder = Path(file).parent.parent
            if all((folder / each).is_file() for each in _OF_A_CITY):
                return folder
    return None
