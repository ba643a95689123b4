"""The files of a release: does any hold what was in the records and is not in the published cells?"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from redact.records import load_card
from redact.risk.lab.cities import Case
from redact.risk.lab.guesses import ROW_ORDER, point_text
from redact.risk.lab.outcome import CannotTry
from redact.risk.lab.sources import records_of, source_cells
from redact.risk.lab.targets.asked import TARGET, Asked, answers_of
from redact.risk.scenarios import Scenario

SHORTEST: Final = 5
"""Shorter cells are words and numbers that stand anywhere."""

LONGEST: Final = 120
IN_ORDER: Final = 0.9
"""Rows whose places in the file and in the source go together so closely (Spearman) are in the source's order."""


def files(scenario: Scenario, case: Case) -> Asked:
    """Every file of the release; right is what he finds that only the records hold.

    CannotTry where the release is no folder.
    """
    folder = case.release.files
    if folder is None:
        raise CannotTry("the release is not there as files")
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
    answers = answers_of(len(names), TARGET, right="")
    return Asked(pd.DataFrame({"file": names}), answers, only_input(case))


def only_input(case: Case) -> frozenset[str]:
    """Cells of the sources that no published cell has, the names of their files, and the order of their rows where the
    published ones still have it."""
    assert case.folder is not None
    found: set[str] = set()
    for dataset in case.truth.published:
        card = load_card(case.folder / "cards" / f"{dataset}.yaml")
        cells = source_cells(case, dataset, sorted({str(name) for name in card.columns.values()}))
        at_home = case.city.find(records_of(case, dataset)["address"]) >= 0
        for one, other in (("longitude", "latitude"), ("x", "y")):
            names = [str(card.columns[role]) for role in (one, other) if role in card.columns]
            if len(names) == 2:
                # Crossings are on every map, and a place may be drawn from one to the next.
                points = cells[names][at_home].apply(pd.to_numeric, errors="coerce").dropna().drop_duplicates()
                found |= {point_text(float(x), float(y)) for x, y in points.itertuples(index=False)}
                cells = cells.drop(columns=names)
        for name in cells.columns:
            values = pd.Series(cells[name].unique(), dtype="str")
            sizes = values.str.len()
            found |= set(values[(sizes >= SHORTEST) & (sizes <= LONGEST)].tolist())
        found |= {path.name for path in (case.folder / "exports").glob(f"{dataset}-*.csv")}
        found.add(case.folder.as_posix())
        record = case.truth.published[dataset]
        known = record[record >= 0]
        if len(known) > 2 and np.corrcoef(np.argsort(np.argsort(known)), np.arange(len(known)))[0, 1] > IN_ORDER:
            found.add(ROW_ORDER)
    for table in case.release.tables.values():
        for name in table.columns:
            found -= set(table[name].unique().tolist())
    return frozenset(found)
