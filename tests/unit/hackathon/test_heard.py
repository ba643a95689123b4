"""Mistakes of a participant's program: each is said with what to do about it."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from redact.errors import UsageError
from redact.hackathon.heard import NoGuesses, check, guess_of, heard
from redact.risk.lab import Knows, Release, claims, yes_no
from redact.risk.lab.knows import City

KNOWS = Knows(pd.DataFrame({"home": ["a", "b", "c"]}), cast("City", None), date(2025, 1, 1), date(2025, 12, 31))


class Adversary:
    def guess(self, release: Release, knows: Knows) -> Any:
        return yes_no(np.zeros(len(knows)))


@pytest.mark.parametrize(
    ("said", "wants", "says"),
    [
        (yes_no([0.5]), "presence", "1 guesses for 3 targets"),
        ([0.1, 0.2, 0.3], "presence", "guess gave a list"),
        (None, "row", "guess gave nothing"),
        (claims(np.ones(3, dtype=bool)), "presence", "neither 'yes' nor ''"),
        (claims(["incidents:1", "", ""]), "rows of a class", "neither 'yes' nor ''"),
    ],
)
def test_what_is_no_guess_is_said_with_what_to_do(said: Any, wants: str, says: str) -> None:
    with pytest.raises(NoGuesses, match=says) as found:
        heard(lambda release, knows: said, wants)(Release("none", {}), KNOWS)
    assert found.value.fix


def test_guesses_are_taken_as_they_are() -> None:
    said = claims(["incidents:1", "", "calls:7"], [0.9, 0.1, 0.5])
    assert heard(lambda release, knows: said, "row")(Release("none", {}), KNOWS) is said
    check(yes_no([0.9, 0.1, 0.5]), 3, "presence")


def test_an_adversary_is_an_object_with_a_guess_or_a_function() -> None:
    one = Adversary()
    assert guess_of(one) == one.guess
    with pytest.raises(UsageError, match="is a class") as found:
        guess_of(Adversary)
    assert found.value.fix == "Write Adversary()."
    with pytest.raises(UsageError, match="has no guess"):
        guess_of(object())
