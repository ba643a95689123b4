"""Where each rule of a policy comes from that builds on others.

Paths are as `redact policy compare` writes them: by the names of tiers, tables and examples, and, for a list of words,
one more for each word (`tiers.withheld.classes.stalking`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from redact.policy.exceptions import Exemption
from redact.policy.model import Policy
from redact.policy.said import Rule
from redact.policy.written import text_of

NAMES: Final = ("tier", "table", "name", "cite")
"""By which of its keys an entry of a list is known."""

Origins = Mapping[str, tuple[str, ...]]
"""The names of the policies that a rule comes from, by path. More than one: each gave a part of it, or all agree."""


def origins_of(resolved: Policy, layers: Sequence[Policy]) -> dict[str, tuple[str, ...]]:
    """For every rule of a resolved policy the policies that it comes from; `layers` are those it was made of, the one
    that builds on the others last. What several say alike comes from the first: the others only repeat it."""
    said = [dict(leaves(layer)) for layer in layers]
    found: dict[str, tuple[str, ...]] = {}
    for path, value in leaves(resolved):
        alike = [n for n, known in enumerate(said) if known.get(path, _NOTHING) == value][:1]
        parts = alike or [n for n, known in enumerate(said) if path in known] or [len(layers) - 1]
        found[path] = tuple(dict.fromkeys(name for n in parts for name in _named(layers[n], path)))
    for path in list(found):
        above = path.rpartition(".")[0]
        if above in found and path != above:
            found[above] = tuple(dict.fromkeys((*found[above], *found[path])))
    return found


def _named(layer: Policy, path: str) -> tuple[str, ...]:
    return layer.origins.get(path, (layer.policy,))


_NOTHING: Final = object()


def leaves(part: Rule, path: str = "") -> Iterator[tuple[str, str | None]]:
    """Every value of a policy as text, with its path; of a list of words each word too."""
    for name, info in type(part).model_fields.items():
        here = f"{path}.{info.alias or name}" if path else info.alias or name
        yield from _value(getattr(part, name), here)


def _value(value: Any, here: str) -> Iterator[tuple[str, str | None]]:
    if isinstance(value, Rule):
        yield from leaves(value, here)
    elif isinstance(value, tuple):
        if not any(isinstance(each, Rule) for each in value):
            yield here, text_of(tuple(sorted(map(str, value))))
        for each in value:
            if isinstance(each, Rule):
                yield from leaves(each, f"{here}.{name_of(each)}")
            else:
                yield f"{here}.{each}", text_of(each)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _value(each, f"{here}.{key}")
    elif value is not None:
        yield here, text_of(value)


def name_of(part: Rule) -> str:
    """By what an entry of a list is known: its name, or what it looks at."""
    if isinstance(part, Exemption):
        return part.about
    for key in NAMES:
        if key in type(part).model_fields:
            return str(getattr(part, key))
    return "+".join(sorted(getattr(part, "of", ())))


__all__ = ["Origins", "leaves", "name_of", "origins_of"]
