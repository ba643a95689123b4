"""Residue: nothing that identifies somebody in the input is left in what will be published.

Part one compares every row with the names of its own event. Part two looks every released cell and run of words up
among all full names, exact addresses, keys, numbers and raw coordinates of the input, whatever their casing and
punctuation.
"""

from __future__ import annotations

from redact.gates.own_names import rows_with_own_names
from redact.gates.result import GateResult
from redact.gates.scan import Found, scan, staged_columns
from redact.gates.view import ReleaseView

NAME = "residue"
_REQUIRED = "no cell with a name, exact address, key, number or raw coordinate of the input"


def check(view: ReleaseView) -> GateResult:
    """Both parts, over the staged rows of all datasets."""
    columns = list(staged_columns(view))
    own = rows_with_own_names(view, columns)
    found, looked_at = scan(view, columns)
    return _result(found, looked_at, own, _sentence(found, own))


def of_files(found: list[Found], looked_at: int) -> GateResult:
    """The same gate for written files, where only part two can be asked."""
    return _result(found, looked_at, 0, _sentence(found, 0))


def _result(found: list[Found], looked_at: int, own: int, sentence: str) -> GateResult:
    count = own + sum(item.cells for item in found)
    return GateResult(NAME, count == 0, f"{count:,} of {looked_at:,} cells", _REQUIRED, sentence)


def cells(count: int) -> str:
    """`1 cell`, `1,204 cells`."""
    return f"{count:,} cell{'s' if count != 1 else ''}"


def _sentence(found: list[Found], own: int) -> str:
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
