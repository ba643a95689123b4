"""Open-licence NER sets in CoNLL form: sentences with the person names marked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from redact.identity.ner.fit import Marked

SETS = ("btc/*.conll", "wnut17/wnut17train.conll", "wnut17/emerging.dev.conll", "wikigold/*.txt")
"""Broad Twitter Corpus, WNUT 2017, WikiGold: all CC BY 4.0."""


def open_sets(folder: Path) -> Iterator[Marked]:
    """Every sentence of more than three words. `folder` is the one named ner_open."""
    for pattern in SETS:
        for path in sorted(folder.glob(pattern)):
            rows: list[tuple[str, str]] = []
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                parts = line.split()
                if len(parts) >= 2:
                    rows.append((parts[0], parts[-1]))
                elif rows:
                    yield from _sentence(rows)
                    rows = []
            if rows:
                yield from _sentence(rows)


def _sentence(rows: list[tuple[str, str]]) -> Iterator[Marked]:
    if len(rows) < 4:
        return
    text, names = "", []
    for word, tag in rows:
        start = len(text) + bool(text)
        text = f"{text} {word}" if text else word
        if tag.upper().endswith(("-PER", "-PERSON")):
            if tag[0] == "I" and names and names[-1][1] == start - 1:
                names[-1] = (names[-1][0], len(text))
            elif word != "@":
                names.append((start, len(text)))
    yield Marked(text, tuple(names))
