"""A policy that extends others: `extends: [baseline, ours.yaml]`, resolved while it is loaded.

The file says only what it changes. Of every rule the stricter wins, wherever it stands: a file cannot loosen what it
extends. What comes out is an ordinary policy, whole, and is what is explained, compared and signed; where each of its
rules comes from is kept beside it. In the end it is compared with each policy it extends, and refused if anything
might be looser: in doubt nothing is let through.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from redact.errors import PolicyInvalid
from redact.policy.merging import Clash, merged, plain
from redact.policy.model import Policy
from redact.policy.origins import origins_of
from redact.policy.overlay import Misplaced, laid_over, placed
from redact.policy.wording import did_you_mean, shown
from redact.policy.yaml import Document, Key, invalid_document, load_document
from redact.shipped import shipped

EXTENDS: Final = "extends"
MAX_DEPTH: Final = 10
Made = TypeVar("Made")
LAST: Final = "Name it above a group that it stands before: the order of the groups says which is stricter."


def resolve(document: Document, above: tuple[Path, ...] = ()) -> Policy:
    """The policy of a document, with what it extends. PolicyInvalid (10) with file:line:column for each mistake.

    `above` are the files that extend this one, so that a circle is found.
    """
    if not isinstance(document.data, dict) or EXTENDS not in document.data:
        return validated(document)
    own = {key: value for key, value in document.data.items() if key != EXTENDS}
    parents = [resolve(parent, (*above, _known(document.path))) for parent in _parents(document, above)]
    at = _Place(document)
    together = reduce(lambda one, other: at.trying(lambda: _policy(merged(one, other))), parents)
    for position, table in enumerate(own["counts"] if isinstance(own.get("counts"), list) else []):
        name = table.get("table") if isinstance(table, dict) else None
        if isinstance(name, str) and name not in [each.table for each in together.counts]:
            raise at.error(("counts", position), f"{shown(name)} is no table of what this policy extends; "
                           "one more tells more, so it can only be in a policy that extends nothing.")  # fmt: skip
    try:
        whole = placed(document, laid_over(plain(together), own))
    except Misplaced as error:
        position, name = error.args
        raise at.error(("tiers", position), f"nothing says where the new group {shown(name)} stands. {LAST}") from None
    mine = validated(whole, part=True)
    data = at.trying(lambda: merged(together, mine))
    resolved = validated(placed(document, data))
    _never_looser(resolved, parents, at)
    return resolved.with_origins(origins_of(resolved, [*parents, mine]))


def validated(document: Document, *, part: bool = False) -> Policy:
    """The policy that a document is as it stands. `part`: what must hold between its parts is not asked yet."""
    try:
        return _policy(document.data, part=part)
    except ValidationError as error:
        raise invalid_document(document, error, PolicyInvalid, Policy) from None


def _policy(data: Any, *, part: bool = False) -> Policy:
    # Through JSON, because only there does pydantic's strict mode take a list for a tuple and a text for a date.
    return Policy.model_validate_json(json.dumps(data), context={"part": part})


def _never_looser(resolved: Policy, parents: Sequence[Policy], at: _Place) -> None:
    from redact.policy.exposure import LOOSER
    from redact.policy.verdicts import compare

    for parent in parents:
        for rule in compare(parent, resolved).rules:
            if LOOSER in rule.effects:
                path = tuple(rule.path.split("."))
                raise at.error(
                    at.key(path),
                    f"{rule.path}: this might show more than '{parent.policy}' does, which it extends. {rule.sentence}",
                )


@dataclass(frozen=True)
class _Place:
    """Where in the file that extends something is, for errors."""

    document: Document

    def error(self, key: Key, what: str, fix: str | None = None) -> PolicyInvalid:
        return PolicyInvalid(what, where=self.document.where(key), fix=fix)

    def key(self, path: tuple[str, ...]) -> Key:
        """The place of a rule in the file; the line `extends` where the file does not say it."""
        data, key = self.document.data, list[str | int]()
        for word in path:
            if isinstance(data, list):
                words = [str(next(iter(each.values()), "")) if isinstance(each, dict) else str(each) for each in data]
                if word not in words:
                    break
                key.append(words.index(word))
            elif isinstance(data, dict) and word in data:
                key.append(word)
            else:
                break
            data = data[key[-1]]
        return tuple(key) or (EXTENDS,)

    def trying(self, make: Callable[[], Made]) -> Made:
        try:
            return make()
        except Clash as clash:
            path = ".".join(clash.path)
            raise self.error(
                self.key(clash.path), f"{path}: {clash}", "Make them say the same, or extend one of them only"
            ) from None
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise self.error((EXTENDS,), f"these cannot be put together: {first['msg']}") from None


def _parents(document: Document, above: tuple[Path, ...]) -> list[Document]:
    names = document.data[EXTENDS]
    at = _Place(document)
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise at.error((EXTENDS,), f"{EXTENDS}: this must be a list of names or files, such as [baseline].")
    found = []
    for position, name in enumerate(names):
        here: Key = (EXTENDS, position)
        if name in names[:position]:
            raise at.error(here, f"{EXTENDS}: {shown(name)} is named twice.")
        path = _path(document.path, name)
        if path is None:
            known = sorted(each.stem for each in shipped().glob("*.yaml"))
            raise at.error(here, f"{EXTENDS}: {shown(name)} does not come with redact.{did_you_mean(name, known)}",
                           "A file of your own is named with its ending, as in ours.yaml")  # fmt: skip
        if not path.is_file():
            raise at.error(here, f"{EXTENDS}: there is no file {shown(name)} beside this one.")
        if _known(path) in (*above, _known(document.path)):
            raise at.error(here, f"{EXTENDS}: {shown(name)} extends this policy in turn, so neither can be whole.")
        if len(above) >= MAX_DEPTH:
            raise at.error(here, f"{EXTENDS}: more than {MAX_DEPTH} policies extend each other in a row.")
        found.append(load_document(path, PolicyInvalid))
    return found


def _path(beside: Path, name: str) -> Path | None:
    """The file of a name: one that comes with redact, or, with an ending, one beside the file that names it."""
    if name.endswith((".yaml", ".yml")):
        return beside.parent / name
    path = shipped() / f"{name}.yaml"
    return path if name.replace("-", "").replace("_", "").isalnum() and path.is_file() else None


def _known(path: Path) -> Path:
    return path.resolve()


__all__ = ["EXTENDS", "resolve", "validated"]
