"""What an explanation consists of, before it becomes a page or text: one content, so that both say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences. `own` is false where they are the policy's words rather than ours."""

    text: str
    own: bool = True


@dataclass(frozen=True, slots=True)
class Items:
    """A list of short sentences."""

    items: tuple[str, ...]
    own: bool = True


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: every row has as many cells as there are heads."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """One made-up record: (what, in the police system, what the public sees). None: the public does not see it."""

    caption: str
    rows: tuple[tuple[str, str, str | None], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Sentences, each with what holds of it: set small and in two columns. `asks`: the sentence stands out, not the
    value."""

    pairs: tuple[tuple[str, str], ...]
    asks: bool = False


Part = Paragraph | Items | Grid | BeforeAfter | Pairs


@dataclass(frozen=True, slots=True)
class Block:
    """Parts under a small heading. `wide` ones take the width of the page."""

    title: str
    parts: tuple[Part, ...]
    wide: bool = False

    def prose(self) -> str:
        """Our own sentences in it, one after the other."""
        said = []
        for part in self.parts:
            if isinstance(part, Paragraph) and part.own:
                said.append(part.text)
            elif isinstance(part, Items) and part.own:
                said += part.items
            elif isinstance(part, BeforeAfter) and part.note:
                said.append(part.note)
        return " ".join(said)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the explanation after page one."""

    title: str
    lead: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A policy explained: `front` is page one, which stands alone; `chapters` come after it. `digest` (SHA-256, hex) is
    that of its text before anybody signs, which is kept beside a signature; "" where it was not taken."""

    title: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    front: tuple[Block, ...]
    chapters: tuple[Chapter, ...]
    digest: str = ""

    def blocks(self) -> Iterator[Block]:
        """All blocks, page one first."""
        yield from self.front
        for chapter in self.chapters:
            yield from chapter.blocks

    def page_one(self) -> Explanation:
        """Page one without the rest."""
        return replace(self, chapters=())
