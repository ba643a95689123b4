"""Writes the card of the narrative model: what it learnt from, under which licences, how good it is and is not.

    python benchmarks/model_card.py --data DIR [--faker DIR] [--model FOLDER]

Measured on Boston narratives of officers, and with names, that training did not have (benchmarks/boston.py), the model
alone, on whole texts, without any other layer; and on narratives_a where it lies beside the repository.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import spacy

from benchmarks.boston import records
from benchmarks.corpora.recased import lower, upper
from redact.identity.ner.fit import Marked, recall_and_precision
from redact.identity.ner.model import find_model, load_pipeline

HERE = Path(__file__).parent
MODEL = HERE.parent / "redact" / "identity" / "models" / "redact-police-ner"
NARRATIVES_A = HERE.parents[1] / "shared" / "data" / "narratives_a" / "narratives.jsonl"

TEMPLATE = HERE / "corpora" / "card.md"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--faker", type=Path)
    parser.add_argument("--model", type=Path, default=MODEL)
    options = parser.parse_args()
    nlp = load_pipeline(find_model(str(options.model)))
    told = list(records(options.data, options.faker))
    written = [each for each in told if each["style"] == "as written"]
    sets: dict[str, list[Marked]] = {"Boston, as written": _marked(written)}
    sets["Boston, in capitals"] = [upper(text) for text in sets["Boston, as written"]]
    sets["Boston, in lower case"] = [lower(text) for text in sets["Boston, as written"]]
    if NARRATIVES_A.exists():
        with NARRATIVES_A.open(encoding="utf-8") as stream:
            sets["narratives_a (fictional, other departments)"] = _marked(map(json.loads, stream))
    rows = []
    for name, texts in sets.items():
        recall, precision = recall_and_precision(nlp, texts)
        rows.append(f"| {name} | {recall:.1%} | {precision:.1%} |")
    origins = []
    every = sorted({str(span["origin"]) for each in told for span in each["spans"] if "origin" in span})
    for origin in every:
        recall, _ = recall_and_precision(nlp, _marked(told, lambda span, origin=origin: span.get("origin") == origin))
        origins.append(f"| {_ORIGINS.get(origin, origin)} | {recall:.1%} |")
    size = sum(path.stat().st_size for path in options.model.rglob("*") if path.name != "CARD.md" and path.is_file())
    text = TEMPLATE.read_text(encoding="utf-8")
    card = text.format(spacy=spacy.__version__, size=size / 1e6, rows="\n".join(rows), origins="\n".join(origins))
    (options.model / "CARD.md").write_text(card, encoding="utf-8", newline="\n")
    print(card)
    return 0


_ORIGINS = defaultdict(str, {
    "white": "mostly white people (Census)",
    "black": "mostly Black people",
    "api": "mostly Asian and Pacific people",
    "native": "mostly Native people",
    "hispanic": "mostly Hispanic people",
    "world": "fifty languages (Faker)",
    "word": "words that are names",
})  # fmt: skip


def _marked(
    told: Iterable[dict[str, object]], wanted: Callable[[dict[str, object]], bool] | None = None
) -> list[Marked]:
    """The texts with the private people in them marked, or those that are wanted."""
    found = []
    for each in told:
        spans: list[dict[str, object]] = each["spans"]  # type: ignore[assignment]
        names = [span for span in spans if span["label"] == "PERSON" and (wanted is None or wanted(span))]
        if names:
            marks = tuple((int(str(span["start"])), int(str(span["end"]))) for span in names)
            found.append(Marked(str(each["narrative"]), marks))
    return found


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent))
    sys.exit(main())
