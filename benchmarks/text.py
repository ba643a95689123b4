"""How much personal information is masked in narratives with gold marks, beside Presidio's defaults in the same run.

    python benchmarks/text.py [FILE.jsonl] [--repeat 3]

FILE has one record a line as in data/narratives_a: columns named by role (or by the few names below), `narrative`,
and `spans` of start, end and label. A mention counts as masked when every letter and digit of it lies in a masked
span, whatever the span's label. Printed per label, by casing and by writing of the record; the last line is JSON.

Presidio's defaults are every recogniser it ships for English, on a blank spaCy pipeline: the models it would
download are not available offline, so its figure for PERSON is that of its patterns alone.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from redact.identity import Known, load_redactor
from redact.vocabulary import ROLES

DEFAULT_FILE = Path(__file__).resolve().parents[2] / "shared" / "data" / "narratives_a" / "narratives.jsonl"
ROLE_OF = {"incident_number": "incident_id", "victim_phone": "phone"}
WORD = re.compile(r"\w+")

Masked = Sequence[tuple[int, int]]
Record = dict[str, Any]


@dataclass
class Score:
    """Counts over some records."""

    records: int = 0
    held: int = 0
    with_person: int = 0
    leak_free: int = 0
    words: int = 0
    over: int = 0
    marks: Counter[str] = field(default_factory=Counter)
    masked: Counter[str] = field(default_factory=Counter)

    def add(self, record: Record, spans: Masked, held: bool) -> None:
        """One record: `spans` are what is masked in it."""
        text = record["narrative"]
        covered, gold = bytearray(len(text)), bytearray(len(text))
        for start, end in spans:
            covered[start:end] = b"\1" * (end - start)
        leaks = people = False
        for mark in record["spans"]:
            start, end, label = mark["start"], mark["end"], mark["label"]
            gold[start:end] = b"\1" * (end - start)
            whole = all(covered[i] or not text[i].isalnum() for i in range(start, end))
            self.marks[label] += 1
            self.masked[label] += whole
            people = people or label == "PERSON"
            leaks = leaks or (label == "PERSON" and not whole)
        for word in WORD.finditer(text):
            if not any(gold[word.start() : word.end()]):
                self.words += 1
                self.over += any(covered[word.start() : word.end()])
        self.records += 1
        self.held += held
        self.with_person += people
        self.leak_free += people and not leaks

    def share(self, label: str) -> float:
        return self.masked[label] / self.marks[label] if self.marks[label] else float("nan")

    def summary(self) -> dict[str, Any]:
        return {
            "person": round(self.share("PERSON"), 4),
            "leak_free": round(self.leak_free / self.with_person, 4) if self.with_person else None,
            "over": round(self.over / self.words, 4) if self.words else None,
            "held": self.held,
            "labels": {label: round(self.share(label), 4) for label in sorted(self.marks)},
        }


def casing(text: str) -> str:
    upper, lower = sum(map(str.isupper, text)), sum(map(str.islower, text))
    return "CAPS" if upper > 2 * lower else "mixed"


def known_of(record: Record) -> list[Known]:
    """The record's identifying columns."""
    roles = {name: ROLE_OF.get(name, name) for name in record}
    return [
        Known(role, str(record[name]))
        for name, role in roles.items()
        if role in ROLES and role not in ("narrative", "remarks", "synopsis") and record[name]
    ]


def ours(records: list[Record], columns: bool) -> Callable[[], list[tuple[Masked, bool]]]:
    redactor = load_redactor()
    texts = [record["narrative"] for record in records]
    known = [known_of(record) if columns else [] for record in records]

    def run() -> list[tuple[Masked, bool]]:
        done = redactor.redact(texts, known)
        return [([(s.start, s.end) for s in each.spans if s.action != "keep"], each.held) for each in done]

    return run


def presidio(records: list[Record]) -> Callable[[], list[tuple[Masked, bool]]]:
    """Presidio as it comes, one text at a time; nothing is fetched."""
    import spacy
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine
    from presidio_anonymizer import AnonymizerEngine

    class Blank(SpacyNlpEngine):
        def load(self) -> None:
            self.nlp = {"en": spacy.blank("en")}

    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    engine = Blank()
    engine.load()
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=engine)
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine)
    anonymizer = AnonymizerEngine()

    def run() -> list[tuple[Masked, bool]]:
        out: list[tuple[Masked, bool]] = []
        for record in records:
            found = analyzer.analyze(record["narrative"], "en")
            anonymizer.anonymize(record["narrative"], found)
            out.append(([(result.start, result.end) for result in found], False))
        return out

    return run


def timed(run: Callable[[], list[tuple[Masked, bool]]], repeat: int) -> tuple[list[tuple[Masked, bool]], float]:
    """The result, and the seconds of processor time of the median run."""
    result = run()
    seconds = []
    for _ in range(repeat):
        start = time.process_time()
        result = run()
        seconds.append(time.process_time() - start)
    return result, sorted(seconds)[len(seconds) // 2]


def scored(records: Iterable[Record], result: Iterable[tuple[Masked, bool]]) -> dict[str, Score]:
    scores: dict[str, Score] = {"all": Score()}
    for record, (spans, held) in zip(records, result, strict=True):
        for group in ("all", casing(record["narrative"]), f"style {record.get('style', '-')}"):
            scores.setdefault(group, Score()).add(record, spans, held)
    return scores


def table(scores: dict[str, dict[str, Score]]) -> None:
    """Per label and group, one column per system."""
    names = list(scores)
    print(f"{'share masked':24}" + "".join(f"{name:>20}" for name in names))
    whole = scores[names[0]]["all"]
    for label, count in whole.marks.most_common():
        cells = (f"{scores[name]['all'].share(label):>20.1%}" for name in names)
        print(f"{label + f' ({count})':24}" + "".join(cells))
    for group in sorted(scores[names[0]]):
        marks = scores[names[0]][group].marks["PERSON"]
        cells = (f"{scores[name][group].share('PERSON'):>20.1%}" for name in names)
        print(f"{f'PERSON, {group} ({marks})':24}" + "".join(cells))
    for title, value in (
        ("records without a leak", lambda score: score.leak_free / max(1, score.with_person)),
        ("other words masked", lambda score: score.over / max(1, score.words)),
        ("records held", lambda score: score.held / max(1, score.records)),
    ):
        print(f"{title:24}" + "".join(f"{value(scores[name]['all']):>20.1%}" for name in names))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", nargs="?", type=Path, default=DEFAULT_FILE)
    parser.add_argument("--repeat", type=int, default=3, help="timed runs; the median counts")
    options = parser.parse_args()
    if not options.file.exists():
        print(f"{options.file.name} is not there: give a JSONL file with narratives and spans", file=sys.stderr)
        return 2
    with options.file.open(encoding="utf-8") as stream:
        records = [json.loads(line) for line in stream]
    systems = {
        "standard": ours(records, columns=True),
        "without columns": ours(records, columns=False),
        "Presidio defaults": presidio(records),
    }
    scores: dict[str, dict[str, Score]] = {}
    speed: dict[str, float] = {}
    for name, run in systems.items():
        result, seconds = timed(run, options.repeat)
        scores[name] = scored(records, result)
        speed[name] = len(records) / seconds
    table(scores)
    print(f"{'records per second':24}" + "".join(f"{speed[name]:>20.0f}" for name in systems))
    base = speed["Presidio defaults"]
    print(
        json.dumps(
            {
                "records": len(records),
                **{
                    name.replace(" ", "_").lower(): {
                        **scores[name]["all"].summary(),
                        "records_per_s": round(speed[name], 1),
                        "speedup": round(speed[name] / base, 2),
                    }
                    for name in systems
                },
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
