"""The summary object that preview, release and check end with, and the same in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from redact.bundle.past_section import past_lines
from redact.cli.console import table

if TYPE_CHECKING:
    from redact.gates import GateResult
    from redact.pipeline import Released
    from redact.plan.folder import Plan

Summary = dict[str, Any]

COUNTS = ("rows_in", "published", "withheld", "held", "cover")


def of_plan(plan: Plan) -> Summary:
    """What became of every input row: in all, per tier and per dataset. Cover is counted within its tier."""
    datasets: Mapping[str, Mapping[str, Mapping[str, int]]] = plan.summary["counts"]
    tiers = [(tier, counts) for parts in datasets.values() for tier, counts in parts.items()]
    names = dict.fromkeys(tier for tier, _ in tiers)
    ordered = [name for name in plan.summary["tiers"] if name in names]
    return {
        **_added(counts for _, counts in tiers),
        "tiers": {name: _added(counts for tier, counts in tiers if tier == name) for name in ordered},
        "datasets": {name: _added(parts.values()) for name, parts in datasets.items()},
        "past": {name: count for name, count in plan.summary["past"].items() if name != "ledger"},
        "open_items": len(plan.open_items),
        "synthetic": plan.synthetic,
        "limited": plan.limited,
        "plan": str(plan.folder),
    }


def _added(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    every = list(parts)
    return {name: sum(part.get(name, 0) for part in every) for name in COUNTS}


def of_gates(gates: Iterable[GateResult]) -> list[dict[str, Any]]:
    """Each gate as other programs rely on it."""
    return [
        {
            "name": gate.name,
            "passed": gate.passed,
            "measured": gate.measured,
            "required": gate.required,
            "says": gate.sentence,
        }
        for gate in gates
    ]


def of_release(plan: Plan, released: Released) -> Summary:
    """The plan's summary with what the gates measured and where the release is."""
    return {
        **of_plan(plan),
        "gates": of_gates(released.gates),
        "release": released.release,
        "draft": released.draft,
        "folder": str(released.folder),
    }


def of_bundle(folder: Path, *, sound: bool) -> Summary:
    """What a release says of itself: its id, and if its files are `sound` its rows per dataset."""
    from redact.bundle.check import Bundle

    bundle = Bundle.open(folder)
    rows = {name: bundle.csv(name).num_rows for name in bundle.headers} if sound else None
    return {"release": bundle.statement["predicate"].get("release"), "folder": str(folder), "published": rows}


def as_text(summary: Summary) -> str:
    """Rows per tier as a table, tiers in the policy's order."""
    head = ("", "in", "published", "withheld", "held", "of these cover")
    body = [(name, *(f"{counts[key]:,}" for key in COUNTS)) for name, counts in summary["tiers"].items()]
    total = ("all", *(f"{summary[key]:,}" for key in COUNTS))
    shown = table([head, *body, total], indent="")
    lines = past_lines(summary["past"])
    return "\n".join([shown, "", *(f"- {line}" for line in lines)]) if lines else shown


def gates_text(gates: Sequence[Mapping[str, Any]]) -> str:
    """One line per gate."""
    head = ("gate", "", "measured", "required")
    words = {True: "ok", False: "FAILED"}
    return table([head, *((g["name"], words[g["passed"]], g["measured"], g["required"]) for g in gates)], indent="")
