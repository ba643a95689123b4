"""The court's list says who and what on which day; the released rows say where."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.attacks.joining import likeliest_row, own_columns, shown_share
from redact.risk.attacks.registry import attack
from redact.risk.lab.guesses import Guesses, no_guesses
from redact.risk.lab.knows import City, Knows
from redact.risk.lab.reading import Rows, read
from redact.risk.lab.release import Release

_DAY: Final = 1_440
_ALIKE: Final = 0.75
"""Of the words of a charge and of an offence so many must be the same."""
_ARRESTED: Final = re.compile(r"([^.,]+), \d+, was arrested")
_BLOCK: Final = re.compile(r"to the (\d+) block of (.+?) on ")
_WORD: Final = re.compile(r"[A-Z]{3,}")


@attack("journalist")
def guess(release: Release, knows: Knows) -> Guesses:
    """Joins each case to the rows of its day by charge and by where the accused lives or the press says it was.

    A row with the same charge in words is likelier by how rare the charge is, a row whose place may mean the home of
    the accused, or the block of the press, by how few homes it may mean. How many cases of a charge are
    shown at all he learns from how many have more than chance brings. He names a row if it is likelier than all others
    together with none.
    """
    rows = read(release, knows.city)
    if not len(rows) or not len(knows):
        return no_guesses(len(knows))
    pairs = _same_day(rows, knows)
    if not len(pairs):
        return no_guesses(len(knows))
    target, at = pairs["target"].to_numpy(), pairs["at"].to_numpy()
    weight = _by_charge(release, rows, knows, target, at) * _by_place(rows, knows, target, at)
    size = np.maximum(np.bincount(target, minlength=len(knows)).astype(np.float64), 1.0)
    ratio = np.bincount(target, weights=weight, minlength=len(knows)) / size
    shown = shown_share(ratio, knows.targets["charge"].to_numpy(object))
    none = size * (1 - shown) / shown
    return likeliest_row(rows, pairs, weight, len(knows), none=none, at_least=knows.number("claim_at", 0.5))


def _same_day(rows: Rows, knows: Knows) -> pd.DataFrame:
    """Rows to the day or finer of reports and arrests, on the day of the offence or the next."""
    frame = rows.frame
    fine = ((frame["end"] - frame["start"]) <= _DAY).to_numpy() & (frame["table"] != "calls").to_numpy()
    part = pd.DataFrame({"at": np.flatnonzero(fine), "day": frame["start"].to_numpy()[fine] // _DAY})
    day = knows.targets["start"].to_numpy(np.int64) // _DAY
    asked = pd.concat([pd.DataFrame({"target": np.arange(len(day)), "day": day + more}) for more in (0, 1)])
    return asked.merge(part, on="day").drop_duplicates(["target", "at"])


def _by_charge(
    release: Release, rows: Rows, knows: Knows, target: NDArray[np.int64], at: NDArray[np.int64]
) -> NDArray[np.float64]:
    """(pairs,) How much likelier a row's words are if it is the case's: by how rare they are; 1 where it says none."""
    charge = knows.targets["charge"].astype("str") + " " + knows.targets["statute"].astype("str")
    charges, charge_code = np.unique(charge.to_numpy(object), return_inverse=True)
    said = _said(release)
    texts, text_code = np.unique(said, return_inverse=True)
    share = np.bincount(text_code) / max(len(text_code), 1)
    alike = np.array([[_alike(a, b) for b in texts.tolist()] for a in charges.tolist()]).reshape(-1, len(texts))
    like = alike >= _ALIKE
    common = np.clip((like * share[None, :]).sum(axis=1), 1e-4, 0.99)[:, None]
    ratio = np.where(like, 0.9 / common, 0.1 / (1 - common))
    ratio[:, texts == ""] = 1.0
    return np.asarray(ratio[charge_code[target], text_code[at]], dtype=np.float64)


def _said(release: Release) -> NDArray[np.object_]:
    """(rows,) The words of a row that may be its charge: of columns with few different cells, but no persons."""
    parts = []
    for table in (table for table in release.tables.values() if len(table)):
        names = [name for name in own_columns(table) if re.search("offense|charge|statute|crime|code|class", name)]
        said = pd.Series([""] * len(table), dtype="str")
        for name in names:
            if table[name].nunique() < 2_000:
                said = said + " " + table[name].astype("str")
        parts.append(said.str.strip().to_numpy(object))
    return np.concatenate(parts)


def _alike(charge: str, text: str) -> float:
    """The share of the longer one's words that both have; 1 where the row says the number of the statute."""
    one, two = set(_WORD.findall(charge.upper())), set(_WORD.findall(text.upper()))
    same_number = bool(set(charge.split()[-1:]) & set(text.split())) if charge else False
    return max(len(one & two) / max(len(one), len(two), 1), 1.0 if same_number else 0.0)


def _by_place(rows: Rows, knows: Knows, target: NDArray[np.int64], at: NDArray[np.int64]) -> NDArray[np.float64]:
    """(pairs,) How much likelier a row's place is if it is the case's: half of such arrests are where he lives."""
    home = _homes(knows)
    place = rows.frame["place"].to_numpy()[at]
    every = max(float(knows.city.households.sum()), 1.0)
    lived = home[target]
    known = rows._places_of_home[rows._places_of_home["home_number"].isin(np.unique(home[home >= 0]))]
    keys = np.unique(known["home_number"].to_numpy(np.int64) * len(rows.homes) + known["place"].to_numpy(np.int64))
    fits = np.isin(lived * len(rows.homes) + place, keys) & (lived >= 0)
    return np.where(lived < 0, 1.0, np.where(fits, 0.5 * every / np.maximum(rows.spread[place], 1.0), 0.5))


def _homes(knows: Knows) -> NDArray[np.int64]:
    """(n,) The home of each accused: of the press's block, or of the only voter of that name and age; else -1."""
    found = np.full(len(knows), -1, dtype=np.int64)
    names = knows.targets["defendant"].map(_name).to_numpy(object)
    roll = knows.files.get("voter_roll")
    if roll is not None:
        voters = (roll["first_name"] + " " + roll["last_name"]).map(_name) + roll["birth_year"]
        place = dict(zip(voters.tolist(), knows.city.find(roll["address"]).tolist(), strict=True))
        twice = set(voters[voters.duplicated()].tolist())
        keys = [name + year for name, year in zip(names, knows.targets["defendant_birth_year"].tolist(), strict=True)]
        found = np.array([-1 if key in twice else place.get(key, -1) for key in keys], dtype=np.int64)
    press = _press(knows.files.get("news"), knows.city)
    told = np.array([press.get(name, -1) for name in names], dtype=np.int64)
    return np.where(told >= 0, told, found)


def _press(news: pd.DataFrame | None, city: City) -> dict[str, int]:
    """By name of who was arrested, a home on the block that the press names."""
    found = {}
    for text in news["text"].tolist() if news is not None else ():
        who, where = _ARRESTED.search(text), _BLOCK.search(text)
        if who and where:
            homes = city.public.named(f"{where[1]} BLOCK {where[2]}")
            if len(homes):
                found[_name(who[1])] = int(homes[len(homes) // 2])
    return found


def _name(text: str) -> str:
    """A name as lists of different spelling have it: no accents, no initials, in one order."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().upper()
    return " ".join(sorted(word for word in re.findall(r"[A-Z'-]+", plain) if len(word) > 1))
