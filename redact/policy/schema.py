"""The JSON Schema of the policy file, for editors that complete keys and mark mistakes while one types.

It is written in the words of draft 7, because that is what editors' YAML support checks reliably. A test compares it
with the committed copy; write that again with `redact policy schema -o policies/policy.schema.json`.
"""

from __future__ import annotations

import json
from typing import Any

from redact.policy.model import Policy

DRAFT = "http://json-schema.org/draft-07/schema#"


def policy_schema() -> dict[str, Any]:
    """The schema as plain data."""
    made = _as_draft_7(Policy.model_json_schema(by_alias=True, mode="validation"))
    return {"$schema": DRAFT, **made}


def schema_text() -> str:
    """The schema as it is committed."""
    return json.dumps(policy_schema(), indent=2, ensure_ascii=False) + "\n"


def _as_draft_7(part: Any) -> Any:
    if isinstance(part, list):
        return [_as_draft_7(each) for each in part]
    if not isinstance(part, dict):
        return part
    made: dict[str, Any] = {}
    for key, value in part.items():
        if key == "$defs":
            made["definitions"] = _as_draft_7(value)
        elif key == "$ref":
            made["$ref"] = value.replace("#/$defs/", "#/definitions/")
        elif key == "title" and isinstance(value, str):
            continue
        else:
            made[key] = _as_draft_7(value)
    return made
