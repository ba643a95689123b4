"""Changing a path in the project file as somebody with an editor would: all else stays, comments included."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from redact.errors import DataMismatch, Where
from redact.policy.yaml import parse_document


def with_values(text: str, path: Path, values: Mapping[str, str]) -> str:
    """The text of a project file with other values behind some of its keys; `path` is only named in errors.

    DataMismatch (11) where a key is not in it, or the text cannot be changed without changing more.
    """
    spans = _spans(text)
    for key in values:
        if key not in spans:
            raise DataMismatch(f"the project file has no line '{key}'", where=Where(path))
    changed = text
    for key, (start, end) in sorted(spans.items(), key=lambda item: item[1], reverse=True):
        if key in values:
            changed = changed[:start] + json.dumps(values[key], ensure_ascii=False) + changed[end:]
    before, after = parse_document(text, path, DataMismatch).data, parse_document(changed, path, DataMismatch).data
    if after != before | dict(values):
        raise DataMismatch(
            "this project file is written so that redact cannot change a path in it",
            where=Where(path),
            fix="Write each key on a line of its own: " + ", ".join(f"{key}: …" for key in values),
        )
    return changed


def _spans(text: str) -> dict[str, tuple[int, int]]:
    """Where the value of each key at the top begins and ends, for those that are a word or a text."""
    import yaml

    found: dict[str, tuple[int, int]] = {}
    depth, key = 0, None
    for event in yaml.parse(text, Loader=yaml.SafeLoader):  # this one counts characters, as texts do
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth, key = depth + 1, None
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth, key = depth - 1, None
        elif isinstance(event, yaml.ScalarEvent) and depth == 1:
            if key is None:
                key = str(event.value)
            elif event.start_mark is not None and event.end_mark is not None:
                found[key] = (event.start_mark.index, event.end_mark.index)
                key = None
    return found


def rewrite(path: Path, values: Mapping[str, str]) -> None:
    """Changes a project file in place: readers see the old one or the new one."""
    raw = path.read_bytes()
    mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    changed = with_values(raw.decode("utf-8-sig"), path, values)
    aside = path.with_name(f".{path.name}.part")
    with aside.open("wb") as file:
        file.write(mark + changed.encode())
        file.flush()
        os.fsync(file.fileno())
    shutil.copymode(path, aside)
    aside.replace(path)


def as_written(path: Path, project: Path) -> str:
    """A path as the project file names it: from its own folder where it lies in there."""
    path, folder = path.resolve(), project.resolve().parent
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
