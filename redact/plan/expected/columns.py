"""New columns of an export that the card does not list."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence

from redact.plan.expected.finding import COLUMNS, Finding
from redact.records.profiling.titles import PARTS, role_of_title, words_of
from redact.vocabulary import ROLES


def title_digests(titles: Iterable[str], key: bytes) -> list[str]:
    """Keyed digests of column titles: a file whose header got lost must not put a record into the ledger."""
    return sorted({hmac.new(key, title.encode(), hashlib.sha256).hexdigest()[:16] for title in titles})


def new_titles(
    headers: Sequence[Sequence[str]], listed: Iterable[str], before: frozenset[str], key: bytes
) -> list[str]:
    """Titles that were never there: by the last release, else by all files but the last. None where neither says."""
    titles = dict.fromkeys(title for header in headers for title in header if title and title not in set(listed))
    if before:
        return [title for title in titles if not set(title_digests([title], key)) & before]
    earlier = {title for header in headers[:-1] for title in header}
    return [title for title in titles if earlier and title not in earlier]


def tells(title: str) -> str | None:
    """What a column of this title would tell, as `redact profile` reads titles; None where it names nothing."""
    words = words_of(title)
    role = title if title in ROLES else role_of_title(words)
    if role is not None:
        return role.replace("_", " ")
    part = next((part for part, pattern in PARTS.items() if re.fullmatch(pattern, words)), None)
    return f"{part} of a time" if part is not None else None


def column_findings(dataset: str, titles: Sequence[str]) -> tuple[list[Finding], list[str]]:
    """A finding for the new columns that name something redact reads or hides, a note for the others."""
    telling = [(title, told) for title in titles if (told := tells(title)) is not None]
    quiet = [f"'{title}'" for title in titles if tells(title) is None]
    notes = [f"new in this export and not in the card: {', '.join(quiet)}"] if quiet else []
    if not telling:
        return [], notes
    named = ", ".join(f"'{title}' (by its title: {told})" for title, told in telling)
    columns = "a new column" if len(telling) == 1 else f"{len(telling)} new columns"
    finding = Finding(
        dataset,
        COLUMNS,
        f"the export has {columns} that the card does not list: {named}",
        "Nothing of it is published. But what it says about an event is not read either: add it to the card, or call "
        "it right.",
    )
    return [finding], notes
