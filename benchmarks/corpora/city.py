"""Texts of the synthetic city with their marks."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from redact.identity.ner.fit import Marked
from redact.records import load_card, open_source
from redact.synth import make_city


def city_texts(incidents: int, seed: int) -> Iterator[Marked]:
    """The narratives and call remarks of a small city, names marked."""
    with tempfile.TemporaryDirectory() as folder:
        city = make_city(Path(folder) / "city", incidents=incidents, households=9_000, seed=seed)
        texts = {}
        for dataset in ("incidents", "calls", "arrests"):
            source = open_source(city.exports(dataset), load_card(city.card(dataset)))
            for field in source.fields:
                if field.role in ("narrative", "remarks"):
                    cells = (cell for batch in source.batches([field.name]) for cell in batch.table[0].to_pylist())
                    texts.update({(dataset, row): cell for row, cell in enumerate(cells)})
        for line in (city.folder / "truth" / "spans.jsonl").read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            text = texts.get((told["dataset"], told["row"]))
            if text:
                names = [(x["start"], x["end"]) for x in told["spans"] if x["label"] in ("PERSON", "OFFICER")]
                yield Marked(text, tuple(sorted(names)))
