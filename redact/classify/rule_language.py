"""A small language for phrases: what a rules file says.

The rules that say what a text shows are data files that an advocate can read (`rules/*.rules`):

    list partner: wife, husband, boyfriend*, significant other
    stop minor injury: minor <hurt>
    [shows]
    intimate_partner_violence | a partner is hurt | <partner> ~3 <hits> ~2 <her> unless <stranger>

A `list` names words that mean the same; `*` stands for any ending, and `<other>` for all words of another list. A
pattern is words and lists one after the other; `~3` lets up to three other words stand between, `~3!` the same unless
one of the list `block` is among them; `&` asks for both sides anywhere in the text, `&12` for both within twelve words
of each other in either order; `unless` is followed by patterns, separated by commas, that must not occur. A `stop` is a
phrase whose words are not looked at by any pattern but those behind `unless`. A class with `~` behind it is taken in
for safety.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

BLOCK = 0
"""The number of the list `block`, which every rules file has."""

_AND = re.compile(r"\s(&\d*)\s")


@dataclass(frozen=True, slots=True)
class Step:
    """One item of a sequence: any phrase of list `listed`, at most `gap` other words after the item before.

    `blocked`: none of those words may be of the list `block`.
    """

    listed: int
    gap: int
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """All `parts` must occur, none of `unless`. `needs` has a bit for every list that must occur at all.

    `near[k]` is how many words may at most stand between part k and the part before it, in either order; None: any.
    """

    parts: tuple[tuple[Step, ...], ...]
    unless: tuple[tuple[Step, ...], ...]
    needs: int
    near: tuple[int | None, ...]

    @property
    def lists(self) -> frozenset[int]:
        """The lists that must occur at all."""
        return frozenset(step.listed for part in self.parts for step in part)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a section: its fields before the pattern (classes, name), and the pattern."""

    fields: tuple[str, ...]
    pattern: Pattern


@dataclass(slots=True)
class Lexicon:
    """The words of all lists. `ids` gives list numbers by list name; single words in patterns are lists too."""

    ids: dict[str, int] = field(default_factory=dict)
    exact: dict[str, set[int]] = field(default_factory=dict)
    endings: dict[str, set[int]] = field(default_factory=dict)
    longer: dict[str, list[tuple[tuple[str, ...], int]]] = field(default_factory=dict)

    def add(self, name: str, phrases: Sequence[str]) -> int:
        number = self.ids.setdefault(name, len(self.ids))
        for phrase in phrases:
            words = phrase.split()
            if len(words) > 1:
                self.longer.setdefault(words[0], []).append((tuple(words), number))
            elif phrase.endswith("*"):
                self.endings.setdefault(phrase[:-1], set()).add(number)
            else:
                self.exact.setdefault(phrase, set()).add(number)
        return number

    def plain(self, word: str) -> frozenset[int]:
        """The lists a word belongs to as it is written."""
        found = set(self.exact.get(word, ()))
        for end in range(2, len(word) + 1):
            found |= self.endings.get(word[:end], set())
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class RuleFile:
    """What a rules file says. `sections` keeps the lines in file order."""

    lexicon: Lexicon
    sections: Mapping[str, Sequence[Line]]
    stops: Sequence[Line]


def read_rules(text: str, *, origin: str) -> RuleFile:
    """Reads a rules file; ValueError, with `origin` and the line, where it names a list that is not there."""
    return _Reader(origin).read(text)


class _Reader:
    """Reads one rules file; pattern words that are in no list become lists of their own."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.lexicon = Lexicon()
        self.lexicon.add("<block>", ())

    def read(self, text: str) -> RuleFile:
        lines = [(number, raw.split("#", 1)[0].strip()) for number, raw in enumerate(_joined(text), start=1)]
        lists: dict[str, list[str]] = {}
        for _, line in lines:
            if line.startswith("list "):
                name, phrases = line[5:].split(":", 1)
                lists[f"<{name.strip()}>"] = [" ".join(p.split()) for p in phrases.split(",") if p.strip()]
        for name in lists:
            self.lexicon.add(name, list(self._expanded(name, lists)))
        section = ""
        sections: dict[str, list[Line]] = {}
        stops: list[Line] = []
        for number, line in lines:
            if line.startswith("[") and line.endswith("]"):
                section = line[1:-1]
                sections.setdefault(section, [])
            elif line.startswith("stop "):
                name, written = line[5:].split(":", 1)
                stops.append(Line((name.strip(),), self._pattern(written, number)))
            elif line and not line.startswith("list "):
                *fields, written = (part.strip() for part in line.split("|"))
                sections[section].append(Line(tuple(fields), self._pattern(written, number)))
        return RuleFile(self.lexicon, sections, stops)

    def _expanded(self, name: str, lists: Mapping[str, Sequence[str]]) -> Iterator[str]:
        """The phrases of a list, those of the lists that it names in their place."""
        for phrase in lists[name]:
            if not phrase.startswith("<"):
                yield phrase
            elif phrase in lists:
                yield from self._expanded(phrase, lists)
            else:
                raise ValueError(f"{self.origin}, list {name}: there is no list {phrase}")

    def _pattern(self, written: str, line: int) -> Pattern:
        wanted, _, forbidden = written.partition(" unless ")
        pieces = _AND.split(wanted)
        parts = tuple(self._steps(part, line) for part in pieces[::2])
        near = (None, *(int(mark[1:]) if mark[1:] else None for mark in pieces[1::2]))
        unless = tuple(self._steps(part, line) for part in forbidden.split(",") if part.strip())
        needs = 0
        for part in parts:
            for step in part:
                needs |= 1 << step.listed
        return Pattern(parts, unless, needs, near)

    def _steps(self, written: str, line: int) -> tuple[Step, ...]:
        steps: list[Step] = []
        gap, blocked = 0, False
        for item in written.split():
            if item.startswith("~"):
                gap, blocked = int(item[1:].rstrip("!")), item.endswith("!")
                continue
            if item.startswith("<"):
                if item not in self.lexicon.ids:
                    raise ValueError(f"{self.origin}, rule line {line}: there is no list {item}")
                number = self.lexicon.ids[item]
            else:
                number = self.lexicon.add(f"={item}", [item])
            steps.append(Step(number, gap, blocked))
            gap, blocked = 0, False
        if not steps:
            raise ValueError(f"{self.origin}, rule line {line}: the pattern is empty")
        return tuple(steps)


def _joined(text: str) -> Iterator[str]:
    """Lines, with indented ones joined to the line before."""
    held = ""
    for line in text.splitlines():
        if line[:1].isspace() and line.strip():
            held = f"{held.split('#', 1)[0]} {line.strip()}"
        else:
            yield held
            held = line
    yield held
