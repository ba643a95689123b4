"""The Redactor: texts and what their records know go in, texts without personal information come out, or are held.

Order per record: Presidio's analyzer with our recognisers, actions by policy, our resolver, repetition over
the record's texts, Presidio's anonymizer with the record's masks, and a second look at what came out.
Whatever goes wrong holds the text; nothing is ever passed on half read (design, promise 1).
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from presidio_analyzer import RecognizerResult
from presidio_anonymizer import AnonymizerEngine
from presidio_anonymizer.entities import RecognizerResult as AnonymizerResult

from redact.identity.dates import DATE, read
from redact.identity.engine import LANGUAGE, PageArtifacts, PageNlpEngine, WarningTrap, build_analyzer
from redact.identity.forms import comparable
from redact.identity.known import KnownIndex, index_known, parse_place
from redact.identity.masks import Masks
from redact.identity.page import Page
from redact.identity.recognizers import all_recognizers, residue_recognizers
from redact.identity.recognizers.base import LAYER, PARTY, RULE, Recognizer
from redact.identity.recognizers.officer import SWORN_RULE
from redact.identity.repeat import Seen, repeats
from redact.identity.resolve import Candidate, resolve
from redact.identity.spans import Action, Entity, Known, Layer, Redaction, Span
from redact.vocabulary import TimePrecision

if TYPE_CHECKING:
    from redact.policy import Policy

LONGEST_TEXT: Final = 40_000
"""Characters; about twelve pages. Longer texts are held for a person rather than searched for minutes."""

EMPTY_RESULT_WORDS: Final = 40
"""A text of this many words on a record whose name columns are filled, in which nothing at all is found, is held."""

_MONTH_NAMES: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_PARTY_RULES: Final = frozenset(("title", "role or kin", "role and quotation marks"))


@dataclass(slots=True)
class _Work:
    """One text on its way through."""

    text: str
    page: Page
    index: KnownIndex
    masks: Masks
    officers: str
    precision: TimePrecision | None
    found: list[Candidate] = field(default_factory=list)
    trouble: str = ""


class Redactor:
    """Loads once per process; `redact` is pure in its arguments and safe to call from one thread at a time."""

    def __init__(self, recognizers: Sequence[Recognizer], residue: Sequence[Recognizer]) -> None:
        self._engine = PageNlpEngine()
        self._analyzer = build_analyzer(recognizers, self._engine)
        self._residue = tuple(residue)
        self._anonymizer = AnonymizerEngine()  # type: ignore[no-untyped-call]

    def redact(
        self,
        texts: Sequence[str],
        known: Sequence[Sequence[Known]],
        *,
        published_places: Sequence[str] | None = None,
        time_precisions: Sequence[TimePrecision] | None = None,
        officers: Sequence[str] | str = "mask",
        records: Sequence[Hashable] | None = None,
        never_keep: Collection[str] = (),
    ) -> list[Redaction]:
        """One Redaction per text, in order.

        `known[i]` are the identifying cells of text i's record and its kin; `published_places[i]` the place as the
        tier publishes it ('' for none); `time_precisions[i]` the tier's precision (None or absent: every date is
        masked); `officers` keep or mask, for all or per text. Texts with an equal value in `records` are texts of
        one record and share masks and repetition. `never_keep` are comparable name tokens of private people of the
        release set: an officer who has one of them is masked.
        """
        count = len(texts)
        if len(known) != count:
            raise ValueError("texts and known differ in length")
        private = frozenset(never_keep)
        groups: dict[Hashable, list[int]] = {}
        for i in range(count):
            groups.setdefault(i if records is None else ("record", records[i]), []).append(i)
        out: list[Redaction | None] = [None] * count
        with WarningTrap() as trap, warnings.catch_warnings():
            warnings.simplefilter("error")
            for members in groups.values():
                done = self._record(
                    [texts[i] for i in members],
                    [known[i] for i in members],
                    [published_places[i] if published_places else "" for i in members],
                    [time_precisions[i] if time_precisions else None for i in members],
                    [officers if isinstance(officers, str) else officers[i] for i in members],
                    private,
                    trap,
                )
                for i, redaction in zip(members, done, strict=True):
                    out[i] = redaction
        return [redaction for redaction in out if redaction is not None]

    def _record(
        self,
        texts: Sequence[str],
        known: Sequence[Sequence[Known]],
        places: Sequence[str],
        precisions: Sequence[TimePrecision | None],
        officers: Sequence[str],
        private: frozenset[str],
        trap: WarningTrap,
    ) -> list[Redaction]:
        """The texts of one record, with one table of masks and one memory of what was seen."""
        try:
            cells = tuple(dict.fromkeys(cell for each in known for cell in each))
            index = index_known(cells)
            masks = Masks(index.parties, _safe_place(places[0], index), _own_date(index, precisions[0]))
            works = [
                _Work(text, Page(text[:LONGEST_TEXT], masks.own_masks()), index, masks, officer, precision)
                for text, officer, precision in zip(texts, officers, precisions, strict=True)
            ]
        except Exception as error:  # noqa: BLE001 - whatever it is, the text was not read completely
            return [_held((), _sentence(error)) for _ in texts]
        seen = Seen()
        for work in works:
            self._find(work, private, trap)
            seen.add(work.page, work.found)
        for work in works:
            if not work.trouble:
                self._repeat(work, seen)
        return [self._finish(work, trap) for work in works]

    def _find(self, work: _Work, private: frozenset[str], trap: WarningTrap) -> None:
        if len(work.text) > LONGEST_TEXT:
            work.trouble = "the text is longer than can be checked"
            return
        try:
            results = self._analyzer.analyze(
                work.page.text,
                LANGUAGE,
                nlp_artifacts=PageArtifacts(work.page, self._engine, work.index),
                return_decision_process=True,
            )
            candidates = [_candidate(result) for result in results]
            work.found = resolve(work.page, _with_actions(work, candidates, private))
        except Exception as error:  # noqa: BLE001 - whatever it is, the text was not read completely
            work.trouble = _sentence(error)
        if trap.take():
            work.trouble = work.trouble or "the analyzer gave a warning"

    def _repeat(self, work: _Work, seen: Seen) -> None:
        try:
            more = list(repeats(work.page, seen, work.found))
            if more:
                work.found = resolve(work.page, [*work.found, *more])
        except Exception as error:  # noqa: BLE001 - whatever it is, the text was not read completely
            work.trouble = _sentence(error)

    def _finish(self, work: _Work, trap: WarningTrap) -> Redaction:
        spans = tuple(
            Span(each.start, each.end, str(each.entity), str(each.layer), str(each.action), each.rule)
            for each in work.found
        )
        if work.trouble:
            return _held(spans, work.trouble)
        try:
            for each in work.found:
                work.masks.note(each, work.text[each.start : each.end])
            text = self._anonymise(work)
            trouble = self._residue_of(work, text)
        except Exception as error:  # noqa: BLE001 - whatever it is, the text was not treated completely
            return _held(spans, _sentence(error))
        if trap.take():
            trouble = trouble or "the anonymizer gave a warning"
        if not trouble and not spans and work.index.has_names and len(work.page) >= EMPTY_RESULT_WORDS:
            trouble = "its record names people, and nothing was found in a long text"
        return _held(spans, trouble) if trouble else Redaction(text, spans, False, "")

    def _anonymise(self, work: _Work) -> str:
        if not work.found:
            return work.text
        results = [AnonymizerResult(Masks.operator_name(each), each.start, each.end, 1.0) for each in work.found]
        done = self._anonymizer.anonymize(
            work.text, results, work.masks.operators(work.found), merge_entities_with_spaces=False
        )
        return str(done.text)

    def _residue_of(self, work: _Work, text: str) -> str:
        """What is wrong with the output, '' if nothing is: the record and the strict patterns are looked for again."""
        kept = any(each.action is Action.KEEP for each in work.found)
        if not work.found and text == work.text:
            return ""
        page = Page(text, work.masks.own_masks())
        artifacts = PageArtifacts(page, self._engine, work.index)
        for recognizer in self._residue:
            for found in recognizer.find(page, artifacts):
                if any(start < found.end and found.start < end for start, end in page.masked):
                    continue
                if kept and found.entity in (Entity.OFFICER, Entity.DATE):
                    continue
                return "something that identifies a person was left when the result was read again"
        for start, end in page.masked:
            if text[start - 1 : start].isalnum() or (text[end : end + 1].isalnum()):
                return "a mask stands inside a word"
        return ""


def load_redactor(policy: Policy | None = None, *, mode: str = "standard") -> Redactor:
    """A Redactor with every recogniser of this package in one Presidio registry.

    The policy's own words for places and people are applied per call; `mode` is `standard` until the safe
    vocabulary is built. Raises ValueError for another mode.
    """
    if mode != "standard":
        raise ValueError(f"mode {mode!r} is not built yet")
    return Redactor(all_recognizers(), residue_recognizers())


def _candidate(result: RecognizerResult) -> Candidate:
    metadata = result.recognition_metadata or {}
    return Candidate(
        result.start,
        result.end,
        Entity(result.entity_type),
        metadata.get(LAYER, Layer.MODEL),
        metadata.get(RULE, ""),
        Action.MASK,
        metadata.get(PARTY),
    )


def _with_actions(work: _Work, candidates: list[Candidate], private: frozenset[str]) -> Iterable[Candidate]:
    """What the policy does with each finding."""
    if work.officers == "keep":
        candidates = _keep_officers(work, candidates, private)
    out = []
    for each in candidates:
        if each.entity is Entity.ADDRESS and work.masks.published_place and _is_own_place(work, each):
            each = replace(each, action=Action.GENERALISE)
        elif each.entity is Entity.DATE and work.precision is not None and _is_own_day(work, each):
            each = replace(each, action=Action.KEEP if work.precision <= TimePrecision.DAY else Action.GENERALISE)
            if each.action is Action.GENERALISE and not work.masks.own_date:
                each = replace(each, action=Action.MASK)
        out.append(each)
    return out


def _keep_officers(work: _Work, candidates: list[Candidate], private: frozenset[str]) -> list[Candidate]:
    """Sworn officers are kept unless their name is also that of a private person of this record or the release set."""
    page = work.page

    def tokens(each: Candidate) -> set[str]:
        first, last = page.token_at(each.start), page.token_at(each.end - 1)
        return {word for word in page.words[first : last + 1] if len(word) > 1}

    officers = [
        each for each in candidates if each.entity is Entity.OFFICER and each.rule in (SWORN_RULE, "officer column")
    ]
    others = set(private)
    for each in candidates:
        if (
            each.entity is Entity.PERSON
            and (each.layer is Layer.RECORD or each.rule in _PARTY_RULES)
            and not _overlaps(each, officers)
        ):
            others |= tokens(each)
    for party in work.index.parties:
        if party.kind != "OFFICER":
            others.update(party.name.tokens)
    kept = [each for each in officers if not tokens(each) & others]
    names = {word for each in kept for word in tokens(each)}
    out = [replace(each, action=Action.KEEP) if each in kept else each for each in candidates]
    return [
        each
        for each in out
        if not (
            each.entity in (Entity.PERSON, Entity.OFFICER)
            and each.action is Action.MASK
            and each.layer is not Layer.RECORD
            and tokens(each)
            and tokens(each) <= names
        )
    ]


def _overlaps(each: Candidate, others: Iterable[Candidate]) -> bool:
    return any(other.start < each.end and each.start < other.end for other in others)


def _is_own_place(work: _Work, each: Candidate) -> bool:
    """Whether an address in the text is the incident's own: the street of a place column, the published block."""
    house, cores = parse_place(work.page.text[each.start : each.end])
    if not house or len(cores) != 1:
        return False
    published_house, published_cores = parse_place(work.masks.published_place)
    if published_house and (cores[0] not in published_cores or _block(house) != _block(published_house)):
        return False
    return any(
        street.own and street.core == cores[0] and street.house and _block(street.house) == _block(house)
        for street in work.index.streets
    )


def _block(house: str) -> str:
    """`1204` and `12xx` are of one block."""
    return house.removesuffix("xx") if house.endswith("xx") else house[:-2]


def _is_own_day(work: _Work, each: Candidate) -> bool:
    match = DATE.fullmatch(work.page.text[each.start : each.end], timeout=1.0)
    return match is not None and any(day.same(own) for day in read(match) for own in work.index.own_days)


def _own_date(index: KnownIndex, precision: TimePrecision | None) -> str:
    """The incident's own date as a tier with months, quarters or years shows it."""
    day = next((own for own in index.own_days if own.year is not None and own.century), None)
    if day is None or precision is None:
        return ""
    if precision is TimePrecision.MONTH:
        return f"{_MONTH_NAMES[day.month - 1]} {day.year}"
    if precision is TimePrecision.QUARTER:
        return f"{day.year} Q{(day.month + 2) // 3}"
    return str(day.year) if precision is TimePrecision.YEAR else ""


def _safe_place(place: str | None, index: KnownIndex) -> str:
    """The published place, unless a name of the record stands in it (then every address is just masked)."""
    words = set(comparable(place or "").split())
    return "" if words & index.words.keys() else (place or "")


def _held(spans: tuple[Span, ...], reason: str) -> Redaction:
    return Redaction(None, spans, True, reason)


def _sentence(error: Exception) -> str:
    """Only the kind of error: its message could quote the text."""
    if isinstance(error, TimeoutError):
        return "a pattern needed too long on this text"
    return f"the text could not be read completely ({type(error).__name__})"
