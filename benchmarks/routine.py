"""A year of releases: what somebody finds who keeps them all, and what he would find if one protection were missing.

    python benchmarks/routine.py [--quick] [--incidents 6000] [--seed 5] [--history "by group"] [--keep FOLDER]

A synthetic city is released twelve times, month by month, with late reports, reports that are given another offence
(in both directions), records that people ask to take out, and a ledger that is restored from its backup. The first
half year was on an old portal before, minute and block, and the adversary has a copy; besides he has all releases and
the policy. It is an eventful year (`EVENTFUL`, and in the last line): in an ordinary one too few records turn out to
be sensitive after publication, or come late, to see what a protection is good for. All copies have the same year.
What he claims is scored by the true class of every event: a kind of claim names somebody where it is right more often
than wrong. Then every protection is switched off alone in a deliberately weak copy (`weakened.py`) and he tries
again. The last line is one JSON object: `found_upper` is the 95 % upper limit of the share of truly sensitive events
that he names, `weak_found_min_ratio` how many times as many he names at least in a weak copy (where he names nobody
in the full one, as many as he names), `waiting_share` the share of rows that wait for the revision or leave with
others, `preview_s_last` the twelfth preview's seconds.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from weakened import BARE, SWITCHES, WITHOUT_GATES, Switch, patched

from redact.after.finding import Finder
from redact.after.removing import remove
from redact.errors import GateFailed, RedactError
from redact.ledger import Ledger, Secret
from redact.pipeline import preview, publish
from redact.plan.fresh import open_sources
from redact.plan.outcomes import Outcome, Reason
from redact.policy import load_policy
from redact.project import Project, create_state, load_project
from redact.risk.differencing import OLD, Rules, Score, Truth, attack, read_old, read_published, score
from redact.shipped import shipped
from redact.synth import City, make_city
from redact.synth.eventful import Eventful
from redact.synth.exported import portal_copy
from redact.synth.monthly import Month, exports_at
from redact.synth.rereading import Rereading
from redact.synth.world import month_start
from redact.vocabulary import TimePrecision

START = date(2025, 1, 1)
BEFORE = 6
"""Months that were public before the first release."""
MONTHS = 12
REREADING = Rereading(worse=0.4, milder=0.05, other=0.02)
"""The city's reports that are read again. `milder` stays small: most crimes against people look protected anyway."""
EVENTFUL = Eventful(unseen=0.25, taken_back=0.25, late=0.2, late_others=0.004)
"""Of truly sensitive events, the shares that are recognised only later, taken back, and reported months later."""
ASKING, SEALED = 4, 1
"""Events per month that somebody asks to take out although they are shown as ordinary ones, and that a judge seals."""
LIMIT = 0.02
"""The policy's limit (`gates.scenarios.sibling_release`) where it states none."""


@dataclass
class Year:
    """A department's year: its folder, its project, what it has released and decided so far."""

    folder: Path
    project: Project
    removed: list[int] = field(default_factory=list)
    releases: list[Path] = field(default_factory=list)
    decisions: list[pd.DataFrame] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    stopped: int = 0


def policy_text(treatment: str | None) -> str:
    """The baseline policy, with what was public before where that is protected.

    Without officers' names and protected tables: a name or a count that is out stops later releases (gates residue,
    rows and counts) once somebody else has that name, or a report that is out turns out to be counted in a table.
    """
    content = yaml.safe_load(shipped("baseline.yaml").read_text(encoding="utf-8"))
    linking = content["classify"]["linking"]
    linking["on"] = linking.pop(True)  # YAML 1.1 reads `on` as a truth
    content["identity"]["officers"] = dict.fromkeys(content["identity"]["officers"], "mask")
    for name in ("counts", "budget"):
        content.pop(name, None)
    content["examples"] = []
    if treatment is not None:
        content["history"] = {"before": month_start(START, BEFORE).isoformat(), "treatment": treatment}
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)


def department(folder: Path, months: list[Month], treatment: str | None) -> Year:
    """A new department with its own ledger and secret."""
    folder.mkdir(parents=True)
    policy = folder / "policy.yaml"
    policy.write_text(policy_text(treatment), encoding="utf-8")
    project = replace(
        load_project(months[0].project),
        policy=policy,
        ledger=folder / "ledger.sqlite",
        secret=folder / "secret.key",
        output=folder / "releases",
    )
    with Ledger.create(folder / "ledger.sqlite", project.publisher, Secret.create(folder / "secret.key")):
        pass
    return Year(folder, project)


def release(year: Year, month: Month, rng: np.random.Generator) -> None:
    """One month's work: preview, publish; then some people ask for their record to be taken out."""
    project = replace(year.project, datasets=load_project(month.project).datasets)
    truth = month.truth().to_pandas()
    begun = time.perf_counter()
    plan = preview(project, out=year.folder / "plan", as_of=month.until)
    year.seconds.append(time.perf_counter() - begun)
    try:
        released = publish(plan, out=year.folder / "releases")
    except GateFailed as error:
        year.stopped += 1
        print(f"  {month.until:%Y-%m}: STOPPED, gone on with all the same: {error.what}")
        with patched(WITHOUT_GATES):
            released = publish(plan, out=year.folder / "releases")
    decided = plan.decisions().to_pandas().astype({"dataset": str})
    columns = ["dataset", "row", "event", "classes", "first_row"]
    decided = decided.merge(truth[columns], on=["dataset", "row"], suffixes=("", "_true"))
    decided["fine"] = (decided.outcome == Outcome.PUBLISHED) & (decided.time_precision < TimePrecision.MONTH)
    decided["true"] = decided.classes_true if "classes_true" in decided else decided.classes
    decided["number"] = decided.event_true if "event_true" in decided else decided.event
    year.releases.append(released.folder)
    year.decisions.append(decided)
    shown = decided[decided.fine & ~decided.number.isin(year.removed)]
    numbered = shown[shown.fault == 0]
    for rows, count, reason in (
        (numbered[numbered.true != ""], ASKING, "request"),
        (numbered[numbered.true == ""], SEALED, "sealed"),
    ):
        events = np.sort(rows.number.unique())
        take_out(year, project, rng.choice(events, min(count, len(events)), replace=False).tolist(), reason)


def take_out(year: Year, project: Project, events: list[int], reason: str) -> None:
    """What a clerk does with `redact remove`, by the numbers that stand on the reports."""
    secret, policy = project.load_secret(), load_policy(project.policy)
    with project.open_ledger(secret) as ledger:
        finder = Finder(open_sources(project), policy, secret, ledger)
        for event in events:
            number = f"{event // 10_000_000}{event % 10_000_000:06d}"
            done = remove(ledger, finder, policy, [number], reason=reason, by="a clerk", role="event_id")
            year.removed += [event for each in done if each.removal is not None]


def restored(year: Year, older: Path, newest: Path, month: Month, rng: np.random.Generator) -> bool:
    """The computer is replaced. A ledger from before the last release is refused; the newest backup is gone on with."""
    ledger = year.folder / "ledger.sqlite"
    shutil.copyfile(older, ledger)
    refused = False
    before = len(year.releases), len(year.removed)
    try:
        release(year, month, rng)
    except RedactError as error:
        refused = True
        print(f"an older ledger is refused ({error.exit_code}): {error.what}")
    if (len(year.releases), len(year.removed)) != before:
        raise SystemExit("a release was made with an older ledger")
    year.seconds = year.seconds[: len(year.releases)]
    shutil.copyfile(newest, ledger)
    return refused


def attacked(year: Year, old: Path, city: City) -> Score:
    """What the adversary finds in all releases, by the truth."""
    rules = Rules.of(load_policy(year.project.policy))
    releases = [read_published(path, rules) for path in year.releases]
    claims = attack(releases, rules, read_old(old))
    events: dict[tuple[str, str], Any] = {}
    told: set[int] = set()
    known: set[int] = set()
    for path, decided in zip(year.releases, year.decisions, strict=True):
        out = decided[decided.staged >= 0]
        known |= set(out.number)
        told |= set(out.number[out.fine])
        for dataset, rows in out.groupby("dataset"):
            events[path.name, str(dataset)] = rows.sort_values("staged").number.to_numpy()
    truth = city.truth().to_pandas()
    incidents = truth[truth.dataset == "incidents"].sort_values("row").event.to_numpy()
    events[OLD, "incidents"] = incidents[: len(pd.read_csv(old, usecols=["case"]))]
    known |= set(events[OLD, "incidents"].tolist())
    sensitive = frozenset(truth.event[truth.classes != ""])
    return score(claims, Truth(events, sensitive, frozenset(known), frozenset(told)))


def waiting_share(year: Year) -> float:
    """The share of all rows that ever waited for the revision or left although nothing was wrong with them."""
    every: set[tuple[str, int]] = set()
    waiting: set[tuple[str, int]] = set()
    for decided in year.decisions:
        rows = list(zip(decided.dataset, decided.first_row, strict=True))
        every |= set(rows)
        mark = (decided.reason == Reason.LATE) | ((decided.reason == Reason.LEFT) & (decided.true == ""))
        waiting |= {row for row, waits in zip(rows, mark, strict=True) if waits}
    return len(waiting) / len(every)


def run_year(year: Year, months: list[Month], seed: int, *, restore: bool, say: Callable[[str], None]) -> bool:
    """All months in order; whether an older ledger was refused (True where none was tried)."""
    rng = np.random.default_rng([seed, len(months)])
    copies: list[Path] = []
    refused = True
    for number, month in enumerate(months):
        if restore and number == len(months) // 2 + 1:
            refused = restored(year, copies[-2], copies[-1], month, rng)
        release(year, month, rng)
        copies.append(year.folder / f"backup-{number}.sqlite")
        shutil.copyfile(year.folder / "ledger.sqlite", copies[-1])
        reasons = year.decisions[-1].reason.value_counts().to_dict()
        notes = {Reason(code).name.lower(): count for code, count in sorted(reasons.items())}
        say(f"  {month.until:%Y-%m}: preview {year.seconds[-1]:.1f} s, {notes}")
    return refused


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer incidents, and seven months")
    parser.add_argument("--incidents", type=int, default=None, help="happenings in a year")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--only", default="", help="only the weak copies whose name contains this")
    parser.add_argument("--history", choices=("not again", "by group"), default="not again", help="the policy's")
    parser.add_argument("--keep", type=Path, default=None, help="a new folder for everything that is made")
    options = parser.parse_args()
    yearly = options.incidents or (3_600 if options.quick else 6_000)
    folder = Path(tempfile.mkdtemp(prefix="routine-")) if options.keep is None else options.keep
    folder.mkdir(parents=True, exist_ok=True)
    try:
        found = measure(folder, yearly, options.seed, options.only, options.history, 7 if options.quick else MONTHS)
        print(json.dumps(found))
    finally:
        if options.keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    return 0


def measure(folder: Path, yearly: int, seed: int, only: str, treatment: str, count: int) -> dict[str, Any]:
    """Everything; the figures of the last line."""
    size = yearly * (BEFORE + MONTHS + 1) // 12
    city = make_city(
        folder / "city", incidents=size, months=BEFORE + MONTHS + 1, start=START, narratives=False, seed=seed,
        households=max(9_000, yearly),
    )  # fmt: skip
    create_state(city.project)
    months = [
        exports_at(
            city.folder, BEFORE + number, folder / "months" / f"{number:02}", rereading=REREADING, eventful=EVENTFUL
        )
        for number in range(1, count + 1)
    ]
    old = portal_copy(city.folder, BEFORE, folder / "old.csv")
    print(f"{sum(months[-1].rows.values()):,} rows by the last month")
    year = department(folder / "department", months, treatment)
    refused = run_year(year, months, seed, restore=True, say=print)
    strong = attacked(year, old, city)
    show("all protections", strong)
    ratios: dict[str, float] = {}
    weaker: dict[str, Score] = {}
    for number, switch in enumerate(SWITCHES):
        if only in switch.name:
            found = weak(folder / f"weak-{number}", switch, months, treatment, seed, old, city)
            weaker[switch.name] = found
            ratios[switch.name] = round(found.found / max(1, strong.found), 1)
            show(f"without: {switch.name}", found)
    rows = [len(decided) for decided in year.decisions]
    return {
        "found": strong.found,
        "found_upper": round(strong.upper, 5),
        "limit": LIMIT,
        "sensitive": strong.sensitive,
        "claims": {kind: list(counts) for kind, counts in strong.by_kind.items()},
        "advantage": round(strong.advantage, 3),
        "weak_found": {name: found.found for name, found in weaker.items()},
        "weak_upper": {name: round(found.upper, 4) for name, found in weaker.items()},
        "weak_advantage": {name: round(found.advantage, 3) for name, found in weaker.items()},
        "weak_ratio": ratios,
        "weak_found_min_ratio": min(ratios.values(), default=0.0),
        "waiting_share": round(waiting_share(year), 4),
        "months": len(year.releases),
        "stopped_by_gates": year.stopped,
        "eventful": {**asdict(EVENTFUL), **asdict(REREADING)},
        "older_ledger_refused": refused,
        "preview_s_first": round(year.seconds[0], 2),
        "preview_s_last": round(year.seconds[-1], 2),
        "rows_first": rows[0],
        "rows_last": rows[-1],
    }


def weak(folder: Path, switch: Switch, months: list[Month], treatment: str, seed: int, old: Path, city: City) -> Score:
    """What the adversary finds in the releases of a department without one protection."""
    year = department(folder, months, None if switch.without_history else treatment)
    with patched((*BARE, *switch.off)):
        run_year(year, months, seed, restore=False, say=lambda _: None)
    return attacked(year, old, city)


def show(name: str, found: Score) -> None:
    print(
        f"{name}: {found.found:,} of {found.sensitive:,} sensitive events named (upper limit {found.upper:.4f}) by "
        f"{found.claims:,} claims about {found.claimed:,} events, {found.precision:.0%} of them right, "
        f"{found.advantage:+.0%} against guessing ({found.guessing:.0%}); right and claimed: {dict(found.by_kind)}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
