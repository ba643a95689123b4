"""The report's section on attacks: what somebody could still find out about places, one line for each attack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from redact.bundle.facts import capital
from redact.report import badge, join, notice, paragraph, table
from redact.risk.places.result import Result

TITLE: Final = "What somebody could still find out about places"
LEAD: Final = (
    "Before anything is published, this program attacks the rows of the plan as somebody would who has the published "
    "files, the city's public maps and addresses, and this program."
)


def attacks_section(results: Sequence[Result]) -> Markup:
    """A table of the attacks, and below it what to do about those that got through."""
    if not results:
        return paragraph(
            "Nothing could be tried: no layer says where people live. Such a plan cannot be released either. "
            "`redact jurisdiction guide` says which public files give it."
        )
    rows = [(capital(each.name), each.did, _outcome(each), capital(each.figure) + ".") for each in results]
    drawn = table(
        "Attacks on places",
        ["Attack", "What the attacker did", "How it ended", "What was measured"],
        rows,
        note="Of very many rows a sample is attacked. Where a city has no list of addresses, its households are "
        "estimates, and the number that a tier asks for is multiplied by the policy's household_safety.",
    )
    return join([drawn, *(_what_to_do(each) for each in results if not each.passed)])


def _outcome(result: Result) -> Markup:
    if not result.tries:
        return badge("nothing to try", "plain")
    if result.passed:
        return badge("got nowhere", "good")
    return badge("got through", "bad") if result.proves else badge("look at this", "warn")


_ADVICE: Final = {
    "combining": "Records of one event show places that overlap in too few homes, or another column says the area. "
    "Take columns that name areas (beat, district, tract) out of the cards of datasets that have no addresses, or out "
    "of the policy's `columns`, and preview again.",
    "averaging": "Rows of one address are shown with different points. Take columns with coordinates out of the "
    "policy's `columns`, and preview again.",
    "looking for holes": "Nothing is wrong with the rows that are there. Often addresses on such a street cannot be "
    "matched, so that its rows are shown at an area: look at the layer of streets. If records of this place are left "
    "out before this program reads them, let it read them: a hole on the map shows the place. The advocate's list of "
    "protected places protects it without a hole (docs/protected-places.md).",
    "looking for joined blocks": "Ask who keeps the list of protected places for a new file that has as many decoys "
    "as the policy asks for.",
}
_OTHER: Final = (
    "Do not publish this plan. Preview again with the layers that will be used for the release; if it stays, choose a "
    "coarser level or a higher number of households in the policy."
)


def _what_to_do(result: Result) -> Markup:
    words, title = _ADVICE.get(result.name, _OTHER), f"{capital(result.name)}:"
    return notice(words, "bad" if result.proves else "warn", title)
