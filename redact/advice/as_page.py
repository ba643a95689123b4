"""An explanation as one printable page: the first sheet stands alone, the rest comes after it."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from redact.advice.parts import BeforeAfter, Block, Explanation, Grid, Items, Paragraph, Part
from redact.report import Section, join, page, paragraph, table

SIZES: Final = ((4_150, "sheet"), (4_300, "sheet tight"))
"""Up to so many characters page one is set so large; with more it is set smaller still, so that it stays one page."""

SMALL: Final = Markup('<span class="blank">{}</span>')


def as_page(explained: Explanation) -> str:
    """A complete HTML document that loads nothing and runs nothing."""
    size = sum(len(_plain(block)) for block in explained.front)
    css = next((name for most, name in SIZES if size <= most), "sheet dense")
    top = [block for block in explained.front if block.wide]
    rest = [block for block in explained.front if not block.wide]
    pair, others = rest[:2], rest[2:]
    body = join(
        [
            Markup('<div class="pair">{}</div>').format(join(_card(block) for block in pair)),
            join(_card(block) for block in top),
            Markup('<div class="columns">{}</div>').format(join(_card(block) for block in others)),
        ]
    )
    sections = [Section("On one page", Markup('<div class="{}">{}</div>').format(css, body), id="page-one")]
    for chapter in explained.chapters:
        inside = join(_card(block) for block in chapter.blocks)
        sections.append(Section(chapter.title, inside, lead=chapter.lead))
    return page(
        explained.title,
        sections,
        lead=explained.lead,
        facts=explained.facts,
        footer="Made by redact from the policy file. This page loads nothing from elsewhere.",
        also=("sheet.css",),
    )


def _card(block: Block) -> Markup:
    head = Markup("<h3>{}</h3>").format(block.title) if block.title else Markup("")
    return Markup('<div class="card">{}{}</div>').format(head, join(_part(part) for part in block.parts))


def _part(part: Part) -> Markup:
    if isinstance(part, Paragraph):
        return paragraph(part.text)
    if isinstance(part, Items):
        return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(item) for item in part.items))
    if isinstance(part, Grid):
        name = part.caption or " and ".join(part.heads)
        return table(name, list(part.heads), [list(row) for row in part.rows], hide_caption=not part.caption)
    if isinstance(part, BeforeAfter):
        return _before_after(part)
    return Markup('<dl class="{}">{}</dl>').format(
        "rules asks" if part.asks else "rules",
        Markup("").join(Markup("<div><dt>{}</dt><dd>{}</dd></div>\n").format(*pair) for pair in part.pairs),
    )


def _before_after(part: BeforeAfter) -> Markup:
    gone = SMALL.format("not shown")
    rows = [(name, before or None, gone if after is None else after) for name, before, after in part.rows]
    heads = [part.caption, "Police system", "The public sees"]
    return table(part.caption, heads, rows, css="example", note=part.note, hide_caption=True)


def _plain(block: Block) -> str:
    said = [block.title, block.prose()]
    for part in block.parts:
        if isinstance(part, Grid):
            said += [" ".join(row) for row in part.rows]
        elif isinstance(part, BeforeAfter):
            said += [f"{name}{before}{after}" for name, before, after in part.rows]
    return " ".join(said)
