"""How to read a number with a margin: one sentence made from a table's own noisy numbers, and what not to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from redact.bundle.count_numbers import Count, Numbers
from redact.bundle.count_panels import area_name, group_of, latest
from redact.bundle.count_words import PERIODS
from redact.bundle.facts import plain
from redact.counts.info import TableInfo

WARNINGS: Final = (
    "Report the margin with the number. A change that is smaller than the margins may be no change at all.",
    "A number that is marked as not reliable (grey, hatched) may be mostly noise. Take a larger area or a longer time.",
    "Numbers below zero are left as drawn. Take them as close to zero. Without them sums would be too large.",
    "Do not add up count_display. Add up count_dp, or better use the file for the larger area and time.",
    "Zero is a number like others: it has noise as well and does not say that nothing happened.",
    "Do not look for one event in a number. It cannot be found there, and a difference of one means nothing.",
)


def worked_sentence(info: TableInfo, files: Mapping[str, Numbers]) -> str:
    """One number of a table in words, the city's latest reliable one if there is one; empty where none is drawn yet."""
    levels = [files[level.file] for level in info.levels if level.file in files and files[level.file].counts]
    coarse = sorted(levels, key=lambda numbers: (not numbers.place, _length(numbers)), reverse=True)
    for numbers in coarse:
        for count in latest(numbers)[1]:
            if count.reliable:
                return in_words(numbers, count)
    return in_words(coarse[0], latest(coarse[0])[1][0]) if coarse else ""


def in_words(numbers: Numbers, count: Count) -> str:
    """`Stalking, District 1, 2026: 12 reported, give or take 4: the true number is between 8 and 16 in 9 of 10 cases.`

    A true number is never below zero, so neither is what is said of it.
    """
    number = round(count.value)
    place = area_name(numbers.of(count, numbers.place)) if numbers.place else "the whole city"
    where = ", ".join(filter(None, (group_of(numbers, count), place, numbers.of(count, numbers.period))))
    low, high = max(0, count.low), max(0, count.high)
    margin = max(count.high - number, number - count.low)
    said = f"{where}: {number:,} reported, give or take {margin:,}: the true number is between {low:,} and {high:,} "
    said += "in 9 of 10 cases."
    if not count.reliable:
        said += f" It is not reliable: most of it may be noise. A longer {plain(numbers.period or 'time')} has less."
    return said


def _length(numbers: Numbers) -> int:
    return PERIODS.index(numbers.period) if numbers.period else len(PERIODS)
