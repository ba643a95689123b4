"""The report's section on the adversaries that the policy names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from redact.report import Column, join, notice, paragraph, table

if TYPE_CHECKING:
    from redact.gates.scenarios import Judged

TITLE: Final = "Adversaries"
LEAD: Final = (
    "Whom the policy names, and what each would find out. Where nobody knows the truth of the records, or where there "
    "are too few, the policy is tried on made-up cities."
)


def adversaries_section(every: Sequence[Judged]) -> Markup:
    """A table of the gate's outcomes, and what to do about those that are not withstood."""
    if not every:
        return paragraph("The policy names nobody under gates.scenarios, so nobody was tried.")
    from redact.risk.trial.as_page import verdict_mark
    from redact.risk.trial.words import kind, share

    rows = []
    for each in every:
        found = each.decides.figures if each.decides is not None else None
        rows.append((
            Markup("{} <small>{}</small>").format(each.scenario.title, each.scenario.scenario), each.where,
            "" if each.decides is None else kind(each.decides),
            None if found is None else found.tries, None if found is None else share(found.upper),
            share(each.scenario.passes.at_most),
            "not tried" if each.decides is None else verdict_mark(each.decides),
        ))  # fmt: skip
    heads = [Column("Adversary"), Column("Tried on"), Column("Judged by"), Column("Tries", number=True),
             Column("Upper end", number=True), Column("Allowed", number=True), Column("Verdict")]  # fmt: skip
    words = [
        Markup("<strong>{}</strong> {}").format(each.scenario.title, each.decides.words)
        for each in every
        if each.decides is not None
    ]
    return join([
        table("Adversaries", heads, rows, hide_caption=True),
        *(paragraph(said) for said in words),
        *(notice(_advice(each), "bad", each.scenario.title) for each in every if not each.passed),
    ])  # fmt: skip


def _advice(each: Judged) -> str:
    from redact.gates.scenarios import how_and_remedy
    from redact.risk.lab.outcome import Verdict

    if each.decides is not None and each.decides.verdict is Verdict.FAIL:
        return how_and_remedy(each)
    return f"The check “scenarios” says what to do; redact scenario run {each.scenario.scenario} tells more."


__all__ = ["LEAD", "TITLE", "adversaries_section"]
