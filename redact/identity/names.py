"""Names of people as columns write them, and the other ways in which texts write them.

A name cell can be `LAST, FIRST MI SUFFIX`, `First Last`, initials, several people, a business or a
stand-in such as UNKNOWN. The parser is deliberately forgiving: a part it cannot place is still
searched for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from redact.identity.forms import comparable, fold
from redact.identity.words import words

TITLES = words(
    """
    mr mrs ms miss mx dr doctor rev reverend fr father sr sra srta sister brother pastor rabbi imam prof
    professor officer ofc ofcr off det detective sgt sergeant lt lieutenant capt captain cpl corporal deputy dep
    trooper ptl ptlm patrolman po chief judge hon agent inspector investigator sheriff
    """
)
SUFFIXES = words("jr sr ii iii iv junior senior esq md phd")
PARTICLES = words("de la las los del da das do dos di du der den van von vom ter ten bin ibn bint al el abu st y e")

_STAND_INS = words(
    """
    unknown unk unkn unknwn confidential redacted withheld anonymous anon none na nan null nil test refused
    declined undisclosed victim suspect witness complainant caller same self see narrative juvenile juv minor
    child baby john jane doe does society state public police department dept officer nurse duty on not
    applicable given provided available listed person persons subject male female adult other no name n a
    """
)
_BUSINESS = words(
    """
    llc inc co corp corporation company ltd lp llp pllc store stores market shop bank church chapel temple
    mosque parish school schools college university hospital clinic motel hotel inn restaurant bar grill cafe
    pharmacy city county state town village authority department dept services service center centre association
    club society foundation apartments apts condos estates cemetery laundry cleaners salon station dollar foods
    food mart outlet supply trust partners group bureau library museum theater theatre dealership auto autos
    motors trucking farms farm coop op credit union enterprises industries construction landscaping realty
    properties management
    """
)
_SEVERAL = re.compile(r"\s*(?:;|\||/|&|\n|\band\b)\s*", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class PersonName:
    """One person of a name column, in comparable tokens.

    `given` and `family` hold tokens of two letters or more; `initials` every first letter that occurs
    (also of full tokens); `whole` the tokens in the order of the column.
    """

    given: tuple[str, ...]
    family: tuple[str, ...]
    initials: frozenset[str]
    whole: tuple[str, ...]
    business: bool = False

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.given, *self.family)))


@lru_cache(maxsize=8_192)
def people_of(cell: str) -> tuple[PersonName, ...]:
    """The people (or the one business) that a name cell names; empty for stand-ins such as UNKNOWN."""
    if not cell.strip():
        return ()
    words = _WORD.findall(fold(cell))
    if (any(word in _BUSINESS for word in words) and "," not in cell) or re.search(r"#\s*\d", cell):
        whole = tuple(words)
        return (PersonName((), (), frozenset(), whole, business=True),) if len(whole) > 1 else ()
    people = (_person(part) for part in _SEVERAL.split(cell))
    return tuple(person for person in people if person is not None)


def name_tokens(value: str) -> tuple[str, ...]:
    """Comparable tokens of a name cell: folded, initials, titles, suffixes and stand-ins left out.

    `O'Neil-Cruz, Patrick J Jr` -> `("oneil", "cruz", "patrick")`. Tokens have at least two letters.
    """
    return tuple(dict.fromkeys(token for person in people_of(value) for token in person.tokens))


def words_of_cell(value: str) -> tuple[str, ...]:
    """The words of any short cell that can be names of people: unlike a name cell, it may name a person and a business.

    `REL TO OLOF EK, COUNTY JAIL #4` -> `("rel", "to", "olof", "ek", "jail")`.
    """
    found = (word for word in comparable(value).split() if len(word) > 1 and not word.isdigit())
    return tuple(dict.fromkeys(word for word in found if word not in _STAND_INS and word not in _BUSINESS))


def _person(part: str) -> PersonName | None:
    head, comma, tail = part.partition(",")
    if comma and fold(tail).strip(" .") in SUFFIXES:
        head, comma, tail = f"{head} {tail}", "", ""
    family, given = (_tokens(head), _tokens(tail)) if comma else _split(_tokens(head))
    whole = (*given, *family) if comma else (*_tokens(head),)
    if not whole or all(token in _STAND_INS for token in whole):
        return None
    letters = frozenset(token[0] for token in whole)
    return PersonName(
        given=tuple(token for token in given if len(token) > 1),
        family=tuple(token for token in family if len(token) > 1),
        initials=letters,
        whole=whole,
    )


def _tokens(part: str) -> tuple[str, ...]:
    tokens = comparable(part).split()
    while tokens and tokens[0] in TITLES:
        tokens = tokens[1:]
    while len(tokens) > 1 and tokens[-1] in SUFFIXES:
        tokens = tokens[:-1]
    return tuple(tokens)


def _split(tokens: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Family and given names of `First Middle Last` order; a particle starts the family name."""
    if len(tokens) < 2:
        return tokens, ()
    for place in range(1, len(tokens) - 1):
        if tokens[place] in PARTICLES and len(tokens[place]) > 1:
            return tokens[place:], tokens[:place]
    return tokens[-1:], tokens[:-1]


@lru_cache(maxsize=1)
def _nicknames() -> dict[str, frozenset[str]]:
    """Every given name with the other forms of it, in both directions."""
    table: dict[str, set[str]] = {}
    text = files("redact.identity.lists").joinpath("nicknames.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            formal, *short = line.split()
            table.setdefault(formal, set()).update(short)
            for form in short:
                table.setdefault(form, set()).add(formal)
    return {name: frozenset(forms) for name, forms in table.items()}


@lru_cache(maxsize=8_192)
def forms_of_given(name: str) -> frozenset[str]:
    """Short and formal forms of a given name from our own small table: `guadalupe` -> `lupe`, `lupita`."""
    return _nicknames().get(name, frozenset())


def is_short_for(token: str, name: str) -> bool:
    """Whether a token looks like a clipped or endearing form of a given name: `rafa`, `wes`, `hanny`, `josito`."""
    if len(token) < 3 or len(name) < 4 or token[0] != name[0] or token == name:
        return False
    if len(name) - len(token) >= 2 and name.startswith(token):
        return True
    for ending in ("ito", "ita", "ie", "y", "i"):
        stem = token.removesuffix(ending)
        if (
            stem != token
            and len(stem) >= 3
            and (name.startswith(stem) or (stem[-1] == stem[-2] and name.startswith(stem[:-1])))
        ):
            return True
    return False
