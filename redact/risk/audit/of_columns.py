"""Findings about columns: people, texts, flags, the same place or time once more, areas that cut each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from redact.distinct import dense
from redact.records.profiling.leaks import Leak, LeakKind
from redact.risk.audit.looked import Looked, group_of
from redact.risk.audit.of_places import share
from redact.risk.audit.places import AREAS
from redact.risk.audit.result import Finding, Who
from redact.risk.audit.rows import Marked
from redact.vocabulary import NAME_ROLES, ROLES, RoleGroup

_DIRECT: Final = ("phone", "email", "person_address", "license", "plate", "vin", "ssn")
_PLACE_AGAIN: Final = (
    LeakKind.POINT_AGAIN, LeakKind.PLACE_CODE, LeakKind.SECOND_AREA, LeakKind.FIXES_PLACE, LeakKind.COMPUTED,
)  # fmt: skip
_IN_NUMBERS: Final = (LeakKind.CONTAINS_COLUMN, LeakKind.CONTAINS_DATE)


def of_columns(looked: Looked, rows: Marked) -> Iterator[Finding]:
    """What single columns give away, whatever the row is about."""
    yield from _blind(looked, rows)
    yield from _silent(looked, rows)
    yield from _people(looked, rows)
    yield from _again(looked)
    yield from _areas(looked, rows)
    updated = looked.titles("updated_at")
    if updated:
        yield Finding(
            "edits", Who.COMPARES, looked.rows, looked.rows, updated,
            f"{', '.join(updated)} tells when a record was last changed",
            "Whoever compares copies of the file sees which old reports are being worked on again.",
            f"Drop {', '.join(updated)}; the release has a date of its own.",
        )  # fmt: skip


def _blind(looked: Looked, rows: Marked) -> Iterator[Finding]:
    """Nothing known tells what happened: silence about sensitive rows would look like their absence."""
    if any(group_of(role) in (RoleGroup.OFFENSE, RoleGroup.TEXT) for role in looked.roles.values()):
        n = int(rows.unknown.sum())
        if n:
            yield Finding(
                "offence_unknown",
                Who.ANYONE,
                n,
                looked.rows,
                looked.titles("offense_code", "offense_text", "offense_category", "statute"),
                f"{share(n, looked.rows)} rows state an offence that is in no table, so they could not be classified",
                "Hers may be among them, counted as any other below.",
                "Let your own table say what they are: redact classify FILE --unknown, then codes: in the card.",
                hers=n if 2 * n > looked.rows else 0,
            )
        return
    yield Finding(
        "not_classified",
        Who.ANYONE,
        looked.rows,
        looked.rows,
        (),
        "no column was found that tells what happened, so no row could be classified",
        "Her row is counted as any other below: this audit says nothing about sensitive rows.",
        "Name the columns in a card (redact profile FILE -o card.yaml) and audit again with --card.",
        hers=looked.rows,
    )


def _silent(looked: Looked, rows: Marked) -> Iterator[Finding]:
    n, of = int(rows.silent.sum()), int(rows.sensitive.sum())
    if n:
        yield Finding(
            "offence_silent", Who.ANYONE, n, of, (),
            f"{share(n, of)} sensitive rows have a code and a text that say nothing of it",
            "A filter by offence lets these rows through as if they were anything else; that is how names of people "
            "who had reported came online elsewhere, under a plain assault code.",
            "Classify by every kind of evidence, linked rows too: classify: sources (see docs/classification.md).",
            hers=n,
        )  # fmt: skip


def _people(looked: Looked, rows: Marked) -> Iterator[Finding]:
    births = tuple(role for role in ROLES if role.endswith("_dob"))
    kinds = (
        ("names", tuple(NAME_ROLES - {"officer_name"}), "names of people",
         "Her name, or that of somebody whom people know beside her, stands in the file."),
        ("contacts", (*_DIRECT, *births), "numbers, addresses or dates of birth of people",
         "One of these is enough to find her, whatever else is masked."),
        ("texts", tuple(role for role, group in ROLES.items() if group is RoleGroup.TEXT), "texts of officers",
         "A text tells what no column says: names, homes, what was done to her."),
    )  # fmt: skip
    for name, roles, what, means in kinds:
        do = (
            "Drop {}, or publish what redact scrub leaves of it." if name == "texts" else "Drop {}; no policy keeps it."
        )
        yield from _filled(looked, rows, name, Who.ANYONE, roles, what, means, do)
    people = tuple(role for role in ROLES if role.endswith(("_age", "_sex", "_race")) and "officer" not in role)
    yield from _filled(
        looked, rows, "person_details", Who.KNOWS_HER, people, "age, sex or race of people",
        "With a day and an area these tell her from everybody else who lives there.",
        "Drop {} where rows are sensitive, else bands: tiers: people: {{age: bands of 10}}.",
    )  # fmt: skip
    yield from _filled(
        looked, rows, "officers", Who.COMPARES, ("officer_name",), "names of officers",
        "The officer who came is something that she and her family know: it finds the row again.",
        "Decide it: identity: officers; never beside a protected row ({}).",
    )  # fmt: skip


def _filled(
    looked: Looked, rows: Marked, name: str, who: Who, roles: tuple[str, ...], what: str, means: str, do: str
) -> Iterator[Finding]:
    columns = looked.with_role(*roles)
    if not columns:
        return
    filled = np.logical_or.reduce([column.stated for column in columns])
    titles = tuple(column.title for column in columns)
    n, mine = int(filled.sum()), int((filled & rows.sensitive).sum())
    says = f"{share(n, looked.rows)} rows have {what} ({mine:,} of them sensitive)"
    yield Finding(name, who, n, looked.rows, titles, says, means, do.format(", ".join(titles)), hers=mine)


def _again(looked: Looked) -> Iterator[Finding]:
    """What profiling found: the place or the time once more, numbers that hold other columns."""
    titles = {column.title for column in looked.columns}
    leaks = [leak for leak in looked.leaks if leak.column in titles]
    for name, kinds, who, what, means, do in (
        ("place_again", _PLACE_AGAIN, Who.SECOND_FILE, "the place once more",
         "Coarsening one column of place leaves the others as exact as they were.",
         "One place per row, made by the policy; drop {}."),
        ("time_again", (LeakKind.PART_OF_TIME,), Who.SECOND_FILE, "the time once more",
         "Coarsening one column of time leaves the others as exact as they were.",
         "One time per row, made by the policy; drop {}."),
        ("inside_numbers", _IN_NUMBERS, Who.COMPARES, "numbers with other columns or the date inside",
         "A number that was kept to link rows gives back what was taken out beside it.",
         "New random ids in each release (columns: {{keys: new random id}}); drop {}."),
    ):  # fmt: skip
        mine = [leak for leak in leaks if leak.kind in kinds]
        if mine:
            found = tuple(dict.fromkeys(leak.column for leak in mine))
            yield Finding(name, who, looked.rows, looked.rows, found, f"{', '.join(found)}: {what}", means,
                          do.format(", ".join(found)))  # fmt: skip


def _areas(looked: Looked, rows: Marked) -> Iterator[Finding]:
    """Several areas together cut the city into smaller pieces than any of them."""
    columns = looked.with_role(*AREAS)
    if len(columns) < 2:
        return
    stated = np.logical_and.reduce([column.stated for column in columns])
    if not stated.any():
        return
    pieces = np.bincount(dense([column.codes[stated] for column in columns]))
    usual = max(column.distinct for column in columns)
    real = int((pieces >= 3).sum())
    n = int((stated & rows.sensitive).sum())
    if real > 1.2 * usual:
        titles = tuple(column.title for column in columns)
        yield Finding(
            "second_geography", Who.SECOND_FILE, n or int(stated.sum()), looked.rows, titles,
            f"{len(columns)} columns of areas cut the city into {real:,} pieces; the finest alone into {usual:,}",
            "Where two areas overlap in a few streets, they say which streets.",
            f"Publish one kind of area; drop the others of {', '.join(titles)}.",
            hers=n,
        )  # fmt: skip


def leaky(leaks: tuple[Leak, ...], looked: Looked) -> tuple[tuple[str, str, str], ...]:
    """(column, kind, sentence) of what profiling found, for the table of columns."""
    titles = {column.title for column in looked.columns}
    dull = (LeakKind.LOST_FORM, LeakKind.LOST_ZEROS)
    told = (leak for leak in leaks if leak.kind not in dull and leak.column in titles)
    return tuple((leak.column, str(leak.kind), leak.sentence) for leak in told)
