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

_MOST: Final = 1_500
"""Rows of a cell in which nobody stands out any more."""

SIGHT: Final = ("age", "sex", "race")
_BAND: Final = re.compile(r"(\d{1,3})\s*(?:-|to)\s*(\d{1,3})")
_OPEN: Final = re.compile(r"(\d{1,3})\s*(?:\+|and over|or older)")
_UNDER: Final = re.compile(r"(?:under|below|<)\s*(\d{1,3})")


@attack("rare_person")
def guess(release: Release, knows: Knows) -> Guesses:
    """Looks for the one row of her area and time that says her age, sex and race, whatever the columns are called.

    He looks at every person that a row describes (victim, subject, reporting party) and prefers rows that say more. The
    more rows fit, and the more people of the release look like her, the less sure he is; below `sure_enough` he names
    none.
    """
    rows = read(release, knows.city)
    claim, sure = np.full(len(knows), NOTHING, dtype=object), np.zeros(len(knows))
    if not len(rows) or not len(knows) or not {*SIGHT} <= {*knows.targets}:
        return claims(claim, sure)
    people = _people(release, rows)
    pairs = rows.fitting(knows.targets)[["target", "cell", "rows"]].sort_values(["target", "rows"], kind="stable")
    # How many rows there are in a cell and in those of her home and time that are smaller: he looks there first.
    pairs["among"] = pairs.groupby("target")["rows"].cumsum()
    if len(people):
        likely = _fitting(pairs[pairs["among"] <= _MOST], people, knows.targets)
    else:  # without a word of persons a row is hers for sure only where it is alone
        alone = pairs[pairs.groupby("target")["rows"].transform("sum") == 1]
        likely = alone.merge(rows.frame[["cell"]].assign(at=np.arange(len(rows)), says=0), on="cell")
    likely = likely.drop_duplicates(["target", "at"]).sort_values(["target", "among"], kind="stable")
    likely["fit"] = likely.groupby("target").cumcount() + 1
    likely["fit"] = likely.groupby(["target", "among"])["fit"].transform("max")
    likely = likely.drop_duplicates("target")
    at, fit = likely["target"].to_numpy(np.int64), likely["fit"].to_numpy(np.float64)
    # That a row fits says little where so many people look like her that one of them would be there anyway.
    others = np.maximum(_alike(people, knows.targets)[at] - fit, 0) if len(people) else np.zeros(len(at))
    sure[at] = 1 / (fit * (1 + likely["among"].to_numpy(np.float64) / len(rows) * others))
    named = sure[at] >= knows.number("sure_enough", 0.99)
    claim[at[named]] = rows.names[likely["at"].to_numpy(np.int64)[named]]
    return claims(claim, sure)


def _fitting(pairs: pd.DataFrame, people: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Pairs of a target and a person of a row that may be her, those that say more first."""
    asked = pairs.merge(targets[["sex", "race"]], left_on="target", right_index=True)
    whole = (people["sex"] != "") & (people["race"] != "")
    found = pd.concat(
        [
            asked.merge(people[whole], on=["cell", "sex", "race"]),
            asked.drop(columns=["sex", "race"]).merge(people[~whole], on="cell"),
        ],
        ignore_index=True,
    )
    return found[_same(found, targets)].sort_values("says", ascending=False, kind="stable")


def _alike(people: pd.DataFrame, targets: pd.DataFrame) -> NDArray[np.float64]:
    """(targets,) How many people described in the release look like each of them."""
    looks, which = np.unique(targets[[*SIGHT]].to_numpy(object).astype("str"), axis=0, return_inverse=True)
    kinds = people.groupby(["age_from", "age_to", "sex", "race"], sort=False).size().reset_index(name="people")
    count = np.zeros(len(looks))
    for number, (age, sex, race) in enumerate(looks.tolist()):
        years = float(age) if age.isdigit() else float("nan")
        good = (years >= kinds["age_from"].to_numpy()) & (years <= kinds["age_to"].to_numpy())
        good &= np.isin(kinds["sex"].to_numpy("U8"), ("", sex)) & np.isin(kinds["race"].to_numpy("U8"), ("", race))
        count[number] = kinds["people"].to_numpy()[good].sum()
    return np.asarray(count[which.reshape(-1)], dtype=np.float64)


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
    if not parts:
        return pd.DataFrame(columns=["at", "sex", "race", "age_from", "age_to", "says", "cell"])
    people = pd.concat(parts, ignore_index=True)
    return people.assign(cell=rows.frame["cell"].to_numpy()[people["at"].to_numpy()])


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
    good = (age >= pairs["age_from"].to_numpy()) & (age <= pairs["age_to"].to_numpy())
    for name in ("sex", "race"):
        said, known = pairs[name].to_numpy(object), her[name].to_numpy(object)
        good &= (said == "") | (said == known)
    return np.asarray(good, dtype=np.bool_)
