"""The small parts of a page: paragraphs, key figures, notices, marks of passed and failed, foldable details."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

Tone = Literal["plain", "good", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a reader should see first, with what it counts."""

    value: str
    label: str
    note: str = ""


def join(parts: Iterable[Markup | str]) -> Markup:
    """Parts one after the other; plain strings are escaped."""
    return Markup("\n").join(escape(part) for part in parts)


def paragraph(text: str | Markup) -> Markup:
    """One paragraph of text."""
    return Markup("<p>{}</p>").format(text)


def figures(items: Sequence[Figure]) -> Markup:
    """Key figures side by side, as a description list."""
    cells = Markup("").join(
        Markup("<div><dt>{}{}</dt><dd>{}</dd></div>\n").format(
            item.label, Markup(" <small>{}</small>").format(item.note) if item.note else "", item.value
        )
        for item in items
    )
    return Markup('<dl class="figures">\n{}</dl>').format(cells)


def notice(text: str | Markup, tone: Tone = "plain", title: str = "") -> Markup:
    """A box that stands out. The tone is told by its title as well as by its colour."""
    head = Markup("<strong>{}</strong> ").format(title) if title else ""
    return Markup('<div class="notice {}" role="note"><p>{}{}</p></div>').format(tone, head, text)


def badge(text: str, tone: Tone = "plain") -> Markup:
    """A short state such as `passed`: a sign, the word and a colour, so that none of them is needed alone."""
    sign = {"good": "✓", "bad": "✕", "warn": "!", "plain": "·"}[tone]
    return Markup('<span class="badge {}"><span aria-hidden="true">{}</span> {}</span>').format(tone, sign, text)


def details(summary: str, body: Markup, *, open_: bool = False) -> Markup:
    """Something for the reader who wants to know more; always shown in print."""
    return Markup("<details{}>\n<summary>{}</summary>\n{}\n</details>").format(
        Markup(" open") if open_ else "", summary, body
    )


def terms(pairs: Iterable[tuple[str, str | Markup]]) -> Markup:
    """Names and what they are, as a two-column list."""
    rows = Markup("").join(Markup("<div><dt>{}</dt><dd>{}</dd></div>\n").format(name, text) for name, text in pairs)
    return Markup('<dl class="terms">\n{}</dl>').format(rows)
