"""Asking a person what only a person can answer, and showing what was decided about a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from redact.cli.checking import counted
from redact.cli.console import out, say, table
from redact.errors import UsageError
from redact.plan.items import Answer, Item, Question, add_answer
from redact.vocabulary import OffenseGroup, RoleGroup

if TYPE_CHECKING:
    from redact.plan.folder import Plan
    from redact.policy import Policy
    from redact.records import Source

LEAVE_OUT = "leave out"
SKIP = "skip"
SHOWN_ROWS = 3
"""Example rows shown for an item: enough to recognise a code, few enough to read."""


def item_json(item: Item) -> dict[str, Any]:
    """An open item for other programs; it holds no value of the rows."""
    return {**asdict(item), "question": item.question.value, "example_rows": list(item.example_rows)}


def ask(plan: Plan, by: str | None) -> None:
    """Goes through the open items one at a time. What is answered is saved at once; leaving half-way loses nothing."""
    from redact.plan.fresh import check_fresh, load_policy_of, project_of

    items = plan.open_items
    if not items:
        out("Nothing is open.")
        return
    project = project_of(plan)
    policy = load_policy_of(plan, project)
    sources = check_fresh(plan, project)
    say(f"{counted(len(items), 'open item')}. Unsure? Leave out.")
    say("Ctrl-C leaves; the answers so far are kept.")
    by = by or str(typer.prompt("Your name", err=True))
    for number, item in enumerate(items, start=1):
        say(f"\n{number} of {len(items)}: {item.question.sentence()}")
        say(f"{item.rows:,} rows of {item.dataset}; for example")
        say(context(sources[item.dataset], item))
        answer = _answer(item, policy, by)
        if answer is not None:
            add_answer(plan.folder, answer)
    left = len(plan.open_items)
    out(f"{len(items) - left} answered, {left} still open. Preview again to see what becomes of them.")


def context(source: Source, item: Item) -> str:
    """The offence columns of a few of the item's rows, read again from the source for the person at the screen."""
    wanted = [field.name for field in source.fields if field.group is RoleGroup.OFFENSE]
    rows = sorted(item.example_rows)[:SHOWN_ROWS]
    found = []
    for batch in source.batches(wanted, limit=rows[-1] + 1 if rows else 0):
        for row in rows:
            if batch.first_row <= row < batch.first_row + len(batch):
                cells = batch.table.slice(row - batch.first_row, 1).to_pylist()[0]
                found.append((f"row {row}", "; ".join(f"{name}: {cell}" for name, cell in cells.items() if cell)))
    return table(found)


def _answer(item: Item, policy: Policy, by: str) -> Answer | None:
    """One item's answer; None where the person passes it by."""
    if item.question is not Question.UNKNOWN_CODE:
        say("To publish rows of this kind, change the policy and preview again.")
        words = [LEAVE_OUT, SKIP]
    else:
        words = [LEAVE_OUT, SKIP, *policy.class_names, *(group.word for group in OffenseGroup)]
        say(f"Classes: {', '.join(policy.class_names)}")
        say(f"Or, if it is none of these, whom it is against: {', '.join(group.word for group in OffenseGroup)}")
    chosen = _choose(f"'{LEAVE_OUT}', '{SKIP}'" + (" or words of the above" if len(words) > 2 else ""), words)
    if SKIP in chosen:
        return None
    because = str(typer.prompt("Because", err=True))
    if LEAVE_OUT in chosen:
        return Answer(item.id, True, (), None, by, because)
    classes = tuple(word for word in chosen if word in policy.class_names)
    groups = [word for word in chosen if word not in policy.class_names]
    return Answer(item.id, False, classes, groups[0] if groups else None, by, because)


def _choose(prompt: str, words: list[str]) -> tuple[str, ...]:
    """Words from a list, separated by commas; asks again until they are all known and fit together."""
    while True:
        typed = str(typer.prompt(prompt, default=LEAVE_OUT, err=True))
        chosen = tuple(dict.fromkeys(part.strip().lower() for part in typed.split(",") if part.strip()))
        wrong = [word for word in chosen if word not in words]
        alone = {LEAVE_OUT, SKIP} & set(chosen)
        groups = [word for word in chosen if word in {group.word for group in OffenseGroup}]
        if chosen and not wrong and not (alone and len(chosen) > 1) and len(groups) <= 1:
            return chosen
        say(f"not known here: {', '.join(wrong)}" if wrong else "choose one of the first two, or classes and one group")


def decisions(plan: Plan, row: int, dataset: str | None) -> Iterator[dict[str, Any]]:
    """What was decided about input row `row`, of one dataset or of all that have so many rows."""
    import pyarrow.compute as pc

    from redact.plan.fresh import load_policy_of, project_of

    if dataset is not None and dataset not in plan.datasets:
        raise UsageError(f"this plan has no dataset '{dataset}'", fix=f"It has: {', '.join(plan.datasets)}")
    rows = plan.decisions()
    found = rows.filter(pc.equal(rows.column("row"), row)).to_pylist()
    chosen = [each for each in found if dataset in (None, each["dataset"])]
    if not chosen:
        raise UsageError(f"no dataset of this plan has a row {row}", fix="Rows count from 0, as read")
    policy = load_policy_of(plan, project_of(plan))
    for each in chosen:
        yield _decision(each, policy)


def _decision(row: Mapping[str, Any], policy: Policy) -> dict[str, Any]:
    from redact.plan.outcomes import Outcome, Reason
    from redact.records import Fault

    reason = Reason(row["reason"])
    return {
        "dataset": row["dataset"],
        "row": row["row"],
        "outcome": Outcome(row["outcome"]).word,
        "because": Fault(row["fault"]).sentence() if reason is Reason.FAULT else reason.sentence(),
        "do": reason.advice(),
        "tier": policy.tiers[row["tier"]].tier,
        "own_tier": policy.tiers[row["own_tier"]].tier,
        "cover": row["cover"],
        "classes": [name for bit, name in enumerate(policy.class_names) if row["classes"] >> bit & 1],
        "offense_group": OffenseGroup(row["group"]).word,
    }


def decision_text(decision: Mapping[str, Any]) -> str:
    """The same for reading."""
    lines = [
        ("outcome", f"{decision['outcome']}: {decision['because']}"),
        ("tier", f"{decision['tier']}" + (" (as cover)" if decision["cover"] else "")),
        ("taken alone", str(decision["own_tier"])),
        ("classes", ", ".join(decision["classes"]) or "none"),
        ("against", str(decision["offense_group"])),
        ("what to do", str(decision["do"])),
    ]
    return f"{decision['dataset']}, row {decision['row']}\n" + table([line for line in lines if line[1]])
