"""Differencing: who has kept earlier releases finds out nothing about anybody by laying them beside this one.

The rows that are to come out are compared, value by value, with those of every release so far. What changed is judged
with the plan's truth: a row that vanished, appeared or changed must not be the only one of its kind that did.

Who has the newest release sees each change as it comes; who has older ones sees the same changes, several at once. So
the newest is what is judged, and the others are counted.
"""

from __future__ import annotations

import pyarrow.compute as pc

from redact.gates.differences import differences
from redact.gates.earlier import Earlier
from redact.gates.imported import Past, past
from redact.gates.result import GateResult
from redact.gates.singled import Found, Judge, Truth
from redact.gates.view import ReleaseView
from redact.run import give_back

NAME = "differencing"


def check(view: ReleaseView) -> GateResult:
    """Compares the staged rows with all earlier releases and with what was public before the first."""
    earlier = view.earlier
    required = (
        f"of the events that leave a group, month and district at most 1 in {view.policy.removals.cover + 1} leaves "
        "because of what it is; late and changed rows only at a revision, in company"
    )
    if earlier is None or earlier.nothing:
        sentence = "Nobody has an earlier copy that this release could be compared with."
        return GateResult(NAME, True, "nothing was released before", required, sentence)
    found, vanished = _released(view, earlier)
    before = past(view, earlier)
    troubles = [*_troubles(view, found), *before.troubles]
    return GateResult(
        NAME,
        not troubles,
        _measured(view, earlier, found, vanished, before),
        required,
        " ".join(troubles) if troubles else _good(found, before),
    )


def _released(view: ReleaseView, earlier: Earlier) -> tuple[Found, list[int]]:
    """What is wrong beside the newest release, and how many rows of each release are not in this one."""
    archive = earlier.archive
    vanished = [0] * len(archive.chapters)
    if not archive.chapters:
        return Found(), vanished
    judge = Judge(view, earlier, Truth.of(view))
    found = Found()
    for dataset in view.datasets:
        seen = differences(view, earlier, dataset)
        found += judge.of(seen)
        vanished = [one + int(other) for one, other in zip(vanished, seen.counts, strict=True)]
        del seen
        give_back(archive.rows.num_rows)
    out = archive.rows["dataset"].filter(archive.out)
    known = pc.is_in(out, value_set=_texts(view.datasets))
    return found + Found(dropped=len(out) - int(pc.sum(known).as_py() or 0)), vanished


def _texts(words: tuple[str, ...]) -> object:
    import pyarrow as pa

    return pa.array(list(words), pa.string())


def _measured(view: ReleaseView, earlier: Earlier, found: Found, vanished: list[int], before: Past) -> str:
    said = []
    if vanished:
        said.append(
            f"{len(vanished)} earlier release{'s' if len(vanished) != 1 else ''}: {found.vanished:,} rows of the "
            f"newest vanish or change, {found.appeared:,} rows appear in periods that are out"
        )
        if found.worst:
            said.append(f"at most {found.worst:.0%} of the events that leave a cell do so because of what they are")
        if len(vanished) > 1:
            said.append(f"{max(vanished):,} rows of the release that differs most are not in this one")
    if found.exposed:
        said.append(f"{found.exposed:,} events leave at once and can be told, as somebody has decided")
    if found.old:
        said.append(f"{found.old:,} rows of old periods go with all others of their group")
    if earlier.archive.unknown:
        said.append(f"{len(earlier.archive.unknown)} releases of an earlier version of redact cannot be compared")
    return "; ".join([*said, *before.measured]) or "nothing was released before"


def _good(found: Found, before: Past) -> str:
    said = "Whoever kept an earlier copy learns nothing about anybody from what changed."
    if found.exposed:
        said = f"What changed tells nothing but of the {found.exposed:,} events that leave at once."
    return " ".join([said, *before.notes])


def _troubles(view: ReleaseView, found: Found) -> list[str]:
    """What is wrong, each with what to do."""
    said = []
    if found.alone:
        said.append(
            f"{found.alone:,} events would leave with too few others in {found.cells:,} cells of a group, month and "
            f"district: let {found.lacking:,} more events of the same cells leave with them, or wait for the revision "
            "(redact preview --revision). One that must go now: redact remove --now, which says what that shows."
        )
    if found.late:
        said.append(
            f"{found.late:,} late rows would appear in periods that are out: wait for the revision, where all late "
            "rows come together."
        )
    if found.changed:
        said.append(
            f"{found.changed:,} rows that are out would change: wait for the revision (redact preview --revision), or "
            "give the export the columns and the map that the last release had."
        )
    if found.turned:
        said.append(
            f"{found.turned:,} rows would be shown exactly in one release and coarsely in another: such rows must "
            "leave. Where a whole group of old records is to be coarser, set `history` in the policy."
        )
    if found.bare:
        said.append(
            f"{found.bare:,} cells of late protected rows have too few rows or too little cover: let them wait for "
            "the revision, or for a longer period."
        )
    if found.again:
        said.append(f"{found.again:,} rows belong to events that had left for good: they must stay away.")
    if found.unknown or found.dropped:
        said.append(
            f"{found.unknown + found.dropped:,} rows do not fit what the plan and the ledger have noted. Preview again "
            "with all datasets that are published."
        )
    return said
