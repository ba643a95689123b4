"""How a change of a rule is written down: values as text, one sentence from the field's own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from redact.policy.exposure import LOOSER, STRICTER
from redact.policy.said import Rule
from redact.policy.strictness import Sign
from redact.policy.verdicts import Change, RuleChange
from redact.vocabulary import TimePrecision

BOTH: Final = frozenset({STRICTER, LOOSER})
NEITHER: Final[frozenset[str]] = frozenset()


def effects_of(sign: Sign | None) -> frozenset[str]:
    """What a change of this sign does; both where nobody can tell."""
    if sign is None:
        return BOTH
    return frozenset({STRICTER}) if sign > 0 else frozenset({LOOSER}) if sign < 0 else NEITHER


def text_of(value: object) -> str | None:
    """A value of a policy in a line, as somebody would write it in the file; None where it is left out."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, TimePrecision):
        return value.word
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Rule):
        given = {
            (info.alias or name): getattr(value, name)
            for name, info in type(value).model_fields.items()
            if name in value.model_fields_set and name != "because" and getattr(value, name) is not None
        }
        return text_of(given)
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_inner(item)}" for key, item in value.items()) or "nothing"
    if isinstance(value, list | tuple):
        return ", ".join(_inner(item) for item in value) or "nothing"
    return str(value)


def _inner(value: object) -> str:
    text = text_of(value) or "nothing"
    if isinstance(value, Rule | Mapping):
        return f"{{{text}}}"
    return f"[{text}]" if isinstance(value, list | tuple) else text


def changed(
    path: str, plain: str | None, old: Any, new: Any, effects: Collection[str], *, why: str = ""
) -> Iterator[RuleChange]:
    """A rule that is there before and after. What is stricter and looser is listed twice, the looser side first."""
    before, after = text_of(old), text_of(new)
    said = _joined(plain, f"It was {_named(before)}; it is {_named(after)}.", why)
    if not effects:
        yield RuleChange(path, "reworded", before, after, NEITHER, said)
    ways: tuple[Change, ...] = ("looser", "stricter")
    for way in ways:
        if way in effects:
            yield RuleChange(path, way, before, after, frozenset({way}), said)


def single(
    path: str, plain: str | None, change: Change, value: Any, effects: Collection[str], *, why: str = ""
) -> RuleChange:
    """A rule with a name of its own that is new, or that was removed."""
    text = text_of(value)
    said = _joined(plain, f"{'New' if change == 'new' else 'Removed'}: {_named(text)}.", why)
    before, after = (None, text) if change == "new" else (text, None)
    return RuleChange(path, change, before, after, frozenset(effects), said)


def _named(text: str | None) -> str:
    return "not set" if text is None else f"'{text}'"


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)
