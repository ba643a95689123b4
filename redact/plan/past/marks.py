"""What the published ids are computed from: the same for a row in every release, so that it can be found again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from redact.keyed import mixed
from redact.plan.past.keeping import Kept
from redact.plan.past.matching import ranked
from redact.plan.resolve import Fates
from redact.plan.treatments import Treatment


def marks(fates: Fates, kept: Kept, treatments: Sequence[Treatment]) -> NDArray[np.int64]:
    """The mark of every row (int64).

    Rows of one event share it where they may be joined. Rows of a protective tier, its cover among them, have one of
    their own. A row that is out keeps its mark.
    """
    alone = np.array([rule.protective for rule in treatments])[fates.treatment]
    of_event = fates.identity.copy()
    told = kept.same & ~alone
    of_event[fates.event[told]] = kept.past.mark[kept.row[told]]
    _, nth = ranked(mixed(kept.slot.view(np.uint64) ^ kept.period.astype(np.int64).view(np.uint64)).view(np.int64))
    place = (kept.period.astype(np.int64) << 32) ^ nth
    of_row = mixed(mixed(kept.slot.view(np.uint64)) ^ place.view(np.uint64)).view(np.int64)
    found = np.where(alone, of_row, of_event[fates.event])
    found[kept.same] = kept.past.mark[kept.row[kept.same]]
    return found
