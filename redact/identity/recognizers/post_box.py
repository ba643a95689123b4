"""Post office boxes and rural routes."""

from __future__ import annotations

from redact.identity.page import Page
from redact.identity.recognizers.base import (
    PatternFinder,
    Rule,
    at_codes,
    at_words,
    compiled,
    has_any,
    hinted,
    with_digits,
)
from redact.identity.spans import Entity
from redact.identity.words import words

_ROUTES = words("rr hc rural star rt route")
_BOXES = words("po p pob post box bx mailbox pmb")


_BOX_STARTS = at_words(_BOXES)


def _starts(page: Page) -> list[int]:
    """Also where the number hangs on its word: `BOX1177`."""
    return sorted({*at_codes(page), *_BOX_STARTS(page)})


class PostBoxFinder(PatternFinder):
    """Somebody is reached at the box."""

    entities = (Entity.ADDRESS,)
    rules = (
        Rule(
            "rural route",
            Entity.ADDRESS,
            compiled(r"(?:rr|hc|rural\sroute|star\sroute|rt|route)\s?\#?\d{0,3},?\sbox\s?\#?\d{1,5}[A-Z]?(?!\w)"),
            has_any(("box",), digit=True),
            starts=at_words(_ROUTES),
        ),
        Rule(
            "post office box",
            Entity.ADDRESS,
            compiled(
                r"""p\.?\s?o\.?\s?b(?:o?x)\.?\s?\#?\s?\d{1,6}\b|pob\s?\#?\d{1,6}\b|pmb\s?\#?\d{1,6}\b
                    |(?:post\soffice\s|mail)?box\s(?:\#\s?\d{1,6}|(?:no\.?\s|number\s)?\d{2,6})\b"""
            ),
            with_digits("BOX", "Box", "box", "B.", "b.", "BX", "Bx", "bx", "POB", "pob", "PMB", "pmb"),
            starts=_starts,
            hint=hinted(r"p\.?\s?o|pmb|(?:post\soffice\s|mail)?box"),
        ),
    )
