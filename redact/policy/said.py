"""What every field of the policy says about itself: a plain sentence and which way it gets stricter.

The schema's descriptions come from here, and so will the advocate's page and the comparison of two policies: one
source of meaning. A test fails for a field without both, and for a sentence above reading grade 8.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema

Direction = Literal["higher", "lower", "more items", "fewer items"]


@dataclass(frozen=True, slots=True)
class Plain:
    """What a field means, in a sentence for somebody who will never read the file."""

    sentence: str

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        made = handler(schema)
        # Draft 7 ignores what stands beside a $ref.
        return {**({"allOf": [made]} if "$ref" in made else made), "description": self.sentence}


@dataclass(frozen=True, slots=True)
class Stricter:
    """Which change of a field protects more.

    For fields whose values are words, the model lists the words from loosest to strictest and `higher` means further
    on in that list; for mappings it is meant of each value. None: no direction of its own (a text, a name, a group of
    keys that have their own, or a choice where neither side protects more). `absent` is the value that a key stands
    for when it is left out and its value is None; without it None is the loosest of all.
    """

    direction: Direction | None
    absent: Any = None


@dataclass(frozen=True, slots=True)
class Decides:
    """Marks a field whose value no program can choose: an advocate or counsel must, and this is what to ask them.

    The values that come with redact are a beginning. `redact.policy.decided` lists those that nobody has changed.
    """

    who: Literal["advocate", "counsel"]
    question: str


class Rule(BaseModel):
    """A group of keys in a policy. Frozen, nothing unknown is let in, and it may say why it is there."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Reasoned(Rule):
    """A rule that may carry `because:`, the reason in its makers' words."""

    because: Annotated[
        str | None,
        Plain("Why this rule is here, in the words of those who made it."),
        Stricter(None),
        Field(min_length=1),
    ] = None


def plain_of(info: FieldInfo) -> str | None:
    """The sentence of a field, or None where somebody forgot it."""
    return next((each.sentence for each in info.metadata if isinstance(each, Plain)), None)


def decides_of(info: FieldInfo) -> Decides | None:
    """Who must decide a field, and the question to ask; None where it is not marked."""
    return next((each for each in info.metadata if isinstance(each, Decides)), None)


def stricter_of(info: FieldInfo) -> Stricter | None:
    """The direction of a field, or None where somebody forgot it."""
    return next((each for each in info.metadata if isinstance(each, Stricter)), None)
