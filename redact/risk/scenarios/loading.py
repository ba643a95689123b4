"""Loading scenario files: strict YAML, every mistake with `file:line:column`, as for policies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from redact.errors import Missing, PolicyInvalid, Where
from redact.policy.schema import as_draft_7
from redact.policy.wording import did_you_mean
from redact.policy.yaml import Document, invalid_document, load_document, parse_document
from redact.risk.scenarios.model import Scenario
from redact.shipped import shipped

FOLDER: Final = "scenarios"
SCHEMA_FILE: Final = "scenario.schema.json"


def load_scenario(path: Path | str) -> Scenario:
    """The scenario in a file, or, for a word that is no file here, the one that comes with redact.

    Raises PolicyInvalid (10) with `file:line:column` for each mistake, Missing (16) where there is no such file.
    """
    path = Path(path)
    if not path.exists() and not path.suffix and path.name == str(path):
        names = [each.stem for each in _files()]
        if path.name not in names:
            raise Missing(
                f"no scenario named '{path.name}' comes with redact.{did_you_mean(path.name, names)}",
                fix="See them with `redact scenario list`.",
            )
        path = shipped(FOLDER, f"{path.name}.yaml")
    if not path.exists():
        raise Missing("there is no such scenario file", where=Where(path), fix="See `redact scenario list`.")
    return _scenario(load_document(path, PolicyInvalid))


def parse_scenario(text: str, path: Path | str = "scenario.yaml") -> Scenario:
    """The scenario in a text; `path` is only named in errors."""
    return _scenario(parse_document(text, path, PolicyInvalid))


def shipped_scenarios() -> tuple[Scenario, ...]:
    """All that come with redact: those with a number first, in its order, then by name."""
    found = [load_scenario(path) for path in _files()]
    return tuple(sorted(found, key=lambda each: (each.number is None, each.number or 0, each.scenario)))


def _files() -> list[Path]:
    return sorted(shipped(FOLDER).glob("*.yaml"))


def _scenario(document: Document) -> Scenario:
    try:
        return Scenario.model_validate(document.data)
    except ValidationError as error:
        raise invalid_document(document, error, PolicyInvalid, Scenario) from None


def scenario_schema() -> dict[str, Any]:
    """The JSON Schema of a scenario file, in the words of draft 7, for editors."""
    from redact.policy.schema import DRAFT

    made = as_draft_7(Scenario.model_json_schema(by_alias=True, mode="validation"))
    return {"$schema": DRAFT, **made}


def schema_text() -> str:
    """The schema as it is committed beside the files."""
    return json.dumps(scenario_schema(), indent=2, ensure_ascii=False) + "\n"
