"""One release of a synthetic city for all tests that only look at what came out, or go on from there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from redact.pipeline import preview, publish
from redact.project import Project, create_state, load_project
from redact.synth import make_city


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Path, pd.DataFrame]:
    """A project whose ledger knows one release, the folder to work in, and what that release's plan decided.

    In the folder: `city`, the plan `first` and the release in `releases`. The secret is a fixed one: attacks on places
    are told from chance with a hundredth of false alarms, and the secret chooses which rows are cover.
    """
    folder = tmp_path_factory.mktemp("second")
    city = make_city(folder / "city", incidents=2_500, months=6, start=date(2025, 1, 1), households=9_000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("redact.ledger.secret.token_bytes", lambda size: b"s" * size)
        create_state(city.project)
    project = load_project(city.project)
    plan = preview(project, out=folder / "first", as_of=date(2025, 10, 1))
    publish(plan, out=folder / "releases")
    return project, folder, plan.decisions().to_pandas()
