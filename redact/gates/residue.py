"""Residue: nothing that identifies somebody in the input is left in what will be published.

Part one compares every row with the names of its own event. Part two looks every released cell and run of words up
among all full names, exact addresses, keys, numbers and raw coordinates of the input, whatever their casing and
punctuation.
"""

from __future__ import annotations

from collections.abc import Sequence

from redact.gates.result import GateResult
from redact.gates.scan import Found, Scanned, Scope, announced_columns, own_names, scan, staged_columns
from redact.gates.view import ReleaseView

NAME = "residue"
_REQUIRED = "no cell with a name, exact address, key, number or raw coordinate of the input"


def check(view: ReleaseView) -> GateResult:
    """Both parts over the staged rows of all datasets; part two over what pages will say of the inputs, too."""
    columns = list(staged_columns(view))
    scanned = scan(Scope.of(view), [*columns, *announced_columns(view)], own_names(view, columns))
    view.note_words(scanned.words)
    return result(scanned)


def result(scanned: Scanned) -> GateResult:
    """The gate's result for a scan, of staged rows or of written files."""
    measured = f"{scanned.count:,} of {cells(scanned.cells)}"
    return GateResult(NAME, scanned.count == 0, measured, _REQUIRED, _sentence(scanned.found, scanned.own))


def cells(count: int) -> str:
    """`1 cell`, `1,204 cells`."""
    return f"{count:,} cell{'s' if count != 1 else ''}"


def _sentence(found: Sequence[Found], own: int) -> str:
    if not found and not own:
        return "Nothing that identifies somebody in the input was found in what would be published."
    parts = [
        f"column '{item.column}' of {item.where} holds {item.identifier.words} of the input ({cells(item.cells)})"
        for item in found
    ]
    if own:
        parts.append(f"{cells(own)} with a word of the name of somebody in their own event")
    said = "; ".join(parts)
    return (
        f"{said[:1].upper()}{said[1:]}. Take the column out in the policy's `columns`, or correct the cells in the "
        "records system, and preview again."
    )
