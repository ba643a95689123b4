"""Fills the slots of a narrative from one event: people, numbers, places and times as somebody would write them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

from redact.synth.identifiers import account_number, license_number, phone_digits, plate, serial_number, ssn, token, vin
from redact.synth.names import NICKNAMES
from redact.synth.narratives.cast import Cast, Facts
from redact.synth.narratives.engine import NEEDS, Filled
from redact.synth.narratives.props import CARS, CASES, HANDLES, LOOKS, MONTHS, PLACES, QUOTES, SPOKEN, STREET_TYPES, WEB
from redact.synth.people import MALE
from redact.synth.situations import RELATIVES
from redact.synth.spelling import ascii_word, unaccented


class Scene:
    """One event as its teller sees it. `caps` is how old terminals write; `cad` is dispatchers' shorthand."""

    def __init__(self, cast: Cast, facts: Facts, rnd: Random, *, caps: bool, cad: bool) -> None:
        self.cast, self.facts, self.rnd, self.caps, self.cad = cast, facts, rnd, caps, cad
        self.plain = rnd.random() < 0.3  # writes without accents
        self.formal = rnd.random() < 0.6  # later mentions by surname
        self.named: set[int] = set()
        self.drawn: dict[str, int] = {}
        self.has = (
            (NEEDS["v"] if facts.victim >= 0 else 0)
            | (2 if facts.suspect >= 0 else 0)
            | (NEEDS["c"] if facts.caller >= 0 and facts.caller not in (facts.victim, facts.suspect) else 0)
            | (NEEDS["k"] if facts.child >= 0 and facts.child != facts.victim else 0)
            | (NEEDS["biz"] if facts.business else 0)
        )

    def fill(self, slot: str, form: str) -> Sequence[Filled]:
        """The text of a slot, in pieces; a piece with a label identifies somebody."""
        if slot in _PEOPLE:
            return (self._person(self._who(slot), form),)
        return _SLOTS[slot](self, form)

    # people

    def _who(self, role: str) -> int:
        facts = self.facts
        known = {"v": facts.victim, "s": facts.suspect, "c": facts.caller, "k": facts.child, "f": facts.relative}.get(
            role, -1
        )
        if known >= 0:
            return known
        if role not in self.drawn:
            self.drawn[role] = self.cast.adults[int(self.rnd.random() * len(self.cast.adults))]
        return self.drawn[role]

    def _person(self, person: int, form: str) -> Filled:
        cast, rnd = self.cast, self.rnd
        cast.used.add(person)
        first, last = cast.given[person], cast.family[person]
        if self.plain:
            first, last = unaccented(first), unaccented(last)
        if not cast.unique and rnd.random() < 0.015:
            last = _slip(last)
        known = person in self.named
        self.named.add(person)
        if not form:
            if known:
                form = "last" if self.formal else "first"
            elif self.caps or self.cad:
                form = "lf" if rnd.random() < 0.5 else "full"
            else:
                form = "full" if rnd.random() < 0.93 else "lf"
        elif form == "short":
            form = "last" if self.formal else "first"
        if form == "first":
            nick = NICKNAMES.get(cast.given[person]) if rnd.random() < 0.12 else None
            return nick or first, "PERSON"
        if form == "last":
            return (last if rnd.random() < 0.9 or " " not in last else last.split(" ", maxsplit=1)[0]), "PERSON"
        if form == "lf":
            return f"{last}, {first}", "PERSON"
        if form == "init":
            return (f"{first[0]}. {last}" if rnd.random() < 0.7 else f"{first[0]}.{last[0]}."), "PERSON"
        draw = rnd.random()
        if draw < 0.08:
            return f"{first} {cast.letter(person)}. {last}", "PERSON"
        if draw < 0.13 and cast.given[person] in NICKNAMES:
            return f'{first} "{NICKNAMES[cast.given[person]]}" {last}', "PERSON"
        return f"{first} {last}", "PERSON"

    def pronoun(self, form: str, man: str, woman: str) -> Sequence[Filled]:
        return ((man if self.cast.sex[self._who(form)] == MALE else woman, None),)

    def relation(self, form: str) -> Sequence[Filled]:
        facts = self.facts
        words = RELATIVES.get(facts.suspect_kind, (("acquaintance", "acquaintance"),))
        man, woman = words[facts.tie % len(words)]
        return ((man if self.cast.sex[facts.suspect] == MALE else woman, None),)

    def officer(self, form: str) -> Sequence[Filled]:
        given, family, _ = self._officer(form.split(".")[0])
        if form.endswith("full"):
            return ((f"{given} {family}", "OFFICER"),)
        if form.endswith("last"):
            return ((family, "OFFICER"),)
        return ((f"{given[0]}. {family}" if self.rnd.random() < 0.4 else family, "OFFICER"),)

    def _officer(self, which: str) -> tuple[str, str, str]:
        number = self.facts.officer
        if which in ("o2", "sgt"):
            if which not in self.drawn:
                self.drawn[which] = int(self.rnd.random() * len(self.cast.officers))
            number = self.drawn[which]
        return self.cast.officers[number]

    # numbers

    def phone(self, form: str) -> Sequence[Filled]:
        person = self._number(form)
        area, line = phone_digits(person, self.cast.salt)
        draw = self.rnd.random()
        if self.cad:
            text = (
                f"555-{line}"
                if draw < 0.3 and not self.cast.unique
                else f"{area}-555-{line}"
                if draw < 0.7
                else f"{area}555{line}"
            )
        elif draw < 0.5:
            text = f"{area}-555-{line}"
        elif draw < 0.7:
            text = f"({area}) 555-{line}"
        elif draw < 0.85:
            text = f"{area}.555.{line}"
        else:
            text = f"{area} 555 {line}"
        self.cast.note("phone", text)
        return ((text, "PHONE"),)

    def _number(self, form: str) -> int:
        """The person whose number it is, or a number beyond everybody's for people nobody knows."""
        return self.cast.next_number() if form == "x" else self._who(form)

    def numbered(self, make: Callable[[int, int], str], label: str, form: str) -> Sequence[Filled]:
        text = make(self._number(form or "x"), self.cast.salt)
        self.cast.note(label.lower(), text)
        return ((text, label),)

    def plate(self, form: str) -> Sequence[Filled]:
        text = plate(self._number(form), self.cast.salt)
        if form == "x" and not self.cast.unique and self.rnd.random() < 0.5:
            return ((text[:3], "PLATE"),)
        if self.rnd.random() < 0.5:
            text = text.replace(" ", "")
        self.cast.note("plate", text)
        return ((text, "PLATE"),)

    def email(self, form: str) -> Sequence[Filled]:
        if form == "x":
            number = self.cast.next_number()
            text = f"{token(6_000_000 + number) if self.cast.unique else f'support{number % 997}'}@example.net"
        else:
            text = self.cast.mail[self._who(form)]
        self.cast.note("email", text)
        return ((text, "EMAIL"),)

    def handle(self, form: str) -> Sequence[Filled]:
        number = self._number(form)
        if self.cast.unique or form == "x":
            text = f"@{token(6_000_000 + number)}"
        else:
            pattern = HANDLES[number % len(HANDLES)]
            first, last = ascii_word(self.cast.given[number]), ascii_word(self.cast.family[number])
            text = pattern.format(first, last, last[:3], number % 89)
        self.cast.note("handle", text)
        return ((text, "HANDLE"),)

    def url(self, form: str) -> Sequence[Filled]:
        text = f"www.example.org/{token(6_000_000 + self.cast.next_number())}"
        self.cast.note("url", text)
        return ((text, "URL"),)

    def ip(self, form: str) -> Sequence[Filled]:
        return ((f"{WEB[int(self.rnd.random() * 3)]}.{1 + int(self.rnd.random() * 253)}", "IP"),)

    def birth(self, form: str) -> Sequence[Filled]:
        day = date(1970, 1, 1) + timedelta(days=self.cast.born[self._who(form)])
        draw = self.rnd.random()
        if draw < 0.7:
            text = f"{day:%m/%d/%Y}"
        elif draw < 0.85:
            text = f"{day.month}-{day.day}-{day:%y}"
        else:
            text = f"{day:%m%d%Y}" if self.cad else f"{day:%m/%d/%y}"
        return ((text, "DOB"),)

    def age(self, form: str) -> Sequence[Filled]:
        years = (self.facts.occurred // 1440 - self.cast.born[self._who(form)]) * 4 // 1461
        return ((str(max(1, years)), "AGE"),)

    def case(self, form: str) -> Sequence[Filled]:
        number = self.facts.number
        text = number if self.rnd.random() < 0.5 else f"{number[2:4]}-{number[4:]}"
        self.cast.note("case_number", text)
        return ((text, "CASE_NUMBER"),)

    def other_case(self, form: str) -> Sequence[Filled]:
        pattern = CASES[int(self.rnd.random() * len(CASES))]
        text = pattern.format(300_000 + self.cast.next_number(), self.facts.number[2:4])
        self.cast.note("case_number", text)
        return ((text, "CASE_NUMBER"),)

    def badge(self, form: str) -> Sequence[Filled]:
        return ((self._officer("o")[2], "BADGE"),)

    # places

    def address(self, form: str) -> Sequence[Filled]:
        text = self._written(self.facts.address)
        if self.facts.door and self.rnd.random() < 0.6:
            door = self.facts.door.split(" ", maxsplit=1)[-1]
            text += (f" #{door}", f", Apt {door}", f" apt {door}")[int(self.rnd.random() * 3)]
        return ((text, "ADDRESS"),)

    def elsewhere(self, form: str) -> Sequence[Filled]:
        address = self.cast.addresses[int(self.rnd.random() * len(self.cast.addresses))]
        self.cast.note("address", address)
        return ((self._written(address), "ADDRESS"),)

    def _written(self, address: str) -> str:
        """An address as somebody writes it: `1234 W Elm Street`, `1234 Elm St`, `W Elm St and N Lincoln Ave`."""
        if " / " in address:
            return (" and ", "/", " & ")[int(self.rnd.random() * 3)].join(
                self._written(part) for part in address.split(" / ")
            )
        if " MP " in address:
            return address
        words = [
            word if word[0].isdigit() and len(word) < 5 and word.isdigit() else word.capitalize()
            for word in address.split()
        ]
        draw = self.rnd.random()
        if draw < 0.25 and words[-1] in STREET_TYPES:
            words[-1] = STREET_TYPES[words[-1]]
        elif draw < 0.4 and not self.cast.unique:
            words = [word for word in words if word not in ("N", "S", "E", "W")]
        return " ".join(words)

    def street(self, form: str) -> Sequence[Filled]:
        return ((self._written(self.cast.streets[int(self.rnd.random() * len(self.cast.streets))]), "ADDRESS"),)

    def crossing(self, form: str) -> Sequence[Filled]:
        one, two = self.facts.corner
        while two == one:
            two = self.cast.streets[int(self.rnd.random() * len(self.cast.streets))]
        if self.rnd.random() < 0.4:  # bare names, as people say them
            one, two = (_bare(part) for part in (one, two))
        return ((self._written(f"{one} / {two}"), "ADDRESS"),)

    def block(self, form: str) -> Sequence[Filled]:
        hundred, street = self.facts.hundred
        return ((f"{hundred} block of {self._written(street)}", "ADDRESS"),)

    def room(self, form: str) -> Sequence[Filled]:
        return ((f"room {101 + int(self.rnd.random() * 4) * 100 + int(self.rnd.random() * 24)}", "ADDRESS"),)

    def place(self, kind: str) -> Sequence[Filled]:
        if self.facts.business and self.facts.place == kind:
            return ((self.facts.business, "PLACE"),)
        names = self.cast.places[kind]
        return ((names[int(self.rnd.random() * len(names))], "PLACE"),)

    # times and things

    def day(self, shift: int, spread: int) -> Sequence[Filled]:
        day = date(1970, 1, 1) + timedelta(days=self.facts.occurred // 1440 + shift + int(self.rnd.random() * spread))
        draw = self.rnd.random()
        if self.cad:
            text = f"{day:%m/%d}"
        elif draw < 0.4:
            text = f"{day:%m/%d/%Y}"
        elif draw < 0.55:
            text = f"{day.month}/{day.day}/{day:%y}"
        elif draw < 0.8:
            text = f"{MONTHS[day.month - 1]} {day.day}"
        else:
            text = f"{MONTHS[day.month - 1]} {day.day}, {day.year}"
        return ((text, "DATE"),)

    def clock(self, shift: int) -> Sequence[Filled]:
        minutes = (self.facts.reported if shift else self.facts.occurred) + shift * (1 + int(self.rnd.random() * 40))
        return ((f"{minutes // 60 % 24:02d}{minutes % 60:02d}", None),)

    def words(self, texts: Sequence[str]) -> Sequence[Filled]:
        return ((texts[int(self.rnd.random() * len(texts))], None),)

    def call(self, form: str) -> Sequence[Filled]:
        kind = self.facts.call_type.lower()
        kind = SPOKEN.get(kind, kind)
        return ((f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}", None),)

    def money(self, form: str) -> Sequence[Filled]:
        amount = int(self.rnd.random() ** 3 * 4000) + 20
        return ((f"${amount:,}", None),)


def _bare(street: str) -> str:
    """A street's name as people say it at a corner: without direction and type; a numbered road whole."""
    words = street.split()
    return street if words[-1].isdigit() else " ".join(words[1:-1]) or street


def _slip(name: str) -> str:
    """A surname as it is misspelt: without its apostrophe or hyphen, or with two letters swapped."""
    for sign in "'-":
        if sign in name:
            return name.replace(sign, "")
    return f"{name[:2]}{name[3]}{name[2]}{name[4:]}" if len(name) > 4 else name


def _place_of(kind: str) -> Callable[[Scene, str], Sequence[Filled]]:
    return lambda scene, form: scene.place(kind)


_PEOPLE: Final = frozenset(("v", "s", "c", "k", "f", "n", "w", "w2"))
_SLOTS: Final[dict[str, Callable[[Scene, str], Sequence[Filled]]]] = {
    "he": lambda scene, form: scene.pronoun(form, "he", "she"),
    "He": lambda scene, form: scene.pronoun(form, "He", "She"),
    "his": lambda scene, form: scene.pronoun(form, "his", "her"),
    "His": lambda scene, form: scene.pronoun(form, "His", "Her"),
    "him": lambda scene, form: scene.pronoun(form, "him", "her"),
    "himself": lambda scene, form: scene.pronoun(form, "himself", "herself"),
    "rel": Scene.relation,
    "o": lambda scene, form: scene.officer(f"o.{form}"),
    "o2": lambda scene, form: scene.officer(f"o2.{form}"),
    "O": lambda scene, form: (("Officer ", None), *scene.officer("o.")),
    "sgt": lambda scene, form: (("SGT " if scene.cad else "Sgt. ", None), *scene.officer("sgt.last")),
    "phone": Scene.phone,
    "email": Scene.email,
    "handle": Scene.handle,
    "url": Scene.url,
    "ip": Scene.ip,
    "plate": Scene.plate,
    "vin": lambda scene, form: scene.numbered(vin, "VIN", form),
    "ssn": lambda scene, form: scene.numbered(ssn, "SSN", form),
    "dl": lambda scene, form: scene.numbered(license_number, "DRIVER_LICENSE", form),
    "acct": lambda scene, form: scene.numbered(account_number, "ACCOUNT", form),
    "last4": lambda scene, form: ((f"{int(scene.rnd.random() * 10_000):04d}", "ACCOUNT"),),
    "id": lambda scene, form: scene.numbered(serial_number, "ID_OTHER", form),
    "dob": Scene.birth,
    "age": Scene.age,
    "case": Scene.case,
    "case2": Scene.other_case,
    "badge": Scene.badge,
    "addr": Scene.address,
    "addr2": Scene.elsewhere,
    "street": Scene.street,
    "cross": Scene.crossing,
    "block": Scene.block,
    "room": Scene.room,
    "biz": lambda scene, form: ((scene.facts.business, "PLACE"),),
    "hospital": lambda scene, form: ((scene.cast.hospital, "PLACE"),),
    "shelter": lambda scene, form: ((scene.cast.shelter, "PLACE"),),
    **{kind: _place_of(kind) for kind in PLACES},
    "date": lambda scene, form: scene.day(0, 1),
    "date0": lambda scene, form: scene.day(-120, 118),
    "date1": lambda scene, form: scene.day(3, 40),
    "time": lambda scene, form: scene.clock(0),
    "time2": lambda scene, form: scene.clock(1),
    "hhmm": lambda scene, form: scene.clock(1),
    "unit": lambda scene, form: ((f"{1 + int(scene.rnd.random() * 6)}B{11 + int(scene.rnd.random() * 30)}", None),),
    "car": lambda scene, form: scene.words(CARS),
    "desc": lambda scene, form: scene.words(LOOKS),
    "quote": lambda scene, form: scene.words(QUOTES),
    "money": Scene.money,
    "calltype": Scene.call,
}
