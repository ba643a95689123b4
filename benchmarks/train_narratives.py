"""Learns the weights of words in narratives from the fictional records in `benchmarks/narratives/`.

    python benchmarks/train_narratives.py [--check]

Prints, for each writer's file left out in turn, how much the weights learnt from the others find of it, and writes
`redact/classify/rules/narrative.weights.csv`. The thresholds are set on those left-out scores: words alone suffice
above what 15 in 1,000 harmless records reach, and likely cues count above what 20 in 100 reach. A record is counted as
what its words speak of above what any harmless record reaches: ordinary events are so many that few in a hundred of
them would be a number of their own. `--check` writes nothing.

The records were made up for this purpose (see `benchmarks/narratives/README.md`); neither `narratives_a` nor
any other file of shared data is among them, so these stay a test.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from sklearn.linear_model import LogisticRegression

from redact.classify.narrative.tokens import Vocabulary
from redact.classify.narrative.weights import CLASSES, features_of

HERE = Path(__file__).parent
RECORDS = HERE / "narratives"
TARGET = HERE.parent / "redact" / "classify" / "rules" / "narrative.weights.csv"
AT_LEAST = 2
"""Writers who must have used a word or pair for it to get a weight: what one hand alone writes says nothing."""
REGULARISATION = 50.0
COUNTED, ALONE, LIKELY = 0.0, 0.015, 0.20
"""Shares of harmless records that may score above `names`, `shows` and `likely`."""


class Set:
    """All records with their features; `writer` tells the files apart."""

    def __init__(self, paths: list[Path]) -> None:
        self.rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
        hands = (path.stem for path in paths for _ in path.read_text(encoding="utf-8").splitlines())
        self.writer = np.array(list(hands))
        vocabulary = Vocabulary()
        tokens = vocabulary.read([row["narrative"] for row in self.rows])
        self.features = list(features_of(tokens, vocabulary.words))
        self.sensitive = np.array([bool(row["sensitive"]) for row in self.rows])
        self.by_text = np.array([row["cue"] == "narrative" for row in self.rows])
        self.classes = np.array([[name in row["sensitive"] for name in CLASSES] for row in self.rows])


class Learnt:
    """Features with their rarity, and a weight per column: sensitive at all, then each class among the sensitive."""

    def __init__(self, data: Set, rows: np.ndarray) -> None:
        counts = Counter(feature for at in rows for feature in data.features[at])
        writers: dict[str, set[str]] = {}
        for at in rows:
            for feature in data.features[at]:
                writers.setdefault(feature, set()).add(data.writer[at])
        self.features = sorted(feature for feature, hands in writers.items() if len(hands) >= AT_LEAST)
        self.number = {feature: at for at, feature in enumerate(self.features)}
        self.rarity = np.array([math.log((1 + len(rows)) / (1 + counts[each])) + 1 for each in self.features])
        matrix = self.matrix(data, rows)
        models = [self._fit(matrix, data.sensitive[rows])]
        sensitive = rows[data.sensitive[rows]]
        among = self.matrix(data, sensitive)
        models += [self._fit(among, data.classes[sensitive, at]) for at in range(len(CLASSES))]
        self.weight = np.stack([model.coef_[0] for model in models], axis=1)
        self.bias = np.array([model.intercept_[0] for model in models])

    @staticmethod
    def _fit(matrix: sparse.csr_matrix, wanted: np.ndarray) -> LogisticRegression:
        model = LogisticRegression(C=REGULARISATION, max_iter=5000, class_weight="balanced", solver="liblinear")
        return model.fit(matrix, wanted)

    def matrix(self, data: Set, rows: np.ndarray) -> sparse.csr_matrix:
        """Rarities of each record's features, of length one."""
        parts = []
        for place, at in enumerate(rows):
            found = sorted(self.number[feature] for feature in data.features[at] if feature in self.number)
            values = self.rarity[found]
            length = math.sqrt(float((values * values).sum())) or 1.0
            parts.append((np.full(len(found), place), np.array(found, dtype=np.int64), values / length))
        row, column, value = (np.concatenate(each) for each in zip(*parts, strict=True))
        return sparse.csr_matrix((value, (row, column)), shape=(len(rows), len(self.features)))

    def score(self, data: Set, rows: np.ndarray) -> np.ndarray:
        return self.matrix(data, rows) @ self.weight + self.bias


def left_out(data: Set) -> np.ndarray:
    """The score of every record by weights learnt from the other writers."""
    scores = np.zeros((len(data.rows), 1 + len(CLASSES)))
    for writer in np.unique(data.writer):
        mine = np.flatnonzero(data.writer == writer)
        scores[mine] = Learnt(data, np.flatnonzero(data.writer != writer)).score(data, mine)
    return scores


def report(data: Set, scores: np.ndarray, shows: float) -> None:
    print(f"{'writer left out':16} {'found by words':>15} {'right class':>12} {'false':>8}")
    shown = scores[:, 0] >= shows
    best = data.classes[np.arange(len(scores)), scores[:, 1:].argmax(axis=1)]
    for writer in (*np.unique(data.writer), "all"):
        mine = (data.writer == writer) | (writer == "all")
        wanted = mine & data.sensitive & data.by_text
        harmless = mine & ~data.sensitive
        right = best[wanted & shown].mean()
        print(f"{writer:16} {shown[wanted].mean():15.1%} {right:12.1%} {shown[harmless].mean():8.1%}")


def write(learnt: Learnt, names: float, shows: float, likely: float, records: int, writers: int) -> None:
    lines = [
        "# What words and pairs of words in narratives weigh, in hundredths.",
        f"# Made by benchmarks/train_narratives.py from {records} fictional records of {writers} writers.",
        "# Behind ! stands a word behind a denial; #age, #adult, #old are numbers. See classify/narrative/weights.py.",
        "# bias: " + " ".join(f"{value:.4f}" for value in learnt.bias),
        f"# names: {names:.4f}",
        f"# shows: {shows:.4f}",
        f"# likely: {likely:.4f}",
        ",".join(("words", "rarity", "sensitive", *CLASSES)),
    ]
    for feature, rarity, weight in zip(learnt.features, learnt.rarity, learnt.weight, strict=True):
        lines.append(",".join((feature, f"{100 * rarity:.0f}", *(f"{100 * value:.0f}" for value in weight))))
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true", help="write nothing")
    check = arguments.parse_args().check
    paths = sorted(RECORDS.glob("*.jsonl"))
    if len(paths) < 3:
        sys.exit(f"needs the records of several writers in {RECORDS}")
    data = Set(paths)
    scores = left_out(data)
    harmless = scores[~data.sensitive, 0]
    names, shows, likely = (float(np.quantile(harmless, 1 - share)) for share in (COUNTED, ALONE, LIKELY))
    report(data, scores, shows)
    learnt = Learnt(data, np.arange(len(data.rows)))
    print(f"{len(learnt.features):,} words and pairs")
    print(f"counted from {names:.3f}, shows from {shows:.3f}, likely from {likely:.3f}")
    if not check:
        write(learnt, names, shows, likely, len(data.rows), len(paths))


if __name__ == "__main__":
    main()
