"""Comparing two policies: the rules, and what they do to a made-up city and to a department's own records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from redact.cli.console import emit, out, progress, say
from redact.cli.options import as_date, card_path, policy_path
from redact.errors import Missing, UsageError

if TYPE_CHECKING:
    from redact.advice.effects import Effect
    from redact.policy.model import Policy
    from redact.project import Project

CITY = "a made-up city"
OWN = "your records"


def run(
    old: str,
    new: str,
    *,
    data: Sequence[Path],
    cards: Sequence[str],
    jurisdiction: Path | None,
    project: Path | None,
    as_of: str | None,
    effect: bool,
    as_json: bool,
) -> None:
    """Compares and says so; with JSON the effects come first, a line each, and the comparison last."""
    from redact.policy import load_policy
    from redact.policy.verdicts import compare

    if not effect and (data or project is not None):
        raise UsageError("--no-effect counts nothing", fix="Leave out --data and --project, or --no-effect.")
    if (cards or jurisdiction is not None) and not data:
        raise UsageError("--card and --jurisdiction go with --data", fix="Name the data files.")
    paths = policy_path(old), policy_path(new)
    before, after = (load_policy(path) for path in paths)
    found = compare(before, after)
    effects: dict[str, Effect] = {}
    if effect:
        wanted = _wanted(paths[1], data, cards, jurisdiction, project)
        if found.verdict != "same":
            effects |= _city(before, after)
        if wanted is not None:
            effects[OWN] = _own(before, after, wanted, as_of)
    if as_json:
        for records, each in effects.items():
            emit({"effect": "city" if records == CITY else "data", **each.as_json()})
        emit(found.as_json())
        return
    from redact.advice.compare import as_text

    out(as_text(before, after, found, effects))


def _wanted(
    policy: Path, data: Sequence[Path], cards: Sequence[str], jurisdiction: Path | None, project: Path | None
) -> Project | None:
    """The records that the effect is counted on beside the city's; both ways of naming them at once are refused."""
    from redact.project import ad_hoc_project, load_project

    if data and project is not None:
        raise UsageError("--data and --project name records twice", fix="Give one of the two.")
    if data:
        named = [card_path(name) for name in cards]
        return ad_hoc_project(data, policy=policy, cards=named, jurisdiction=jurisdiction)
    return load_project(project) if project is not None else None


def _city(old: Policy, new: Policy) -> dict[str, Effect]:
    from redact.advice.effects import on_city

    try:
        return {CITY: on_city(old, new)}
    except Missing as error:
        say(f"The effect on a made-up city cannot be counted: {error.what}.")
        return {}


def _own(old: Policy, new: Policy, project: Project, as_of: str | None) -> Effect:
    from datetime import date

    from redact.advice.effects import on_records
    from redact.plan.fresh import open_sources

    today = date.today()  # noqa: DTZ011 - the officer's own calendar day
    with progress() as bars:
        return on_records(
            old,
            new,
            open_sources(project),
            jurisdiction=project.jurisdiction,
            secret=project.load_secret(),
            as_of=as_date(as_of) or today,
            progress=bars,
        )
