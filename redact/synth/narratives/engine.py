"""The templates of narratives: how they are written down, and how a text with its marks is made from one.

`{v}` is a slot that the scene fills in (see scene.py), `<a|b|c>` draws one of several wordings. A slot whose person
is missing from the scene makes the wording, or the whole template, impossible, so that no text ever speaks of nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Final, Protocol

Filled = tuple[str, str | None]
"""A piece of text and the label of what it identifies, if it does."""

NEEDS: Final = {"v": 1, "s": 2, "c": 4, "k": 8, "biz": 16, "rel": 3, "apt": 32}
"""What a scene may lack, as bits; other slots can always be filled."""


class Filler(Protocol):
    """What fills the slots of a template."""

    has: int

    def fill(self, slot: str, form: str) -> Sequence[Filled]: ...


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing to fill in: `{phone.v}` is name `phone`, form `v`."""

    name: str
    form: str


@dataclass(frozen=True, slots=True)
class Template:
    """A wording: literal texts, slots and alternatives in order, and what of NEEDS it cannot do without."""

    parts: tuple[str | Slot | tuple[Template, ...], ...]
    needs: int


@dataclass(slots=True)
class Text:
    """A text that grows, with its marks (start, end, label)."""

    pieces: list[str]
    marks: list[tuple[int, int, str]]
    length: int = 0

    def add(self, text: str, label: str | None = None) -> None:
        """Appends a piece; a label marks it."""
        if label is not None:
            self.marks.append((self.length, self.length + len(text), label))
        self.pieces.append(text)
        self.length += len(text)


_TOKEN: Final = re.compile(r"\{([^}]*)\}|([<|>])|([^{<|>]+)")


def compile_template(source: str) -> Template:
    """A template from its text. ValueError where its brackets do not match."""
    tokens = list(_TOKEN.finditer(source))
    template, at = _wording(tokens, 0, nested=False)
    if at != len(tokens):
        raise ValueError(f"brackets do not match in the template: {source}")
    return template


def _wording(tokens: list[re.Match[str]], at: int, *, nested: bool) -> tuple[Template, int]:
    parts: list[str | Slot | tuple[Template, ...]] = []
    needs = 0
    while at < len(tokens):
        slot, sign, text = tokens[at].groups()
        if slot is not None:
            name, _, form = slot.partition(".")
            parts.append(Slot(name, form))
            needs |= NEEDS.get(name, 0) | (NEEDS.get(form, 0) if form in "vsck" else 0)
        elif sign == "<":
            choices = []
            at += 1
            while True:
                choice, at = _wording(tokens, at, nested=True)
                choices.append(choice)
                if at >= len(tokens):
                    raise ValueError("an alternative is not closed")
                if tokens[at].group(2) == ">":
                    break
                at += 1
            parts.append(tuple(choices))
        elif sign is not None:
            if nested:
                return Template(tuple(parts), needs), at
            break
        else:
            parts.append(text)
        at += 1
    return Template(tuple(parts), needs), at


def render(template: Template, filler: Filler, rnd: Random, text: Text) -> None:
    """Appends the template's wording to `text`, its slots filled."""
    for part in template.parts:
        if isinstance(part, str):
            text.add(part)
        elif isinstance(part, Slot):
            for piece, label in filler.fill(part.name, part.form):
                text.add(piece, label)
        else:
            choices = [choice for choice in part if not choice.needs & ~filler.has]
            if choices:
                render(choices[int(rnd.random() * len(choices))], filler, rnd, text)


Phrases = dict[tuple[str, str], tuple[Template, ...]]


@cache
def load_phrases(name: str) -> Phrases:
    """The templates of one file by (kind, situation), those for every situation under `*`."""
    groups: dict[str, list[str]] = {}
    phrases: dict[tuple[str, str], list[Template]] = {}
    keys: list[tuple[str, str]] = []
    for line in (files("redact.synth.narratives") / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("@"):
            group, _, members = line.partition("=")
            groups[group.strip()] = members.split()
        elif line.startswith("=="):
            kind, _, words = line.removeprefix("==").partition(":")
            keys = [(kind.strip(), member) for word in words.split() for member in groups.get(word, [word])]
        else:
            template = compile_template(line.strip().replace("\\n", "\n"))
            for key in keys:
                phrases.setdefault(key, []).append(template)
    return {key: tuple(templates) for key, templates in phrases.items()}


class Chooser:
    """Draws templates that a scene can fill; remembers which are possible for which scene."""

    def __init__(self, name: str) -> None:
        self.phrases = load_phrases(name)
        self.possible: dict[tuple[str, str, int], tuple[Template, ...]] = {}

    def choose(self, kind: str, situation: str, filler: Filler, rnd: Random) -> Template | None:
        """A template of this kind; one for every situation where there is none of its own, or None."""
        key = (kind, situation, filler.has)
        templates = self.possible.get(key)
        if templates is None:
            templates = self._fitting(kind, situation, filler.has) or self._fitting(kind, "*", filler.has)
            if kind == "detail" and situation != "*":  # general remarks are mixed among the special ones
                templates = self._fitting(kind, situation, filler.has) + self._fitting(kind, "*", filler.has)
            self.possible[key] = templates
        return templates[int(rnd.random() * len(templates))] if templates else None

    def _fitting(self, kind: str, situation: str, has: int) -> tuple[Template, ...]:
        return tuple(t for t in self.phrases.get((kind, situation), ()) if not t.needs & ~has)
