"""Strict YAML for every file that people write: policies, dataset cards, jurisdiction and project files.

Ordinary YAML turns `no` into false, `12:30` into 750, `1_000` into 1000 and a date into an object. Here only what
JSON would also read as true, false, null or a number has a type, and everything else is text. Whatever could make a
file mean something else than a reader sees is an error with `file:line:column`: a key written twice, anchors and
aliases, tags, a second document, tab characters, a key with nothing behind it.

`load_document` reads a file, `invalid_document` turns what pydantic says about its data into one error per mistake:

    document = load_document(path, DataMismatch)
    try:
        content = Model.model_validate(document.data)
    except ValidationError as error:
        raise invalid_document(document, error, DataMismatch, Model) from None
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

import yaml

from redact.errors import PolicyInvalid, RedactError, Where
from redact.policy.wording import did_you_mean, sentence, shown

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

Key = tuple[str | int, ...]
"""Where something stands in a document: keys and list positions (from 0) from the top."""

MAX_DEPTH: Final = 20

_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_WORDS: Final = {"true": True, "false": False, "null": None}
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """A file's content as plain dicts, lists and scalars, and where each part stands.

    `positions` gives (line, column), from 1, of the key of every entry of a mapping and of every item of a list;
    `values` of what stands behind the key. The empty key is the document itself.
    """

    data: Any
    positions: Mapping[Key, tuple[int, int]]
    path: Path
    values: Mapping[Key, tuple[int, int]]

    def where(self, key: Key, *, value: bool = False) -> Where:
        """Where `key` stands, or the nearest part around it that is in the file."""
        for length in range(len(key), -1, -1):
            found = (self.values if value else self.positions).get(key[:length])
            if found is not None:
                return Where(self.path, *found)
        return Where(self.path, 1, 1)


def load_document(path: Path | str, error_class: type[RedactError] = PolicyInvalid) -> Document:
    """The document in a UTF-8 file. Raises `error_class`, with file:line:column, where it is not strict YAML."""
    path = Path(path)
    if path.is_dir():
        raise error_class("this is a folder, not a file", where=Where(path))
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise error_class("there is no such file", where=Where(path)) from None
    except OSError as error:
        raise error_class(f"the file cannot be read ({error.strerror})", where=Where(path)) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        raise error_class(
            "this is not UTF-8 text", where=Where(path, line, column), fix="Save it again with the encoding UTF-8"
        ) from None
    return parse_document(text, path, error_class)


def parse_document(text: str, path: Path | str, error_class: type[RedactError] = PolicyInvalid) -> Document:
    """The document in a text; `path` is only named in errors."""
    return _Parser(text, Path(path), error_class).document()


@dataclass
class _Parser:
    """Builds plain data from YAML events, one level below `yaml.compose`, where anchors and aliases still show."""

    text: str
    path: Path
    error_class: type[RedactError]
    positions: dict[Key, tuple[int, int]] = field(default_factory=dict)
    values: dict[Key, tuple[int, int]] = field(default_factory=dict)
    problems: list[RedactError] = field(default_factory=list)

    def document(self) -> Document:
        for number, line in enumerate(self.text.splitlines(), start=1):
            if "\t" in line:
                raise self._error("a tab character stands here; use spaces", number, line.index("\t") + 1)
        try:
            data = self._read(yaml.parse(self.text, Loader=_LOADER))
        except yaml.reader.ReaderError:
            raise self._error("a control character stands in this file; remove it", 1, 1) from None
        except yaml.MarkedYAMLError as error:
            raise self._unreadable(error) from None
        if self.problems:
            raise together(self.problems, self.error_class)
        return Document(data, self.positions, self.path, self.values)

    def _read(self, events: Iterator[Any]) -> Any:
        next(events)
        start = next(events)
        if isinstance(start, yaml.StreamEndEvent):
            raise self.error_class("the file is empty", where=Where(self.path))
        if start.version is not None or start.tags:
            raise self._error("lines that begin with % are not used here; remove them", *_at(start))
        first = next(events)
        self.positions[()] = self.values[()] = _at(first)
        data = self._node(first, events, ())
        next(events)
        after = next(events)
        if isinstance(after, yaml.DocumentStartEvent):
            raise self._error("a second document begins here; one file holds one", *_at(after))
        if not isinstance(data, dict):
            raise self._error("the file must be a group of 'key: value' lines", *self.values[()])
        return data

    def _node(self, event: Any, events: Iterator[Any], key: Key) -> Any:
        self.values[key] = _at(event)
        if isinstance(event, yaml.AliasEvent):
            self._problem(event, f"'*{event.anchor}' refers to another place; write it out here")
            return None
        if event.anchor is not None:
            self._problem(event, f"'&{event.anchor}' names this place for use elsewhere; write it out there")
        if event.tag is not None:
            self._problem(event, "a tag ('!...') stands here; remove it")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, key)
        if len(key) >= MAX_DEPTH:
            raise self._error(f"this is nested more than {MAX_DEPTH} levels deep", *_at(event))
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, key)
        return self._mapping(events, key)

    def _sequence(self, events: Iterator[Any], key: Key) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            here = (*key, len(items))
            self.positions[here] = _at(event)
            items.append(self._node(event, events, here))
        return items

    def _mapping(self, events: Iterator[Any], key: Key) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent) or event.anchor is not None or event.tag is not None:
                raise self._error("a key must be plain text", *_at(event))
            name = str(event.value)
            here = (*key, name)
            if name in entries:
                line = self.positions[here][0]
                self._problem(event, f"'{name}' is written twice (first on line {line}); keep one")
            else:
                self.positions[here] = _at(event)
            entries[name] = self._node(next(events), events, here)
        return entries

    def _scalar(self, event: Any, key: Key) -> Any:
        text = str(event.value)
        if not event.implicit[0]:
            return text
        if text == "":
            name = f" behind '{key[-1]}:'" if key and isinstance(key[-1], str) else ""
            self._problem(event, f"nothing stands{name}; write a value, or remove the line")
            return None
        if text in _WORDS:
            return _WORDS[text]
        number = _NUMBER.fullmatch(text)
        if number is None or len(text) > 40:
            return text
        if number.group(1) is None and number.group(2) is None:
            return int(text)
        return float(text) if isfinite(float(text)) else text

    def _unreadable(self, error: yaml.MarkedYAMLError) -> RedactError:
        said = (error.problem or "").casefold()
        never_closed = "unexpected end of stream" in said
        mark = (error.context_mark if never_closed else None) or error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        lines = self.text.splitlines()
        if line > len(lines):
            line, column = max(len(lines), 1), len(lines[-1]) + 1 if lines else 1
        if "mapping values are not allowed" in said:
            why = "a second ':' stands here; put the text in quotes, or begin a new line"
        elif never_closed:
            why = "a quotation mark is opened and never closed"
        elif "cannot start any token" in said:
            why = "this character cannot stand here; put the text in quotes"
        elif "flow" in (error.context or ""):
            why = "a bracket is opened and not closed, or a comma is missing"
        elif "block" in (error.context or ""):
            why = "this line is not indented like the lines it belongs to"
        else:
            why = "this cannot be read as YAML"
        return self._error(why, line, column)

    def _problem(self, event: Any, what: str) -> None:
        self.problems.append(self._error(what, *_at(event)))

    def _error(self, what: str, line: int, column: int) -> RedactError:
        return self.error_class(what, where=Where(self.path, line, column))


def _at(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def together(problems: Sequence[RedactError], error_class: type[RedactError]) -> RedactError:
    """One error for all mistakes of a file, each on its own line."""
    if len(problems) == 1:
        return problems[0]
    text = "\n".join(str(problem) for problem in problems)
    if issubclass(error_class, PolicyInvalid):
        return error_class(text, problems=[each for each in problems if isinstance(each, PolicyInvalid)])
    return error_class(text)


def invalid_document(
    document: Document,
    error: ValidationError,
    error_class: type[RedactError] = PolicyInvalid,
    model: type[BaseModel] | None = None,
) -> RedactError:
    """All that pydantic found wrong with a document's data, as `file:line:column: path: what is wrong`.

    `model` is the class that was validated; with it a mistyped key is answered with the nearest valid one.
    """
    problems = [_problem(document, dict(each), error_class, model) for each in error.errors(include_url=False)]
    problems.sort(key=_order)
    return together(list({str(each): each for each in problems}.values()), error_class)


def _order(error: RedactError) -> tuple[int, int]:
    where = error.where or Where()
    return where.line or 0, where.column or 0


def _problem(
    document: Document, found: dict[str, Any], error_class: type[RedactError], model: type[BaseModel] | None
) -> RedactError:
    kind, absent = found["type"], found["type"] == "missing"
    key = _in_file(document.data, found["loc"])
    path = ".".join(str(part) for part in key)
    if absent:
        name = found["loc"][-1]
        what = f"{path}: '{name}' is missing." if path else f"'{name}' is missing."
        return error_class(what, where=document.where(key))
    if kind == "extra_forbidden":
        return error_class(f"{path}: {_unknown_key(key, model)}", where=document.where(key))
    what = sentence(kind, found["input"], found.get("ctx", {}), found["msg"])
    about_key = found["loc"][-1:] == ("[key]",)
    return error_class(f"{path}: {what}" if path else what, where=document.where(key, value=not about_key))


def _in_file(data: Any, location: Sequence[str | int]) -> Key:
    """The part of a pydantic location that stands in the file: without union tags and parts of parsed words."""
    key: list[str | int] = []
    for part in location:
        inside = part in data if isinstance(data, dict) else isinstance(data, list) and part in range(len(data))
        if inside:
            key.append(part)
            data = data[part]
    return tuple(key)


def _unknown_key(key: Key, model: type[BaseModel] | None) -> str:
    word = key[-1]
    classes = _around(key, model)
    names = {info.alias or name for each in classes for name, info in each.model_fields.items()}
    return f"{shown(word)} is not a key that is known here.{did_you_mean(word, sorted(names))}"


def _around(key: Key, model: type[BaseModel] | None) -> list[type[BaseModel]]:
    """The models that the last part of a key may be a field of."""
    classes = [model] if model is not None else []
    for part in key[:-1]:
        classes = [inner for outer in classes for inner in _behind(outer, part)]
    return classes


def _behind(model: type[BaseModel], part: str | int) -> list[type[BaseModel]]:
    """The models that may stand behind a field; a list position or a free key stays with the model it is in."""
    for name, info in model.model_fields.items():
        if part == (info.alias or name):
            return list(_models(info.annotation))
    return [model]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and hasattr(annotation, "model_fields"):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
