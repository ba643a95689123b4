"""One dataset after the other, beside what is usual of it: one pass over small columns, before anything is decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from redact import when
from redact.plan.context import Context
from redact.plan.expected.columns import column_findings, new_titles, title_digests
from redact.plan.expected.days import Stretch, stretch
from redact.plan.expected.finding import GONE, LINKS, OLDER, Finding, Usual, judged
from redact.plan.expected.links import Links, fallen, usual_shares
from redact.plan.expected.past import Past, counts_to_keep, past_of
from redact.plan.expected.periods import code_of, covered, far, first_day, newest, word
from redact.plan.expected.repeats import repeated, too_many
from redact.plan.inputs import EPOCH, Inputs
from redact.plan.rows import Rows
from redact.plan.settle import longest_delay
from redact.records.batch import Fault
from redact.vocabulary import TimePrecision

LOST = 0.1
"""So large a part of a released period's rows may go (expunged, merged) before something is wrong with the export."""

HISTORY_DAYS = 365
"""The days before the new periods that say what a day usually has."""

DAYS_KNOWN = 0.9
"""This share of rows must state their day, or the days say nothing."""


_LOOKED_AT = {
    "day": TimePrecision.MONTH, "week": TimePrecision.MONTH, "month": TimePrecision.MONTH,
    "quarter": TimePrecision.QUARTER, "year": TimePrecision.YEAR,
}  # fmt: skip
"""Per period of publication the one whose rows are counted: of a day or a week nobody knows how many are usual."""


def check_expected(
    every: Sequence[Context], slices: Sequence[slice], rows: Rows, links: Mapping[int, Links], inputs: Inputs
) -> Usual:
    """What is usual of this plan's datasets from now on. Raises DataMismatch (11) for what is not as usual.

    `links` are those datasets by number whose rows name events of others. Without a ledger nothing stops and only the
    ends and sizes of exports are noted; with `--limit` nothing is looked at.
    """
    if inputs.limit is not None:
        return Usual()
    period = _LOOKED_AT[inputs.policy.releases.period]
    past = past_of(inputs.ledger, period)
    seen = [
        _Seen(context, rows.part(part), links.get(context.number), past.get(context.dataset, Past()), period, inputs)
        for context, part in zip(every, slices, strict=True)
    ]
    ends = [code for each in seen if (code := newest(each.counts)) is not None]
    end = max(ends, default=None)
    found = [finding for each in seen for finding in each.findings(end)]
    found.sort(key=lambda each: each.about == LINKS)  # what may follow from a gap comes behind it
    found += [_gone(name) for name in past if name not in {context.dataset for context in every}]
    notes = {each.context.dataset: list(each.notes) for each in seen}
    if inputs.ledger.path is None:
        for finding in found:
            if finding.gist:
                notes[finding.dataset].append(f"not as usual: {finding.says}")
        return Usual(period.word, {}, (), _kept(notes))
    accepted = judged(found, inputs.expected)
    for each in accepted:
        dataset = each.what.partition(":")[0]
        notes.setdefault(dataset, []).append(f"called right by {each.by or 'somebody'}: {each.says}")
    return Usual(period.word, {each.context.dataset: each.facts() for each in seen}, accepted, _kept(notes))


def _kept(notes: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(each) for name, each in notes.items() if each}


def _gone(name: str) -> Finding:
    return Finding(
        name,
        GONE,
        "the last release had this dataset, and the project file no longer names it",
        "Write it into `datasets:` of the project file again. Without it, the same events' records in other datasets "
        "are treated as if it said nothing.",
    )


@dataclass(frozen=True)
class _Seen:
    """One dataset's rows, and what its past says."""

    context: Context
    rows: Rows
    links: Links | None
    past: Past
    period: TimePrecision
    inputs: Inputs

    @cached_property
    def codes(self) -> NDArray[np.int32]:
        """The period of each row that would be out now; NO_CODE for all other rows."""
        rows = self.rows
        usable = (rows.fault == Fault.NONE) & (rows.precision <= self.period)
        minutes = np.where(usable, rows.minutes.astype(np.int64), when.NAT)
        codes = when.coarsen(minutes, self.period)
        as_of = (self.inputs.as_of - EPOCH).days
        late = when.period_end(codes, self.period) + longest_delay(self.context.treatments) > as_of
        codes[late & usable] = when.NO_CODE
        return codes

    @cached_property
    def counts(self) -> dict[int, int]:
        """Rows per period that the export covers and that would be out now."""
        return covered(self.codes[self.codes != when.NO_CODE])

    @cached_property
    def new(self) -> list[int]:
        """The periods that no earlier release had; where there was none, the newest alone."""
        if self.past.counts:
            return sorted(set(self.counts) - set(self.past.counts))
        end = newest(self.counts)
        return [] if end is None else [end]

    @cached_property
    def whole(self) -> bool:
        """Whether the export is to have everything that was ever released."""
        return getattr(self.inputs.policy.releases, "contents", "whole history") == "whole history"

    @cached_property
    def again(self) -> NDArray[np.bool_]:
        return repeated(self.rows)

    @cached_property
    def titles(self) -> list[str]:
        source = self.inputs.sources[self.context.dataset]
        headers = [reader.titles for reader in source.readers]
        return new_titles(headers, self.context.card.columns, self.past.columns, self.key)

    @property
    def key(self) -> bytes:
        return self.inputs.secret.key("expected")

    @property
    def notes(self) -> list[str]:
        return column_findings(self.context.dataset, self.titles)[1]

    def finding(self, about: str, says: str, fix: str, *, gist: bool = False) -> Finding:
        return Finding(self.context.dataset, about, says, fix, gist)

    def findings(self, end: int | None) -> Iterator[Finding]:
        """What is not as usual; of one period only the most telling. `end` is the newest period of any dataset."""
        older = list(self._older())
        yield from older
        told: set[str] = set()
        if not older:
            for each in (*self._repeats(), *self._silence(end), *self._lost(), *self._sizes()):
                if each.about not in told:
                    yield each
                told.add(each.about)
        yield from self._links()
        yield from column_findings(self.context.dataset, self.titles)[0]

    def _older(self) -> Iterator[Finding]:
        last, now = max(self.past.counts, default=None), newest(self.counts)
        if last is None or (now is not None and now >= last):
            return
        has = f"ends with {word(now, self.period)}" if now is not None else "has no complete period"
        yield self.finding(
            OLDER,
            f"the export {has}, and the last release had {word(last, self.period)} already",
            "This is an older export, or its newest part is missing: put the newest one in its place.",
        )

    def _repeats(self) -> Iterator[Finding]:
        shares = {code: float(self.again[self.codes == code].mean()) for code, rows in self.counts.items() if rows}
        for code, share in shares.items():
            others = [other for at, other in shares.items() if at != code]
            usual = float(np.median(others)) if len(others) >= 3 else self.past.repeats
            if usual is not None and self.past.repeats is not None:
                usual = min(usual, self.past.repeats)
            rows = self.counts[code]
            count = round(share * rows)
            if too_many(count, rows, usual):
                yield self.finding(
                    word(code, self.period),
                    f"{count:,} of the {rows:,} rows of {word(code, self.period)} repeat another row"
                    + (f"; usual are {usual:.0%} of them" if usual is not None else ""),
                    "The same records seem to be in the export twice: keep one of the files.",
                )

    def _silence(self, end: int | None) -> Iterator[Finding]:
        own, dated = newest(self.counts), self.rows.precision[self.codes != when.NO_CODE] <= TimePrecision.DAY
        if end is None or own is None or not len(dated) or dated.mean() < DAYS_KNOWN:
            return
        fresh = min([*(code for code in self.new if code > min(self.counts)), end])
        fresh = min(fresh, own) if not self.past.counts else fresh
        new, behind = first_day(fresh, self.period), first_day(end + 1, self.period)
        begin = max(first_day(min(self.counts), self.period), new - HISTORY_DAYS)
        days = self.rows.minutes[self.codes != when.NO_CODE].astype(np.int64) // when.MINUTES_PER_DAY
        found = stretch(days, begin, new, behind)
        if found is None:
            return
        many = f"only {found.rows:,} row{'s' * (found.rows > 1)}" if found.rows else "no row"
        at = word(int(when.coarsen(np.array([found.last * when.MINUTES_PER_DAY]), self.period)[0]), self.period)
        if found.rows and found.first <= first_day(code_of(at, self.period), self.period):
            return  # few rows in all of a period are told by its size
        yield self.finding(
            at,
            f"{many} from {_day(found.first)} to {_day(found.last)}, where about {found.usual:,.0f} are usual",
            self._mend(found, at),
            gist=True,
        )

    def _mend(self, found: Stretch, at: str) -> str:
        if found.rows == 0 and found.first <= first_day(code_of(at, self.period), self.period) and found.at_end:
            return f"The {self.context.dataset} export of {at} seems to be missing: put it in its place."
        if found.at_end:
            return f"The {self.context.dataset} export seems to stop early: run it again, up to the end of {at}."
        return "A part of the export seems to be missing: run it again."

    def _lost(self) -> Iterator[Finding]:
        for code in sorted(self.past.counts):
            then, now = self.past.counts[code], self.counts.get(code, 0)
            if not (self.whole or code in self.counts) or then - now <= max(4 * then**0.5, LOST * then):
                continue
            yield self.finding(
                word(code, self.period),
                f"{word(code, self.period)} has {now:,} rows, and had {then:,} when it was released",
                "Export the whole history again: a row that was out and is gone says that something happened to it.",
            )

    def _sizes(self) -> Iterator[Finding]:
        every = {**self.past.counts, **self.counts}
        for code in [code for code in self.counts if code not in self.past.counts]:
            usual = far(every, code, self.period)
            if usual is None:
                continue
            fewer = self.counts[code] < usual
            yield self.finding(
                word(code, self.period),
                f"{word(code, self.period)} has {self.counts[code]:,} rows; usual are about {usual:,.0f}",
                "An export seems to be missing or cut off: put it in its place, or run it again."
                if fewer
                else "Does the export hold something twice, or records that are not yours?",
                gist=True,
            )

    def _links(self) -> Iterator[Finding]:
        if self.links is None or not self.new:
            return
        chosen = np.isin(self.codes, self.new)
        others = {code: rows for code, rows in self.counts.items() if code not in self.new}
        names, finds = self.links.shares(chosen)
        usual = usual_shares(self.links, self.codes, others)
        named, found = (own if own is not None else before for own, before in zip(usual, self._before, strict=True))
        at = f"the rows of {word(self.new[0], self.period)}" + (" and later" if len(self.new) > 1 else "")
        if fallen(names, named, int(chosen.sum())):
            yield self.finding(
                LINKS,
                f"of {at} {names:.0%} state the number of an event of another dataset; usual are {named:.0%}",
                "Is the column with the event's number still exported and filled?",
            )
        elif fallen(finds, found, int((self.links.names & chosen).sum())):
            yield self.finding(
                LINKS,
                f"of {at} that state the number of an event {finds:.0%} find it in another dataset; "
                f"usual are {found:.0%}",
                "A number may have changed its form (`keys` in the card), or the other dataset's export has a gap.",
            )

    @property
    def _before(self) -> tuple[float | None, float | None]:
        return self.past.names, self.past.finds

    def facts(self) -> dict[str, Any]:
        """What the next release compares with."""
        out = self.codes != when.NO_CODE
        names, finds = self.links.shares(out) if self.links is not None else (None, None)
        source = self.inputs.sources[self.context.dataset]
        digests = title_digests((title for reader in source.readers for title in reader.titles), self.key)
        return {
            "rows": counts_to_keep(self.past.counts, self.counts, self.period),
            "names": _rounded(names),
            "finds": _rounded(finds),
            "repeats": _rounded(float(self.again.mean()) if len(self.rows) else 0.0),
            "columns": sorted(self.past.columns | set(digests)),
        }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _day(number: int) -> str:
    return f"{EPOCH + timedelta(days=number)}"
