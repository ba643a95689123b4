"""Tables for machines: the schema of their files, and what was done to protect whom.

The description follows the idea of the registry of deployments that NIST and OpenDP keep: who, what for, whom it is
about, which loss, which mechanism, with which program, and what lies outside. Nothing in it is secret: entries of the
ledger and digests of inputs are left out.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from redact.bundle.count_numbers import Numbers
from redact.bundle.count_words import column_meaning, level_words, odds, units_of
from redact.bundle.facts import Facts
from redact.bundle.hazards import claim, formal, hazards_of
from redact.counts.info import TableInfo

Json = dict[str, Any]

_TYPES: Final = {"standard_deviation": "number", "low_90": "integer", "high_90": "integer", "count_display": "integer",
                 "measured": "integer", "count": "integer", "epsilon": "number"}  # fmt: skip


def table_of(facts: Facts, file: str) -> TableInfo | None:
    """The table that a file (its path in the bundle) belongs to."""
    name = file.removeprefix("tables/")
    found = (info for info in facts.tables if name in (*info.files, info.measured_file))
    return next(found, None) if file.startswith("tables/") else None


def table_resource(facts: Facts, file: str) -> Json:
    """What a data package says of a table's file beside its name and digest; empty for other files."""
    info = table_of(facts, file)
    numbers = facts.numbers.get(file.removeprefix("tables/"))
    if info is None or numbers is None:
        return {}
    level = next((each for each in info.levels if f"tables/{each.file}" == file), None)
    title = f"{info.table}: {level_words(level.by)}" if level else f"{info.table}: as measured"
    found: Json = {"type": "table", "title": title, "schema": table_schema(numbers)}
    if info.kind == "noisy":
        found["redact:privacy"] = privacy(facts, info)
    return found


def table_schema(numbers: Numbers) -> Json:
    """The table schema of a file: dimensions are texts, counts whole numbers where nothing was fitted."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_field(name, numbers) for name in numbers.header],
        "fieldsMatch": ["exact"],
        "missingValues": [""],
    }


def _field(name: str, numbers: Numbers) -> Json:
    kind = _TYPES.get(name, "string")
    if name == "count_dp":
        kind = "integer" if numbers.whole else "number"
    found: Json = {"name": name, "type": kind, "description": column_meaning(name)}
    if name == "reliable":
        found["constraints"] = {"enum": ["yes", "no"]}
    return found


def privacy(facts: Facts, info: TableInfo) -> Json:
    """What protects whom in a table with noise."""
    found = hazards_of(facts)[info.table]
    return {
        "claim": claim(found),
        "all_conditions_met": formal(found),
        "curator": facts.publisher,
        "purpose": info.because,
        "trust": "central: the department sees the exact numbers and adds the noise",
        "release": "static tables, drawn once",
        "counts": list(info.of),
        "unit": {
            "words": units_of(info),
            "stated": info.unit,
            "max_per_unit": info.max_per_unit,
            "note": info.unit_note,
            "bounded": info.bounded,
        },
        "guarantee": {
            "hides": info.hides,
            "over_the_years": info.total,
            "hides_class_not_row": info.classes_only,
            "odds": odds(info.epsilon),
        },
        "loss": {
            "definition": "pure" if not Decimal(info.delta or "0") else "approximate",
            "epsilon": info.epsilon,
            "delta": info.delta or "0",
            "per": info.per,
        },
        "mechanism": {"name": info.mechanism, "sampler": info.sampler, "sensitivity": info.sensitivity, "norm": "L1"},
        "domain": _domain(facts, info),
        "levels": [
            {
                "name": level.name,
                "file": f"tables/{level.file}",
                "by": list(level.by),
                "share": level.share,
                "epsilon": level.epsilon,
                "cells": level.cells,
                "standard_deviation": level.standard_deviation,
                "half_width_90": level.half_width,
            }
            for level in info.levels
        ],
        "draws": [{"periods": list(draw.periods), "epsilon": draw.epsilon} for draw in info.draws],
        "invariants": list(declared) if (declared := facts.policy.public_invariants) is not None else None,
        "code": f"redact {facts.package}",
        "conditions": [
            {"name": row.name, "status": row.status, "mandatory": row.mandatory, "evidence": row.evidence}
            for row in found
        ],
    }


def _domain(facts: Facts, info: TableInfo) -> Json:
    """What there are numbers for, whatever was reported."""
    finest = facts.numbers.get(info.levels[0].file) if info.levels else None
    return {
        "declared_by": "policy, map layers and calendar",
        "dimensions": list(info.by),
        "words": {name: list(words) for name, words in finest.words.items()} if finest else {},
        "cells": info.cells,
    }


def table_statement(facts: Facts, info: TableInfo) -> Json:
    """What the statement of a release says of a table."""
    said: Json = {"name": info.table, "kind": info.kind, "files": [f"tables/{file}" for file in info.files]}
    if info.kind == "exact":
        return said | {"threshold": info.threshold, "width": info.width, "counts": list(info.of)}
    return said | {
        "epsilon": info.epsilon,
        "per": info.per,
        "mechanism": info.mechanism,
        "unit": info.unit,
        "max_per_unit": info.max_per_unit,
        "guarantee": info.hides,
        "privacy": privacy(facts, info),
    }
