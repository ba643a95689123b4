"""All releases so far, laid one on another: what is gone, what came late, what turned out to be cover."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from redact.policy.model import Policy
from redact.risk.attacks.registry import attack
from redact.risk.differencing import Published, Rules, of_tables
from redact.risk.differencing import attack as compared
from redact.risk.lab.guesses import Guesses, yes_no
from redact.risk.lab.knows import Knows
from redact.risk.lab.release import Release


@attack("differencing")
def guess(release: Release, knows: Knows) -> Guesses:
    """Lays all releases on one another and works out, by the policy's own rules, which rows must be hidden ones.

    An event counts as claimed if one of its rows is. Without a policy he has no rules and says nothing.
    """
    if release.policy is None or not release.earlier or not len(knows):
        return yes_no(np.zeros(len(knows)))
    rules = Rules.of(release.policy)
    sure: dict[str, float] = defaultdict(float)
    for claim in compared(published(release, release.policy), rules):
        name = f"{claim.of}:{claim.dataset}:{claim.row}"
        sure[name] = max(sure[name], claim.posterior)
    return yes_no(of_events(knows, sure), at_least=np.nextafter(rules.sure_at_most, 1.0))


def published(release: Release, policy: Policy) -> list[Published]:
    """Every release so far, named "0", "1", ... in its order."""
    rules, found = Rules.of(policy), []
    for number, each in enumerate((*release.earlier, release)):
        tables = {
            name: pa.table({column: pa.array(table[column].to_numpy(object), pa.string()) for column in table})
            for name, table in each.tables.items()
        }
        found.append(of_tables(str(number), tables, rules))
    return found


def of_events(knows: Knows, sure: dict[str, float]) -> NDArray[np.float64]:
    """(n,) Of each line of rows ("0:calls:17;1:calls:20") the surest claim about one of them."""
    rows = knows.targets["rows"].str.split(";")
    asked = rows.explode()
    value = asked.map(pd.Series(sure, dtype="float64")).fillna(0.0)
    most = value.groupby(level=0).max().reindex(range(len(knows))).fillna(0.0)
    return np.asarray(most.to_numpy(), dtype=np.float64)
