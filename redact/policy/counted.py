"""What must hold of a policy's tables of counts, and what they promise; yields where and what is wrong.

A table whose numbers would hide nothing, or that has a rule without effect, is refused when the policy is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from redact.policy.counts import DEFAULT, WIDTH, CountTable
from redact.policy.values import PERIODS, PRECISIONS
from redact.policy.wording import did_you_mean, one_of, unknown_word
from redact.vocabulary import EXTRA_PREFIX, ROLES, RoleGroup, role_group

if TYPE_CHECKING:
    from redact.policy.model import Policy, Tier

Mistake = tuple[tuple[str | int, ...], str]

TOTAL_SHARE: Final = Decimal("0.2")
"""What the city's year gets of a table's epsilon where the policy does not say."""

_KEPT: Final = ("class", "offense_group", "outcome")
_NOISY_ONLY: Final = ("unit", "require_unit", "max_per_unit", "epsilon", "totals")
_EXACT_ONLY: Final = ("threshold", "width")


def table_mistakes(policy: Policy) -> Iterator[Mistake]:
    """Everything about the tables of a well-formed policy that does not hold together."""
    names = [table.table for table in policy.counts]
    exact: set[str] = set()
    for index, table in enumerate(policy.counts):
        at = ("counts", index)
        if table.table in names[:index]:
            yield (*at, "table"), f"'{table.table}' is used twice."
        for other in names:
            if table.table.startswith(f"{other}-"):
                yield (*at, "table"), f"'{table.table}' could be a file of table '{other}'; call it otherwise."
        for check in _CHECKS:
            for where, what in check(policy, table):
                yield (*at, *where), what
        for position, tier in enumerate(() if table.noisy else table.of.tiers or ()):
            if tier in exact:
                yield (
                    (*at, "of", "tiers", position),
                    f"'{tier}' has an exact table already; what one leaves out the other could show.",
                )
            exact.add(tier)
    yield from _budget(policy)


def place_of(table: CountTable, ladder: tuple[str, ...]) -> str:
    """The place that a table counts by; "city" where it has none."""
    return next((word for word in table.by if word in ladder), "city")


def levels_of(table: CountTable, ladder: tuple[str, ...]) -> tuple[tuple[str, str, Decimal], ...]:
    """(place, period, share of epsilon) of every level that is measured, the finest first.

    Where the policy says nothing, the city's year gets a fifth, because totals are what most people read.
    """
    place, period = place_of(table, ladder), table.period
    coarser = table.totals
    if coarser is None:
        coarser = {"city_year": TOTAL_SHARE} if (place, period) != ("city", "year") else {}
    parted = [(*_parted(name), share) for name, share in coarser.items()]
    rest = 1 - sum(coarser.values(), Decimal(0))
    order = {word: number for number, word in enumerate(ladder)}
    upper = sorted(parted, key=lambda level: (order.get(level[0], 99), PERIODS.index(level[1])))
    return ((place, period, rest), *upper)


def shown_with_class(policy: Policy, tier: Tier) -> bool:
    """Whether published rows of a tier have a column from which their class can be read."""
    if not tier.published:
        return False
    words = tier.shows if tier.shows is not None else (*ROLES, *policy.columns)
    for word in words:
        if not (word in ROLES or word.startswith(EXTRA_PREFIX)) or policy.action(word) == "remove":
            continue
        group = role_group(word)
        if group is RoleGroup.OFFENSE or word.startswith(EXTRA_PREFIX):
            return True
        if group is RoleGroup.TEXT and tier.narrative != "remove":
            return True
    return False


def tiers_counted(policy: Policy, table: CountTable) -> tuple[Tier, ...]:
    """The tiers in which records that a table counts can be: those it names, or those that take its classes."""
    if table.of.tiers is not None:
        return tuple(tier for tier in policy.tiers if tier.tier in table.of.tiers)
    found: dict[str, Tier] = {}
    for name in table.of.classes or ():
        for tier in policy.tiers:
            if tier.classes and name not in tier.classes:
                continue
            found[tier.tier] = tier
            if tier.classes and not tier.kinds and not tier.offense_groups:
                break
    return tuple(found.values())


def classes_counted(policy: Policy, table: CountTable) -> tuple[str, ...]:
    """The classes that a table can tell apart, in the policy's order."""
    named = set(table.of.classes or ())
    for tier in policy.tiers:
        if tier.tier in (table.of.tiers or ()):
            named.update(tier.classes)
    return tuple(name for name in policy.class_names if name in named)


def units_of(policy: Policy, table: CountTable) -> frozenset[str]:
    """Whom the noise of a table hides, over all classes it counts; more than one where children are among them."""
    return frozenset(table.unit_of(name) for name in (*classes_counted(policy, table),)) or frozenset(
        {table.unit_of(None)}
    )


def coarse_rows(policy: Policy, table: CountTable) -> bool:
    """Whether rows of what a table counts are published, without their class: then it hides the class, not the row."""
    return any(tier.published for tier in tiers_counted(policy, table))


def _of(policy: Policy, table: CountTable) -> Iterator[Mistake]:
    tiers, classes = table.of.tiers, table.of.classes
    if (tiers is None) == (classes is None):
        yield ("of",), "say what is counted by 'tiers' or by 'classes', one of the two."
        return
    known = [tier.tier for tier in policy.tiers] if tiers is not None else list(policy.class_names)
    what, key = ("tier", "tiers") if tiers is not None else ("class", "classes")
    for position, name in enumerate(table.of.words):
        at = ("of", key, position)
        if name not in known:
            yield at, f"'{name}' is not a {what}.{did_you_mean(name, known)}"
        elif name in table.of.words[:position]:
            yield at, f"'{name}' is named twice."
        elif tiers is not None and "class" in table.by and not policy.tiers[policy.tier_index(name)].classes:
            yield at, f"'{name}' names no classes, so it cannot be counted by class."
        elif table.noisy:
            yield from _visible(policy, table, name, at)


def _visible(policy: Policy, table: CountTable, name: str, at: tuple[str | int, ...]) -> Iterator[Mistake]:
    """Rows and counts of one class exclude each other: whoever can count the rows needs no table."""
    if table.of.tiers is not None:
        if shown_with_class(policy, policy.tiers[policy.tier_index(name)]):
            yield at, f"rows of '{name}' are published with their class visible, so a table of them hides nothing."
        return
    one = table.model_copy(update={"of": table.of.model_copy(update={"classes": (name,)})})
    for tier in tiers_counted(policy, one):
        if shown_with_class(policy, tier):
            where = f"'{name}' records can be in '{tier.tier}', whose rows are published with their class visible"
            yield at, f"{where}, so a table of them hides nothing."


def _by(policy: Policy, table: CountTable) -> Iterator[Mistake]:
    words = (*_KEPT, *policy.places.ladder, *PERIODS)
    for position, word in enumerate(table.by):
        at = ("by", position)
        if word not in words:
            yield at, unknown_word(word, words)
        elif word in table.by[:position]:
            yield at, f"'{word}' is named twice."
        elif word in ("class", "outcome") and not table.noisy:
            yield at, f"an exact table counts what the rows show, and no row shows its {word}."
    if sum(word in PERIODS for word in table.by) != 1:
        yield ("by",), f"a table needs one period: {one_of(PERIODS)}."
    if sum(word in policy.places.ladder for word in table.by) > 1:
        yield ("by",), "a table has one place at most."


def _kind(policy: Policy, table: CountTable) -> Iterator[Mistake]:
    if table.noisy:
        if table.epsilon is None:
            yield (), "a table with noise needs an 'epsilon'."
        for key in _EXACT_ONLY:
            if key in table.model_fields_set:
                yield (key,), f"'{key}' is for exact tables; remove it, or write kind: exact."
        return
    for key in _NOISY_ONLY:
        if key in table.model_fields_set:
            yield (key,), f"'{key}' is about noise, and an exact table has none; remove it."
    if (table.width or WIDTH) >= (table.threshold or 10) - 1:
        yield (
            ("width" if table.width else "threshold",),
            "what is left out is known to be below the threshold; 'width' must be at least 2 less than 'threshold'.",
        )
    if table.of.classes is not None:
        yield ("of", "classes"), "an exact table counts rows as they are shown, so it is of 'tiers'."
    ladder = list(policy.places.ladder)
    for position, name in enumerate(table.of.tiers or ()):
        tier = next((each for each in policy.tiers if each.tier == name), None)
        if tier is None:
            continue
        at = ("of", "tiers", position)
        if not tier.published:
            yield at, f"rows of '{name}' are not shown, so exact numbers of them would say what is hidden."
            continue
        if tier.cover is not None:
            yield at, f"'{name}' has cover; exact numbers of its rows would mix what is hidden with what hides it."
        if tier.time is not None and PRECISIONS.index(tier.time.precision.word) > PRECISIONS.index(table.period):
            yield at, f"rows of '{name}' show only the {tier.time.precision.word}, so they cannot be counted by less."
        place = place_of(table, policy.places.ladder)
        shown = tier.place.level if tier.place is not None else "city"
        if place in ladder and shown in ladder and ladder.index(shown) > ladder.index(place):
            yield at, f"rows of '{name}' show only the {shown}, so they cannot be counted by {place}."


def _units(policy: Policy, table: CountTable) -> Iterator[Mistake]:
    classes = classes_counted(policy, table) or policy.class_names
    for name in table.unit:
        if name != DEFAULT and name not in classes:
            yield ("unit", name), f"'{name}' is not a class of this table.{did_you_mean(name, classes)}"
    only_events = set(table.unit.values()) == {"event"}
    if only_events and table.max_per_unit > 1 and "class" not in table.by:
        yield (
            ("max_per_unit",),
            "an event lies in one place and one period, so it adds to one number; write 1, or count by class.",
        )
    if only_events and table.require_unit:
        yield ("require_unit",), "'require_unit' has no effect where the unit is an event; remove it."


def _totals(policy: Policy, table: CountTable) -> Iterator[Mistake]:
    if table.totals is None:
        return
    ladder = policy.places.ladder
    place, period = place_of(table, ladder), table.period
    larger = ladder[ladder.index(place) :]
    periods = PERIODS[PERIODS.index(period) :]
    known = [f"{area}_{time}" for area in larger for time in periods if (area, time) != (place, period)]
    for name in table.totals:
        if name not in known:
            yield ("totals", name), f"'{name}' is not a larger area and time of this table.{did_you_mean(name, known)}"
        elif not table.totals[name]:
            yield ("totals", name), "a share of 0 measures nothing; remove it."
    if sum(table.totals.values(), Decimal(0)) >= 1:
        yield ("totals",), "the shares of the totals add up to 1 or more, so nothing is left for the table itself."


def _budget(policy: Policy) -> Iterator[Mistake]:
    noisy = [table for table in policy.counts if table.noisy]
    if not noisy:
        return
    budget = policy.budget
    if budget is None:
        yield ("counts",), "tables of counts need a 'budget'."
        return
    spent = sum((table.epsilon for table in noisy if table.epsilon is not None), Decimal(0))
    if spent > budget.for_tables:
        kept = f" less the {budget.revision_reserve} that is kept for revisions" if budget.revision_reserve else ""
        yield (
            ("budget", "epsilon"),
            f"the tables together ask for {spent}, which is more than the budget of {budget.epsilon}{kept}.",
        )
    if budget.delta is not None and budget.noise != "opendp":
        yield ("budget", "delta"), "'delta' has an effect with noise: opendp only; remove it."


def _parted(level: str) -> tuple[str, str]:
    place, _, period = level.rpartition("_")
    return place, period


_CHECKS: Final[tuple[Callable[[Policy, CountTable], Iterator[Mistake]], ...]] = (
    _of, _by, _kind, _units, _totals,
)  # fmt: skip
