"""Small sentences about tiers, tables and numbers that page one and the rest share."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from redact.bundle.count_words import odds
from redact.bundle.facts import capital, listed, plain, who
from redact.policy.counts import THRESHOLD, CountTable
from redact.policy.model import Policy, Tier
from redact.policy.values import PRECISIONS

COLUMNS: Final = {
    "id": "a made-up number",
    "offense_group": "whom or what the offense is against",
    "offense_text": "the name of the offense",
    "offense_category": "the group of the offense",
    "place": "the place",
    "time": "the time",
}
"""Columns that a tier may show, as a sentence names them."""

PLACES: Final = {
    "block": "part of a street",
    "block_group": "a few blocks",
    "beat": "a police beat",
    "tract": "a part of town",
    "district": "a police district",
    "city": "the whole city",
    "cell": "a small area",
}
"""Places as people say them; a level of the policy's own is named by itself."""

TIMES: Final = {word: f"the {word}" for word in PRECISIONS}

UNITS: Final = {"event": "one event", "victim": "all reports of one victim", "household": "all reports of one home"}


def hidden(policy: Policy) -> list[Tier]:
    """The groups of which no row comes out."""
    return [tier for tier in policy.tiers if not tier.published]


def blurred(policy: Policy) -> list[Tier]:
    """The groups whose rows come out, but show less than others, for the sake of those in them."""
    return [tier for tier in policy.tiers if tier.published and tier.protective]


def group_words(tier: Tier) -> str:
    """Who is in a group, in the middle of a sentence: `sexual offenses and harm to children`."""
    text = who(tier)
    return text[:1].lower() + text[1:]


def short_words(policy: Policy, tier: Tier) -> str:
    """A group in few words, for where it has been told in full already."""
    if tier in hidden(policy) and len(hidden(policy)) == 1:
        return "those hidden completely"
    if tier in blurred(policy) and len(blurred(policy)) == 1:
        return "those blurred"
    if len(tier.kinds) > 3 and not tier.classes and not tier.offense_groups:
        return f"{listed([plain(kind.value) for kind in tier.kinds[:2]])}, and {len(tier.kinds) - 2} more lists"
    return group_words(tier)


def place_words(level: str) -> str:
    """A level of places as people say it."""
    return PLACES.get(level, f"the {plain(level)}")


def shows_words(tier: Tier) -> str:
    """The only columns that a group shows: `a made-up number, the place and the time`; "" where it shows all."""
    return listed([COLUMNS.get(word, f"the {plain(word)}") for word in tier.shows or ()])


def people_words(tier: Tier) -> str:
    """What is shown of people."""
    if not tier.published or isinstance(tier.people, str) or tier.shows is not None:
        return "nothing"
    kept = []
    for word in ("age", "sex", "race"):
        rule = getattr(tier.people, word)
        if rule != "remove":
            kept.append(f"age in {rule}" if rule.startswith("bands") else word)
    return listed(kept) or "nothing"


def sees_words(tier: Tier) -> str:
    """What the public sees of a record of a group, in one line."""
    if tier.rows == "withhold":
        return "no row"
    if tier.rows == "hold":
        return "no row until someone has decided"
    seen = [place_words(tier.place.level)] if tier.place is not None else []
    seen += [TIMES[tier.time.precision.word]] if tier.time is not None else []
    if tier.shows is not None:
        return f"only {listed(seen) or shows_words(tier)}"
    return listed(["the offense", *seen])


def wait_days(policy: Policy) -> int:
    """How many days after the end of a period its rows come out at the earliest: the longest delay holds for all."""
    return max((tier.time.delay.days for tier in policy.tiers if tier.published and tier.time is not None), default=0)


def table_words(policy: Policy, table: CountTable) -> str:
    """One table of counts: what it counts, whom its noise hides and how well."""
    tiers = {tier.tier: short_words(policy, tier) for tier in policy.tiers}
    of = listed([tiers.get(name, plain(name)) for name in table.of.words])
    by = listed([plain(word) for word in table.by])
    start = f"{capital(of)}, by {by}."
    if not table.noisy:
        return f"{start} True numbers, if {table.threshold or THRESHOLD} or more."
    special = [
        f"{UNITS[table.unit_of(name)].removeprefix('all reports of ')} for {plain(name)}"
        for name in policy.class_names
        if _counted(policy, table, name) and table.unit_of(name) != table.unit["default"]
    ]
    hides = UNITS[table.unit["default"]] + (f" ({listed(special)})" if special else "")
    how = f" {capital(guess(table.epsilon))}." if table.epsilon is not None else ""
    return f"{start} A little chance in each number hides {hides}.{how}"


def guess(epsilon: Decimal) -> str:
    """What a privacy loss means for a guess about one of those whom the noise hides."""
    return odds(epsilon).replace("fifty-fifty", "a fifty-fifty guess", 1)


def _counted(policy: Policy, table: CountTable, name: str) -> bool:
    if table.of.classes is not None:
        return name in table.of.classes
    return any(name in tier.classes for tier in policy.tiers if tier.tier in (table.of.tiers or ()))


def percent(share: float) -> str:
    """A share as people say it.

    >>> percent(0.04), percent(0.5), percent(0.005)
    ('4 in 100', 'half', '5 in 1,000')
    """
    if share == 0.5:
        return "half"
    if 0 < share < 0.01:
        return f"{share * 1000:.3g} in 1,000"
    return f"{share * 100:.3g} in 100"
