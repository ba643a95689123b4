"""What is signed: a policy as it is resolved, its code tables, and which columns of which datasets come out.

    content = Content(publisher, policy, tables, datasets)
    content.digest          # changes with any change of meaning, and with nothing else
    content.adds_to(signed, only_stricter)

The text that people sign is `message`: the content, who signs it, in which role, when, and the digest of the
explanation they read. All of it is canonical JSON: sorted keys, no blanks, UTF-8.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from pydantic import BaseModel

from redact.policy.model import Policy

KIND: Final = "redact policy agreement, 1"

OnlyStricter = Callable[[Policy, Policy], bool]
"""Whether a policy (the second) does nothing but protect more than another (the first)."""


def canonical(content: object) -> str:
    """JSON that is the same for the same meaning."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(content: object) -> str:
    """SHA-256 (hex) of the canonical JSON."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a code table: what its code is compared by, all that it says, and whether it does nothing but put
    records into a protected class."""

    code: str
    says: str
    protects: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A code table as it was read: line endings, blank lines and lines that wait to be filled in do not count.

    Of tables that come with redact only the digest and the codes are kept: nobody adds to those.
    """

    digest: str
    lines: tuple[Line, ...] = ()
    codes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, lines: Sequence[Line], *, own: bool) -> Table:
        """A table of these lines; `own`: it is the agency's, which may grow."""
        codes = frozenset(line.code for line in lines)
        return cls(digest_of([line.says for line in lines]), tuple(lines) if own else (), codes)

    def adds_to(self, old: Table, elsewhere: frozenset[str]) -> bool:
        """Whether this is the old table with nothing but new codes that protect. `elsewhere` are the codes of the
        other tables: an agency's table is asked first, so a line about one of those could also make it looser."""
        known = {line.code for line in old.lines}
        new = [line for line in self.lines if line.code not in known]
        kept = tuple(line for line in self.lines if line.code in known)
        return (
            bool(old.lines) and kept == old.lines and all(line.protects and line.code not in elsewhere for line in new)
        )


@dataclass(frozen=True, slots=True)
class Columns:
    """What of a dataset comes out: which kind of list it is, and the columns, sorted."""

    kind: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Content:
    """Everything that a signature is for. `tables` and `datasets` are by name."""

    publisher: str
    policy: Policy
    tables: Mapping[str, Table]
    datasets: Mapping[str, Columns]

    @cached_property
    def data(self) -> dict[str, Any]:
        """The content as plain data, tables as their digests."""
        return {
            "kind": KIND,
            "publisher": self.publisher,
            "policy": json.loads(self.policy.canonical()),
            "code_tables": {name: table.digest for name, table in self.tables.items()},
            "datasets": {
                name: {"kind": each.kind, "columns": sorted(each.columns)} for name, each in self.datasets.items()
            },
        }

    @cached_property
    def digest(self) -> str:
        return digest_of(self.data)

    def adds_to(self, old: Content, only_stricter: OnlyStricter) -> bool:
        """Whether this differs from what was signed only by what protects more: new codes that protect, a stricter
        policy, fewer datasets or columns."""
        if self.publisher != old.publisher or set(self.tables) != set(old.tables):
            return False
        if not all(
            name in old.datasets
            and each.kind == old.datasets[name].kind
            and set(each.columns) <= set(old.datasets[name].columns)
            for name, each in self.datasets.items()
        ):
            return False
        same_tables = all(
            table.digest == old.tables[name].digest or table.adds_to(old.tables[name], self._codes_but(name))
            for name, table in self.tables.items()
        )
        return same_tables and (self.policy.digest == old.policy.digest or only_stricter(old.policy, self.policy))

    def _codes_but(self, name: str) -> frozenset[str]:
        return frozenset().union(*(table.codes for other, table in self.tables.items() if other != name))

    def save(self) -> str:
        """The content for a file, with the policy as it is written and the lines of the agency's own tables, from
        which `load` makes the content again."""
        written = _numbers(self.policy.model_dump(mode="json", by_alias=True, exclude_unset=True), self.policy)
        lines = {name: [[each.code, each.says, each.protects] for each in t.lines] for name, t in self.tables.items()}
        own = {name: each for name, each in lines.items() if each}
        saved = {"content": self.data, "policy_as_written": written, "own_tables": own}
        return json.dumps(saved, indent=1, ensure_ascii=False, sort_keys=True) + "\n"

    @classmethod
    def load(cls, text: str) -> Content | None:
        """The content of a saved file; None where it is damaged or of another version, so that nobody relies on it."""
        try:
            saved = json.loads(text)
            data = saved["content"]
            own = {
                name: Table.of([Line(code, says, bool(protects)) for code, says, protects in lines], own=True)
                for name, lines in saved["own_tables"].items()
            }
            content = cls(
                str(data["publisher"]),
                Policy.model_validate_json(json.dumps(saved["policy_as_written"])),
                {name: own.get(name, Table(digest)) for name, digest in data["code_tables"].items()},
                {name: Columns(each["kind"], tuple(each["columns"])) for name, each in data["datasets"].items()},
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
        return content if content.data == data else None


def _numbers(written: Any, value: Any) -> Any:
    """A policy as JSON (`written`) with its exact decimals as the numbers that a policy file has, by its own values."""
    if isinstance(value, Decimal):
        number = float(value)
        return number if Decimal(repr(number)) == value else written
    if isinstance(value, BaseModel) and isinstance(written, dict):
        fields = {info.alias or name: getattr(value, name) for name, info in type(value).model_fields.items()}
        return {key: _numbers(each, fields[key]) for key, each in written.items()}
    if isinstance(value, Mapping) and isinstance(written, dict):
        return {key: _numbers(each, own) for (key, each), own in zip(written.items(), value.values(), strict=True)}
    if isinstance(value, list | tuple) and isinstance(written, list):
        return [_numbers(each, own) for each, own in zip(written, value, strict=True)]
    return written


def message(data: Mapping[str, Any], **about: str | None) -> bytes:
    """The bytes that are signed: `data` (what) and who says so, one line that ends in a line feed."""
    return (canonical({"what": dict(data), **about}) + "\n").encode()
