"""The JSON Schema of the policy file, for editors that complete keys and mark mistakes while one types.

It is written in the words of draft 7, because that is what editors' YAML support checks reliably. A test compares it
with the committed copy; write that again with `redact policy schema -o policies/policy.schema.json`. A file that
extends others may leave out most keys, so it has a schema of its own beside the other.
"""

from __future__ import annotations

import json
from typing import Any, Final

from redact.policy.model import Policy

DRAFT = "http://json-schema.org/draft-07/schema#"

PART: Final = "_part"
EXTENDS_SCHEMA: Final = {
    "type": "array",
    "items": {"type": "string", "minLength": 1},
    "minItems": 1,
    "uniqueItems": True,
    "description": (
        "The policies that this one builds on: names of those that come with redact, or files beside this one. "
        "Of each rule the stricter wins."
    ),
}
_STILL_REQUIRED: Final = ("policy", "version", "title", "tier", "table", "name", "cite", "of")
"""What a file must say that extends another: its own title, and which group, table or example it is about."""


def policy_schema() -> dict[str, Any]:
    """The schema as plain data."""
    made = as_draft_7(Policy.model_json_schema(by_alias=True, mode="validation"))
    whole = {**made.pop("definitions"), "Policy": made}
    parts = {f"{name}{PART}": _partial(each) for name, each in whole.items()}
    parts[f"Policy{PART}"]["properties"] = {"extends": EXTENDS_SCHEMA, **parts[f"Policy{PART}"]["properties"]}
    return {
        "$schema": DRAFT,
        "if": {"required": ["extends"]},
        "then": {"$ref": f"#/definitions/Policy{PART}"},
        "else": {"$ref": "#/definitions/Policy"},
        "definitions": {**whole, **parts},
    }


def schema_text() -> str:
    """The schema as it is committed."""
    return json.dumps(policy_schema(), indent=2, ensure_ascii=False) + "\n"


def _partial(part: Any) -> Any:
    """The same for a file that says only what it changes."""
    if isinstance(part, list):
        return [_partial(each) for each in part]
    if not isinstance(part, dict):
        return part
    made = {key: _partial(each) for key, each in part.items()}
    if isinstance(part.get("$ref"), str):
        made["$ref"] += PART
    if isinstance(part.get("required"), list):
        about = "by" not in part["required"]
        made["required"] = [key for key in part["required"] if key in _STILL_REQUIRED and (about or key != "of")]
    return made


def as_draft_7(part: Any) -> Any:
    """A schema that pydantic made, in the words of draft 7; titles that only repeat names are left out."""
    if isinstance(part, list):
        return [as_draft_7(each) for each in part]
    if not isinstance(part, dict):
        return part
    made: dict[str, Any] = {}
    for key, value in part.items():
        if key == "$defs":
            made["definitions"] = as_draft_7(value)
        elif key == "$ref":
            made["$ref"] = value.replace("#/$defs/", "#/definitions/")
        elif key == "title" and isinstance(value, str):
            continue
        else:
            made[key] = as_draft_7(value)
    return made
