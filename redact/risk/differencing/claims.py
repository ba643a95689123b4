"""What somebody who compares releases would say, and how sure he can be of it.

He knows the rules and all that was published, and counts. From the rates of cover he works out how many of the rows
that look like protected ones are protected: of n events of a group, of which m are not told as ordinary ones, and with
a share r of ordinary events taken in as cover, (m - r n) / (1 - r) are to be expected. A claim is made where that is
more than the policy allows, by more than chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from redact.risk.differencing.changes import Changes, compare
from redact.risk.differencing.portal import OldCopy, told_finely
from redact.risk.differencing.published import Published
from redact.risk.differencing.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

REDRAWN: Final = 0.05
"""Where more than this share of the ordinary rows are gone at once, reports were not reclassified: the cover was drawn
anew."""
FEW: Final = 8
"""Fewer rows than this say nothing about a rate."""
SOME: Final = 3
"""So many ordinary rows must have come late with coarse ones, or nothing follows from the rate of cover."""
OLD: Final = "old copy"


class Kind(StrEnum):
    """How a row was found."""

    VANISHED = "an ordinary row is gone"
    UNCOVERED = "a coarse row became an ordinary one"
    LATE = "a coarse row joined a month that was out"
    REMAINING = "a coarse row whose neighbours turned out to be cover"
    MISSING = "a row of the old copy is not told as an ordinary one"


@dataclass(frozen=True, slots=True)
class Claim:
    """This row is about a protected person: row number `row` of `dataset` in the release (or the old copy) named `of`,
    found by comparing `earlier` with `later`. `posterior` is how sure the adversary is."""

    kind: Kind
    dataset: str
    earlier: str
    later: str
    of: str
    row: int
    posterior: float


def attack(releases: Sequence[Published], rules: Rules, old: OldCopy | None = None) -> tuple[Claim, ...]:
    """All claims from all releases so far, in their order, and from the old copy."""
    steps = [compare(earlier, later) for earlier, later in pairwise(releases)]
    found: list[Claim] = []
    redrawn = False
    for step in steps:
        anew = _redrawn(step)
        redrawn |= anew
        if not anew:
            found += vanished(step, rules)
            found += uncovered(step, rules)
        found += late(step, rules)
    if redrawn:
        found += remaining(steps, rules)
    if len(releases) > 2:
        ends = compare(releases[0], releases[-1])
        if not redrawn and not _redrawn(ends):
            found += vanished(ends, rules)
    if old is not None and releases:
        found += missing(old, releases, rules)
    return tuple(found)


def _redrawn(step: Changes) -> bool:
    """Whether so many ordinary rows are gone while others came in old months that the cover was drawn anew."""
    fine = ~step.earlier.rows["coarse"].to_numpy()
    gone = fine[step.vanished].sum()
    came = (~step.later.rows["coarse"].to_numpy()[step.appeared]).sum()
    return bool(gone > REDRAWN * fine.sum() and came > 0.5 * gone)


def vanished(step: Changes, rules: Rules) -> list[Claim]:
    """Ordinary rows that are gone. The policy promises so many others of the same group and month with each one that
    had to go; where there are fewer, one of them all the same had to. And each coarse row that is new in the same month
    was an ordinary one before, as late ones come with ordinary ones."""
    rows = step.earlier.rows.iloc[step.vanished]
    rows = rows[~rows["coarse"]]
    if not len(rows):
        return []
    main = rows.drop_duplicates("event")
    counts = main.groupby(["group", "first"])["event"].transform("size").to_numpy(dtype=np.float64)
    sure = np.maximum(1.0, counts / (1 + rules.leave_with)) / counts
    coarser = main["first"].map(_turned_coarse(step, main)).fillna(0.0).to_numpy(dtype=np.float64)
    sure = coarser + (1.0 - coarser) * np.where(coarser > 0, 1.0 / (1 + rules.leave_with), sure)
    by_event = dict(zip(main["event"].tolist(), sure.tolist(), strict=True))
    posterior = rows["event"].map(by_event).to_numpy(dtype=np.float64)
    return _claims(Kind.VANISHED, step, step.earlier, rows, posterior, rules)


def _turned_coarse(step: Changes, main: pd.DataFrame) -> dict[int, float]:
    """Per month the share of its vanished events that look protected now: as many as there are coarse rows more.

    Nothing where ordinary rows came late too: at a revision coarse ones come for other reasons.
    """
    came, gone = step.later.rows.iloc[step.appeared], step.earlier.rows.iloc[step.vanished]
    if (~came["coarse"]).sum() >= SOME:
        return {}
    dataset = main["dataset"].mode().iloc[0]
    won, lost, new = (
        _per_month(rows[(rows["dataset"] == dataset) & rows["coarse"] & (rows["first"] == rows["last"])])
        if coarse
        else _per_month(rows[(rows["dataset"] == dataset) & ~rows["coarse"]])
        for rows, coarse in ((came, True), (gone, True), (came, False))
    )
    vanished_in = _per_month(main[main["dataset"] == dataset])
    return {
        month: min(1.0, max(0, won.get(month, 0) - lost.get(month, 0) - new.get(month, 0)) / count)
        for month, count in vanished_in.items()
    }


def uncovered(step: Changes, rules: Rules) -> list[Claim]:
    """Ordinary rows that are new in a month that was out, while coarse rows of it are gone. Cover never becomes
    ordinary, so those were protected ones; the other new rows came late."""
    before, after = step.earlier.rows, step.later.rows
    gone = before.iloc[step.vanished]
    came = after.iloc[step.appeared]
    new = came[~came["coarse"]]
    if not len(new):
        return []
    datasets = sorted(set(new["dataset"]))
    posterior = np.zeros(len(new))
    for dataset in datasets:
        lost = _per_month(gone[(gone["dataset"] == dataset) & gone["coarse"]])
        won = _per_month(came[(came["dataset"] == dataset) & came["coarse"]])
        mine = np.flatnonzero((new["dataset"] == dataset).to_numpy())
        months = new["first"].to_numpy()[mine]
        for month in np.unique(months).tolist():
            less = lost.get(month, 0) - won.get(month, 0)
            here = mine[months == month]
            posterior[here] = np.clip(less / len(here), 0.0, 1.0)
    return _claims(Kind.UNCOVERED, step, step.later, new, posterior, rules)


def late(step: Changes, rules: Rules) -> list[Claim]:
    """Coarse rows that joined a month that was out. With them came ordinary ones, so the rate of cover among all that
    came late tells how many of the coarse ones are protected."""
    rows = step.later.rows.iloc[step.appeared]
    found: list[Claim] = []
    lost = step.earlier.rows.iloc[step.vanished]
    for (dataset, group), mine in rows.groupby(["dataset", "group"], sort=True):
        coarse = mine[mine["coarse"]]
        back = int(((lost["dataset"] == dataset) & (lost["group"] == group) & lost["coarse"]).sum())
        if len(coarse) - back < FEW or len(mine) - len(coarse) < SOME:
            continue  # without ordinary rows of the kind these are none that came late: their cells were too small
        sure = share(len(mine) - back, len(coarse) - back, rules.shown_cover.get(str(group), 0.0))
        found += _claims(Kind.LATE, step, step.later, coarse, np.full(len(coarse), sure), rules)
    return found


def remaining(steps: Sequence[Changes], rules: Rules) -> list[Claim]:
    """Coarse rows of the first release, once so many ordinary rows of their group and month turned up that the others
    must be the protected ones.

    The rows of a cell can't be told apart. The claim is about all of them but those that turned up.
    """
    first, last = steps[0].earlier, steps[-1].later
    known = first.rows
    opened = known["last"].to_numpy() <= known["dataset"].map(dict(first.through)).to_numpy()
    keys = ["dataset", "group", "first", "last"]
    coarse = known[known["coarse"].to_numpy() & opened]
    told = known[~known["coarse"].to_numpy()].groupby(["dataset", "group", "first"]).size()
    turned = _turned_up(steps)
    found: list[Claim] = []
    for cell, mine in coarse.groupby(keys, sort=True):
        dataset, group, start, end = _cell(cell)
        if start != end or len(mine) < FEW:
            continue
        ordinary = int(told.get((dataset, group, start), 0))
        shown = min(turned.get((dataset, group, start), 0), len(mine))
        rate = rules.shown_cover.get(group, 0.0)
        protected = share(len(mine) + ordinary, len(mine), rate, sure=False) * len(mine)
        rest = len(mine) - shown
        if not shown or not rest:
            continue
        posterior = float(np.clip(protected / rest, 0.0, 1.0))
        step = Changes(first, last, *(np.empty(0, dtype=np.int64),) * 2, np.empty((0, 2), dtype=np.int64))
        found += _claims(Kind.REMAINING, step, first, mine, np.full(len(mine), posterior), rules)
    return found


def _turned_up(steps: Sequence[Changes]) -> dict[tuple[str, str, int], int]:
    """How many different ordinary rows, by dataset, group and month, were new since the first release."""
    import pandas as pd

    parts = [step.later.rows.iloc[step.appeared] for step in steps]
    rows = pd.concat([part[~part["coarse"]] for part in parts])
    before = steps[0].earlier.rows
    rows = rows[~rows["value"].isin(before.loc[~before["coarse"], "value"])]
    sizes = rows.drop_duplicates(["dataset", "value"]).groupby(["dataset", "group", "first"]).size()
    return {_cell(cell)[:3]: int(size) for cell, size in sizes.items()}


def _cell(cell: Any) -> tuple[str, str, int, int]:
    """A cell's dataset, group, first and last month; of a time within a month the two are the same."""
    dataset, group, first, *last = cell
    return str(dataset), str(group), int(first), int(last[0] if last else first)


def missing(old: OldCopy, releases: Sequence[Published], rules: Rules) -> list[Claim]:
    """Rows of an old copy that no release tells as ordinary ones. Where a kind of them is never told, that says nothing
    that the copy does not say itself."""
    told = told_finely(old, releases)
    group = _groups(old, releases)
    rows = old.rows.assign(told=told, group=group)
    found: list[Claim] = []
    name = releases[-1].name
    for (kind, _), mine in rows.groupby(["group", "category"], sort=True):
        lacking = mine[~mine["told"]]
        if len(lacking) in (0, len(mine)) or len(mine) < FEW:
            continue
        sure = share(len(mine), len(lacking), rules.cover.get(str(kind), 0.0))
        if sure > rules.sure_at_most:
            found += [
                Claim(Kind.MISSING, old.dataset, OLD, name, OLD, int(row), sure) for row in lacking.index.tolist()
            ]
    return found


def _groups(old: OldCopy, releases: Sequence[Published]) -> NDArray[Any]:
    """The offence group of each row of the copy, learnt from published rows with the same offence in words."""
    import pandas as pd

    rows = pd.concat([each.rows.loc[each.rows["dataset"] == old.dataset, ["text", "group"]] for each in releases])
    known = rows[rows["text"] != ""].groupby("text")["group"].agg(lambda words: words.mode().iloc[0]).to_dict()
    by_category = old.rows.assign(group=old.rows["offense"].map(known)).dropna().groupby("category")["group"]
    usual = by_category.agg(lambda words: words.mode().iloc[0]).to_dict()
    return old.rows["offense"].map(known).fillna(old.rows["category"].map(usual)).fillna("").to_numpy(dtype=object)


def share(events: int, looking: int, rate: float, *, sure: bool = True) -> float:
    """The share of protected events among `looking` ones of `events`, where a share `rate` of the others is cover.

    `sure` takes off one standard error of how many are cover, so that chance alone makes nobody a claim.
    """
    if not looking or rate >= 1.0:
        return 0.0
    protected = (looking - rate * events) / (1.0 - rate)
    ordinary = max(events - protected, 0.0)
    if sure:
        protected -= float(np.sqrt(ordinary * rate * (1.0 - rate))) / (1.0 - rate)
    return float(np.clip(protected / looking, 0.0, 1.0))


def _per_month(rows: pd.DataFrame) -> dict[int, int]:
    months, counts = np.unique(rows["first"].to_numpy(), return_counts=True)
    return dict(zip(months.tolist(), counts.tolist(), strict=True))


def _claims(
    kind: Kind, step: Changes, of: Published, rows: pd.DataFrame, posterior: NDArray[np.float64], rules: Rules
) -> list[Claim]:
    keep = posterior > rules.sure_at_most + 1e-9
    return [
        Claim(kind, str(dataset), step.earlier.name, step.later.name, of.name, int(row), float(sure))
        for dataset, row, sure in zip(
            rows["dataset"].to_numpy()[keep], rows["row"].to_numpy()[keep], posterior[keep], strict=True
        )
    ]
