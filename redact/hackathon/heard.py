"""Mistakes in what an adversary gives, said so that whoever wrote him can mend them."""

from __future__ import annotations

from typing import Any, Final

from redact.errors import UsageError
from redact.risk.attacks import Guess
from redact.risk.lab.guesses import NOTHING, YES, Guesses
from redact.risk.lab.knows import Knows
from redact.risk.lab.release import Release

_OF_YES_AND_NO: Final = ("presence", "class", "rows of a class")
_GIVE: Final = "End with return yes_no(SHARES) or return claims(WORDS, SHARES), both of redact.risk.lab."


class NoGuesses(UsageError):
    """What an adversary gave is no guess, or not one for each target."""


def guess_of(adversary: Any) -> Guess:
    """The one method of an adversary, or the function itself. UsageError (2) for what is neither."""
    if isinstance(adversary, type):
        raise UsageError(
            f"{adversary.__name__} is a class; what plays is an object of it", fix=f"Write {adversary.__name__}()."
        )
    guess = getattr(adversary, "guess", adversary)
    if not callable(guess):
        raise UsageError("this adversary has no guess", fix="Write def guess(self, release, knows) in his class.")
    return guess  # type: ignore[no-any-return]


def heard(guess: Guess, wants: str) -> Guess:
    """The same program, held to the form of a guess: NoGuesses (2) as soon as one has another."""

    def hear(release: Release, knows: Knows) -> Guesses:
        said = guess(release, knows)
        check(said, len(knows), wants)
        return said

    return hear


def check(said: Any, n: int, wants: str = "") -> None:
    """NoGuesses (2) unless these are guesses, one for each of n targets, in the words of what the scenario wants."""
    if not isinstance(said, Guesses):
        kind = "nothing" if said is None else f"a {type(said).__name__}"
        raise NoGuesses(f"guess gave {kind}, and Guesses are needed", fix=_GIVE)
    if len(said) != n:
        raise NoGuesses(
            f"guess gave {len(said):,} guesses for {n:,} targets",
            fix="Give one claim and one confidence for each row of knows.targets, in their order; '' claims nothing.",
        )
    if wants in _OF_YES_AND_NO and not {str(each) for each in said.claim.tolist()} <= {YES, NOTHING}:
        raise NoGuesses(
            f"a claim is neither '{YES}' nor '', and this scenario asks for yes or no", fix="yes_no(SHARES) makes them."
        )
