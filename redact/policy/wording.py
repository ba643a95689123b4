"""How a mistake in a file is said: plain English, the allowed words, and the nearest one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

MANY_WORDS: Final = 12
"""A list of allowed words longer than this is not printed; the nearest word is."""


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The valid word that somebody who wrote `word` most likely meant, or None.

    >>> nearest("metod", ["method", "level"]), nearest("Min-Households", ["min_households"]), nearest("x", ["level"])
    ('method', 'min_households', None)
    """
    plain = {re.sub(r"[\s_-]+", "_", each.casefold()): each for each in words}
    close = difflib.get_close_matches(re.sub(r"[\s_-]+", "_", word.casefold()), plain, n=1, cutoff=0.6)
    return plain[close[0]] if close else None


def did_you_mean(word: object, words: Iterable[str]) -> str:
    """` Did you mean 'x'?`, with the space in front, or nothing."""
    close = nearest(word, words) if isinstance(word, str) else None
    return f" Did you mean '{close}'?" if close is not None else ""


def one_of(words: Iterable[str]) -> str:
    """`'a', 'b' or 'c'`.

    >>> one_of(["a", "b", "c"]), one_of(["a"])
    ("'a', 'b' or 'c'", "'a'")
    """
    quoted = [f"'{word}'" for word in words]
    return " or ".join((", ".join(quoted[:-1]), quoted[-1])) if len(quoted) > 1 else "".join(quoted)


def shown(value: object) -> str:
    """A value of a configuration file as a message names it: its first 60 characters, in quotes."""
    if isinstance(value, bool):
        return "'true'" if value else "'false'"
    if value is None:
        return "'null'"
    if isinstance(value, Mapping):
        return "a group of keys"
    if isinstance(value, list | tuple):
        return "a list"
    text = str(value)
    return f"'{text if len(text) <= 60 else text[:57] + '...'}'"


def unknown_word(word: object, words: Iterable[str]) -> str:
    """The sentence for a word outside a closed list."""
    words = tuple(words)
    if len(words) > MANY_WORDS:
        return f"{shown(word)} is not a word that is known here.{did_you_mean(word, words)}"
    return f"{shown(word)} must be {one_of(words)}.{did_you_mean(word, words)}"


def sentence(kind: str, value: object, context: Mapping[str, Any], message: str) -> str:
    """What is wrong, for a pydantic error of type `kind`; for types not listed, pydantic's own message."""
    if kind in ("literal_error", "enum"):
        return unknown_word(value, re.findall(r"'((?:[^'\\]|\\.)*)'", str(context.get("expected", ""))))
    if kind in _FIXED:
        return f"{_FIXED[kind].format(value=shown(value))}."
    if kind in _LIMITS:
        key, words = _LIMITS[kind]
        return f"{shown(value)} must be {words} {context.get(key)}."
    if kind in ("too_short", "string_too_short"):
        least = context.get("min_length", 1)
        return "must not be empty." if least == 1 else f"must have at least {least} entries."
    if kind == "string_pattern_mismatch":
        return f"{shown(value)} must be one word of small letters, digits and _ or -, beginning with a letter."
    if kind == "value_error":
        return _ended(str(context.get("error", message)))
    return _ended(message)


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


_WHOLE: Final = "{value} must be a whole number"
_NUMBER: Final = "{value} must be a number"
_GROUP: Final = "{value} must be a group of 'key: value' lines"
_LIST: Final = "{value} must be a list, such as [a, b]"
_TEXT: Final = "{value} must be text; put it in quotes"

_FIXED: Final = {
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "bool_type": "{value} must be true or false",
    "bool_parsing": "{value} must be true or false",
    "string_type": _TEXT,
    "dict_type": _GROUP,
    "mapping_type": _GROUP,
    "model_type": _GROUP,
    "model_attributes_type": _GROUP,
    "dataclass_type": _GROUP,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "date_from_datetime_parsing": "{value} must be a date such as 2027-12-01",
    "date_parsing": "{value} must be a date such as 2027-12-01",
    "date_type": "{value} must be a date such as 2027-12-01",
}

_LIMITS: Final = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}
