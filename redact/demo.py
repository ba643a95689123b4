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


def run(
    out: Path, *, incidents: int = 5_000, seed: int = 1, progress: Callable[[str, int, int | None], None]
) -> Shown:
    """Makes a city, previews it, runs the gates and publishes it, all below `out`, with a throw-away ledger.

    An earlier demo at `out` is replaced; UsageError (2) where anything else is there.
    """
    from redact import pipeline
    from redact.project import ad_hoc_project
    from redact.shipped import shipped
    from redact.synth import make_city

    out = Path(out)
    _make_room(out)
    progress("making a city", 0, None)
    city = make_city(out / "city", incidents=incidents, seed=seed)
    project = ad_hoc_project(
        city.exports,
        policy=shipped("baseline.yaml"),
        cards=city.cards,
        jurisdiction=city.jurisdiction,
        publisher="Police of a made-up city",
        output=out / "releases",
    )
    plan = pipeline.preview(project, out=out / "plan", as_of=city.as_of, progress=progress)
    released = pipeline.publish(plan, progress=progress)
    return Shown(city=out / "city", plan=plan, released=released)


def _make_room(out: Path) -> None:
    """An empty folder with the demo's mark."""
    if out.is_file() or (out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file()):
        raise UsageError("there is something else already", where=Where(out), fix="redact demo --out ANOTHER-FOLDER")
    if out.is_dir():
        shutil.rmtree(out)
    out.mkdir(parents=True)
    (out / MARK).write_text("Made by `redact demo`, which may replace this folder.\n", encoding="utf-8")


_ = date
