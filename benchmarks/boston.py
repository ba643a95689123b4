"""Writes the Boston test set: real officers' narratives that neither the model nor the vocabulary has seen, with
made-up people filled in whose names neither has seen. For `benchmarks/text.py`; the file must not be passed on.

    python benchmarks/boston.py --data DIR [--faker DIR] -o boston-test.jsonl
    python benchmarks/text.py boston-test.jsonl

Each text comes in its own casing and in the other one. The first two people of a text also stand in name columns.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.corpora import boston
from benchmarks.corpora.names import load_names
from benchmarks.corpora.recased import is_caps, sentence_case, upper
from redact.identity.ner.fit import Marked

SEED = 411
FILLS = 2


def records(data: Path, faker: Path | None) -> Iterator[dict[str, Any]]:
    """The test records; only texts that name a person."""
    reports = boston.read_reports(data / "boston_fio_2019")
    _, kept = boston.split(reports)
    names = load_names(data, faker, test=True)
    for fill in range(FILLS):
        for number, done in enumerate(boston.filled(kept, names, reports, SEED + fill)):
            if not any(span["label"] == "PERSON" for span in done.spans):
                continue
            for other in (False, True):
                text = _recased(done) if other else done.text
                yield {
                    "id": f"B{fill}-{number:04d}{'-recased' if other else ''}",
                    "style": "recased" if other else "as written",
                    **done.columns,
                    "narrative": text,
                    "spans": [{**span, "text": text[span["start"] : span["end"]]} for span in done.spans],
                }


def _recased(done: boston.Filled) -> str:
    marked = Marked(done.text, tuple((span["start"], span["end"]) for span in done.spans))
    return (sentence_case(marked) if is_caps(done.text) else upper(marked)).text


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--faker", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True)
    options = parser.parse_args()
    with options.out.open("w", encoding="utf-8") as stream:
        for record in records(options.data, options.faker):
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))
    sys.exit(main())
