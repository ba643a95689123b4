"""One day with redact: made-up cities, policies to change, adversaries to write, and two boards.

    from redact.hackathon import attack, change, city, release, useful

    place = city("suburb")                                              # nobody in it exists
    case = release(place, change("baseline", ("protected.time.precision", "day")))
    print(attack(case, "did_she_report").words)
    print(useful(case).events_kept)

Thin callers of the lab and the pipeline, for notebooks; see docs/hackathon.md for how a day goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from redact.hackathon.boards import Board
    from redact.hackathon.cards import Card, finding
    from redact.hackathon.cities import CITIES, Place, city, release
    from redact.hackathon.hidden import Hidden, hide, read_hidden
    from redact.hackathon.playing import attack, refused, useful
    from redact.hackathon.scoring import Attacked, Defended, defend, score
    from redact.risk.trial.changes import Change, change, policy_text
    from redact.risk.worth import worth

__all__ = [
    "CITIES", "Attacked", "Board", "Card", "Change", "Defended", "Hidden", "Place", "attack", "change", "city",
    "defend", "finding", "hide", "policy_text", "read_hidden", "refused", "release", "score", "useful", "worth",
]  # fmt: skip

_HOMES = {
    "redact.hackathon.boards": ("Board",),
    "redact.hackathon.cards": ("Card", "finding"),
    "redact.hackathon.cities": ("CITIES", "Place", "city", "release"),
    "redact.hackathon.hidden": ("Hidden", "hide", "read_hidden"),
    "redact.hackathon.playing": ("attack", "refused", "useful"),
    "redact.hackathon.scoring": ("Attacked", "Defended", "defend", "score"),
    "redact.risk.trial.changes": ("Change", "change", "policy_text"),
    "redact.risk.worth": ("worth",),
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module 'redact.hackathon' has no attribute {name!r}")
