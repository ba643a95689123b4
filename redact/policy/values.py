"""The values a policy is written in: delays, precisions, shares, names, actions on columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError, PydanticKnownError

from redact.policy.wording import one_of, shown
from redact.vocabulary import TimePrecision

PRECISIONS: Final = ("hour", "day", "month", "quarter", "year")
"""How exactly a time may be published, finest first."""

PERIODS: Final = ("month", "quarter", "year")
"""The periods that releases and tables are made of, finest first."""

_DELAY: Final = re.compile(r"(0|[1-9][0-9]{0,3}) days?")
_BANDS: Final = re.compile(r"bands of ([2-9]|[1-9][0-9])")


@dataclass(frozen=True, slots=True)
class Delay:
    """How long after a period has ended its rows wait."""

    days: int

    def __str__(self) -> str:
        return "1 day" if self.days == 1 else f"{self.days} days"


def _delay(value: object) -> Delay:
    if isinstance(value, Delay):
        return value
    match = _DELAY.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise PydanticCustomError("delay", "{value} must be a number of days, such as 30 days", {"value": shown(value)})
    return Delay(int(match.group(1)))


def _precision(value: object) -> TimePrecision:
    if isinstance(value, TimePrecision) and value.word in PRECISIONS:
        return value
    if value not in PRECISIONS:
        raise PydanticKnownError("literal_error", {"expected": one_of(PRECISIONS)})
    return TimePrecision[str(value).upper()]


def _ages(value: str) -> str:
    if value in ("keep", "remove") or _BANDS.fullmatch(value):
        return value
    raise PydanticCustomError(
        "ages", "{value} must be 'keep', 'bands of 10' (or another number) or 'remove'", {"value": shown(value)}
    )


def _action(value: str) -> str:
    if value in ACTIONS or _BANDS.fullmatch(value):
        return value
    raise PydanticKnownError("literal_error", {"expected": one_of((*ACTIONS, "bands of 10"))})


ACTIONS: Final = ("keep", "by tier", "year", "new random id", "remove")
"""What may be done with a column, loosest first; and `bands of N`, which comes after `year`."""

DelayText = Annotated[
    Delay,
    PlainValidator(_delay),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{_DELAY.pattern}$", "examples": ["30 days"]}),
]
PrecisionWord = Annotated[
    TimePrecision,
    PlainValidator(_precision),
    PlainSerializer(lambda precision: precision.word, return_type=str),
    WithJsonSchema({"type": "string", "enum": list(PRECISIONS)}),
]
AgeRule = Annotated[
    str,
    AfterValidator(_ages),
    WithJsonSchema({"type": "string", "pattern": f"^(keep|remove|{_BANDS.pattern})$", "examples": ["bands of 10"]}),
]
Action = Annotated[
    str,
    AfterValidator(_action),
    WithJsonSchema({"type": "string", "pattern": f"^({'|'.join(ACTIONS)}|{_BANDS.pattern})$"}),
]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
"""A name made of small letters, digits, _ and -: of a tier, a class, a level, a table."""

Text = Annotated[str, StringConstraints(min_length=1)]
Share = Annotated[float, Field(ge=0, le=1)]
GroupWord = Literal["none", "society", "property", "persons"]
PeriodWord = Literal["day", "week", "month", "quarter", "year"]
"""How often releases are made, and in which periods rows come out."""

def _exact(value: object) -> object:
    """A number of a YAML file as it is written: 0.3 is three tenths."""
    return Decimal(repr(value)) if isinstance(value, float) else value


DecimalShare = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(ge=0, lt=1),
    AfterValidator(Decimal.normalize),
    PlainSerializer(lambda value: format(value, "f"), return_type=str),
    WithJsonSchema({"type": "number", "minimum": 0, "exclusiveMaximum": 1}),
]
"""A share that is added up exactly."""

Epsilon = Annotated[
    Decimal,
    Field(gt=0, le=5),
    AfterValidator(Decimal.normalize),
    PlainSerializer(lambda value: format(value, "f"), return_type=str),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 5}),
]
"""A privacy loss. Above 5 a guess that was even can become 99 % sure, so no policy may ask for it."""
