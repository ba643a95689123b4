"""The Redactor: texts and what their records know go in, texts without personal information come out, or are held.

Order: Presidio's analyzer with our recognisers, actions by policy, our resolver, repetition over the record's texts,
Presidio's anonymizer with the record's masks; then what came out is read again, by every recogniser and, where a word
is undecided, by the model, until nothing is found any more. Whatever goes wrong holds the text; nothing is ever passed
on half read (design, promise 1).
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from presidio_analyzer import AnalyzerEngine, RecognizerResult
from presidio_anonymizer.entities import RecognizerResult as AnonymizerResult

from redact.errors import Missing, UsageError
from redact.identity.actions import Rules, rules_for, with_actions
from redact.identity.anonymizer import SpanAnonymizer
from redact.identity.engine import LANGUAGE, NOBODY, PageArtifacts, PageNlpEngine, WarningTrap, build_analyzer
from redact.identity.everyone import Everyone
from redact.identity.known import index_known
from redact.identity.lexicon import lexicon
from redact.identity.listed import NO_NAMES, ListedNames
from redact.identity.masks import Masks
from redact.identity.ner.model import SHIPPED, find_model, load_pipeline
from redact.identity.ner.reader import NameReader, Names, sentences, undecided
from redact.identity.page import Page
from redact.identity.recognizers import all_recognizers, strict_recognizers
from redact.identity.recognizers.base import LAYER, PARTY, RULE, Finder
from redact.identity.recognizers.model import ModelFinder
from redact.identity.resolve import Candidate, resolve
from redact.identity.spans import KEEP, MASK, Entity, Known, Layer, Redaction
from redact.identity.vocabulary import Vocabulary, shipped_vocabulary
from redact.identity.work import LEFT, Placed, Record, Work, held, moved_back, sentence_of
from redact.vocabulary import TimePrecision

if TYPE_CHECKING:
    from redact.policy import Policy

LONGEST_TEXT: Final = 40_000
"""Characters; about twelve pages. Longer texts are held for a person rather than searched for minutes."""

STANDARD: Final = "standard"
STRICT: Final = "strict"
MODES: Final = (STANDARD, STRICT)
"""From loosest to strictest. `strict` masks, besides, every word that the safe vocabulary does not have."""

READINGS: Final = 6
"""How often the result is read again before a text in which something is still found is held."""


@dataclass(frozen=True)
class _Reader:
    """The recognisers of one mode, and Presidio's engine over them."""

    recognizers: tuple[Finder, ...]
    analyzer: AnalyzerEngine


class Redactor:
    """Loads once per process; `redact` is pure in its arguments and meant for one thread at a time.

    `recognizers` are those of every mode, `strict` the further ones of the mode strict. `names` reads names by their
    sentence, where a word is undecided after the other layers or, without `gated`, always; None leaves that layer out.
    `mode` is the one of texts for which a call names none.
    """

    def __init__(
        self,
        recognizers: Sequence[Finder],
        strict: Sequence[Finder] = (),
        *,
        names: NameReader | None = None,
        vocabulary: Vocabulary | None = None,
        mode: str = STANDARD,
        gated: bool = True,
    ) -> None:
        self.names = names
        self._vocabulary = vocabulary or shipped_vocabulary()
        self._mode = mode
        self._gated = gated
        self._engine = PageNlpEngine()
        always = (*recognizers, ModelFinder(self._vocabulary))
        self._readers = {
            each: _Reader(found, build_analyzer(found, self._engine))
            for each, found in ((STANDARD, always), (STRICT, (*always, *strict)))
        }
        self._anonymizer = SpanAnonymizer()

    def redact(
        self,
        texts: Sequence[str],
        known: Sequence[Sequence[Known]],
        *,
        published_places: Sequence[str] | None = None,
        time_precisions: Sequence[TimePrecision] | None = None,
        officers: Sequence[str] | str = "mask",
        modes: Sequence[str] | str | None = None,
        records: Sequence[Hashable] | None = None,
        never_keep: Collection[str] = (),
        everyone: Everyone = NOBODY,
    ) -> list[Redaction]:
        """One Redaction per text, in order.

        `known[i]` are the identifying cells of text i's record and its kin; `published_places[i]` the place as the
        tier publishes it ('' for none); `time_precisions[i]` the tier's precision (absent: every date is masked);
        `officers` keep or mask, and `modes` standard or strict, for all or per text. Texts with an equal value in
        `records` are texts of one record and share masks and repetition. `never_keep` are comparable name tokens of
        private people of the release set: an officer who has one of them is masked; `everyone` are the full names of
        all its people, masked wherever they stand.
        """
        count = len(texts)
        if len(known) != count:
            raise ValueError("texts and known differ in length")
        private = frozenset(never_keep)
        modes = modes or self._mode
        groups: dict[Hashable, list[int]] = {}
        for i in range(count):
            groups.setdefault(i if records is None else ("record", records[i]), []).append(i)
        out: list[Redaction] = [held("")] * count
        begun: list[tuple[list[int], Record]] = []
        with WarningTrap() as trap, warnings.catch_warnings():
            warnings.simplefilter("error")
            for members in groups.values():
                try:
                    index = index_known(dict.fromkeys(cell for i in members for cell in known[i]))
                    works = []
                    for i in members:
                        rules = rules_for(
                            index,
                            published_places[i] or "" if published_places else "",
                            time_precisions[i] if time_precisions else None,
                            keep_officers=(officers if isinstance(officers, str) else officers[i]) == "keep",
                            private=private,
                            everyone=everyone,
                        )
                        page = Page(texts[i][:LONGEST_TEXT], _own_masks(rules))
                        mode = modes if isinstance(modes, str) else modes[i]
                        works.append(Work(texts[i], page, rules, strict=mode == STRICT))
                except Exception as error:  # noqa: BLE001 - whatever it is, the text was not read completely
                    for i in members:
                        out[i] = held(sentence_of(error))
                    continue
                for work in works:
                    self._begin(work, trap)
                record = Record(works, Masks(index.parties))
                record.note()
                begun.append((members, record))
            self._settle([record for _, record in begun], trap)
        for members, record in begun:
            for i, work in zip(members, record.works, strict=True):
                out[i] = work.redaction()
        return out

    def _settle(self, records: Sequence[Record], trap: WarningTrap) -> None:
        """Masks and reads the records' texts until nothing more is found in any of them."""
        active = [record for record in records if any(work.waiting for work in record.works)]
        for _ in range(READINGS):
            for record in active:
                for work in record.works:
                    if work.waiting:
                        self._mask(work, record.masks, trap)
            self._read_names([work for record in active for work in record.works if work.waiting])
            active = [record for record in active if record.advance()]
        for record in active:
            for work in record.works:
                if work.waiting:
                    work.trouble = LEFT

    def _reader_of(self, work: Work) -> _Reader:
        return self._readers[STRICT if work.strict else STANDARD]

    def _begin(self, work: Work, trap: WarningTrap) -> None:
        """The first reading, by Presidio's analyzer."""
        if len(work.text) > LONGEST_TEXT:
            work.trouble = "the text is longer than can be checked"
            return
        try:
            artifacts = PageArtifacts(work.page, self._engine, work.rules.index, everyone=work.rules.everyone)
            results = self._reader_of(work).analyzer.analyze(
                work.page.text, LANGUAGE, nlp_artifacts=artifacts, return_decision_process=True
            )
            work.found = resolve(work.page, with_actions(work.page, work.rules, [_candidate(each) for each in results]))
        except Exception as error:  # noqa: BLE001 - whatever it is, the text was not read completely
            work.trouble = sentence_of(error)
        if trap.take():
            work.trouble = work.trouble or "the analyzer gave a warning"

    def _mask(self, work: Work, masks: Masks, trap: WarningTrap) -> None:
        """Masks what was found, and reads the result with every recogniser."""
        try:
            if work.found:
                work.masked, work.placed = self._anonymise(work, masks)
                work.masked_page = Page(work.masked, _own_masks(work.rules))
                work.more = self._read_again(work)
            else:
                work.masked, work.placed, work.masked_page, work.more = work.text, [], work.page, []
        except Exception as error:  # noqa: BLE001 - whatever it is, the text was not treated completely
            work.trouble = sentence_of(error)
        if trap.take():
            work.trouble = work.trouble or "the anonymizer gave a warning"

    def _read_names(self, works: Sequence[Work]) -> None:
        """Adds to each work's `more` what the model takes for a name in its masked text: one batch for all."""
        if self.names is None or not works:
            return
        try:
            told = [
                sentences(page, undecided(page, self._vocabulary) if self._gated else range(len(page)))
                for page in (work.masked_page for work in works)
            ]
            names = iter(self.names.read(each.text for part in told for each in part))
            for work, part in zip(works, told, strict=True):
                spans = tuple(
                    span for each in part for start, end in next(names) for span in each.on_page(start, end)
                )
                if spans:
                    # With all recognisers: what they know of a name (an officer's, say) decides what becomes of it.
                    work.more = self._read_again(work, spans)
        except Exception as error:  # noqa: BLE001 - whatever it is, none of these texts was read completely
            for work in works:
                work.trouble = sentence_of(error)

    def _anonymise(self, work: Work, masks: Masks) -> tuple[str, list[Placed]]:
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

    def _read_again(self, work: Work, names: Names = ()) -> list[Candidate]:
        """What every recogniser finds in the masked text, as candidates of the source text."""
        page = work.masked_page
        artifacts = PageArtifacts(page, self._engine, work.rules.index, names, work.rules.everyone)
        candidates = [
            Candidate(found.start, found.end, found.entity, recognizer.layer, found.rule, MASK, found.party)
            for recognizer in self._reader_of(work).recognizers
            for found in recognizer.find(page, artifacts)
        ]
        if not candidates:
            return []
        left = resolve(page, with_actions(page, work.rules, candidates))
        return [moved_back(each, work.placed) for each in left if each.action is not KEEP]


def load_redactor(
    policy: Policy | None = None, *, mode: str = STANDARD, gated: bool = True, listed: ListedNames = NO_NAMES
) -> Redactor:
    """A Redactor with every recogniser of this package, the policy's model and safe words, and the names of protected
    places.

    The policy's rules for places, times and officers come with each call. Raises UsageError for another mode, and
    Missing (16) when the model, the word lists or the libraries that read texts are not there or damaged: better no
    text than one that was only half read.
    """
    if mode not in MODES:
        raise UsageError(f"there is no mode {mode!r}", fix=f"Use --mode {' or --mode '.join(MODES)}.")
    model = find_model(policy.identity.model if policy else SHIPPED)
    try:
        lexicon()
        vocabulary = shipped_vocabulary().with_words(policy.identity.safe_words if policy else ())
        return Redactor(
            all_recognizers(vocabulary, listed),
            strict_recognizers(vocabulary),
            names=NameReader(load_pipeline(model)),
            vocabulary=vocabulary,
            mode=mode,
            gated=gated,
        )
    except (OSError, ImportError):
        raise Missing(
            "the word lists or libraries that read texts are missing or damaged", fix="install redact again"
        ) from None


def _own_masks(rules: Rules) -> tuple[str, ...]:
    """The masks with a value in them that a text of this record may carry."""
    values = ((Entity.ADDRESS, rules.place), (Entity.DATE, rules.date))
    return tuple(f"[{entity.mask}: {value}]" for entity, value in values if value)


def _candidate(result: RecognizerResult) -> Candidate:
    metadata = result.recognition_metadata or {}
    return Candidate(
        result.start,
        result.end,
        Entity(result.entity_type),
        metadata.get(LAYER) or Layer.MODEL,
        metadata.get(RULE, ""),
        MASK,
        metadata.get(PARTY),
    )
