"""Training: texts with marked names in, a spaCy pipeline out. Used by the script that makes the shipped model and by
`redact train`.

The same texts, seed and versions give the same pipeline. One thread, no GPU, no download.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import spacy
from spacy.language import Language
from spacy.training import Example
from spacy.util import filter_spans, minibatch
from thinc.api import fix_random_seed

from redact.identity.ner.language import CODE, hide_names

LABEL: Final = "PERSON"
HIDDEN_NAMES: Final = 4
"""In training one listed name in this many looks unknown."""

ATTRIBUTES: Final = {"NORM": 8_000, "PREFIX": 400, "SUFFIX": 3_000, "SHAPE": 1_500}
"""Features of a word and the rows of their hash tables; PREFIX holds the class in the word lists (`language`)."""

Report = Callable[[int, float, float], None]
"""Called after every round with its number, the loss and the score on the texts kept for measuring (0 for none)."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and its names as (start, end), code points, sorted and disjoint."""

    text: str
    names: tuple[tuple[int, int], ...]


def new_pipeline(width: int = 96, depth: int = 4) -> Language:
    """A pipeline that has learnt nothing yet: hash embeddings, a CNN, and spaCy's transition-based recogniser."""
    nlp = spacy.blank(CODE)
    embed = {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": width,
        "attrs": list(ATTRIBUTES),
        "rows": list(ATTRIBUTES.values()),
        "include_static_vectors": False,
    }
    encode = {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": width,
        "depth": depth,
        "window_size": 1,
        "maxout_pieces": 3,
    }
    model = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "nO": None,
        "tok2vec": {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode},
    }
    nlp.add_pipe("ner", config={"model": model}).add_label(LABEL)  # type: ignore[attr-defined]
    return nlp


def fit(
    nlp: Language,
    texts: Sequence[Marked],
    *,
    rounds: int,
    seed: int = 0,
    fresh: bool = True,
    rate: float = 0.001,
    dropout: float = 0.25,
    measure: Callable[[Language], float] | None = None,
    report: Report | None = None,
) -> Language:
    """Trains `nlp` on the texts and returns it; with `measure`, the state of the best round.

    `fresh` starts from nothing, otherwise what the pipeline knows is refined. Raises ValueError without any name.
    """
    if not any(text.names for text in texts):
        raise ValueError("there is no marked name to learn from")
    fix_random_seed(seed)
    rnd = random.Random(seed)
    hide_names(nlp, _hidden)
    examples = list(_examples(nlp, texts))
    optimizer = nlp.initialize(lambda: examples[:200]) if fresh else nlp.resume_training()
    optimizer.learn_rate = rate
    best, kept = -1.0, None
    steps, total = 0, rounds * len(examples)
    for number in range(1, rounds + 1):
        rnd.shuffle(examples)
        losses: dict[str, float] = {}
        for batch in minibatch(examples, size=_sizes(steps)):  # type: ignore[no-untyped-call]
            optimizer.learn_rate = rate * max(0.1, 1 - steps / total)
            nlp.update(batch, sgd=optimizer, drop=dropout, losses=losses)
            steps += len(batch)
        score = 0.0
        if measure is not None:
            with nlp.select_pipes(enable=["ner"]), _averaged(nlp, optimizer):
                score = measure(nlp)
                if score > best:
                    best, kept = score, nlp.get_pipe("ner").to_bytes()  # type: ignore[attr-defined]
        if report is not None:
            report(number, losses.get("ner", 0.0), score)
    if kept is None:
        with _averaged(nlp, optimizer):
            kept = nlp.get_pipe("ner").to_bytes()  # type: ignore[attr-defined]
    nlp.get_pipe("ner").from_bytes(kept)  # type: ignore[attr-defined]
    return nlp


def _averaged(nlp: Language, optimizer: Any) -> Any:
    """The average of the weights over all steps: steadier than the last ones."""
    return nlp.use_params(optimizer.averages)


def _hidden(name: str) -> bool:
    return hashlib.blake2b(name.encode(), digest_size=2).digest()[1] % HIDDEN_NAMES == 0


def _sizes(steps: int) -> Iterator[int]:
    while True:
        yield 16 if steps < 4_000 else 32


def _examples(nlp: Language, texts: Iterable[Marked]) -> Iterator[Example]:
    for text in texts:
        doc = nlp.make_doc(text.text)
        gold = doc.copy()
        spans = [gold.char_span(start, end, label=LABEL, alignment_mode="expand") for start, end in text.names]
        gold.ents = filter_spans([span for span in spans if span is not None])
        yield Example(doc, gold)


def recall_and_precision(nlp: Language, texts: Sequence[Marked]) -> tuple[float, float]:
    """(share of marked names of which every letter is found, share of found tokens that are in marked names)."""
    whole = marked = inside = found = 0
    for text, doc in zip(texts, nlp.pipe([text.text for text in texts], batch_size=64), strict=True):
        gold = np.zeros(len(text.text) + 1, dtype=bool)
        for start, end in text.names:
            gold[start:end] = True
        hit = np.zeros(len(text.text) + 1, dtype=bool)
        for span in doc.ents:
            hit[span.start_char : span.end_char] = True
            found += len(span)
            inside += sum(bool(gold[token.idx : token.idx + len(token)].any()) for token in span)
        for start, end in text.names:
            marked += 1
            whole += all(hit[i] or not text.text[i].isalnum() for i in range(start, end))
    return whole / max(1, marked), inside / max(1, found)
