"""What the policy does with a finding: mask it, show the incident's own place or date coarsely, or keep an officer.

Only the incident's own published place and date may appear in a text (design, section 6); an officer is kept only
where the policy says so, where a rank or the officer column says that it is one, and where no private person of the
record or of the release set has the same name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from redact.identity.dates import DATE, read
from redact.identity.engine import NOBODY
from redact.identity.everyone import Everyone
from redact.identity.forms import comparable
from redact.identity.known import KnownIndex, parse_place
from redact.identity.page import Page
from redact.identity.recognizers.officer import SWORN_RULE
from redact.identity.resolve import Candidate
from redact.identity.spans import Action, Entity, Layer
from redact.vocabulary import TimePrecision

_MONTHS: Final = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_PARTY_RULES: Final = frozenset(("title", "role or kin", "role and quotation marks"))


@dataclass(frozen=True, slots=True)
class Rules:
    """How one text is to be treated.

    `place` and `date` are the incident's own as they may be shown ('' for not at all); `keep_days` whether its own
    date stays as it is; `keep_officers` with `private`, the name tokens that no kept officer may have; `everyone` the
    full names of the release set.
    """

    index: KnownIndex
    place: str = ""
    date: str = ""
    keep_days: bool = False
    keep_officers: bool = False
    private: frozenset[str] = frozenset()
    everyone: Everyone = NOBODY


def rules_for(
    index: KnownIndex,
    place: str,
    precision: TimePrecision | None,
    *,
    keep_officers: bool,
    private: frozenset[str],
    everyone: Everyone = NOBODY,
) -> Rules:
    """The rules of a text whose tier shows places and times like this."""
    words = set(comparable(place).split())
    return Rules(
        index,
        "" if words & index.words.keys() else place,
        _own_date(index, precision),
        precision is not None and precision <= TimePrecision.DAY,
        keep_officers,
        private,
        everyone,
    )


def with_actions(page: Page, rules: Rules, candidates: list[Candidate]) -> list[Candidate]:
    """The candidates with the action that the rules give each."""
    if rules.keep_officers:
        candidates = _keep_officers(page, rules, candidates)
    if not rules.place and not rules.date and not rules.keep_days:
        return candidates
    treated = [_coarsened(page, rules, each) for each in candidates]
    own = [each for each in treated if each.action is Action.GENERALISE]
    return [each for each in treated if not _is_guess_inside(each, own)] if own else treated


def _is_guess_inside(each: Candidate, own: list[Candidate]) -> bool:
    """A guess at a name that is a street of the incident's own place (`Elm`): what replaces the place holds no name."""
    if each.layer is Layer.RECORD or each.entity not in (Entity.PERSON, Entity.PLACE):
        return False
    return any(other.start <= each.start and each.end <= other.end for other in own)


def _coarsened(page: Page, rules: Rules, each: Candidate) -> Candidate:
    if each.entity is Entity.ADDRESS and rules.place and _is_own_place(page, rules, each):
        return replace(each, action=Action.GENERALISE)
    if each.entity is Entity.DATE and (rules.keep_days or rules.date) and _is_own_day(page, rules, each):
        return replace(each, action=Action.KEEP if rules.keep_days else Action.GENERALISE)
    return each


def _keep_officers(page: Page, rules: Rules, candidates: list[Candidate]) -> list[Candidate]:
    officers = [
        each
        for each in candidates
        if each.entity is Entity.OFFICER and each.rule in (SWORN_RULE, "officer column", "name seen before")
    ]
    others = set(rules.private)
    for each in candidates:
        party = each.layer is Layer.RECORD or each.rule in _PARTY_RULES
        if each.entity is Entity.PERSON and party and not _overlaps(each, officers):
            others |= _tokens(page, each)
    for party_of_record in rules.index.parties:
        if party_of_record.kind != "OFFICER":
            others.update(party_of_record.name.tokens)
    kept = {each for each in officers if not _tokens(page, each) & others}
    names = {word for each in kept for word in _tokens(page, each)}
    out = []
    for each in candidates:
        if each in kept:
            out.append(replace(each, action=Action.KEEP))
        elif not _only_repeats(page, each, names):
            out.append(each)
    return out


def _only_repeats(page: Page, each: Candidate, names: set[str]) -> bool:
    """A guess at a private person whose name is only that of a kept officer."""
    if each.entity not in (Entity.PERSON, Entity.OFFICER) or each.layer is Layer.RECORD:
        return False
    tokens = _tokens(page, each)
    return bool(tokens) and tokens <= names


def _tokens(page: Page, each: Candidate) -> set[str]:
    first, last = page.token_at(each.start), page.token_at(each.end - 1)
    return {word for word in page.words[first : last + 1] if len(word) > 1}


def _overlaps(each: Candidate, others: Iterable[Candidate]) -> bool:
    return any(other.start < each.end and each.start < other.end for other in others)


def _is_own_place(page: Page, rules: Rules, each: Candidate) -> bool:
    """Whether an address in the text is the incident's own: the street of a place column, the published block."""
    house, cores = parse_place(page.text[each.start : each.end])
    if not house or len(cores) != 1:
        return False
    published_house, published_cores = parse_place(rules.place)
    if published_house and (cores[0] not in published_cores or _block(house) != _block(published_house)):
        return False
    return any(
        street.own and street.core == cores[0] and street.house and _block(street.house) == _block(house)
        for street in rules.index.streets
    )


def _block(house: str) -> str:
    """`1204` and `12xx` are of one block."""
    return house.removesuffix("xx") if house.endswith("xx") else house[:-2]


def _is_own_day(page: Page, rules: Rules, each: Candidate) -> bool:
    match = DATE.fullmatch(page.text[each.start : each.end], timeout=1.0)
    return match is not None and any(day.same(own) for day in read(match) for own in rules.index.own_days)


def _own_date(index: KnownIndex, precision: TimePrecision | None) -> str:
    """The incident's own date as a tier with months, quarters or years shows it."""
    day = next((own for own in index.own_days if own.year is not None and own.century), None)
    if day is None or precision is None:
        return ""
    if precision is TimePrecision.MONTH:
        return f"{_MONTHS[day.month - 1]} {day.year}"
    if precision is TimePrecision.QUARTER:
        return f"{day.year} Q{(day.month + 2) // 3}"
    return str(day.year) if precision is TimePrecision.YEAR else ""
