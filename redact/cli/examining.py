"""A policy's worked examples on the command line: what they leave out, and that none is somebody's record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from redact.errors import PolicyInvalid

if TYPE_CHECKING:
    from redact.plan.examples import Uncovered
    from redact.policy import Policy


def demand_made_up(policy: Policy, path: Path, data: Sequence[Path], cards: Sequence[Path]) -> None:
    """Refuses examples that share long text, or a full name and an address, with a record.

    PolicyInvalid (10), with the example's line: nothing is wrong with the data, and nobody may use or print the policy
    until the example is worded anew.
    """
    from redact.plan.examples import shared
    from redact.plan.fresh import open_sources
    from redact.policy.yaml import load_document
    from redact.project import ad_hoc_project

    sources = open_sources(ad_hoc_project(data, policy=path, cards=cards))
    found = shared(policy, sources.values())
    if not found:
        return
    document = load_document(path, PolicyInvalid)
    raise PolicyInvalid(
        "examples are like real records",
        problems=[
            PolicyInvalid(
                f"this example is no made-up one: {each.sentence()}",
                where=document.where(("examples", each.example)),
                fix="Make up another text, name and address that show the same. A policy is read by everybody.",
            )
            for each in found
        ],
    )


def uncovered_lines(left: Uncovered) -> Iterator[str]:
    """What no example shows, a line for each sort."""
    for noun, words in (("group", left.tiers), ("class", left.classes), ("kind of list", left.kinds)):
        if words:
            yield f"no example for this {noun}: {', '.join(words)}"
