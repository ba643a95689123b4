"""People of whom neighbours tell things: what the report tells too, if anybody publishes its words."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from redact.risk.lab.cities import Case
from redact.risk.lab.outcome import CannotTry
from redact.risk.lab.release import COLUMNS, Release
from redact.risk.lab.sources import records_of, source_cells
from redact.risk.lab.targets.asked import CONTROL, TARGET, Asked, answers_of
from redact.risk.lab.targets.events import _facts, _windows
from redact.risk.scenarios import Scenario

TOLD: Final = {
    "family": "husband wife ex-husband ex-wife boyfriend girlfriend ex-boyfriend ex-girlfriend fiance mother father"
    " stepfather stepmother son daughter brother sister uncle aunt grandmother grandfather cousin nephew niece roommate"
    " neighbor landlord coworker boss ex father-in-law mother-in-law twins baby infant",
    "car": "ford honda chevrolet toyota dodge nissan kia jeep subaru accord impala camry altima escape outback soul ram"
    " f-150 truck van suv motorcycle scooter bicycle trailer tracker",
    "color": "white black silver red blue gray tan green yellow",
    "hurt": "neck eye arm wrist hair face head throat nose lip rib hand leg knee back shoulder bruise bruises scratches"
    " redness cut broken fracture burn burns swollen bleeding tooth teeth choked strangled unconscious pregnant bite",
    "place": "school church bar hotel motel park hospital clinic shelter gym daycare library restaurant store garage"
    " basement porch kitchen bedroom bathroom balcony driveway hallway lobby alley yard couch stairs",
    "job": "nurse teacher cook driver waitress bartender cashier clerk mechanic officer soldier veteran student guard"
    " manager farmer electrician carpenter roofer barber hairdresser pastor coach dispatcher paramedic",
    "animal": "dog cat puppy kitten horse bird parrot",
    "thing": "knife gun pistol rifle bat hammer bottle phone laptop purse wallet ring necklace tablet camera tools"
    " guitar medication pills lighter belt cord chair lamp mirror window door keys",
}
"""What people know of those who live beside them, and what reports tell as well."""

WORDS: Final = frozenset(word for words in TOLD.values() for word in words.split())
PATTERN: Final = r"[a-z][a-z'\-]*[a-z0-9]|f-150"
FEWEST: Final = 3
"""So many things he has to know of somebody, or there is no looking for them."""

LONG: Final = 8
"""From so many words in a cell a column is text."""


def text_columns(release: Release) -> dict[str, list[str]]:
    """By table, the columns that tell something in sentences."""
    found: dict[str, list[str]] = {}
    for name, table in release.tables.items():
        for column in table.columns:
            if column in COLUMNS:
                continue
            cells = pd.Series(table[column].unique(), dtype="str")
            if int(cells.str.count(r"\S+").max() if len(cells) else 0) >= LONG:
                found.setdefault(name, []).append(column)
    return found


def told(scenario: Scenario, case: Case) -> Asked:
    """Victims of truly sensitive events and what is told of them; controls: people of the same homes and times, of
    whom is told what is told of others, a bit of each, with names from the voter roll.

    CannotTry where the release has no text.
    """
    if not text_columns(case.release):
        raise CannotTry("no text is published, so there is nothing in which he could look for what he knows")
    rng = np.random.default_rng([case.number, 19])
    records = records_of(case, "incidents")
    cells = source_cells(case, "incidents", ["narrative", "victim_name"])
    known = records.reset_index(drop=True).join(cells)
    known = known.assign(home=case.city.find(known["address"])).drop_duplicates("event").set_index("event")
    known = known[(known["home"] >= 0) & (known["narrative"] != "")]
    hints = _hints(known["narrative"], rng)
    known = known.assign(hints=hints)[[len(each.split()) >= FEWEST for each in hints]]
    mine = known[known["should"].isin(scenario.targets.tiers)]
    mine = mine.iloc[np.sort(rng.permutation(len(mine))[: scenario.targets.most])]
    windows = _windows(scenario, mine, rng)
    facts = _with_told(_facts(scenario, case.city, mine, windows), mine, scenario)
    answers = answers_of(
        len(mine), TARGET, right="*", event=mine.index.to_numpy(), household=mine["household"].to_numpy(),
        part=mine["should"].to_numpy(),
    )  # fmt: skip
    made_up = mine.assign(hints=_of_nobody(mine["hints"], rng), victim_name=_other_names(case, len(mine), rng))
    controls = _with_told(_facts(scenario, case.city, mine, windows), made_up, scenario)
    more = answers_of(len(mine), CONTROL, right="*", household=-1 - np.arange(len(mine)))
    return Asked(pd.concat([facts, controls], ignore_index=True), pd.concat([answers, more], ignore_index=True))


def _of_nobody(hints: pd.Series, rng: np.random.Generator) -> list[str]:
    """As many things as of each, put together from what is told of all: nobody is all of that."""
    every = hints.str.split().explode().dropna().to_numpy(object)
    return [" ".join(sorted(set(rng.choice(every, len(each.split())).tolist()))) for each in hints.tolist()]


def _other_names(case: Case, n: int, rng: np.random.Generator) -> list[str]:
    """Names of people on the voter roll, most of whom are in no report."""
    roll = case.lists.get("voter_roll")
    if roll is None or not len(roll):
        return [""] * n
    some = roll.iloc[rng.integers(0, len(roll), n)]
    return (some["last_name"] + ", " + some["first_name"]).tolist()


def _with_told(facts: pd.DataFrame, people: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    made = facts.assign(told=people["hints"].to_numpy(object))
    if "name" in scenario.knows.person:
        made["name"] = people["victim_name"].to_numpy(object)
    return made


def _hints(texts: pd.Series, rng: np.random.Generator) -> list[str]:
    """Of each text the things that neighbours tell, each known to him by seven chances in ten."""
    found = []
    for words in texts.str.lower().str.findall(PATTERN).tolist():
        things = sorted(set(words) & WORDS)
        keep = rng.random(len(things)) < 0.7
        found.append(" ".join(thing for thing, kept in zip(things, keep.tolist(), strict=True) if kept))
    return found
