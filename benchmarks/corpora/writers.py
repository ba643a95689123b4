"""The fictional narratives of benchmarks/narratives with the names that a reader marked in them (`names.tsv`).

A line of the table is an id and the forms that stand in its narrative: `P=` a private person, `O=` somebody on duty,
`L=` a named place. Every occurrence of a form as whole words is a mark; `[[Will]] said` marks the word in that phrase
only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from redact.identity.ner.fit import Marked

_INNER = re.compile(r"\[\[(.*?)\]\]")


def writers(folder: Path) -> Iterator[tuple[str, Marked]]:
    """(id, narrative with names marked) of every narrative that was read."""
    marks = {}
    for line in (folder / "names.tsv").read_text(encoding="utf-8").splitlines():
        number, _, forms = line.partition("\t")
        marks[number] = forms.split("|")
    for path in sorted(folder.glob("writer_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            text = record["narrative"]
            found = sorted(
                span for form in marks.get(record["id"], ()) for span in _places(text, form) if form[:2] in ("P=", "O=")
            )
            names: list[tuple[int, int]] = []
            for start, end in found:
                if names and start < names[-1][1]:
                    names[-1] = (names[-1][0], max(end, names[-1][1]))
                else:
                    names.append((start, end))
            yield record["id"], Marked(text, tuple(names))


def _places(text: str, form: str) -> Iterator[tuple[int, int]]:
    value = form[2:].replace("\\n", "\n").strip(" ")
    inner = _INNER.search(value)
    if inner is not None:
        plain = _INNER.sub(r"\1", value)
        at = text.find(plain)
        while at >= 0:
            yield at + inner.start(), at + inner.start() + len(inner[1])
            at = text.find(plain, at + 1)
        return
    if value:
        for match in re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", text):
            yield match.span()
