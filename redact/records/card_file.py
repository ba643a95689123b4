"""The YAML form of a dataset card: its shape as a pydantic model, its meaning checked word by word."""

from __future__ import annotations

import codecs
import re
import zoneinfo
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic import Field as Constraint

from redact.errors import DataMismatch, Missing
from redact.policy.wording import MANY_WORDS, did_you_mean, one_of, shown
from redact.policy.yaml import Document, invalid_document, load_document, together
from redact.records.card import MAX_UNREADABLE, Card, ReadOptions, is_own_table
from redact.vocabulary import DERIVED_COLUMNS, EXTRA_PREFIX, ROLES, Kind, RoleGroup, role_group

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
"""Names that become names of files and columns."""

_DIRECTIVES: Final = frozenset("aAbBhdHImMpSfyYz%")
"""What may follow % in a date format: the part of `datetime.strptime` that `redact.when` reads."""

_POINT_ROLES: Final = ("x", "y", "geometry", "latitude", "longitude")
_ENCODINGS: Final = ("utf-8", "cp1252", "latin-1", "utf-16", "cp437", "mac-roman", "ascii")


_Word = Annotated[str, Constraint(pattern=f"^{_NAME.pattern}$")]


_Table = Annotated[str, Constraint(pattern=rf"^(?:{_NAME.pattern}|\S.*\.csv)$")]
"""A code table that comes with redact, or the agency's own file beside the card."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Read(_Strict):
    encoding: str = "utf-8"
    delimiter: Annotated[str, Constraint(min_length=1, max_length=1)] = ","
    header: bool = True
    sheet: str | None = None
    first_row: Annotated[int, Constraint(ge=1)] = 1
    ignore_after: Annotated[str, Constraint(min_length=1)] | None = None


class _Time(_Strict):
    zone: str | None = None
    formats: dict[str, str] = Constraint(default_factory=dict)


class _CardFile(_Strict):
    dataset: _Word
    kind: Annotated[Kind, Constraint(strict=False)]
    read: _Read = _Read()
    time: _Time = _Time()
    crs: dict[str, str] = Constraint(default_factory=dict)
    keys: dict[str, Literal["digits", "text"]] = Constraint(default_factory=dict)
    codes: Annotated[tuple[_Table, ...], Constraint(strict=False)] = ()
    max_unreadable: Annotated[float, Constraint(ge=0, le=1)] = MAX_UNREADABLE
    columns: Annotated[dict[str, str], Constraint(min_length=1)]


def load_card_file(path: Path) -> Card:
    """The card in a YAML file; DataMismatch (11) with all mistakes and where each stands."""
    document = load_document(path, DataMismatch)
    try:
        content = _CardFile.model_validate(document.data)
    except ValidationError as error:
        raise invalid_document(document, error, DataMismatch, _CardFile) from None
    check = _Check(document, content)
    check.run()
    if check.problems:
        raise together(check.problems, DataMismatch)
    return Card(
        dataset=content.dataset,
        kind=content.kind,
        columns=content.columns,
        read=ReadOptions(**content.read.model_dump()),
        time_zone=content.time.zone,
        time_formats=content.time.formats,
        crs=content.crs,
        keys=content.keys,
        codes=tuple(name for name in content.codes if not is_own_table(name)),
        own_codes=tuple(path.parent / name for name in content.codes if is_own_table(name)),
        max_unreadable=content.max_unreadable,
        path=path,
    )


class _Check:
    """What the shape cannot express: words that must fit each other. Every mistake found is kept."""

    def __init__(self, document: Document, content: _CardFile) -> None:
        self.document = document
        self.content = content
        self.problems: list[DataMismatch] = []

    def run(self) -> None:
        self._read()
        self._columns()
        self._time()
        columns = self.content.columns
        for title, system in self.content.crs.items():
            self._one_of(("crs", title), title, columns, "a column of this card")
            if not re.fullmatch(r"EPSG:\d{4,6}", system):
                self._wrong(("crs", title), f"{shown(system)} is not a coordinate system; write its number: EPSG:3435.")
            if columns.get(title, _POINT_ROLES[0]) not in _POINT_ROLES:
                self._wrong(("crs", title), f"the column {shown(title)} holds no coordinates in this card.")
        keys = list(dict.fromkeys(role for role in columns.values() if is_key(role)))
        for role in self.content.keys:
            self._one_of(("keys", role), role, keys, "a key that a column of this card plays")

    def _read(self) -> None:
        read = self.content.read
        try:
            codecs.lookup(read.encoding)
        except LookupError:
            self._one_of(("read", "encoding"), read.encoding, _ENCODINGS, "an encoding")
        if read.delimiter in '"\r\n':
            self._wrong(("read", "delimiter"), "this character cannot separate cells.")

    def _columns(self) -> None:
        claimed: dict[str, str] = {}
        for title, role in self.content.columns.items():
            at = ("columns", title)
            if role.startswith(EXTRA_PREFIX):
                self._extra(at, role.removeprefix(EXTRA_PREFIX))
            else:
                self._one_of(at, role, ROLES, "a role")
            if role in claimed and (is_key(role) or role.startswith(EXTRA_PREFIX)):
                other = f"{shown(claimed[role])} and {shown(title)} both claim {shown(role)}."
                self._wrong(at, f"{other} Keep one, and give the other another role or leave it out.")
            claimed.setdefault(role, title)

    def _extra(self, at: tuple[str, ...], name: str) -> None:
        stem = re.sub(r"_\d+$", "", name)
        if not _NAME.fullmatch(name):
            self._wrong(at, "behind 'extra' stands one word of small letters, digits and _.")
        elif stem in ROLES or stem in DERIVED_COLUMNS:
            self._wrong(at, f"{shown(stem)} is a word of redact's own: give that role, or choose another name.")

    def _time(self) -> None:
        zone, columns = self.content.time.zone, self.content.columns
        if zone is not None and not _is_zone(zone):
            self._one_of(("time", "zone"), zone, sorted(zoneinfo.available_timezones()), "a time zone")
        times = [title for title, role in columns.items() if _group(role) is RoleGroup.TIME]
        roles = [columns[title] for title in times]
        for key, pattern in self.content.time.formats.items():
            at = ("time", "formats", key)
            if key in columns and key not in times and key not in roles:
                self._wrong(at, f"the column {shown(key)} is no date or time in this card.")
            else:
                self._one_of(at, key, [*times, *dict.fromkeys(roles)], "a date or time column of this card")
            used = re.findall(r"%(.?)", pattern, re.DOTALL)
            if not used or any(each not in _DIRECTIVES for each in used):
                self._wrong(at, f'{shown(pattern)} is not a date format; write one such as "%m/%d/%Y %H:%M".')

    def _one_of(self, at: tuple[str, ...], word: str, words: Iterable[str], what: str) -> None:
        words = tuple(words)
        if word in words:
            return
        some = f" There are: {one_of(words)}." if 0 < len(words) <= MANY_WORDS else ""
        self._wrong(at, f"{shown(word)} is not {what}.{did_you_mean(word, words) or some}")

    def _wrong(self, at: tuple[str, ...], what: str) -> None:
        self.problems.append(DataMismatch(f"{'.'.join(at)}: {what}", where=self.document.where(at)))


def is_key(role: str) -> bool:
    """Whether a role is a key: only one column of a dataset may claim it."""
    return _group(role) is RoleGroup.KEYS


def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        if not zoneinfo.available_timezones():
            raise Missing("this computer has no time zone data", fix="pip install tzdata") from None
        return False
    return True


def _group(role: str) -> RoleGroup | None:
    return role_group(role) if role in ROLES or role.startswith(EXTRA_PREFIX) else None
