"""Making targets: whom a scenario is about, with the facts that its adversary has, and the answers that he lacks.

    asked = targets_of(scenario, case)
    asked.facts      # goes to the attack as knows.targets
    asked.answers    # stays with the scorer

A maker of another kind of target is one function in a module here, named in `MAKERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from redact.risk.lab.cities import Case
from redact.risk.lab.targets.asked import Asked
from redact.risk.lab.targets.cells import cells, periods
from redact.risk.lab.targets.events import events
from redact.risk.lab.targets.files import files
from redact.risk.lab.targets.homes import homes
from redact.risk.lab.targets.lines import lines
from redact.risk.lab.targets.moments import moments
from redact.risk.lab.targets.numbers import numbers
from redact.risk.lab.targets.people import people
from redact.risk.lab.targets.places import places
from redact.risk.lab.targets.releases import releases
from redact.risk.lab.targets.rows import rows
from redact.risk.lab.targets.siblings import siblings
from redact.risk.lab.targets.told import told
from redact.risk.scenarios import Scenario

MAKERS: Final[Mapping[str, Callable[[Scenario, Case], Asked]]] = {
    "events": events,
    "moments": moments,
    "homes": homes,
    "lines": lines,
    "rows": rows,
    "siblings": siblings,
    "releases": releases,
    "cells": cells,
    "periods": periods,
    "files": files,
    "people": people,
    "told": told,
    "places": places,
    "numbers": numbers,
}


def targets_of(scenario: Scenario, case: Case) -> Asked:
    """The targets and controls of a scenario in one city, in an order that says nothing."""
    return MAKERS[scenario.targets.of](scenario, case).shuffled(case.number)


__all__ = ["MAKERS", "Asked", "targets_of"]
