"""Page one: everything an advocate must know, on one sheet of paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from redact.advice.agreement import Agreement
from redact.advice.city import Event, Made
from redact.advice.parts import BeforeAfter, Block, Grid, Items, Paragraph, Part
from redact.advice.words import (
    TIMES,
    blurred,
    group_words,
    guess,
    hidden,
    people_words,
    percent,
    place_words,
    sees_words,
    short_words,
    shows_words,
    table_words,
    wait_days,
)
from redact.bundle.facts import capital, listed
from redact.policy.decided import open_decisions
from redact.policy.model import Policy, Tier

ROWS: Final = (
    ("What", "offense_text", "offense_text"),
    ("By whom", "relationship", "relationship"),
    ("When", "occurred_at", "time"),
    ("Where", "address", "place"),
    ("Victim", "victim_name", "victim_name"),
)
"""(what, column of the made-up report, column of the published row)."""

CHANGES: Final = 4
"""So many sentences on what changed stand on page one; all of them come after it."""

_AGAIN: Final = {
    "by group": "It comes out once more, with one rule for all crimes of a group: the one that shows the least.",
    "not again": "It does not come out again.",
}
_LATE: Final = {
    "quarterly": "What is late comes out once each quarter, all at once.",
    "yearly": "What is late comes out once a year, all at once.",
    "none": "What is late never comes out.",
}

NOTHING: Final = "The made-up city has no such record, or not the areas that this policy names. So there is no example."


def front(policy: Policy, made: Made, agreement: Agreement, publisher: str) -> tuple[Block, ...]:
    """The blocks of page one, in order."""
    return (
        _hidden(policy, made),
        _blurred(policy, made),
        _exactly(policy),
        _names(policy),
        _numbers(policy),
        _not_protected(policy),
        _inside(policy),
        _get_out(policy, publisher),
        _later(policy),
        _stop(policy, agreement),
        _signed(policy, agreement),
        _changed(agreement),
    )


def event_rows(event: Event) -> tuple[tuple[str, str, str | None], ...]:
    """A made-up report beside what the public sees of it; no row at all where none is published."""
    found: list[tuple[str, str, str | None]] = []
    for name, source, published in ROWS:
        before = event.before.get(source, "")
        if before:
            after = event.after.get(published)
            if after == "CITY":
                after = "somewhere in the city"
            found.append((name, before, "no row" if not event.after else after))
    return tuple(found)


def _hidden(policy: Policy, made: Made) -> Block:
    tiers = hidden(policy)
    if not tiers:
        return Block("Hidden completely", (Paragraph("Nobody. This policy shows a row of each record."),))
    counted = {name for table in policy.counts for name in (*(table.of.tiers or ()), *(table.of.classes or ()))}
    said: list[str] = []
    for tier in tiers:
        told = tier.tier in counted or any(name in counted for name in tier.classes)
        said.append(f"{capital(group_words(tier))}: no row comes out, in any list.")
        said.append("They are only counted." if told else "They are not counted either.")
        if tier.rows == "hold":
            said.append("They wait until someone has decided.")
        if tier.cover is not None:
            said.append(f"Other events are left out too ({_rate(tier)}), so that a gap says nothing.")
    return Block("Hidden completely", (Paragraph(" ".join(said)), _example(tiers, made)))


def _blurred(policy: Policy, made: Made) -> Block:
    tiers = blurred(policy)
    if not tiers:
        return Block("Blurred", (Paragraph("Nobody. Each row that comes out shows what its group shows."),))
    said: list[str] = []
    for tier in tiers:
        told = f"only {shows_words(tier)}" if tier.shows is not None else sees_words(tier)
        said.append(f"{capital(group_words(tier))}: the row tells {told}.")
        if tier.cover is not None and tier.cover.share_at_least:
            said.append(
                f"Other events are blurred in the same way: at least {percent(tier.cover.share_at_least)} of all rows "
                "that look the same."
            )
        elif tier.cover is not None:
            said.append(f"Other events are blurred in the same way ({_rate(tier)}).")
        else:
            said.append("No other events are blurred, so the blur itself tells what they are.")
    return Block("Blurred", (Paragraph(" ".join(said)), _example(tiers, made, note=True)))


def _rate(tier: Tier) -> str:
    assert tier.cover is not None
    rate = tier.cover.rate
    if not isinstance(rate, dict):
        return percent(rate)
    low, high = min(rate.values()), max(rate.values())
    return percent(low) if low == high else f"{percent(low)} to {percent(high)}, by kind"


def _example(tiers: list[Tier], made: Made, *, note: bool = False) -> Part:
    for tier in tiers:
        event = next((made.of_kind(name) for name in tier.classes if made.of_kind(name) is not None), None)
        event = event or made.of_tier(tier.tier)
        if event is None or event.tier != tier.tier:
            continue
        return BeforeAfter("Made up", event_rows(event), _why_less(tier, made) if note else "")
    return Paragraph(NOTHING)


def _why_less(tier: Tier, made: Made) -> str:
    """Why the example tells less than the rule: in most cities too few rows would look the same."""
    if tier.place is None or tier.time is None:
        return ""
    share = made.coarsest_share(tier.tier, (tier.place.level, tier.time.precision.word))
    if share < 0.005:
        return ""
    many = "all" if share > 0.995 else f"{round(share * 100)} of 100"
    return f"In this made-up city {many} such rows tell less than the rule below lets them. Too few rows look the same."


def _exactly(policy: Policy) -> Block:
    rows = []
    for tier in policy.tiers:
        if not tier.published:
            rows.append((capital(short_words(policy, tier)), "nothing", "nothing", "nothing"))
            continue
        place = "not told"
        if tier.place is not None:
            place = f"{place_words(tier.place.level)}, {tier.place.min_households:,} homes or more"
        time = TIMES[tier.time.precision.word] if tier.time is not None else "not told"
        rows.append((capital(short_words(policy, tier)), place, time, people_words(tier)))
    period, days = policy.releases.period, wait_days(policy)
    said = (
        f"No row shows a house number. Where too few rows or homes would look the same, place and time tell less. "
        f"Rows come out for a whole {period} at once, {days} days after it has ended or later."
    )
    grid = Grid(("Records", "Place", "Time", "Of the people"), tuple(rows))
    return Block("How exactly a place, and how late", (grid, Paragraph(f"{said} {_shelters(policy)}")), wide=True)


def _shelters(policy: Policy) -> str:
    rule = policy.sensitive_places
    if rule is None:
        return "Nothing is done to keep shelters and the like from being found."
    return (
        f"Shelters and the like: their block is joined with the next one, and so are {rule.decoys} others for each, "
        f"so that no one can tell which it is. Who keeps the list: {rule.held_by}."
    )


def _names(policy: Policy) -> Block:
    said = ["No name, phone number, birth date, home address or case number of a victim, witness or suspect comes out."]
    kept = [short_words(policy, tier) for tier in policy.tiers if policy.identity.officers.get(tier.tier) == "keep"]
    if kept:
        said.append(f"Names of officers stay in ({'; '.join(kept)}), but not if a victim or witness has the same name.")
    else:
        said.append("Names of officers are left out too.")
    texts = [short_words(policy, tier) for tier in policy.tiers if tier.tells]
    if texts:
        said.append(f"Texts of reports come out, cleaned ({'; '.join(texts)}). No program finds every name.")
    else:
        said.append("No text of a report comes out.")
    if policy.minors_and_old is not None:
        rule = policy.minors_and_old
        said.append(f"Rows about someone under {rule.under} or over {rule.over} show no age, sex or race.")
    return Block("Names", (Paragraph(" ".join(said)),))


def _numbers(policy: Policy) -> Block:
    if not policy.counts:
        return Block("Which numbers come out", (Paragraph("No tables of counts come out."),))
    parts: list[Part] = [Items(tuple(table_words(policy, table) for table in policy.counts))]
    if policy.budget is not None:
        parts.append(Paragraph(f"With all tables of a year, {guess(policy.budget.epsilon)}."))
    return Block("Which numbers come out", tuple(parts))


def _not_protected(policy: Policy) -> Block:
    items = [
        "Old copies: what is on the internet already stays there.",
        "News, what people post, court lists and court files.",
        "Scanners: who listens in hears a call at once.",
        "People who know her can still guess.",
    ]
    if policy.public_invariants:
        items.append(f"True numbers: {listed(list(policy.public_invariants))}.")
    if any(tier.tells for tier in policy.tiers):
        items.append("What a text says without a name.")
    return Block("What is not protected", (Items(tuple(items)),))


def _inside(policy: Policy) -> Block:
    said = [
        "All who may open the police system see the whole record.",
        "So does the clerk who makes a release, and who must look at records the tool is not sure of.",
        "This policy keeps no one away from a record about someone they know.",
    ]
    if policy.sensitive_places is not None:
        said.append(f"The list of shelters is kept by: {policy.sensitive_places.held_by}.")
    return Block("Who inside can see the rest", (Paragraph(" ".join(said)),))


def _get_out(policy: Policy, publisher: str) -> Block:
    every, more = policy.releases.every, policy.removals.cover
    others = "one other event" if more == 1 else f"{more} other events"
    said = (
        f"Ask {publisher or 'the police department'}. She can ask, or an advocate for her. No reason is needed. The "
        f"record is gone from the next release, together with {others}, so that the gap does not point to it. One "
        f"comes out each {every}. What people have saved by then cannot be called back."
    )
    return Block("How to get a record out", (Paragraph(said),))


def _later(policy: Policy) -> Block:
    """What was public before the first release, and when what changes is seen."""
    said = []
    if policy.history is None:
        said.append("Nothing was public before, it says.")
    else:
        before, again = policy.history.before.isoformat(), _AGAIN[policy.history.treatment]
        said.append(f"What took place before {before} was public before. {again}")
    period = policy.releases.period
    said.append(f"A {period} that is out stays as it is. {_LATE[policy.releases.revision]}")
    if policy.releases.contents == "period only":
        said.append(f"Each release holds only the {period}s that are new in it.")
    return Block("Old records, and late changes", (Paragraph(" ".join(said)),))


def _stop(policy: Policy, agreement: Agreement) -> Block:
    said = list(agreement.stop)
    rule = policy.notice
    if rule is not None:
        days = f"{rule.days} days" if rule.days > 1 else "the day"
        stops = "and can say stop" if rule.can_stop else "but cannot say stop"
        said.append(f"The {rule.to} is told {days} before rows come out, {stops}.")
    said += [
        "Those who must sign: without them only a draft can be made. They can take a signature back.",
        "The program stops by itself when one of its checks fails. No one can switch a check off.",
    ]
    return Block("Who can stop a release", (Paragraph(" ".join(said)),))


def _signed(policy: Policy, agreement: Agreement) -> Block:
    return Block("Who signed", (Items(tuple(_state(policy, agreement))),))


def _state(policy: Policy, agreement: Agreement) -> Iterator[str]:
    yield from agreement.stopped
    if agreement.signed:
        yield (
            "Signed: "
            + "; ".join(f"{each.role}, {each.organization}, {each.on.isoformat()}" for each in agreement.signed)
            + "."
        )
    else:
        yield "Nobody has signed yet."
    missing = agreement.missing or (() if agreement.signed else tuple(_asked(policy)))
    if missing:
        yield f"Still to sign: {listed(list(missing))}."
    if agreement.words:
        yield f"Receipt words: {' '.join(agreement.words)}. They must stand on the public page too."
    else:
        yield "Receipt words: none yet. They come with signing, and stand on the public page too."
    if agreement.added:
        yield agreement.added
    if agreement.valid_until is not None:
        yield f"It holds until {agreement.valid_until.isoformat()}."
    if agreement.next_release is not None:
        yield f"Next release: not before {agreement.next_release.isoformat()}."
    else:
        yield "Next release: no day is set."
    found = open_decisions(policy)
    if found:
        yield f"{len(found)} choices are not made, or still as they come with the tool. See the questions."


def _asked(policy: Policy) -> Iterator[str]:
    for rule in policy.agreement:
        yield rule.role if rule.count == 1 else f"{rule.count} of {rule.role}"


def _changed(agreement: Agreement) -> Block:
    first, rest = agreement.changed[:CHANGES], agreement.changed[CHANGES:]
    more = (f"And {len(rest)} more changes, listed below.",) if rest else ()
    return Block("What changed", (Items((*first, *more)),))
