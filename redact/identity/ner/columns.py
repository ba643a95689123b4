"""Training on a department's own records without anybody labelling anything.

The name columns say who is in a text, so the texts label themselves: what the columns, the cues and the model at hand
find together is taken for the names in them (the idea is that of the Dutch police thesis in the research, section 3).
Every name is then replaced by a name from the lists before anything is learnt, so that the model made from it carries
nobody of the records. What comes out is measured on records that were kept back: how many names of the columns the old
and the new model find by the sentence alone.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from redact.errors import DataMismatch, GateFailed, UsageError, Where
from redact.identity.lexicon import Word, lexicon
from redact.identity.ner.fit import Marked, fit, recall_and_precision
from redact.identity.ner.model import find_model, load_pipeline
from redact.identity.report import Scrubbed, scrub_file
from redact.identity.spans import Entity, Layer

if TYPE_CHECKING:
    from redact.policy.model import Policy
    from redact.records.source import Source

LEAST_TEXTS: Final = 200
"""Texts in which a name of a column stands; fewer teach nothing but themselves."""

KEPT_BACK: Final = 5
"""One text in this many is kept back to measure on."""

ROUNDS: Final = 2
RATE: Final = 0.0001
_SEED: Final = 1

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Trained:
    """What training came to: texts learnt from and measured on, and the share of the kept names found before and
    after."""

    texts: int
    measured: int
    before: float
    after: float
    digest: str


def train_from_columns(source: Source, policy: Policy, to: Path, *, progress: Progress) -> Trained:
    """Fine-tunes the policy's model on the texts of a file and saves it in the folder `to`.

    Raises UsageError (2) where the folder is there already, DataMismatch (11) where too few texts repeat a name of
    their columns, GateFailed (15) where the new model finds fewer names than the old one (nothing is saved then),
    Missing (16) without a model to begin with.
    """
    if to.exists():
        raise UsageError("the folder is there already and is not replaced", where=Where(to), fix="Name another.")
    nlp = load_pipeline(find_model(policy.identity.model))
    learnt, kept = [], []
    for done, each in enumerate(scrub_file(source, policy, mode="standard"), start=1):
        progress("reading texts", done, None)
        if each.redaction.held or not any(span.layer == Layer.RECORD for span in each.redaction.spans):
            continue
        if _draw(each) % KEPT_BACK:
            learnt.append(_without_people(Marked(each.source, tuple(_names(each, every=True))), Random(_draw(each))))
        else:
            kept.append(Marked(each.source, tuple(_names(each, every=False))))
    if len(learnt) < LEAST_TEXTS:
        raise DataMismatch(
            f"only {len(learnt):,} texts repeat a name of their columns; {LEAST_TEXTS:,} are needed",
            where=Where(source.files[0].name),
            fix="Take an export of more months, with the name columns in its card, or keep the model that ships.",
        )
    before = recall_and_precision(nlp, kept)[0]

    def report(number: int, _loss: float, _score: float) -> None:
        progress("learning", number, ROUNDS)

    progress("learning", 0, ROUNDS)
    fit(nlp, learnt, rounds=ROUNDS, seed=_SEED, fresh=False, rate=RATE, report=report)
    nlp.to_disk(to, exclude=["vocab"])
    after = recall_and_precision(load_pipeline(find_model(str(to))), kept)[0]
    if after < before:
        shutil.rmtree(to)
        raise GateFailed(
            f"the new model would find {after:.1%} of the names of kept-back texts, the old one finds {before:.1%}",
            fix="Nothing was saved: keep the old one. More texts, of more kinds, may do better.",
        )
    return Trained(len(learnt), len(kept), before, after, find_model(str(to)).digest)


def _draw(each: Scrubbed) -> int:
    return int.from_bytes(hashlib.blake2b(each.source.encode(), digest_size=4).digest(), "big")


def _names(each: Scrubbed, *, every: bool) -> Iterator[tuple[int, int]]:
    """The names of people in a text: those of its columns, or `every` name that any layer found."""
    for span in each.redaction.spans:
        if span.entity in (Entity.PERSON, Entity.OFFICER) and (every or span.layer == Layer.RECORD):
            yield span.start, span.end


def _without_people(text: Marked, rnd: Random) -> Marked:
    """The text with listed names in place of its own, the same all through, in the same casing; initials stay."""
    swapped: dict[str, str] = {}
    pieces: list[str] = []
    names: list[tuple[int, int]] = []
    at = length = 0
    for start, end in text.names:
        mention = text.text[start:end]
        made, last = "", 0
        for number, match in enumerate(_WORD.finditer(mention)):
            word = match.group()
            family = (number == 0) == ("," in mention)
            new = swapped.setdefault(word.lower(), rnd.choice(_listed(Word.LAST if family else Word.FIRST)))
            made += mention[last : match.start()]
            made += new.upper() if word.isupper() else new if word.islower() else new.capitalize()
            last = match.end()
        made += mention[last:]
        pieces += [text.text[at:start], made]
        length += start - at
        names.append((length, length + len(made)))
        length += len(made)
        at = end
    pieces.append(text.text[at:])
    return Marked("".join(pieces), tuple(names))


_WORD: Final = re.compile(r"[^\W\d_]{2,}")


def _listed(flag: int) -> Sequence[str]:
    found = _LISTED.get(flag)
    if found is None:
        unclear = Word.ORDINARY | Word.POLICE | Word.PROPER
        table = lexicon().items()
        found = _LISTED[flag] = sorted(word for word, flags in table if flags & flag and not flags & unclear)
    return found


_LISTED: dict[int, list[str]] = {}
