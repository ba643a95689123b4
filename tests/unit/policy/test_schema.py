"""The schema that editors use is the model's, and says what the model says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from redact.policy.schema import policy_schema, schema_text
from redact.policy.yaml import load_document

OUTSIDE_DRAFT_7 = {"prefixItems", "$defs", "unevaluatedProperties", "dependentSchemas", "minContains", "$dynamicRef"}


@pytest.fixture(scope="module")
def validator() -> Draft7Validator:
    schema = policy_schema()
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def keys(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from part
        for each in part.values():
            yield from keys(each)
    if isinstance(part, list):
        for each in part:
            yield from keys(each)


def test_the_committed_schema_is_the_models(repository: Path) -> None:
    committed = (repository / "policies" / "policy.schema.json").read_text(encoding="utf-8")
    assert committed == schema_text(), "write it again: redact policy schema -o policies/policy.schema.json"


def test_it_is_written_in_the_words_of_draft_7() -> None:
    assert policy_schema()["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert not OUTSIDE_DRAFT_7 & set(keys(policy_schema()))


def test_every_property_is_described() -> None:
    schema = policy_schema()
    bare = [
        f"{name}.{key}"
        for name, each in [("policy", schema), *schema["definitions"].items()]
        for key, value in each.get("properties", {}).items()
        if not value.get("description")
    ]
    assert bare == []


def test_good_policies_are_valid(repository: Path, validator: Draft7Validator) -> None:
    for path in ("policies/baseline.yaml", "policies/open-narratives.yaml", "tests/bad_inputs/policies/good.yaml"):
        data = json.loads(json.dumps(load_document(repository / path).data))
        assert [error.message for error in validator.iter_errors(data)] == []


@pytest.mark.parametrize(
    "name", ["key_unknown", "key_missing", "word_unknown", "delay_in_weeks", "households_negative", "group_expected"]
)
def test_editors_see_the_plain_mistakes_too(repository: Path, validator: Draft7Validator, name: str) -> None:
    data = load_document(repository / "tests" / "bad_inputs" / "policies" / f"{name}.yaml").data
    assert list(validator.iter_errors(data))
