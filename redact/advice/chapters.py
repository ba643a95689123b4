"""What comes after page one: examples, reasons, law, files and columns, questions, and every rule by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from redact.advice.agreement import Agreement
from redact.advice.built_on import built_on
from redact.advice.city import INCIDENTS, Event, Made
from redact.advice.columns import dropped_columns, file_names, published_columns
from redact.advice.front import CHANGES, NOTHING, event_rows
from redact.advice.parts import Block, Chapter, Grid, Items, Pairs, Paragraph, Part
from redact.advice.questions import Question, questions
from redact.advice.rules import rules
from redact.advice.words import group_words, sees_words, short_words
from redact.bundle.facts import capital, listed, plain
from redact.plan.rehearse import Rehearsed
from redact.policy.model import Policy
from redact.records.card import Card

WHY: Final = {
    "not set": "What is not set",
    "weak": "What is set to its loosest",
    "as it comes": "What is as it came with the tool, so that nobody here may have thought of it",
}

MANY: Final = 14
"""More worked examples than this are set small, so that the whole stays a few pages."""


_BINDS: Final = {
    "mandatory": "always",
    "on request": "if the person asks",
    "endangerment": "if somebody is in danger",
    "unverified": "nobody has checked this yet",
    None: "not said",
}


def chapters(
    policy: Policy,
    made: Made,
    rehearsed: Sequence[Rehearsed],
    cards: Sequence[Card],
    agreement: Agreement,
    *,
    own: bool,
) -> tuple[Chapter, ...]:
    """The chapters in order. `own` says that the cards are the department's own, not the synthetic city's."""
    found = [
        Chapter(
            "What becomes of records",
            "All records here are made up. They have gone through the program that makes a release.",
            (_by_kind(policy, made), _worked(policy, rehearsed)),
        ),
        Chapter(
            "Why, and by what law",
            "In the words of those who made the policy.",
            (_reasons(policy), _law(policy), *built_on(policy)),
        ),
        Chapter(
            "Files and columns that come out",
            "What is not listed here does not come out.",
            _columns(policy, cards, own),
        ),
        Chapter(
            "Questions to ask",
            "Before you sign, ask about what is not set, what is weak, and what nobody here has chosen yet.",
            _questions(policy),
        ),
    ]
    if len(agreement.changed) > CHANGES:
        every = Block("", (Items(agreement.changed),))
        found.append(Chapter("All that changed", "Since the last version that was signed.", (every,)))
    found.append(Chapter("Every rule by itself", "What it means, and what it is set to here.", rules(policy)))
    return tuple(found)


def _by_kind(policy: Policy, made: Made) -> Block:
    if not made.events:
        return Block("Before and after", (Paragraph(NOTHING),))
    rows = [_row(capital(plain(event.kind)), event) for event in made.events if event.kind]
    for tier in policy.tiers:
        ordinary, cover = made.of_tier(tier.tier), made.of_tier(tier.tier, cover=True)
        if ordinary is not None and not ordinary.kind:
            rows.append(_row(capital(group_words(tier)), ordinary))
        if cover is not None:
            done = "left out" if not tier.published else "blurred"
            rows.append(_row(f"Other events, {done} as well", cover))
    missing = [plain(name) for name in policy.class_names if made.of_kind(name) is None]
    missing += [short_words(policy, tier) for tier in policy.tiers if not tier.classes and not made.of_tier(tier.tier)]
    heads = ("Kind", "In the police system", "What the public sees")
    parts: list[Part] = [
        Paragraph(f"A made-up city with {INCIDENTS:,} events in a year."),
        Grid(heads, tuple(rows)),
    ]
    if missing:
        parts.append(Paragraph(f"Not among them: {listed(missing)}.", own=False))
    return Block("Before and after", tuple(parts))


def _row(title: str, event: Event) -> tuple[str, str, str]:
    before = ", ".join(before for _, before, _ in event_rows(event))
    if not event.after:
        return title, before, "no row"
    seen = [event.after.get(name, "") for name in ("offense_text", "offense_group", "place", "time")]
    seen = [f"against {seen[1]}" if each == seen[1] and each in _AGAINST else each for each in seen if each]
    return title, before, ", ".join("somewhere in the city" if each == "CITY" else each for each in seen)


_AGAINST: Final = ("persons", "property", "society")


def _worked(policy: Policy, rehearsed: Sequence[Rehearsed]) -> Block:
    if not rehearsed:
        return Block("The policy's own examples", (Paragraph("It has none. Ask for the cases that worry you."),))
    tiers = {tier.tier: tier for tier in policy.tiers}
    rows: list[tuple[str, str, str, str]] = []
    for each in rehearsed:
        found = listed([plain(name) for name in each.classes]) or "no such harm"
        sees = sees_words(tiers[each.tier]) if each.tier in tiers else "no row until someone has decided"
        wrong = f"NOT AS PROMISED: {each.wrong}. " if each.wrong else ""
        rows.append((capital(each.name), "; ".join(each.given.values()), found, f"{wrong}{capital(sees)}"))
    amiss = sum(bool(each.wrong) for each in rehearsed)
    said = f"{len(rehearsed)} cases that those who made the policy thought of."
    said += f" {amiss} come out another way, so nothing can be released." if amiss else " All come out as they should."
    heads = ("Example", "What stands in the record", "What the tool finds", "What the public sees")
    shown: Part = Grid(heads, tuple(rows))
    if len(rows) > MANY:
        shown = Pairs(tuple((f"{name} ({given}).", f"{capital(found)}. {sees}.") for name, given, found, sees in rows))
    return Block("The policy's own examples", (Paragraph(said), shown))


def _reasons(policy: Policy) -> Block:
    rows = [(capital(short_words(policy, tier)), tier.because) for tier in policy.tiers if tier.because]
    rows += [(f"Table: {plain(table.table)}", table.because) for table in policy.counts if table.because]
    rows += [(capital(plain(name)), added.because) for name, added in policy.classify.classes.items() if added.because]
    if not rows:
        return Block("Reasons", (Paragraph("No rule says why it is there. Ask why."),))
    return Block("Reasons", (Grid(("Rule", "Why"), tuple(rows)),))


def _law(policy: Policy) -> Block:
    read = policy.reviewed_by_counsel
    said = "No lawyer has read the policy yet." if read == "no" else f"A lawyer read the policy on {read}."
    note = Paragraph(f"This page is no legal advice. {said}")
    if not policy.legal_basis:
        return Block("Law", (Paragraph("The policy names no law."), note))
    rows = tuple((law.cite, law.says, _BINDS[law.status]) for law in policy.legal_basis)
    return Block("Law", (Grid(("Law", "What it says", "When it binds"), rows), note))


def _columns(policy: Policy, cards: Sequence[Card], own: bool) -> tuple[Block, ...]:
    city = "These are the lists of the made-up city. Yours may differ."
    whose = "These are the lists of your department." if own else city
    rows = tuple(
        (
            capital(plain(card.dataset)),
            ", ".join(published_columns(policy, card)),
            ", ".join(dropped_columns(policy, card)),
        )
        for card in cards
    )
    said = (
        f"{whose} Rows that are blurred show fewer columns than are listed. No column of the police system that tells "
        "a place or a time comes out as it is: place and time are written anew, as page one says."
    )
    names = ", ".join(file_names(cards, policy))
    return (
        Block("", (Paragraph(said), Grid(("List", "Columns that come out", "Columns that stay in"), rows))),
        Block("Files", (Paragraph(f"{names}; and pages that explain them.", own=False),)),
    )


def _questions(policy: Policy) -> tuple[Block, ...]:
    found = questions(policy)
    if not found:
        return (Block("", (Paragraph("All choices have been made here, and none is set to its loosest."),)),)
    blocks = []
    for why, title in WHY.items():
        asked = tuple((_for(each), "; ".join(each.about)) for each in found if each.why == why)
        if asked:
            blocks.append(Block(title, (Pairs(asked, asks=True),)))
    return tuple(blocks)


def _for(question: Question) -> str:
    return question.text if question.who == "advocate" else f"{question.text} (Ask a lawyer.)"
