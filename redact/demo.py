"""The demo: a synthetic city's records go in, a checked release comes out. What a newcomer runs first."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from redact.errors import UsageError, Where

if TYPE_CHECKING:
    from redact.pipeline import Released
    from redact.plan.folder import Plan

MARK: Final = ".redact-demo"
"""A file that says: this folder was made by the demo and may be replaced by it."""


FIRST_DAY: Final = date(2025, 1, 1)
AS_OF: Final = date(2026, 3, 1)
"""The city's records are of 2025; two months later every delay has passed, so that the whole year is published."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demo made."""

    city: Path
    plan: Plan
    released: Released

    def text(self) -> str:
        """Where everything is, and what to look at first."""
        counts = [tier for parts in self.plan.summary["counts"].values() for tier in parts.values()]
        rows, published, withheld, held = (
            sum(tier[word] for tier in counts) for word in ("rows_in", "published", "withheld", "held")
        )
        passed = sum(gate.passed for gate in self.released.gates)
        return "\n".join(
            (
                f"{rows:,} records of a made-up city: {published:,} published, {withheld:,} withheld, {held:,} held",
                f"{passed} of {len(self.released.gates)} gates passed",
                "",
                f"report    {self.plan.report}",
                f"release   {self.released.folder}",
                f"records   {self.city}",
                "",
                "Open the report in a browser first. Then change a copy of policies/baseline.yaml and preview again.",
            )
        )


def run(out: Path, *, incidents: int = 5_000, seed: int = 1, progress: Callable[[str, int, int | None], None]) -> Shown:
    """Makes a city, previews it, runs the gates and publishes it, all below `out`, its ledger included.

    An earlier demo at `out` is replaced; UsageError (2) where anything else is there.
    """
    out = Path(out)
    _make_room(out)
    from redact import pipeline
    from redact.project import create_state, load_project
    from redact.synth import make_city

    city = make_city(out / "city", incidents=incidents, seed=seed, start=FIRST_DAY, progress=progress)
    create_state(city.project)
    project = load_project(city.project)
    plan = pipeline.preview(project, out=out / "plan", as_of=AS_OF, progress=progress)
    released = pipeline.publish(plan, out=out / "releases", progress=progress)
    return Shown(city=city.folder, plan=plan, released=released)


def _make_room(out: Path) -> None:
    """An empty folder with the demo's mark."""
    if out.is_file() or (out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file()):
        raise UsageError("there is something else already", where=Where(out), fix="redact demo --out ANOTHER-FOLDER")
    if out.is_dir():
        shutil.rmtree(out)
    out.mkdir(parents=True)
    (out / MARK).write_text("Made by `redact demo`, which may replace this folder.\n", encoding="utf-8")
