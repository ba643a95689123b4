"""The rare person: age, sex and race of somebody he knows, among the rows of her area and time."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import NOTHING, Guesses, claims
from redact.risk.lab.knows import Knows
from redact.risk.lab.reading import Rows, read
from redact.risk.lab.release import Release

SIGHT: Final = ("age", "sex", "race")
_BAND: Final = re.compile(r"(\d{1,3})\s*(?:-|to)\s*(\d{1,3})")
_OPEN: Final = re.compile(r"(\d{1,3})\s*(?:\+|and over|or older)")
_UNDER: Final = re.compile(r"(?:under|below|<)\s*(\d{1,3})")


@attack("rare_person")
def guess(release: Release, knows: Knows) -> Guesses:
    """The one row of her area and time that says her age, sex and race, whatever the columns are called.

    He looks at every person that a row describes (victim, subject, reporting party) and prefers rows that say more. The
    more rows fit, the less sure he is of the one that he names; where more than `fewest` do, he names none.
    """
    rows = read(release, knows.city)
    claim, sure = np.full(len(knows), NOTHING, dtype=object), np.zeros(len(knows))
    if not len(rows) or not len(knows) or not {*SIGHT} <= {*knows.targets}:
        return claims(claim, sure)
    people = _people(release, rows)
    pairs = rows.fitting(knows.targets)[["target", "cell"]]
    frame = rows.frame[["cell", "offense_group"]].assign(at=np.arange(len(rows)))
    likely = pairs.merge(frame, on="cell")
    likely = likely[likely["offense_group"].isin(("persons", "", "none")) | bool(len(people))]
    if len(people):
        likely = likely.merge(people, on="at")
        likely = likely[_same(likely, knows.targets)]
    # Rows that say more of a person come first; among the rest one is as good as another.
    likely = likely.assign(says=likely["says"] if len(people) else 0)
    likely = likely.drop_duplicates(["target", "at"])
    most = likely.groupby("target")["says"].transform("max")
    likely = likely[likely["says"] == most]
    likely = likely[likely.groupby("target")["at"].transform("size") <= knows.number("fewest", 3)]
    count = likely.groupby("target").size()
    first = likely.groupby("target")["at"].first()
    claim[first.index.to_numpy()] = rows.names[first.to_numpy()]
    sure[count.index.to_numpy()] = 1 / count.to_numpy()
    return claims(claim, sure)


def _people(release: Release, rows: Rows) -> pd.DataFrame:
    """Every person that a row describes: at (the row), age_from, age_to, sex, race, and how much of it is said."""
    parts, first = [], 0
    for table in release.tables.values():
        if not len(table):
            continue
        found = {name: [column for column in table.columns if _is(column, name)] for name in SIGHT}
        whose = {column.lower().replace(name, "") for name in SIGHT for column in found[name]}
        for who in sorted(whose):
            mine = {name: next((c for c in found[name] if c.lower().replace(name, "") == who), None) for name in SIGHT}
            cells = {name: table[c].to_numpy(object) if c else np.full(len(table), "") for name, c in mine.items()}
            made = pd.DataFrame({"at": first + np.arange(len(table)), "sex": cells["sex"], "race": cells["race"]})
            low, high = _ages(cells["age"])
            made = made.assign(age_from=low, age_to=high, says=sum((cells[n] != "").astype(int) for n in SIGHT))
            parts.append(made[made["says"] > 0])
        first += len(table)
    columns = ["at", "sex", "race", "age_from", "age_to", "says"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _is(column: str, name: str) -> bool:
    return name in re.split(r"[^a-z]+", column.lower())


def _ages(cells: NDArray[np.object_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The least and greatest age that each cell may mean: "34", "30-39", "80 and over", "under 18"."""
    values, codes = np.unique(cells.astype("str"), return_inverse=True)
    limits = np.array([_age(value) for value in values.tolist()], dtype=np.float64).reshape(-1, 2)
    return limits[codes, 0], limits[codes, 1]


def _age(text: str) -> tuple[float, float]:
    if band := _BAND.search(text):
        return float(band[1]), float(band[2])
    if over := _OPEN.search(text):
        return float(over[1]), 130.0
    if under := _UNDER.search(text):
        return 0.0, float(under[1]) - 1
    number = re.search(r"\d{1,3}", text)
    return (float(number[0]), float(number[0])) if number else (0.0, 130.0)


def _same(pairs: pd.DataFrame, targets: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether what a row says of a person is so of her; what it does not say is no objection."""
    her = targets.iloc[pairs["target"].to_numpy()]
    age = pd.to_numeric(her["age"], errors="coerce").to_numpy(np.float64)
    # A birthday may lie between the day that he thinks of and the report.
    good = (age >= pairs["age_from"].to_numpy() - 1) & (age <= pairs["age_to"].to_numpy() + 1)
    for name in ("sex", "race"):
        said, known = pairs[name].to_numpy(object), her[name].to_numpy(object)
        good &= (said == "") | (said == known)
    return np.asarray(good, dtype=np.bool_)
