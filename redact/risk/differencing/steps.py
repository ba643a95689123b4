"""From one release to the next: ordinary rows that are gone, and coarse ones that became ordinary."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from redact.risk.differencing.changes import Changes
from redact.risk.differencing.claims import Claim, Kind, surer
from redact.risk.differencing.rules import Rules

if TYPE_CHECKING:
    import pandas as pd


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
    coarser = main["first"].map(_turned_coarse(step, main, rules)).fillna(0.0).to_numpy(dtype=np.float64)
    sure = coarser + (1.0 - coarser) * np.where(coarser > 0, 1.0 / (1 + rules.leave_with), sure)
    by_event = dict(zip(main["event"].tolist(), sure.tolist(), strict=True))
    posterior = rows["event"].map(by_event).to_numpy(dtype=np.float64)
    return surer(Kind.VANISHED, step, step.earlier, rows, posterior, rules)


def _turned_coarse(step: Changes, main: pd.DataFrame, rules: Rules) -> dict[int, float]:
    """Per month the share of its vanished events that look protected now: as many as there are coarse rows more.

    Nothing at a revision, where coarse ones come for other reasons.
    """
    if rules.revised(step.earlier.newest, step.later.newest):
        return {}
    came, gone = step.later.rows.iloc[step.appeared], step.earlier.rows.iloc[step.vanished]
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
    gone, came = step.earlier.rows.iloc[step.vanished], step.later.rows.iloc[step.appeared]
    new = came[~came["coarse"]]
    if not len(new):
        return []
    less = _spans(gone[gone["coarse"]]).sub(_spans(came[came["coarse"]]), fill_value=0.0)
    posterior = np.zeros(len(new))
    months, datasets = new["first"].to_numpy(), new["dataset"].to_numpy()
    for span, rows in less.items():
        dataset, first, last = cast("tuple[str, int, int]", span)
        here = np.flatnonzero((datasets == dataset) & (months >= first) & (months <= last))
        posterior[here] += rows / max(len(here), 1)
    return surer(Kind.UNCOVERED, step, step.later, new, np.clip(posterior, 0.0, 1.0), rules)


def _spans(rows: pd.DataFrame) -> pd.Series[float]:
    """How many rows there are by dataset, first and last month."""
    return rows.groupby(["dataset", "first", "last"]).size().astype("float64")


def _per_month(rows: pd.DataFrame) -> dict[int, int]:
    months, counts = np.unique(rows["first"].to_numpy(), return_counts=True)
    return dict(zip(months.tolist(), counts.tolist(), strict=True))
