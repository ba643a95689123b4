"""A file that extends other policies says only what it changes: laid over what it extends, it is whole.

Works on plain data, before anything is checked. What has another shape than its place asks for is left as it is, so
that the check that follows says what is wrong with it, at its place in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from redact.policy.yaml import Document, Key

OWN: Final = ("policy", "version", "title", "reviewed_by_counsel")
"""What a policy says of itself alone: it has none of these from another."""

_NAMED: Final = {"tiers": "tier", "counts": "table", "examples": "name", "legal_basis": "cite"}
_KEPT: Final = ("tiers", "examples", "legal_basis")
"""Lists to which a file adds; of tables it names the ones that stay, because fewer tell less."""


class Misplaced(Exception):
    """A new group of records of which nothing says where it stands. `args`: its position in the file, its name."""


def laid_over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a file over those of the policy that it extends."""
    made = {key: value for key, value in base.items() if key not in OWN}
    for key, value in own.items():
        if key in _NAMED and _entries(value, _NAMED[key]):
            made[key] = _list(key, made.get(key, []), value)
        elif key == "uniqueness" and _entries(value, "of", list):
            made[key] = _uniqueness(made.get(key, []), value)
        else:
            made[key] = _over(made.get(key), value)
    return made


def _entries(value: Any, name: str, kind: type = str) -> bool:
    return isinstance(value, list) and all(
        isinstance(each, dict) and isinstance(each.get(name), kind) for each in value
    )


def _over(base: Any, own: Any) -> Any:
    if not (isinstance(base, dict) and isinstance(own, dict)):
        return own
    return {**base, **{key: _over(base.get(key), value) for key, value in own.items()}}


def _list(key: str, base: list[Any], own: list[Any]) -> list[Any]:
    name = _NAMED[key]
    known = {each[name]: each for each in base}
    if key not in _KEPT:
        return [_over(known.get(each[name]), each) for each in own]
    said = {each[name]: each for each in own}
    merge = _tier if key == "tiers" else _over
    if len(said) < len(own):
        return own
    made = [merge(each, said[each[name]]) if each[name] in said else each for each in base]
    for position, each in enumerate(own):
        if each[name] in known:
            continue
        if key != "tiers":
            made.append(each)
            continue
        after = next((other[name] for other in own[position + 1 :] if other[name] in known), None)
        if after is None:
            raise Misplaced(position, each[name])
        made.insert([other[name] for other in made].index(after), each)
    return made


def _tier(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """A tier keeps the classes it has: naming one more moves that one alone."""
    made: dict[str, Any] = _over(base, own)
    if isinstance(own.get("classes"), list) and "classes" in base:
        made["classes"] = [*base["classes"], *(each for each in own["classes"] if each not in base["classes"])]
    return made


def _uniqueness(base: list[Any], own: list[Any]) -> list[Any]:
    said = {frozenset(map(str, each["of"])): each for each in own}
    made = [_over(each, said.pop(frozenset(each["of"]), {})) for each in base]
    return [*made, *said.values()]


def placed(document: Document, data: Any) -> Document:
    """The document with other data, and of each part of those where it stands in the file, if it does."""
    positions: dict[Key, tuple[int, int]] = {(): document.positions[()]}
    values: dict[Key, tuple[int, int]] = {(): document.values[()]}
    for key, in_file in _pairs(data, document.data, (), ()):
        positions[key] = document.positions[in_file]
        values[key] = document.values[in_file]
    return Document(data, positions, document.path, values)


def _pairs(data: Any, own: Any, key: Key, in_file: Key) -> Iterator[tuple[Key, Key]]:
    if isinstance(data, dict) and isinstance(own, dict):
        for name in data:
            if name in own:
                yield (*key, name), (*in_file, name)
                yield from _pairs(data[name], own[name], (*key, name), (*in_file, name))
    elif isinstance(data, list) and isinstance(own, list):
        positions = {_known_as(each): position for position, each in reversed(list(enumerate(own)))}
        for position, each in enumerate(data):
            found = positions.get(_known_as(each))
            if found is not None:
                yield (*key, position), (*in_file, found)
                yield from _pairs(each, own[found], (*key, position), (*in_file, found))


def _known_as(entry: Any) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    by: Callable[[str], Any] = entry.get
    return next((f"{name}={by(name)}" for name in (*_NAMED.values(), "of") if name in entry), str(entry))


__all__ = ["OWN", "Misplaced", "laid_over", "placed"]
