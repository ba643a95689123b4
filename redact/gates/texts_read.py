"""Texts read: a person has read a sample of the cleaned texts and found nobody in it."""

from __future__ import annotations

from redact.gates.result import GateResult
from redact.gates.view import ReleaseView
from redact.plan.items import Question, read_answers, read_items

NAME = "texts read"


def check(view: ReleaseView) -> GateResult:
    """Every portion of every dataset's sample is answered, and no answer leaves the texts out: where one does, the plan
    still has them and must be made again."""
    told = view.plan.summary["readings"]
    texts = sum(each["texts"] for each in told.values())
    sample = sum(each["sample"] for each in told.values())
    required = f"a person reads {view.policy.identity.sample:,} texts of each list and finds nobody in them"
    if not texts:
        return GateResult(NAME, True, "no texts are published", required, "No texts are published.")
    answers = read_answers(view.plan.folder)
    asked = [item for item in read_items(view.plan.folder) if item.question is Question.TEXTS]
    unread = sum(item.rows for item in asked if item.id not in answers)
    found = any(item.id in answers and answers[item.id].leave_out for item in asked)
    says = f"{sample - unread:,} of {texts:,} cleaned texts were read by a person"
    if found:
        says += ", who found somebody in one. Preview again: these texts are then left out."
    elif unread:
        says += f"; {unread:,} more must be. Read them with `redact review PLAN`."
    else:
        says += ", who found nobody in them. That is a sample: texts that nobody read can still tell who somebody is."
    return GateResult(NAME, not found and not unread, f"{sample - unread:,} of {sample:,} read", required, says)
