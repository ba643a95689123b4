"""Does a file's header fit its card? What is missing, what comes nearest, and whether it is a header at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path

from redact.errors import DataMismatch, Where
from redact.records.card import Card
from redact.records.reading import Reader

_LOOK = 20
"""Rows at the start in which a header is looked for when the stated row has none."""

_DATA_LIKE = re.compile(r"[-+]?[\d.,/:\s]*\d[\d.,/:\sTZAPMapm+-]*")
"""Numbers, dates and times: what a column title never is."""


def check_header(reader: Reader, card: Card, titles_in_row: Callable[[int], Sequence[str]]) -> None:
    """Raises DataMismatch unless each column of the card is in the file, once.

    `titles_in_row` reads a row of the file (from 1) as if it were the header: the real one may stand further down.
    """
    where = Where(reader.path)
    count = Counter(reader.titles)
    missing = [title for title in card.columns if title not in count]
    below = _further_down(card, titles_in_row) if missing else None
    if below is not None:
        raise DataMismatch(
            f"row {card.read.first_row} is not the header: that stands in row {below}",
            where=where,
            fix=f"Set read: {{first_row: {below}}} in the card.",
        )
    if missing and card.read.header and is_record(reader.titles):
        raise DataMismatch(
            "the first line looks like a record, not like a header",
            where=where,
            fix="Add the header line to the file, or set read.header: false in the card and name its columns "
            '"column 1", "column 2", ...',
        )
    if missing:
        raise _missing(reader, card, missing)
    twice = [title for title in card.columns if count[title] > 1]
    if twice:
        raise DataMismatch(
            f"the header has {quoted(twice)} more than once, so it is not clear which one the card means",
            where=where,
            fix="Rename one of them in the file.",
        )


def _further_down(card: Card, titles_in_row: Callable[[int], Sequence[str]]) -> int | None:
    """The first of the rows near the start that has all columns of the card."""
    if not card.read.header:
        return None
    for row in range(1, _LOOK):
        try:
            titles = set(titles_in_row(row))
        except DataMismatch:
            continue
        if titles.issuperset(card.columns):
            return row
    return None


def _missing(reader: Reader, card: Card, missing: list[str]) -> DataMismatch:
    free = [title for title in reader.titles if title and title not in card.columns]
    what = f"the header lacks {quoted(missing)}"
    near = [(title, nearest(title, free)) for title in missing]
    hints = [f"'{title}' may be '{found}' here" for title, found in near if found]
    other = _other_delimiter(reader.titles)
    if other:
        fix = f"The file seems to be separated by {other}: set read.delimiter in the card."
    elif len(missing) == len(card.columns):
        fix = f"Is this the right card for this file? {hints[0]}." if hints else "Is this the right card for this file?"
    elif hints:
        fix = f"{'; '.join(hints)}: correct the card or the file."
    else:
        fix = "Correct the card, or export the file with all its columns."
    return DataMismatch(what, where=Where(reader.path), fix=fix)


def _other_delimiter(titles: tuple[str, ...]) -> str | None:
    """The delimiter that a header read as a single title gives away."""
    if len(titles) != 1:
        return None
    names = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
    found = Counter(char for char in titles[0] if char in names)
    return names[found.most_common(1)[0][0]] if found else None


def is_record(titles: tuple[str, ...]) -> bool:
    """Whether a header line holds numbers and dates, as a record does, in at least a third of its cells."""
    return sum(bool(_DATA_LIKE.fullmatch(title)) for title in titles) * 3 >= max(len(titles), 1)


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The most similar of `words`, by letters and digits in small letters; None when nothing is near."""
    plain: dict[str, str] = {}
    for each in words:
        plain.setdefault(bare(each), each)
    found = get_close_matches(bare(word), plain, n=1, cutoff=0.6)
    return plain[found[0]] if found else None


def bare(title: str) -> str:
    """A title's letters and digits in small letters: "Occur Date" and occur_date are alike."""
    return re.sub(r"[^0-9a-z]+", "", title.casefold())


def quoted(titles: Iterable[str], most: int = 8) -> str:
    """Titles as they are written in a message: 'a', 'b' and 3 more."""
    names = [f"'{title}'" for title in titles]
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def dataset_name(path: Path) -> str:
    """A dataset's name from a file's: its leading word, e.g. "incidents" for `incidents-2026-01.csv.gz`."""
    found = re.match(r"[a-z]+(_[a-z]+)*", path.name.split(".")[0].casefold())
    return found.group(0) if found else ""
