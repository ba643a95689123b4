"""Attacks by name, as scenario files name them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from redact.errors import Missing
from redact.policy.wording import did_you_mean
from redact.risk.lab.guesses import Guesses
from redact.risk.lab.knows import Knows
from redact.risk.lab.release import Release

Guess = Callable[[Release, Knows], Guesses]
"""The one method of an attack."""


@dataclass(frozen=True)
class Attack:
    """A program with its name; `does` is the first paragraph of its docstring."""

    name: str
    guess: Guess
    does: str


_KNOWN: Final[dict[str, Attack]] = {}


def attack(name: str) -> Callable[[Guess], Guess]:
    """Registers a function as the attack of this name; a later one of the same name takes its place."""

    def register(guess: Guess) -> Guess:
        _KNOWN[name] = Attack(name, guess, " ".join((guess.__doc__ or "").strip().split("\n\n", maxsplit=1)[0].split()))
        return guess

    return register


@contextmanager
def lent(name: str, guess: Guess) -> Iterator[str]:
    """Registers an attack for as long as it is tried out, and gives its name; whatever had the name has it again."""
    before = _KNOWN.get(name)
    attack(name)(guess)
    try:
        yield name
    finally:
        if before is None:
            del _KNOWN[name]
        else:
            _KNOWN[name] = before


def attacks() -> Mapping[str, Attack]:
    """All attacks by name: those of redact, found by their modules, and those that a notebook has registered."""
    import redact.risk.attacks as here

    for module in pkgutil.iter_modules(here.__path__):
        if module.name != "registry":
            importlib.import_module(f"{here.__name__}.{module.name}")
    return dict(sorted(_KNOWN.items()))


def attack_named(name: str) -> Attack:
    """An attack by its name. Missing (16) for a name that none has."""
    known = attacks()
    if name not in known:
        raise Missing(f"no attack is called '{name}'.{did_you_mean(name, known)}", fix=f"There are: {', '.join(known)}")
    return known[name]
