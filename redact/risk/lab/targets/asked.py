"""Facts for the attack, answers for the scorer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

TARGET: Final = "target"
CONTROL: Final = "control"
FILLER: Final = ""
"""A try that is asked and not counted, so that the list of targets does not say who is one."""


@dataclass(frozen=True, eq=False)
class Asked:
    """n tries. `facts` is all that the attack gets of them. `right_any`: a claim is right
    if any line of it is in this set, and "right" does not count. `answers` columns:

    role        "target", "control" or "" (asked, not counted)
    right       the claim that is right of a target; of a control the claim that would be a false alarm; "*": any claim
    event       the event that a claimed row must be of (-1: none), where rows are wanted
    worth       with what chance a right claim finds the very person (1, or 1 / households at an address)
    household   same number: about the same household
    part        a word for a part that is reported on its own
    chance      with what chance a blind pick among what fits the facts is right
    """

    facts: pd.DataFrame
    answers: pd.DataFrame
    right_any: frozenset[str] | None = None

    def __len__(self) -> int:
        return len(self.facts)

    def shuffled(self, seed: int) -> Asked:
        """The same in an order that says nothing, numbered anew."""
        order = np.random.default_rng([seed, 5]).permutation(len(self))
        facts, answers = (part.iloc[order].reset_index(drop=True) for part in (self.facts, self.answers))
        return Asked(facts, answers, self.right_any)


def answers_of(n: int, role: str, **columns: object) -> pd.DataFrame:
    """Answers with the usual defaults."""
    made = {"right": "yes", "event": -1, "worth": 1.0, "household": np.arange(n), "part": "", "chance": 0.0}
    return pd.DataFrame({"role": role, **made, **columns}, index=range(n))
