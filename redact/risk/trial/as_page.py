"""What came of adversaries, as one page: worst first, with stories, charts and how it was measured. No script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from markupsafe import Markup

from redact.report import Column, Figure, Section, badge, figures, join, notice, page, paragraph, table
from redact.report.intervals import Interval, interval_chart
from redact.risk.attacks import attack_named
from redact.risk.lab.outcome import Outcome
from redact.risk.scenarios import Scenario
from redact.risk.trial.proof import Broken
from redact.risk.trial.words import SAID, found_before, kind, share, worst_first

Mark = Literal["SYNTHETIC", "INTERNAL"]

HEADS: Final = (
    "Adversary", "Judged by", "Succeeds", "Without it", "Held against", "Tries", "Upper end", "Allowed", "Verdict",
)  # fmt: skip


def adversaries_page(
    outcomes: Sequence[Outcome],
    scenarios: Mapping[str, Scenario],
    *,
    on: str,
    mark: Mark = "SYNTHETIC",
    proof: Sequence[Broken] = (),
    facts: Sequence[tuple[str, str]] = (),
) -> str:
    """A complete document. `on` says in words what was attacked; `scenarios` by name; `proof` are weak releases."""
    ordered = worst_first(outcomes)
    sections = [
        Section("In short", join([_verdict(ordered), _figures(ordered)]), id="short"),
        Section("Every adversary", join([_chart(ordered), table_of(ordered)]), id="all",
                lead="Worst first. It is the upper end of what the figure can be that must be under what is allowed."),
        Section("Who they are, and what they found out", join(_stories(ordered, scenarios)), id="stories"),
        Section("Why a pass means something", _proof(proof), id="proof",
                lead="An adversary who never finds anything proves nothing. So each is let loose on a release that is "
                "weak on purpose, and has to break it."),
        Section("How it was measured, and what it cannot say", _measured(), id="measured"),
    ]  # fmt: skip
    return page(
        "What adversaries would find out", sections, mark,
        lead=f"Tried on {on}. Counts and rates only: nobody's record is on this page.",
        facts=list(facts), footer="Made by redact scenario run. Nothing was sent anywhere.",
    )  # fmt: skip


def table_of(outcomes: Sequence[Outcome]) -> Markup:
    """The table of all figures."""
    columns = [Column(HEADS[0]), Column(HEADS[1]), *(Column(name, number=True) for name in HEADS[2:8]),
               Column(HEADS[8])]  # fmt: skip
    return table("Adversaries and their figures", columns, [_row(each) for each in outcomes], hide_caption=True,
                 note="Succeeds: of his tries, how many are right. Without it: what he reaches without the release. "
                 "Held against: false alarms about others, or what the policy promises anyway.")  # fmt: skip


def verdict_mark(outcome: Outcome) -> Markup:
    """The verdict as sign, word and colour."""
    words, tone = SAID[outcome.verdict]
    return badge(words, tone)


def _row(each: Outcome) -> tuple[str | int | Markup | None, ...]:
    found = each.figures
    if found is None:
        return (_name(each), "", None, None, None, None, None, share(each.at_most), verdict_mark(each))
    return (
        _name(each), kind(each), share(found.success), share(found.baseline), share(found.control), found.tries,
        share(found.upper), share(each.at_most), verdict_mark(each),
    )  # fmt: skip


def _name(each: Outcome) -> Markup:
    return Markup("{} <small>{}</small>").format(each.title, each.scenario)


def _verdict(outcomes: Sequence[Outcome]) -> Markup:
    against = [each for each in outcomes if not each.passed]
    if not outcomes:
        return notice("Nobody was tried. That is no pass.", "warn")
    if not against:
        return notice("Every adversary that was tried is withstood.", "good", "Withstood.")
    worst = against[0]
    said = f"{len(against)} of {len(outcomes)} are not: the worst is “{worst.title}”. {worst.words}"
    return notice(said, "bad" if worst.verdict.value == "fail" else "warn", "Not all are withstood.")


def _figures(outcomes: Sequence[Outcome]) -> Markup:
    counted = {words: sum(SAID[each.verdict][0] == words for each in outcomes) for words, _ in SAID.values()}
    cells = [Figure(str(len(outcomes)), "adversaries tried"), Figure(str(counted["withstood"]), "withstood")]
    cells += [Figure(str(n), words) for words, n in counted.items() if n and words != "withstood"]
    cells.append(Figure(f"{sum(each.figures.tries for each in outcomes if each.figures):,}", "tries in all"))
    return figures(cells)


def _chart(outcomes: Sequence[Outcome]) -> Markup:
    rows = []
    for each in outcomes:
        if each.figures is not None:
            words, tone = SAID[each.verdict]
            rows.append(
                Interval(
                    each.title, each.figures.value, each.figures.low, each.figures.upper, each.at_most, words, tone
                )
            )
    if not rows:
        return paragraph("Nobody could be tried.")
    return interval_chart(
        "How near each comes to what is allowed", rows, first="Adversary",
        note="The line in the middle is what is allowed; what is shaded is allowed. The short mark is what was "
        "measured, the bar reaches as far as it could be with 95 %.",
    )  # fmt: skip


def _stories(outcomes: Sequence[Outcome], scenarios: Mapping[str, Scenario]) -> list[Markup]:
    parts = []
    for each in outcomes:
        scenario = scenarios[each.scenario]
        parts.append(Markup('<h3 id="{}">{} {}</h3>').format(f"of-{each.scenario}", each.title, verdict_mark(each)))
        parts.append(paragraph(scenario.story))
        parts.append(paragraph(Markup("<strong>{}</strong>").format(each.words)))
        built_in = scenario.finding is None or scenario.finding.built_in
        told = f"How he does it: {attack_named(scenario.attack.name).does}" if built_in else ""
        if each.columns:
            told += f" He leans on {' and '.join(each.columns)}."
        if told:
            parts.append(paragraph(told))
        for more in (*each.more, *each.notes, *(found_before(scenario.finding) if scenario.finding else ())):
            parts.append(paragraph(f"{more[:1].upper()}{more[1:]}" + ("" if more.endswith(".") else ".")))
    return parts


def _proof(proof: Sequence[Broken]) -> Markup:
    if not proof:
        return paragraph(
            Markup(
                "That was not done in this run: <code>redact scenario run --weak</code> does it. "
                "docs/adversaries.md has a table of it."
            )
        )
    rows = []
    for each in proof:
        found = each.outcome.figures
        guessing = None if found is None else found.alarms / found.controls if found.controls else found.baseline
        words = ("broken", "good") if each.outcome.broken else ("not broken", "bad")
        rows.append((
            each.wrong, each.outcome.title,
            None if found is None else share(found.success),
            None if guessing is None else share(guessing),
            None if found is None else found.tries, badge(words[0], words[1]),  # type: ignore[arg-type]
        ))  # fmt: skip
    heads = [Column("What is wrong with the release"), Column("Adversary"), Column("Succeeds", number=True),
             Column("By guessing", number=True), Column("Tries", number=True), Column("So it is")]  # fmt: skip
    return table("Weak releases", heads, rows, hide_caption=True,
                 note="Broken: ten times as good as by guessing, or a risk over one half.")  # fmt: skip


def _measured() -> Markup:
    return join([
        paragraph("Made-up cities have a file that says what truly happened. The adversary never sees it; it only "
                  "marks what he says. Victims whom the program failed to recognise count as victims."),
        paragraph("Risk is (a − c) / (1 − c): a is how often he is right about those whom it is about, c how often he "
                  "says the same wrongly of people like them. Where c is over one quarter, and for yes and no, it is "
                  "the advantage a − c. A share is how many of those that he names are right."),
        paragraph("Limits are upper ends of 95 % intervals: Wilson's, or a bootstrap over households where that is "
                  "wider. With few tries an interval is wide, so that too few tries never pass."),
        paragraph("These are the adversaries that somebody thought of. One who knows more, or other files, may find "
                  "out more. A made-up city is not yours: where yours is emptier, or its streets are shorter, the "
                  "gates of a preview look at what it is."),
    ])  # fmt: skip


__all__ = ["Mark", "adversaries_page", "table_of", "verdict_mark"]
