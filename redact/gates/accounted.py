"""Accounted: every row that was read is published, withheld or held, and exactly the published ones are staged."""

from __future__ import annotations

import numpy as np

from redact.gates.result import GateResult
from redact.gates.view import ReleaseView
from redact.plan.outcomes import Outcome

NAME = "every row accounted for"


def check(view: ReleaseView) -> GateResult:
    """Compares the decisions with the number of rows read and with the staged files, position by position."""
    every = view.decisions
    wrong = []
    for number, dataset in enumerate(every.datasets):
        mine = every.dataset == number
        rows, expected = every.row[mine], view.rows_in(dataset)
        if len(rows) != expected or not np.array_equal(rows, np.arange(expected)):
            wrong.append(f"{dataset}: {len(rows):,} rows are decided and {expected:,} were read")
        staged = every.staged[mine]
        against = (every.outcome[mine] == Outcome.PUBLISHED) != (staged >= 0)
        if against.any():
            wrong.append(f"{dataset}: {int(against.sum()):,} rows are staged against their decision")
        if not np.array_equal(np.sort(staged[staged >= 0]), np.arange(view.staged_rows(dataset))):
            wrong.append(f"{dataset}: the staged file's {view.staged_rows(dataset):,} rows are not those decided")
    missing = sorted(set(view.datasets) - set(every.datasets))
    wrong += [f"{dataset}: nothing is decided" for dataset in missing]
    staged_files = {path.stem for path in (view.plan.folder / "staged").glob("*")}
    wrong += [f"{name}: a staged file not of this plan" for name in sorted(staged_files - set(view.datasets))]
    return GateResult(
        NAME,
        not wrong,
        f"{len(every):,} rows in {len(every.datasets)} dataset{'s' if len(every.datasets) != 1 else ''}",
        "each row in exactly one place, and nothing staged besides",
        "Every row read is published, withheld or held." if not wrong else f"{'; '.join(wrong)}. Preview again.",
    )
