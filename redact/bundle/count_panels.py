"""Which charts a table gets: the city first, then areas, then the course over time; never more than can be read.

Panels hold published numbers and their intervals only. What is too much to draw is said, with the file that has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from redact.bundle.count_numbers import Count, Numbers
from redact.bundle.count_words import PERIODS, word_of
from redact.bundle.facts import capital, plain
from redact.counts.info import TableInfo

MOST_BARS: Final = 14
"""Bars of one small chart."""
MOST_CHARTS: Final = 12
"""Small charts, or maps, of one kind."""
MOST_CELLS: Final = 40
"""Small charts of a grid of kinds by areas."""

TOO_MANY: Final = "{} numbers are too many for a chart that can be read. They are in {}."


@dataclass(frozen=True, slots=True)
class Point:
    """A number to draw: in which small chart (`across` in a grid: its column), under which label."""

    chart: str
    across: str
    label: str
    value: float
    low: int
    high: int
    reliable: bool

    @property
    def margin(self) -> int:
        """Give or take: how far the interval reaches, on its longer side, from the rounded number."""
        return max(self.high - round(self.value), round(self.value) - self.low)


@dataclass(frozen=True, slots=True)
class Panel:
    """A figure: bars, lines over periods, or (without points) a sentence why there is none."""

    kind: Literal["bars", "lines", "none"]
    title: str
    points: tuple[Point, ...]
    first: str
    label: str
    file: str
    note: str = ""

    @property
    def charts(self) -> tuple[str, ...]:
        """The small charts in order."""
        return tuple(dict.fromkeys(point.chart for point in self.points))

    @property
    def uneven(self) -> bool:
        """Whether the largest small chart is so much larger than the smallest that a common scale would hide it."""
        tops: dict[str, int] = {}
        for point in self.points:
            tops[point.chart] = max(tops.get(point.chart, 0), point.high, abs(point.low))
        return bool(tops) and max(tops.values()) > 4 * max(min(tops.values()), 1)


def panels(info: TableInfo, files: Mapping[str, Numbers]) -> tuple[Panel, ...]:
    """The charts of a table from its files (by name); of an exact table none."""
    levels = [(level.file, files[level.file]) for level in info.levels if files[level.file].counts]
    city = sorted((item for item in levels if not item[1].place), key=_coarseness)
    found = []
    if city:
        found.append(_kinds(*city[-1]))
    if (areas := area_panel(info, files)) is not None:
        found.append(_checked(areas, len({point.label for point in areas.points}), len(areas.charts)))
    fine = [item for item in city if _several(item[1])][:1] or [item for item in levels if _several(item[1])][:1]
    found += [_course(*item) for item in fine]
    return tuple(found)


def area_level(info: TableInfo, files: Mapping[str, Numbers]) -> tuple[str, Numbers] | None:
    """(file, numbers) of the smallest areas over the longest period: what areas and maps are drawn from."""
    levels = [(level.file, files[level.file]) for level in info.levels if files[level.file].counts]
    smallest = next((numbers.place for _, numbers in levels if numbers.place), "")
    mine = sorted((item for item in levels if item[1].place == smallest), key=_coarseness) if smallest else []
    return mine[-1] if mine else None


def latest(numbers: Numbers) -> tuple[str, tuple[Count, ...]]:
    """The last period of a file and its counts; all of them where it has no period."""
    period = numbers.period
    last = max(numbers.words[period], default="") if period else ""
    return last, tuple(count for count in numbers.counts if not period or numbers.of(count, period) == last)


def group_of(numbers: Numbers, count: Count, but: int = 0) -> str:
    """A count's kinds in words, the first `but` left out: `Sexual offenses, arrest`."""
    names = numbers.groups[but:]
    words = [word_of(name, numbers.of(count, name)) for name in names]
    return ", ".join([words[0], *(word[:1].lower() + word[1:] for word in words[1:])]) if words else "All"


def _coarseness(item: tuple[str, Numbers]) -> int:
    period = item[1].period
    return PERIODS.index(period) if period else len(PERIODS)


def _several(numbers: Numbers) -> bool:
    return bool(numbers.period) and len(numbers.words[numbers.period]) > 1


def _point(count: Count, chart: str, label: str, across: str = "") -> Point:
    return Point(chart, across, label, count.value, count.low, count.high, count.reliable)


def _checked(panel: Panel, bars: int, charts: int, most: int = MOST_CHARTS) -> Panel:
    """The panel, or a sentence where it would be too much to read."""
    if bars <= MOST_BARS and charts <= most:
        return panel
    said = TOO_MANY.format(f"{len(panel.points):,}", f"tables/{panel.file}")
    return Panel("none", panel.title, (), panel.first, panel.label, panel.file, said)


def _kinds(file: str, numbers: Numbers) -> Panel:
    """The whole city in the last period: a bar per kind, side by side where there are two dimensions of kinds."""
    last, counts = latest(numbers)
    two = len(numbers.groups) > 1
    points = tuple(
        _point(count, word_of(numbers.groups[0], numbers.of(count, numbers.groups[0])) if two else "",
               group_of(numbers, count, 1 if two else 0))
        for count in counts
    )  # fmt: skip
    label = capital(plain(numbers.groups[-1])) if numbers.groups else "What"
    panel = Panel("bars", f"The whole city{_in(last)}", points, "Kind", label, file)
    per_chart = len(points) // max(len(panel.charts), 1)
    return _checked(panel, per_chart, len(panel.charts))


def area_panel(info: TableInfo, files: Mapping[str, Numbers]) -> Panel | None:
    """The areas in the last period, however many there are; None for a table of the whole city."""
    found = area_level(info, files)
    return None if found is None else _areas(*found)


def _areas(file: str, numbers: Numbers) -> Panel:
    last, counts = latest(numbers)
    place = numbers.place
    points = tuple(_point(count, group_of(numbers, count), area_name(numbers.of(count, place))) for count in counts)
    return Panel("bars", f"By {plain(place)}{_in(last)}", points, "Kind", capital(plain(place)), file)


def _course(file: str, numbers: Numbers) -> Panel:
    """Over the periods: a line per kind, in a grid with areas where there are no numbers for the whole city."""
    place, period = numbers.place, numbers.period
    points = tuple(
        _point(
            count, group_of(numbers, count), numbers.of(count, period),
            area_name(numbers.of(count, place)) if place else "",
        )
        for count in numbers.counts
    )  # fmt: skip
    where = f"Each {plain(place)}" if place else "The whole city"
    panel = Panel("lines", f"{where}, {plain(period)} by {plain(period)}", points, "Kind", capital(plain(period)), file)
    charts = len(panel.charts) * (len(numbers.words[place]) if place else 1)
    wide = place and (len(numbers.words[place]) > 7 or len(panel.charts) > MOST_CHARTS)
    return _checked(panel, 0 if not wide else MOST_BARS + 1, charts, MOST_CELLS if place else MOST_CHARTS)


def area_name(word: str) -> str:
    """An area as a chart names it; `other` is where the place is not known that exactly."""
    return "Place not known" if word == "other" else word


def _in(period: str) -> str:
    return f", {period}" if period else ""


def counted_in(points: Sequence[Point]) -> str:
    """How many of some numbers are reliable, for a picture's description."""
    good = sum(point.reliable for point in points)
    return f"{len(points):,} numbers, {good:,} of them reliable"
