"""One page: a title, sections, and everything a browser needs inside the one file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from jinja2 import Environment

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""The Content-Security-Policy of every page: no script, no font, no request of any kind."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page with its own heading and an entry in the list of contents.

    `body` is finished HTML. `lead` is one plain sentence under the heading that says what is to be seen.
    """

    title: str
    body: Markup
    lead: str = ""
    id: str = ""

    @property
    def anchor(self) -> str:
        """The fragment by which a link reaches the section."""
        return self.id or slug(self.title)


@cache
def environment() -> Environment:
    """The templates, with autoescaping on and undefined names an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("redact.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def slug(text: str) -> str:
    """A fragment identifier from a title: `What is held` gives `what-is-held`."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "section"


def page(
    title: str,
    sections: Sequence[Section],
    watermark: str | None = None,
    *,
    lead: str = "",
    facts: Sequence[tuple[str, str]] = (),
    footer: str = "",
    lang: str = "en",
    contents: bool = True,
    also: Sequence[str] = (),
) -> str:
    """A complete HTML document.

    `watermark` is a word such as DRAFT or SYNTHETIC: a banner says it once for everybody and it lies faintly behind
    every printed sheet. `facts` are the few name and value pairs shown under the title. `also` names style sheets of
    ours that a page needs besides the common one. Two sections with the same anchor are an error of the caller
    (ValueError).
    """
    anchors = [section.anchor for section in sections]
    if len(set(anchors)) != len(anchors):
        raise ValueError("two sections of a page have the same anchor")
    environ = environment()
    assert environ.loader is not None
    style = "".join(environ.loader.get_source(environ, name)[0] for name in ("style.css", *also))
    return environ.get_template("page.html.j2").render(
        title=title,
        sections=sections,
        watermark=watermark,
        lead=lead,
        facts=facts,
        footer=footer,
        lang=lang,
        contents=contents and len(sections) > 2,
        style=Markup(style),  # noqa: S704 - our own file
        policy=Markup(POLICY),  # noqa: S704 - our own words
    )
