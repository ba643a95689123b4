"""The rest of the hazard pyramid: correctness, usefulness, side channels, trust, and the records themselves."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from importlib import metadata
from typing import TYPE_CHECKING, Final

from redact.bundle.count_words import units_of
from redact.bundle.facts import listed, plain
from redact.bundle.hazards import BASE, BESIDE, CORRECT, TRUST, USEFUL, Case, Hazard, Status, rule_of, sentence
from redact.bundle.hazards import row as _row

if TYPE_CHECKING:
    from redact.bundle.count_numbers import Count
    from redact.counts.info import TableInfo

TESTED: Final = {"diffprivlib": "0.6.", "opendp": "0."}
"""Libraries that draw noise, and the versions whose distribution the tests of redact check."""


def bounded(case: Case) -> Hazard:
    info = case.info
    good = 1 <= info.max_per_unit <= info.sensitivity and bool(info.bounded.strip())
    evidence = (
        f"{sentence(info.bounded)} One can change all numbers of a draw together by {info.sensitivity} at most, and "
        "the noise is made for that."
        if good
        else "The bound is not stated, or the noise is made for less than the bound."
    )
    return _row(
        CORRECT, "bounded contributions", "Is it limited how much one of those who are hidden adds to the numbers?",
        "ok" if good else "open", evidence, mandatory=True, short="contributions are not bounded",
    )  # fmt: skip


def integers(case: Case) -> Hazard:
    good = any(word in case.info.mechanism.casefold() for word in ("geometric", "discrete"))
    return _row(
        CORRECT, "whole numbers", "Is the noise drawn in whole numbers, so that rounding gives nothing away?",
        "ok" if good else "open", f"The mechanism is: {sentence(case.info.mechanism)}",
        mandatory=True, short="the noise is not drawn in whole numbers",
    )  # fmt: skip


def sampler(case: Case) -> Hazard:
    name = next((word for word in TESTED if word in f"{case.info.sampler} {case.info.mechanism}".casefold()), "")
    question = "Is the noise drawn as the theory says, to its far ends?"
    short = "it is not known what drew the noise"
    if not name:
        evidence = "No library that the tests know drew it."
        return _row(CORRECT, "the sampler", question, "open", evidence, mandatory=True, short=short)
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        version = ""
    tested = version.startswith(TESTED[name])
    status: Status = ("accepted" if name == "diffprivlib" else "ok") if tested else "open"
    evidence = f"{name} {version or 'is not installed'}; {'a tested version' if tested else 'not a tested version'}."
    return _row(CORRECT, "the sampler", question, status, f"{evidence} {_support(case)}", mandatory=True, short=short)


def _support(case: Case) -> str:
    """Where the sampler's noise ends, at the level with the widest, and what all levels' ends add up to."""
    from redact.counts.mechanism import Mechanism
    from redact.counts.noise import Support, finite_support

    info = case.info
    if info.sampler != "diffprivlib":
        return Support(None, 0.0).words
    least = min((Decimal(draw.epsilon) for draw in info.draws), default=Decimal(info.epsilon))
    shares = [share for level in info.levels if (share := Decimal(level.share)) > 0]
    laws = [Mechanism("geometric", "diffprivlib", least * share, info.sensitivity, info.sensitivity**2)
            for share in shares if least > 0]  # fmt: skip
    ends = [finite_support(law) for law in laws]
    if not ends:
        return "Nothing is measured."
    widest = max(ends, key=lambda end: end.bound or 0)
    together = f" All levels together: {sum(end.delta for end in ends):.1g}." if len(ends) > 1 else ""
    return widest.words + together


def domain(case: Case) -> Hazard:
    """Numbers for every declared cell, whatever the records say: as many rows as cells."""
    info = case.info
    declared = sum(level.cells for level in info.levels)
    found = {level.file: case.numbers[level.file].rows for level in info.levels if level.file in case.numbers}
    wrong = [level.file for level in info.levels if found.get(level.file, level.cells) != level.cells]
    good = declared == info.cells > 0 and bool(info.periods) and not wrong
    drawn = " Every one of them is in the file." if found and good else ""
    evidence = (
        f"{info.cells:,} numbers are declared by the policy, the map and the calendar, zeros included.{drawn}"
        if good
        else f"Numbers are missing or too many in: {listed(wrong) or info.table}."
    )
    return _row(
        CORRECT, "declared cells", "Is it fixed beforehand for what there is a number, so that a gap says nothing?",
        "ok" if good else "open", evidence, mandatory=True, short="the cells are not all declared beforehand",
    )  # fmt: skip


def settings(case: Case) -> Hazard:
    info, rule = case.info, rule_of(case)
    wrong = ["the table itself"] if rule is None else []
    if rule is not None:
        wrong += ["epsilon"] if rule.epsilon != Decimal(info.epsilon) else []
        wrong += ["the bound"] if rule.max_per_unit < info.max_per_unit else []
        wrong += ["what is counted"] if tuple(rule.of.words) != info.of else []
    evidence = (
        f"Not as the policy has it: {listed(wrong)}."
        if wrong
        else "Epsilon, bound, and what is counted are as in the policy, which was written before the records came."
    )
    return _row(
        CORRECT, "settings from the policy", "Were bounds and cells chosen without a look at the records?",
        "open" if wrong else "ok", evidence, mandatory=True, short="settings are not those of the policy",
    )  # fmt: skip


def budget(case: Case) -> Hazard:
    info, agreed = case.info, case.policy.budget
    asked = sum((table.epsilon for table in case.policy.counts if table.epsilon is not None), Decimal(0))
    question, short = "Does everything that is spent add up to what is stated?", "what is spent does not add up"
    if agreed is None:
        evidence = "The policy has no budget."
        return _row(CORRECT, "budget", question, "open", evidence, mandatory=True, short=short)
    spent = _of_a_year(info)
    levels = sum((Decimal(level.share) for level in info.levels), Decimal(0))
    good = spent <= Decimal(info.epsilon) and levels <= 1 and asked <= agreed.for_tables
    evidence = (
        f"Of this table's {info.epsilon}, {spent:f} is spent in a year, shared among its levels; all tables may spend "
        f"{asked} of {agreed.for_tables:f}. A ledger writes a spend down before noise is drawn, and refuses more."
    )
    return _row(CORRECT, "budget", question, "ok" if good else "open", evidence, mandatory=True, short=short)


def _of_a_year(info: TableInfo) -> Decimal:
    """The most that one of those who are hidden bears in any year: an event lies in one period, others in several."""
    draws = [(draw.periods[0][:4], Decimal(draw.epsilon)) for draw in info.draws if draw.periods]
    if units_of(info) == "event":
        return max((spent for _, spent in draws), default=Decimal(0))
    years = {year for year, _ in draws}
    return max((sum((each for at, each in draws if at == year), Decimal(0)) for year in years), default=Decimal(0))


def once(case: Case) -> Hazard:
    info = case.info
    drawn = [period for draw in info.draws for period in draw.periods]
    named = all(draw.request and draw.input for draw in info.draws)
    good = named and len(set(drawn)) == len(drawn) and set(drawn) == set(info.periods)
    evidence = (
        f"{len(info.draws)} draw{'s' if len(info.draws) != 1 else ''}, each of other periods and under its own entry "
        "of the ledger. A later release has the same numbers again, so nobody can average the noise away."
        if good
        else "A period is drawn twice or not at all, or a draw has no entry in the ledger."
    )
    return _row(
        CORRECT, "drawn once", "Is the noise of a number drawn once and kept?", "ok" if good else "open", evidence,
        mandatory=True, short="numbers may be drawn more than once",
    )  # fmt: skip


def _drawn(case: Case) -> list[Count]:
    """Every number of the table's files; none before they are drawn."""
    files = [level.file for level in case.info.levels if level.file in case.numbers]
    return [count for file in files for count in case.numbers[file].counts]


def clamped(case: Case) -> Hazard:
    counts = _drawn(case)
    question = "Are numbers below zero left as they are, so that sums stay right?"
    if not counts:
        evidence = "Numbers are left as drawn in count_dp. Only count_display is rounded and never below zero."
        return _row(USEFUL, "nothing cut off", question, "ok", evidence)
    below = sum(count.value < 0 for count in counts)
    good = all(abs(max(0.0, count.value) - count.display) <= 0.5 for count in counts)
    evidence = f"{below:,} of {len(counts):,} numbers in count_dp are below zero and left so."
    evidence += f" count_display {'is the same rounded, never below zero' if good else 'says something else'}."
    return _row(USEFUL, "nothing cut off", question, "ok" if good else "open", evidence)


def cut(case: Case) -> Hazard:
    evidence = f"{sentence(case.info.bounded)} What lies beyond the bound is not counted, so numbers can be too small."
    return _row(USEFUL, "bias of the bound", "Does the bound make numbers too small?", "accepted", evidence)


def usable(case: Case) -> Hazard:
    question = "Is the noise small enough for the numbers to be of use?"
    widths = "; ".join(f"{plain(level.name)}: {level.half_width:,} either way" for level in case.info.levels)
    counts = _drawn(case)
    if not counts:
        return _row(USEFUL, "margins", question, "accepted", f"In 9 of 10 cases numbers are off by at most: {widths}.")
    good = sum(count.reliable for count in counts)
    evidence = f"{good:,} of {len(counts):,} numbers are reliable; the others are marked. Off by at most: {widths}."
    return _row(USEFUL, "margins", question, "ok" if 2 * good >= len(counts) else "accepted", evidence)


def timing(_: Case) -> Hazard:
    question = "Can somebody learn from how a question is answered, or how long it takes?"
    evidence = "Files are published, no questions are answered. How long drawing takes is not hidden on the computer."
    return _row(BESIDE, "time and questions", question, "accepted", evidence)


def curator(_: Case) -> Hazard:
    evidence = "Those in the department who make the tables can know the exact numbers, and are trusted with them."
    return _row(TRUST, "the department", "Who sees the exact numbers?", "accepted", evidence)


def collected(_: Case) -> Hazard:
    evidence = "The reports stay in the department's systems. Noise in public numbers protects nobody from a leak."
    return _row(BASE, "the records", "What happens if the records themselves get out?", "accepted", evidence)


REST_ROWS: Final[tuple[Callable[[Case], Hazard], ...]] = (
    bounded, integers, sampler, domain, settings, budget, once, clamped, cut, usable, timing, curator, collected,
)  # fmt: skip
