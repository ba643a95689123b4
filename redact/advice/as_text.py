"""An explanation as text for a terminal, a mail or a screen reader."""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Iterator
from typing import Final

from redact.advice.parts import BeforeAfter, Block, Explanation, Grid, Items, Paragraph, Part

WIDTH: Final = 96
NOT_SHOWN: Final = "not shown"


def as_text(explained: Explanation) -> str:
    """The same content as the page, in the same order."""
    lines = [explained.title, "=" * min(WIDTH, len(explained.title)), "", *_wrapped(explained.lead), ""]
    lines += [f"{name}: {value}" for name, value in explained.facts]
    for block in explained.front:
        lines += ["", *_block(block)]
    for chapter in explained.chapters:
        lines += ["", "", chapter.title.upper(), "-" * len(chapter.title), *_wrapped(chapter.lead)]
        for block in chapter.blocks:
            lines += ["", *_block(block)]
    return "\n".join(line.rstrip() for line in lines)


def text_digest(explained: Explanation) -> str:
    """SHA-256 (hex) of the text: what is kept beside a signature, to show later what was read.

    Take it of an explanation without an agreement, else the first signature would change it.
    """
    return hashlib.sha256(as_text(explained).encode()).hexdigest()


def _block(block: Block) -> Iterator[str]:
    if block.title:
        yield f"## {block.title}"
    for part in block.parts:
        yield from _part(part)


def _part(part: Part) -> Iterator[str]:
    if isinstance(part, Paragraph):
        yield from _wrapped(part.text)
    elif isinstance(part, Items):
        for item in part.items:
            yield from _wrapped(item, first="- ")
    elif isinstance(part, BeforeAfter):
        yield from _before_after(part)
    elif isinstance(part, Grid):
        yield from _grid(part)
    else:
        for sentence, value in part.pairs:
            yield from _wrapped(f"{sentence} {value}", first="* ")


def _before_after(part: BeforeAfter) -> Iterator[str]:
    yield from _wrapped(f"{part.caption} (in the police system -> what the public sees)")
    width = max((len(name) for name, _, _ in part.rows), default=0)
    for name, before, after in part.rows:
        yield f"  {name:<{width}}  {before or '-'} -> {NOT_SHOWN if after is None else after}"
    if part.note:
        yield from _wrapped(part.note)


def _grid(part: Grid) -> Iterator[str]:
    if part.caption:
        yield from _wrapped(part.caption)
    for row in part.rows:
        yield from _wrapped(row[0], first="* ")
        for head, cell in zip(part.heads[1:], row[1:], strict=True):
            if cell:
                yield from _wrapped(f"{head}: {cell}", first="    ")


def _wrapped(text: str, first: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False)
