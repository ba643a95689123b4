"""Tables with a caption, scoped headers and numbers aligned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

Cell = str | int | float | Markup | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading and whether its cells are numbers, which stand right."""

    title: str
    number: bool = False


def table(
    caption: str,
    columns: Sequence[Column | str],
    rows: Iterable[Sequence[Cell]],
    *,
    row_headers: bool = True,
    note: str = "",
    css: str = "",
    hide_caption: bool = False,
) -> Markup:
    """An HTML table in a region that scrolls by itself on a narrow screen.

    The first cell of each row is its header unless `row_headers` is off. Integers get thousands separators;
    None is shown as a dash that is read as "none". A table without rows says so.
    """
    heads = [item if isinstance(item, Column) else Column(item) for item in columns]
    head = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(Markup(' class="number"') if item.number else "", item.title)
        for item in heads
    )
    body = [_row(heads, row, row_headers) for row in rows]
    if not body:
        body = [Markup('<tr><td colspan="{}" class="empty">none</td></tr>').format(len(heads))]
    return Markup(
        '<div class="table{}" role="region" aria-label="{}" tabindex="0">\n<table>\n<caption{}>{}</caption>\n'
        "<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody>\n</table>\n</div>{}"
    ).format(
        Markup(" {}").format(css) if css else "",
        caption,
        Markup(' class="visually-hidden"') if hide_caption else "",
        caption,
        head,
        Markup("\n").join(body),
        Markup('\n<p class="note">{}</p>').format(note) if note else "",
    )


def _row(heads: Sequence[Column], row: Sequence[Cell], row_headers: bool) -> Markup:
    if len(row) != len(heads):
        raise ValueError(f"a row of {len(row)} cells in a table of {len(heads)} columns")
    cells = []
    for index, (head, cell) in enumerate(zip(heads, row, strict=True)):
        name = "th" if row_headers and index == 0 else "td"
        attributes = Markup(' scope="row"') if name == "th" else Markup("")
        if head.number:
            attributes += Markup(' class="number"')
        cells.append(Markup("<{0}{1}>{2}</{0}>").format(name, attributes, shown(cell)))
    return Markup("<tr>{}</tr>").format(Markup("").join(cells))


def shown(cell: Cell) -> Markup:
    """A cell's content as HTML."""
    if cell is None:
        return Markup('<span aria-hidden="true">–</span><span class="visually-hidden">none</span>')
    if isinstance(cell, bool):
        return escape("yes" if cell else "no")
    if isinstance(cell, int):
        return escape(f"{cell:,}")
    if isinstance(cell, float):
        return escape(f"{cell:,.1f}")
    return escape(cell)
