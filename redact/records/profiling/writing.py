"""A proposal as the YAML of a card, with its reasons as comments."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING

from redact.records.card import ReadOptions
from redact.vocabulary import RoleGroup

if TYPE_CHECKING:
    from redact.records.profiling.proposal import Proposal

_ONLY_CLASSIFY = ("relationship", "domestic_flag", "circumstance", "clearance")
_WHAT_HAPPENS = (
    "What is published of a column is for the policy to say. Whatever it says: all place columns together become one "
    "coarser place, all time columns one coarser time, numbers of records a new random id; columns not listed stay out."
)


def as_yaml(proposal: Proposal) -> str:
    """The whole card. Every title is quoted; no cell's value is in it."""
    card = proposal.card
    lines = [
        *_comment(
            f"Proposed by redact profile from the first {proposal.rows:,} rows of {proposal.path.name}. "
            "Check every line: the tool reads titles and shapes, you know the records."
        ),
        *(line for note in proposal.notes for line in _comment(f"Note: {note}")),
        f"dataset: {card.dataset}",
        f"kind: {card.kind}",
    ]
    lines += _read(card.read)
    lines += ["time:", "  zone: null                    # fill in, for example America/Chicago"]
    if card.time_formats:
        lines.append("  formats:")
        lines += [f"    {_quoted(title)}: {_quoted(text)}" for title, text in card.time_formats.items()]
    unclear = [each.title for each in card.fields if each.group is RoleGroup.TIME and not _format(proposal, each.title)]
    if unclear:
        lines += _comment(f"No format is proposed for {', '.join(unclear)}: say above which comes first, day or month.")
    lines += _mapping("crs", card.crs)
    bare = [each.title for each in card.fields if each.role in ("x", "y") and each.title not in card.crs]
    if bare:
        lines += _comment(
            f"Say under crs in which coordinate system {' and '.join(bare)} are: {{{_quoted(bare[0])}: EPSG:3435}}"
        )
    lines += _mapping("keys", card.keys)
    lines.append(
        f"codes: [{', '.join(card.codes)}]                       # tables of offence codes: nibrs, or your own"
    )
    lines += _comment(_WHAT_HAPPENS)
    lines.append("columns:")
    for title, role in card.columns.items():
        only = "; used to classify, never published" if role in _ONLY_CLASSIFY else ""
        lines.append(f"  {_quoted(title)}: {_role(role)}  # {proposal.reasons[title]}{only}")
    if not card.columns:
        lines += _comment("No column could be told: name them here, title: role.")
    if proposal.unlisted:
        lines += [
            "",
            '# Not listed above, so neither read nor published. To have one read, name it: "TITLE": extra name',
        ]
        lines += [f"#   {_quoted(title)}: {proposal.reasons[title]}" for title in proposal.unlisted]
    if proposal.leaks:
        lines += ["", "# What gives away place, time or a record:"]
        lines += [f"#   {_quoted(leak.column)}: {leak.kind}: {leak.sentence}" for leak in proposal.leaks]
    return "\n".join(lines) + "\n"


def _format(proposal: Proposal, title: str) -> bool:
    formats = proposal.card.time_formats
    return title in formats or proposal.card.columns[title] in formats


def _read(read: ReadOptions) -> list[str]:
    usual = ReadOptions()
    changed = {part.name: getattr(read, part.name) for part in fields(read)}
    parts = [f"{name}: {json.dumps(value)}" for name, value in changed.items() if value != getattr(usual, name)]
    return [f"read: {{{', '.join(parts)}}}"] if parts else []


def _mapping(name: str, entries: Mapping[str, str]) -> list[str]:
    inside = ", ".join(f"{_quoted(key) if name == 'crs' else key}: {value}" for key, value in entries.items())
    return [f"{name}: {{{inside}}}"] if entries else []


def _role(role: str) -> str:
    return role if re.fullmatch(r"[a-z_ ]{2,}", role) else _quoted(role)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, 110, initial_indent="# ", subsequent_indent="# ")
