"""What `redact classify` prints: rows for other programs, a row for a person, tables for a file, and unknown codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from redact.cli.console import emit, out, progress, say, table
from redact.errors import UsageError
from redact.vocabulary import SourceOfEvidence

if TYPE_CHECKING:
    from redact.classify.unknown import Known
    from redact.links.within import Classified
    from redact.policy import Policy
    from redact.records import Source


def rows(
    source: Source, policy: Policy, codes: Sequence[Path], *, limit: int | None, row: int | None, as_json: bool
) -> None:
    """Rows as JSON lines, one row explained, or the file's tables."""
    from redact.links.within import classify_file

    with progress() as advance:
        found = classify_file(source, policy, codes, limit=limit, progress=advance)
    if row is not None:
        if not 0 <= row < len(found):
            raise UsageError(f"the file has no row {row}", fix=f"Rows count from 0; there are {len(found):,}.")
        emit(found.row(row)) if as_json else out(explained(found.row(row)))
    elif as_json:
        for each in found.rows():
            emit(each)
    else:
        out(overview(found))


def explained(row: Mapping[str, Any]) -> str:
    """One row for reading: its classes and tier, and every piece of evidence in a sentence."""
    lines = [
        ("row", str(row["row"])),
        ("classes", ", ".join(row["classes"]) or "none"),
        ("tier", str(row["tier"]) + (", waits for an answer or a repair" if row["held"] else "")),
    ]
    conflict = "".join(f"\nnote: {sentence}" for sentence in row.get("conflict", ()))
    return f"{table(lines)}\n\n{evidence_table(row['evidence'])}{conflict}"


def evidence_table(evidence: Sequence[Mapping[str, Any]]) -> str:
    """Pieces of evidence, one a line, in words."""
    lines = []
    for each in evidence:
        kind = "leaves open" if "may" in each else "taken in for safety" if "for_safety" in each else "shows"
        place = f"{each['from_dataset']}: {each['column']}" if "from_dataset" in each else each["column"]
        place += f", row {each['from_row']}" if "from_row" in each else ""
        lines.append((SourceOfEvidence(each["source"]).plain, place, kind, each["class"], each["says"]))
    return table(lines, heads=("source", "column", "", "class", "because")) if lines else "no evidence"


def overview(found: Classified) -> str:
    """The file's tables: rows by tier, by class and source, and what one kind of evidence alone revealed."""
    every = [tally for tally in found.summary() if tally.rows]
    names = [word for word in SourceOfEvidence if any(word in tally.by_source for tally in every)]
    parts = [table([(name, f"{count:,}") for name, count in found.tiers().items()], heads=("tier", "rows"))]
    if every:
        shown = [(each.name, f"{each.rows:,}", *(_count(each.by_source, word) for word in names)) for each in every]
        only = [(each.name, *(_count(each.only, word) for word in names)) for each in every]
        titles = tuple(word.plain for word in names)
        parts.append("shown by\n" + table(shown, heads=("class", "rows", *titles)))
        parts.append("revealed by nothing else than\n" + table(only, heads=("class", *titles)))
    safe = int((found.for_safety != 0).sum())
    notes = [
        (safe, "rows are taken in for safety: protected, and never named or counted as a class"),
        (int(found.unknown.sum()), "rows state an offence that nobody knows (redact classify --unknown)"),
        (int(found.weak.sum()), "rows are in doubt: a class is left open, or a relationship is not stated"),
        (int((found.conflict != 0).sum()), "rows contradict themselves about violence at home (redact classify --row)"),
        (int((found.fault != 0).sum()), "rows cannot be read"),
    ]
    parts.extend(f"{count:,} {says}" for count, says in notes if count)
    return "\n\n".join(parts)


def _count(counts: Mapping[str, int], word: str) -> str:
    return f"{counts[word]:,}" if counts.get(word) else ""


def unknown(
    source: Source, policy: Policy, codes: Sequence[Path], *, limit: int | None, to: Path | None, as_json: bool
) -> None:
    """The offence codes and texts in no table."""
    from redact.classify.unknown import unknown_codes, write_lines

    found = unknown_codes(source, policy, codes, limit=limit)
    if to is not None:
        if to.exists():
            raise UsageError(
                "the file is there already and is not replaced", fix="Name another, or add its lines by hand."
            )
        with to.open("w", encoding="utf-8", newline="") as file:
            write_lines(found, file)
        say(f"written: {to}. A line counts once you have checked it and written a status (verified, unverified).")
    if as_json:
        for each in found:
            nearest = [
                {"table": line.table, "code": line.code, "text": line.text, "group": line.group,
                 "classes": line.classes, "strength": line.strength}
                for line in each.nearest
            ]  # fmt: skip
            emit({"unknown": each.code, "rows": each.rows, "text": each.text, "nearest": nearest})
        return
    lines: list[tuple[str, ...]] = []
    for each in found:
        likely = [_likely(line) for line in each.nearest] or ["nothing like it is known"]
        lines.append((f"{each.rows:,}", each.code, each.text if each.text != each.code else "", likely[0]))
        lines.extend(("", "", "", more) for more in likely[1:])
    out(table(lines, heads=("rows", "code", "text", "nearest known")) if lines else "every offence is known")


def _likely(line: Known) -> str:
    return f"{line.table} {line.code} {line.text} ({line.strength}: {', '.join(line.classes) or line.group})"
