"""Usefulness as one figure, and what a change of a policy costs of it in words."""

from __future__ import annotations

from statistics import mean

from redact.risk.usefulness import Usefulness

SHOWN = 5e-4
"""What a share must lose to be named: less is not seen in percent with one digit."""


def shares(found: Usefulness) -> dict[str, float]:
    """The six shares that usefulness is judged by, by what they are of, each 1 where nothing is lost.

    Events outside the sensitive classes that are published; of their rows those at street level; of the busiest
    twentieth of streets, and of beats and months, those that are among it still; and how right the shares of months
    and of districts are.
    """
    return {
        "events that are published at all": found.events_kept,
        "rows on a street": found.street_level,
        "busiest streets that are still among the busiest": found.busiest_places,
        "busiest beats and months": found.busiest_beat_months,
        "how right the shares of months are": 1 - min(found.trend_error, 1.0),
        "how right the shares of districts are": 1 - min(found.district_error, 1.0),
    }


def worth(found: Usefulness) -> float:
    """Usefulness as one figure from 0 to 1: the mean of the six, none of which can make up for all others."""
    return mean(shares(found).values())


def cost(before: Usefulness, after: Usefulness) -> str:
    """What is lost, in a sentence: every share that fell, as it was and as it is."""
    now = shares(after)
    fell = {name: was for name, was in shares(before).items() if was - now[name] >= SHOWN}
    said = [f"{name}, from {was:.1%} to {now[name]:.1%}" for name, was in fell.items()]
    return f"It costs: {'; '.join(said)}." if said else "It costs nothing that the measure of usefulness shows."


__all__ = ["cost", "shares", "worth"]
