"""Measures in plain words. Counts, shares and names of columns only: never a value of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from redact.risk.measures.measure import Measures, People, Secret, SetMeasures
    from redact.risk.measures.special import Special

__all__ = ["chance", "said"]


def said(measures: Measures) -> str:
    """One paragraph per set of columns that somebody may know."""
    return "\n\n".join(_set(each) for each in measures.sets)


def _set(one: SetMeasures) -> str:
    average = chance(one.marketer)
    unique = _share(one.unique, one.rows)
    best = (
        "and always for those who look like no other." if one.k == 1 else f"and in {chance(one.prosecutor)} at best."
    )
    sentences = [
        f"Somebody who knows {_names(one.quasi)}:",
        f"{one.rows:,} rows fall into {one.classes:,} groups that look alike, the smallest of {one.k:,}.",
        f"{unique.capitalize()} look like no other, {_share(one.fewer_than[5], one.rows)} like fewer than five.",
        f"A guess at the row of a person known to be in the table is right in {average} on average, {best}",
    ]
    if one.missing == "matches any":
        sentences.append("A missing value counts as matching every value.")
    if one.people is not None:
        sentences.append(_people(one.people))
    if one.individual is not None:
        sentences.append(
            f"As a sample of its population, a guess is right in {chance(one.individual[1])} on average and in "
            f"{chance(one.individual[0])} at best."
        )
    sentences.extend(_secret(name, each, one.rows) for name, each in one.secrets.items())
    if one.special is not None and len(one.special.rows):
        sentences.append(_special(one.special, one.quasi))
    return " ".join(sentences)


def _secret(name: str, one: Secret, rows: int) -> str:
    start = (
        f"{_share(one.shared, rows)} are in groups that all have the same '{name}': finding the group gives it away."
        if one.shared
        else f"Every group has at least {one.distinct} different values of '{name}'."
    )
    return (
        f"{start} In the worst group one value of '{name}' has {one.largest:.0%} of the rows, "
        f"and its values are {one.t:.2f} away from the whole table's (0 is none, 1 is all)."
    )


def _people(one: People) -> str:
    text = (
        f"In the population the fewest people who look like a row are {one.k_map:,}; of people who look alike, up to "
        f"{one.presence[1]:.0%} are in the table"
    )
    text += ", so that for some everybody who knows them knows that." if one.presence[1] >= 1 else "."
    if one.strangers:
        text += f" {one.strangers:,} rows match nobody in the population: is it the right one?"
    return text


def _special(one: Special, quasi: tuple[str, ...]) -> str:
    few = min(len(chosen) for chosen in one.found)
    smallest = [(chosen, rows) for chosen, rows in one.found.items() if len(chosen) == few][:3]
    listed = "; ".join(f"{_names([quasi[place] for place in chosen])} ({rows:,} rows)" for chosen, rows in smallest)
    most = max(range(len(quasi)), key=lambda place: one.column_share[place])
    columns = "one column is" if few == 1 else f"{few} columns are"
    return (
        f"Where little is enough, {columns} enough to single rows out: {listed}. "
        f"'{quasi[most]}' matters most: {one.column_share[most]:.0%} of the score has it in."
    )


def _names(names: list[str] | tuple[str, ...]) -> str:
    quoted = [f"'{name}'" for name in names]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " and " + quoted[-1]


def _share(some: int, rows: int) -> str:
    if not some:
        return "no rows"
    share = some / rows
    return f"{some:,} rows ({share:.0%})" if 0.01 <= share <= 0.99 or some == rows else f"{some:,} rows ({share:.2%})"


def chance(risk: float) -> str:
    """A chance as people say it: so many of 100 cases."""
    if risk >= 0.995:
        return "all cases"
    return f"{risk * 100:.0f} of 100 cases" if risk >= 0.05 else f"{risk * 1000:.1f} of 1,000 cases"
