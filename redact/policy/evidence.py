"""How records are judged: what a change there does beside what its field says.

To look at more shows more of what must be protected, and so is stricter. But a record that is found to be sensitive
comes into another tier, and where that tier shows anything more exactly than the one it was in (a smaller area, say,
though nothing of the people), the change is also looser. Nothing is assumed to be fine because it usually is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from redact.policy.exposure import LOOSER, STRICTER, Exposure
from redact.policy.structure import Between

RISES: Final = "Records that are found that way come into a group that shows something else of them more exactly."


def beside(between: Between, path: str, effects: frozenset[str]) -> tuple[frozenset[str], str]:
    """What a change of the field at `path` does in all, given what its direction says; and why, where that differs."""
    asked = _ASKED.get(path)
    if asked is None and path.startswith("classify.classes."):
        name = path.split(".")[2]
        looser = _of_class(between.moves.new, name)
    elif asked is None:
        return effects, ""
    else:
        looser = asked(between)
    if STRICTER in effects and LOOSER not in effects and looser:
        return effects | {LOOSER}, RISES
    return effects, ""


def _of_class(exposure: Exposure, name: str) -> bool:
    tiers = exposure.policy.tiers
    home = [number for number, tier in enumerate(tiers) if name in tier.classes]
    held = exposure.policy.classify.may_evidence == "hold" and any(tiers[number].published for number in home)
    return held or exposure.rising(home)


def _proof(between: Between) -> bool:
    exposure = between.moves.new
    return exposure.rising_to_classes or exposure.proof_frees_doubt


def _words(between: Between) -> bool:
    """Negated and prior mentions: what is only a hint matters where hints are protected as if they were proof."""
    settings = between.new.classify
    if "shows" in (settings.negated, settings.prior):
        return _proof(between)
    return settings.may_evidence == "protect" and between.moves.new.rising_to_classes


def _silence(between: Between) -> bool:
    return between.new.classify.may_evidence == "protect" and between.moves.new.rising_to_doubt


def _absence(between: Between) -> bool:
    """Without a relationship column: a hint that is let pass protects less than the careful tier."""
    passes = between.new.classify.may_evidence == "pass" and between.old.classify.relationship_absent == "persons"
    return passes or _silence(between)


def _doubt(between: Between) -> bool:
    if between.new.classify.may_evidence == "protect":
        return between.moves.new.rising_to_classes
    return between.old.classify.may_evidence == "protect" and between.moves.new.holding_frees_events


def _linking(between: Between) -> bool:
    exposure = between.moves.new
    return exposure.rising_to_any or exposure.proof_frees_doubt


_ASKED: Final[dict[str, Callable[[Between], bool]]] = {
    "classify.sources": _proof,
    "classify.negated": _words,
    "classify.prior": _words,
    "classify.relationship_empty": _silence,
    "classify.relationship_absent": _absence,
    "classify.may_evidence": _doubt,
    "classify.linking.on": _linking,
    "classify.linking.within_m": _linking,
    "classify.linking.within_hours": _linking,
}
