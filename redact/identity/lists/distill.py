"""Distils the shipped word and name lists from open packages; run by a developer, never at run time.

    pip download --no-deps spacy-lookups-data==1.0.5 names==0.3.0 faker==40.54.0   # unpack them beside each other
    python -m redact.identity.lists.distill --lookups DIR --names DIR --faker DIR

Sources: word frequencies `en_lexeme_prob` of spacy-lookups-data (MIT, Explosion AI); first names and
surnames of the US Census 1990 from the package `names` (public domain; MIT); name lists of many
locales from Faker (MIT). See LICENSES.md beside this file. The output is plain sorted text, one
lower-case word a line, accents folded, so that people can read and question it.
"""

from __future__ import annotations

import argparse
import ast
import gzip
import json
import math
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

WORD_LOGPROB = {2: -12.5, 3: -14.0, 4: -15.2}
OTHER_LOGPROB = -15.9
"""A word counts as ordinary when its lower-case form is at least this frequent (log probability, by length): short
strings occur often without being words, and short names of many cultures look like them."""

WORD_MARGIN = 1.0
"""... and is at most this much (natural log) rarer than its capitalised form: names are mostly capitalised."""

NAME_MARGIN = -0.3
"""The same margin for a word that is also in a name list: it must be commoner in lower case."""

COMMON_LOGPROB = -11.0
"""Words this frequent are too common to be taken for a name without a cue, even where a name list has them."""

SURNAMES = 30_000


def main() -> None:
    """Write ordinary.txt, common.txt, first_names.txt and surnames.txt beside this file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    for source in ("lookups", "names", "faker"):
        parser.add_argument(f"--{source}", type=Path, required=True, help=f"unpacked package {source}")
    options = parser.parse_args()
    here = Path(__file__).parent
    probability = _probabilities(options.lookups)
    faker_first, faker_last = _faker(options.faker)
    first = {name for gender in ("female", "male") for name in _census(options.names, f"dist.{gender}.first")}
    last = set(list(_census(options.names, "dist.all.last"))[:SURNAMES])
    names = first | last | faker_first | faker_last
    ordinary = {
        word for word in probability if _is_ordinary(word, probability, NAME_MARGIN if word in names else WORD_MARGIN)
    }
    _write(here / "ordinary.txt", ordinary)
    _write(here / "common.txt", {word for word in ordinary if probability[word] >= COMMON_LOGPROB})
    _write(here / "first_names.txt", {name for name in first | faker_first if len(name) > 1})
    _write(here / "surnames.txt", {name for name in last | faker_last if len(name) > 1})


def _probabilities(folder: Path) -> dict[str, float]:
    """Log probability per spelling; case matters."""
    found = next(folder.rglob("en_lexeme_prob.json.gz"))
    with gzip.open(found, "rt", encoding="utf-8") as stream:
        table: dict[str, float] = json.load(stream)
    return table


def _is_ordinary(word: str, probability: dict[str, float], margin: float) -> bool:
    if not (word.isascii() and word.isalpha() and word.islower() and len(word) > 1):
        return False
    here = probability[word]
    return here >= WORD_LOGPROB.get(len(word), OTHER_LOGPROB) and here + margin >= probability.get(
        word.capitalize(), -math.inf
    )


def _census(folder: Path, name: str) -> Iterator[str]:
    """Names in order of frequency."""
    for line in next(folder.rglob(name)).read_text(encoding="ascii").splitlines():
        yield line.split()[0].lower()


def _faker(folder: Path) -> tuple[set[str], set[str]]:
    """First names and surnames of every locale as far as they are in Latin letters, read without importing."""
    first: set[str] = set()
    last: set[str] = set()
    for module in sorted((folder / "faker" / "providers" / "person").glob("*/__init__.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            targets = node.targets if isinstance(node, ast.Assign) else []
            names = {target.id for target in targets if isinstance(target, ast.Name)}
            if any(name.startswith("first_") for name in names):
                first.update(_strings(node))
            elif any(name.startswith("last_") for name in names):
                last.update(_strings(node))
    return first, last


def _strings(node: ast.AST) -> Iterator[str]:
    for child in ast.walk(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield from _parts(child.value)


def _parts(name: str) -> Iterator[str]:
    folded = unicodedata.normalize("NFKD", name.casefold().replace("ł", "l").replace("ø", "o").replace("ı", "i"))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    for part in plain.replace("-", " ").replace("'", "").split():
        if part.isascii() and part.isalpha() and len(part) > 1:
            yield part


def _write(path: Path, words: Iterable[str]) -> None:
    path.write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
