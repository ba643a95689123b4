"""What `redact scrub` prints: rows for other programs, texts for reading, and the words that `strict` masked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from redact.cli.checking import counted
from redact.cli.console import emit, out, progress, say, table
from redact.errors import UsageError

if TYPE_CHECKING:
    from redact.identity.report import Scrubbed
    from redact.policy import Policy
    from redact.records import Source

SHOWN_ROWS = 8
"""Rows named for a reason to hold."""


def texts(source: Source, policy: Policy, *, mode: str | None, limit: int | None, as_json: bool) -> None:
    """Every text as it would be shown, then what was held and why."""
    kept = []
    for each in _scrubbed(source, policy, mode, limit):
        if as_json:
            emit(each.as_json())
        else:
            out(f"{each.row} {each.column}: {'(held)' if each.redaction.held else each.redaction.text}")
            kept.append(each)
    if not as_json:
        say(_summary(kept))


def words(
    source: Source, policy: Policy, *, mode: str | None, limit: int | None, to: Path | None, as_json: bool
) -> None:
    """The words that `strict` masked only because it does not know them, by frequency."""
    from redact.identity.report import masked_words

    if mode == "standard":
        raise UsageError("standard masks no word for being unknown", fix="Leave out --mode, or write --mode strict.")
    found = masked_words(_scrubbed(source, policy, "strict", limit))
    lines = [(f"{each.rows:,}", each.word, "also a name" if each.is_name else "") for each in found]
    if to is not None:
        if to.exists():
            raise UsageError("the file is there already and is not replaced", fix="Name another.")
        safe = [each.word for each in found if not each.is_name]
        to.write_text("".join(f"{word}\n" for word in safe), encoding="utf-8", newline="\n")
        say(f"written: {to}. Strike out every name, and put the rest under identity: safe_words: in the policy.")
    if as_json:
        for each in found:
            emit({"word": each.word, "rows": each.rows, "name": each.is_name})
    elif to is None:
        out(table(lines, heads=("rows", "word", "")) if lines else "no unknown word stands in three rows or more")


def _scrubbed(source: Source, policy: Policy, mode: str | None, limit: int | None) -> Iterator[Scrubbed]:
    from redact.identity.report import scrub_file

    with progress() as advance:
        modes = mode or _modes_of_tiers(source, policy, limit)
        for done, each in enumerate(scrub_file(source, policy, mode=modes, limit=limit), start=1):
            yield each
            advance("reading texts", done, None)


def _modes_of_tiers(source: Source, policy: Policy, limit: int | None) -> str | Sequence[str]:
    """The mode of each row's tier; strict where the tier publishes no texts."""
    modes = {tier.tier: "strict" if tier.narrative == "remove" else tier.narrative for tier in policy.tiers}
    if len(set(modes.values())) == 1:
        return next(iter(modes.values()))
    from redact.links.within import classify_file

    return [modes[row["tier"]] for row in classify_file(source, policy, limit=limit).rows()]


def _summary(done: Sequence[Scrubbed]) -> str:
    from redact.identity.report import counted_entities, held_reasons

    held = held_reasons(done)
    entities = counted_entities(done)
    masked = ", ".join(f"{count:,} {name.lower().replace('_', ' ')}" for name, count in entities.most_common())
    lines = [f"{counted(len(done), 'text')}; masked: {masked or 'nothing'}"]
    for reason, rows in held.items():
        shown = ", ".join(map(str, rows[:SHOWN_ROWS])) + (", …" if len(rows) > SHOWN_ROWS else "")
        lines.append(f"held: {counted(len(rows), 'text')} because {reason} (row {shown})")
    lines.append("Cleaning of texts is never complete: read what you give out.")
    return "\n".join(lines)
