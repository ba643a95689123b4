"""The Redactor: texts and what their records know go in, texts without personal information come out, or are held.

Order per record: Presidio's analyzer with our recognisers, actions by policy, our resolver, repetition over
the record's texts, Presidio's anonymizer with the record's masks; then what came out is read again by every
recogniser, until nothing is found any more. Whatever goes wrong holds the text; nothing is ever passed on half
read (design, promise 1).
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from presidio_analyzer import RecognizerResult
from presidio_anonymizer.entities import RecognizerResult as AnonymizerResult

from redact.errors import Missing, UsageError
from redact.identity.actions import Rules, rules_for, with_actions
from redact.identity.anonymizer import SpanAnonymizer
from redact.identity.engine import LANGUAGE, PageArtifacts, PageNlpEngine, WarningTrap, build_analyzer
from redact.identity.known import KnownIndex, index_known
from redact.identity.lexicon import lexicon
from redact.identity.masks import Masks
from redact.identity.page import Page
from redact.identity.recognizers import all_recognizers
from redact.identity.recognizers.base import LAYER, PARTY, RULE, Finder
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

READINGS: Final = 4
"""How often the result is read again before a text in which something is still found is held."""


_Placed = tuple[int, int, int]
"""Start and end of a span in the masked text, and by how much what follows it has moved."""


@dataclass(slots=True)
class _Work:
    """One text on its way through."""

    text: str
    page: Page
    rules: Rules
    found: list[Candidate] = field(default_factory=list)
    trouble: str = ""


class Redactor:
    """Loads once per process; `redact` is pure in its arguments and meant for one thread at a time."""

    def __init__(self, recognizers: Sequence[Finder]) -> None:
        self._recognizers = tuple(recognizers)
        self._engine = PageNlpEngine()
        self._analyzer = build_analyzer(recognizers, self._engine)
        self._anonymizer = SpanAnonymizer()

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
        tier publishes it ('' for none); `time_precisions[i]` the tier's precision (absent: every date is masked);
        `officers` keep or mask, for all or per text. Texts with an equal value in `records` are texts of one record
        and share masks and repetition. `never_keep` are comparable name tokens of private people of the release set:
        an officer who has one of them is masked.
        """
        count = len(texts)
        if len(known) != count:
            raise ValueError("texts and known differ in length")
        private = frozenset(never_keep)
        groups: dict[Hashable, list[int]] = {}
        for i in range(count):
            groups.setdefault(i if records is None else ("record", records[i]), []).append(i)
        out: list[Redaction] = [_held((), "")] * count
        with WarningTrap() as trap, warnings.catch_warnings():
            warnings.simplefilter("error")
            for members in groups.values():
                done = self._record(
                    [texts[i] for i in members],
                    [known[i] for i in members],
                    [published_places[i] if published_places else "" for i in members],
                    [time_precisions[i] if time_precisions else None for i in members],
                    [(officers if isinstance(officers, str) else officers[i]) == "keep" for i in members],
                    private,
                    trap,
                )
                for i, redaction in zip(members, done, strict=True):
                    out[i] = redaction
        return out

    def _record(
        self,
        texts: Sequence[str],
        known: Sequence[Sequence[Known]],
        places: Sequence[str],
        precisions: Sequence[TimePrecision | None],
        keeps: Sequence[bool],
        private: frozenset[str],
        trap: WarningTrap,
    ) -> list[Redaction]:
        """The texts of one record, with one table of masks and one memory of what was seen."""
        try:
            index = index_known(dict.fromkeys(cell for each in known for cell in each))
            works = [
                _work(text, index, place or "", precision, keep, private)
                for text, place, precision, keep in zip(texts, places, precisions, keeps, strict=True)
            ]
        except Exception as error:  # noqa: BLE001 - whatever it is, the text was not read completely
            return [_held((), _sentence(error)) for _ in texts]
        seen = Seen()
        for work in works:
            self._find(work, trap)
            seen.add(work.page, work.found)
        for work in works:
            _repeat(work, seen)
        masks = Masks(index.parties)
        return [self._finish(work, masks, trap) for work in works]

    def _find(self, work: _Work, trap: WarningTrap) -> None:
        """The first reading, by Presidio's analyzer."""
        if len(work.text) > LONGEST_TEXT:
            work.trouble = "the text is longer than can be checked"
            return
        try:
            artifacts = PageArtifacts(work.page, self._engine, work.rules.index)
            results = self._analyzer.analyze(
                work.page.text, LANGUAGE, nlp_artifacts=artifacts, return_decision_process=True
            )
            candidates = [_candidate(result) for result in results]
            work.found = resolve(work.page, with_actions(work.page, work.rules, candidates))
        except Exception as error:  # noqa: BLE001 - whatever it is, the text was not read completely
            work.trouble = _sentence(error)
        if trap.take():
            work.trouble = work.trouble or "the analyzer gave a warning"

    def _finish(self, work: _Work, masks: Masks, trap: WarningTrap) -> Redaction:
        """Masks, and reads the result again until it says nothing any more."""
        text = work.text
        if not work.trouble:
            try:
                text = self._settled(work, masks)
            except Exception as error:  # noqa: BLE001 - whatever it is, the text was not treated completely
                work.trouble = _sentence(error)
        if trap.take():
            work.trouble = work.trouble or "the anonymizer gave a warning"
        nothing = not work.found and not work.page.masked
        if nothing and work.rules.index.has_names and len(work.page) >= EMPTY_RESULT_WORDS:
            work.trouble = work.trouble or "its record names people, and nothing was found in a long text"
        spans = tuple(
            Span(each.start, each.end, str(each.entity), str(each.layer), str(each.action), each.rule)
            for each in work.found
        )
        return _held(spans, work.trouble) if work.trouble else Redaction(text, spans, False, "")

    def _settled(self, work: _Work, masks: Masks) -> str:
        if not work.found:
            return work.text
        for _ in range(READINGS):
            text, placed = self._anonymise(work, masks)
            more = self._read_again(work, text, placed)
            if not more:
                if any(text[start - 1 : start].isalnum() or text[end : end + 1].isalnum() for start, end, _ in placed):
                    work.trouble = "a mask stands inside a word"
                return text
            if any(each.layer is Layer.RECORD for each in more):
                break
            work.found = resolve(work.page, [*work.found, *more])
        work.trouble = "something that identifies a person was left when the result was read again"
        return work.text

    def _anonymise(self, work: _Work, masks: Masks) -> tuple[str, list[_Placed]]:
        """The masked text, and where each span now stands in it."""
        for each in work.found:
            masks.note(each, work.text[each.start : each.end])
        results = [AnonymizerResult(Masks.operator_name(each), each.start, each.end, 1.0) for each in work.found]
        operators = masks.operators(work.found, place=work.rules.place, date=work.rules.date)
        done = self._anonymizer.anonymize(work.text, results, operators, merge_entities_with_spaces=False)
        placed = [
            (item.start, item.end, item.end - each.end) for each, item in zip(work.found, done.items, strict=True)
        ]
        return str(done.text), placed

    def _read_again(self, work: _Work, text: str, placed: Sequence[_Placed]) -> list[Candidate]:
        """What every recogniser finds in the masked text, as candidates of the source text."""
        page = Page(text, _own_masks(work.rules))
        artifacts = PageArtifacts(page, self._engine, work.rules.index)
        candidates = [
            Candidate(found.start, found.end, found.entity, recognizer.layer, found.rule, Action.MASK, found.party)
            for recognizer in self._recognizers
            for found in recognizer.find(page, artifacts)
        ]
        if not candidates:
            return []
        left = resolve(page, with_actions(page, work.rules, candidates))
        return [_moved_back(each, placed) for each in left if each.action is not Action.KEEP]


def load_redactor(policy: Policy | None = None, *, mode: str = "standard") -> Redactor:
    """A Redactor with every recogniser of this package in one Presidio registry.

    The policy's rules for places, times and officers come with each call; `mode` is `standard` until the safe
    vocabulary is built. Raises UsageError for another mode, and Missing when the word lists or the libraries that
    read texts are not installed completely: better no text than one that was only half read.
    """
    if mode == "strict":
        raise UsageError("the mode strict is not built yet", fix="Use --mode standard.")
    if mode != "standard":
        raise UsageError(f"there is no mode {mode!r}", fix="Use --mode standard.")
    try:
        lexicon()
        return Redactor(all_recognizers())
    except (OSError, ImportError):
        raise Missing(
            "the word lists or libraries that read texts are missing or damaged", fix="install redact again"
        ) from None


def _work(
    text: str, index: KnownIndex, place: str, precision: TimePrecision | None, keep: bool, private: frozenset[str]
) -> _Work:
    rules = rules_for(index, place, precision, keep_officers=keep, private=private)
    return _Work(text, Page(text[:LONGEST_TEXT], _own_masks(rules)), rules)


def _own_masks(rules: Rules) -> tuple[str, ...]:
    """The masks with a value in them that a text of this record may carry."""
    values = ((Entity.ADDRESS, rules.place), (Entity.DATE, rules.date))
    return tuple(f"[{entity.mask}: {value}]" for entity, value in values if value)


def _repeat(work: _Work, seen: Seen) -> None:
    if work.trouble:
        return
    try:
        more = list(repeats(work.page, seen, work.found))
        if more:
            work.found = resolve(work.page, [*work.found, *more])
    except Exception as error:  # noqa: BLE001 - whatever it is, the text was not read completely
        work.trouble = _sentence(error)


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


def _moved_back(each: Candidate, placed: Sequence[_Placed]) -> Candidate:
    """A candidate of the masked text at its place in the source text."""
    shift = 0
    for _, end, moved in placed:
        if end > each.start:
            break
        shift = moved
    return replace(each, start=each.start - shift, end=each.end - shift)


def _held(spans: tuple[Span, ...], reason: str) -> Redaction:
    return Redaction(None, spans, True, reason)


def _sentence(error: Exception) -> str:
    """Only the kind of error: its message could quote the text."""
    if isinstance(error, TimeoutError):
        return "a pattern needed too long on this text"
    return f"the text could not be read completely ({type(error).__name__})"
