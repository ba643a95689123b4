"""A report that is told otherwise than last month: what was it first taken for, and what is it now?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from redact.risk.attacks.differencing import of_events, published
from redact.risk.attacks.joining import NEAR_TELLING, TELLING, first_homes, says
from redact.risk.attacks.registry import attack
from redact.risk.differencing import Changes, Published, Rules, compare
from redact.risk.lab.guesses import Guesses, yes_no
from redact.risk.lab.knows import Knows
from redact.risk.lab.reading import Rows, read
from redact.risk.lab.release import Release

_SURE: Final = 0.95
_PERHAPS: Final = 0.6


@attack("reclassified")
def guess(release: Release, knows: Knows) -> Guesses:
    """Follows single rows from release to release: an ordinary row that is gone while a blurred one came where it was.

    Of v ordinary rows that are gone from an area and month where c blurred rows came, beyond those that came late, each
    is the blurred one with c / v. A row that is gone with no such trace is a hidden one as often as the policy's rule
    for removals says. A row that stayed and is told otherwise counts by its words, before and after.
    """
    if release.policy is None or not release.earlier or not len(knows):
        return yes_no(np.zeros(len(knows)))
    rules = Rules.of(release.policy)
    steps = published(release, release.policy)
    where = [read(each, knows.city) for each in (*release.earlier, release)]
    sure: dict[str, float] = defaultdict(float)
    for number, (earlier, later) in enumerate(pairwise(steps)):
        step = compare(earlier, later)
        for name, value in _gone(step, where[number], where[number + 1], rules).items():
            sure[name] = max(sure[name], value)
        for name, value in _told_otherwise(step).items():
            sure[name] = max(sure[name], value)
    return yes_no(of_events(knows, sure), at_least=np.nextafter(0.5, 1.0))


def _gone(step: Changes, before: Rows, after: Rows, rules: Rules) -> dict[str, float]:
    """How sure each ordinary row that is gone is a hidden one by now."""
    gone = step.earlier.rows.iloc[step.vanished]
    gone = gone[~gone["coarse"]]
    came = step.later.rows.iloc[step.appeared]
    if not len(gone):
        return {}
    first = first_homes(before)[_places(gone, before)]
    explained = np.zeros(len(gone))
    blurred = came[came["coarse"] & (came["first"] == came["last"])]
    places = _places(blurred, after)
    late = came[~came["coarse"]]
    late_home = first_homes(after)[_places(late, after)]
    inside = np.zeros(len(before.city.homes) + 1, dtype=np.bool_)
    cells = pd.DataFrame({"dataset": blurred["dataset"].to_numpy(), "first": blurred["first"].to_numpy(), "p": places})
    for (dataset, month, place), members in _grouped(cells):
        inside[:] = False
        inside[after.homes[place]] = True
        mine = inside[first] & (gone["dataset"] == dataset).to_numpy() & (gone["first"] == month).to_numpy()
        if not mine.any():
            continue
        fresh = inside[late_home] & (late["dataset"] == dataset).to_numpy() & (late["first"] == month).to_numpy()
        rate = max(rules.shown_cover.values(), default=0.0)
        by_lateness = float(fresh.sum()) * rate / max(1 - rate, 0.05)
        explained[mine] += max(0.0, len(members) - by_lateness) / mine.sum()
    share = np.clip(explained, 0.0, 1.0)
    # The others are gone for another reason; so many leave with each that had to.
    together = 1.0 / (1 + rules.leave_with)
    value = share * _SURE + (1 - share) * together * (1 - _SURE if len(gone) > 50 else 1.0)
    return dict(zip(_names(step.earlier, gone), value.tolist(), strict=True))


def _told_otherwise(step: Changes) -> dict[str, float]:
    """How sure each row that stayed and is told otherwise is of a hidden kind, by its words."""
    if not len(step.changed):
        return {}
    was, now = step.earlier.rows.iloc[step.changed[:, 0]], step.later.rows.iloc[step.changed[:, 1]]
    differ = was["text"].to_numpy(object) != now["text"].to_numpy(object)
    told = says(was["text"], TELLING) | says(now["text"], TELLING)
    near = says(was["text"], NEAR_TELLING) & ~says(now["text"], NEAR_TELLING)
    sharper = (was["group"].to_numpy(object) != now["group"].to_numpy(object)) & (now["group"] == "persons").to_numpy()
    value = np.where(differ & told, _SURE, np.where(differ & (near | sharper), _PERHAPS * 0.5, 0.0))
    names = [*zip(_names(step.earlier, was), value.tolist(), strict=True)]
    return dict([*names, *zip(_names(step.later, now), value.tolist(), strict=True)])


def _grouped(cells: pd.DataFrame) -> Iterator[tuple[tuple[str, int, int], pd.DataFrame]]:
    """Cells of a dataset, month and place."""
    for (dataset, month, place), part in cells.groupby(["dataset", "first", "p"]):
        yield (str(dataset), int(str(month)), int(str(place))), part


def _places(rows: pd.DataFrame, read_: Rows) -> NDArray[np.int64]:
    """The place of each of these rows as `read` numbers them."""
    key = read_.frame.set_index(["table", "row"])["place"]
    asked = pd.MultiIndex.from_arrays([rows["dataset"].to_numpy(), rows["row"].to_numpy()])
    return key.reindex(asked).to_numpy().astype(np.int64) if len(rows) else np.empty(0, dtype=np.int64)


def _names(of: Published, rows: pd.DataFrame) -> list[str]:
    pairs = zip(rows["dataset"].tolist(), rows["row"].tolist(), strict=True)
    return [f"{of.name}:{dataset}:{row}" for dataset, row in pairs]
