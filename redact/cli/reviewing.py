"""Asking a person what only a person can answer, and showing what was decided about a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from redact.cli.checking import counted
from redact.cli.classifying import evidence_table
from redact.cli.console import out, say, table
from redact.errors import NotAgreed, UsageError
from redact.plan.items import Answer, Item, Question, add_answer
from redact.plan.looks import ASKED, LINKED, note
from redact.vocabulary import OffenseGroup, RoleGroup

if TYPE_CHECKING:
    from redact.plan.folder import Plan
    from redact.policy import Policy
    from redact.project import Project
    from redact.records import Source

LEAVE_OUT = "leave out"
SKIP = "skip"
CAREFUL = "careful"
AS_SHOWN = "as shown"
AS_OTHERS = "as others"
FINE = "fine"
SHOWN_ROWS = 3
"""Example rows shown for an item: enough to recognise a code, few enough to read."""


def item_json(item: Item) -> dict[str, Any]:
    """An open item for other programs; it holds no value of the rows, and does not say which wait for the reviewer."""
    rows = [] if item.question is Question.INSIDER else list(item.example_rows)
    return {**asdict(item), "question": item.question.value, "example_rows": rows}


def ask(plan: Plan, by: str | None, codes: Path | None = None) -> None:
    """Goes through the open items one at a time. What is answered is saved at once; leaving half-way loses nothing.

    `codes` is the agency's own code table: answers that say what a code means become lines of it.
    """
    from redact.plan.fresh import check_fresh, load_policy_of, project_of

    items = plan.open_items
    if not items:
        out("Nothing is open.")
        return
    project = project_of(plan)
    policy = load_policy_of(plan, project)
    sources = check_fresh(plan, project)
    by = by or str(typer.prompt("Your name", err=True))
    items = _may_answer(items, project, by)
    if not items:
        return
    say(f"{counted(len(items), 'open item')}. Unsure? Leave out.")
    say("Ctrl-C leaves; the answers so far are kept.")
    for number, item in enumerate(items, start=1):
        say(f"\n{number} of {len(items)}: {item.question.sentence()}")
        if item.question is Question.TEXTS:
            answer = _read(plan, project, item, by)
        else:
            note(plan, project, by, [(item.dataset, row) for row in shown_rows(item)], item.question.value)
            say(f"{item.rows:,} rows of {item.dataset}; for example")
            say(context(sources[item.dataset], item))
            answer = _answer(item, policy, by)
        if answer is not None:
            add_answer(plan.folder, answer)
            if codes is not None and _says_what_it_means(item, answer):
                _add_line(codes, sources[item.dataset], item, answer)
    left = sum(item in items for item in plan.open_items)
    out(f"{len(items) - left} answered, {left} still open. Preview again to see what becomes of them.")
    if codes is None and any(item.question is Question.UNKNOWN_CODE for item in items):
        say("To keep answers for next month: redact review PLAN --codes our-codes.csv, and name that file in the card.")


def _may_answer(items: tuple[Item, ...], project: Project, by: str) -> tuple[Item, ...]:
    """The items that this person may see: those about people inside are the reviewer's alone, and theirs alone."""
    from redact.plan.insiders import same_person

    inside = tuple(item for item in items if item.question is Question.INSIDER)
    if inside and same_person(by, project.reviewer):
        return inside
    if inside:
        say(f"{counted(len(inside), 'open item')} more for the outside reviewer: redact review PLAN --by NAME")
    return tuple(item for item in items if item.question is not Question.INSIDER)


def _read(plan: Plan, project: Project, item: Item, by: str) -> Answer | None:
    """A portion of cleaned texts, one after the other; None where the person stops reading."""
    from redact.plan.readings import texts_of

    for number, (row, texts) in enumerate(texts_of(plan, item), start=1):
        note(plan, project, by, [(item.dataset, row)], item.question.value)
        say(f"\ntext {number} of {item.rows} (row {row})")
        for text in texts.values():
            say(text)
        chosen = _choose(f"'{FINE}', '{LEAVE_OUT}' or '{SKIP}'", [FINE, LEAVE_OUT, SKIP], default=FINE)
        if SKIP in chosen:
            return None
        if LEAVE_OUT in chosen:
            say(f"The texts of {item.dataset} are left out once you preview again; their rows stay.")
            because = str(typer.prompt("What does it tell? (without the name)", err=True))
            return Answer(item.id, True, (), None, by, because)
    return Answer(item.id, False, (), None, by, "read: nobody can be told from these texts")


def _says_what_it_means(item: Item, answer: Answer) -> bool:
    """Whether an answer is about the code itself, wherever it stands: what it is, not what to do with these rows."""
    if answer.leave_out or not item.question.about_code:
        return False
    return bool(answer.classes) or (item.question is Question.UNKNOWN_CODE and answer.group is not None)


def _add_line(codes: Path, source: Source, item: Item, answer: Answer) -> None:
    """The answer as a line of the agency's table, with the code and text of the first of its rows."""
    from redact.classify.evidence import STATED_BY, TEXTS
    from redact.classify.unknown import add_line

    row = min(item.example_rows)
    cells = _cells(source, [row])[row]
    stated = [cells[field.name] for role in STATED_BY for field in source.fields if field.role == role]
    texts = [cells[field.name] for role in TEXTS for field in source.fields if field.role == role]
    code = next((cell.strip() for cell in stated if cell.strip()), "")
    told = " / ".join(dict.fromkeys(cell.strip() for cell in texts if cell.strip()))
    said = f"{answer.by}: {answer.because}"
    if code and add_line(codes, code, told, classes=answer.classes, group=answer.group or "", source=said):
        say(f"added to {codes}; name it in the card of '{item.dataset}': codes: [{codes.name}]")


def shown_rows(item: Item) -> list[int]:
    """The rows whose offence columns are shown for an item."""
    return sorted(item.example_rows)[:SHOWN_ROWS]


def context(source: Source, item: Item) -> str:
    """The offence columns of a few of the item's rows, read again from the source for the person at the screen."""
    rows = shown_rows(item)
    found = _cells(source, rows)
    lines = [(f"row {row}", "; ".join(f"{name}: {cell}" for name, cell in found[row].items() if cell)) for row in rows]
    return table(lines)


def _cells(source: Source, rows: Sequence[int]) -> dict[int, dict[str, str]]:
    """The offence columns of some rows."""
    wanted = [field.name for field in source.fields if field.group is RoleGroup.OFFENSE]
    found: dict[int, dict[str, str]] = {}
    for batch in source.batches(wanted, limit=max(rows) + 1 if rows else 0):
        for row in rows:
            if batch.first_row <= row < batch.first_row + len(batch):
                found[row] = batch.table.select(wanted).slice(row - batch.first_row, 1).to_pylist()[0]
    return found


def _answer(item: Item, policy: Policy, by: str) -> Answer | None:
    """One item's answer; None where the person passes it by."""
    words = [LEAVE_OUT, SKIP]
    if item.question is Question.INSIDER:
        words.append(AS_OTHERS)
        say(f"Or '{AS_OTHERS}': the policy decides about them as about all other records.")
    elif item.question is Question.TIER_HOLDS:
        say("To publish rows of this kind, change the policy and preview again.")
    else:
        words.extend(policy.class_names)
        say(f"Classes: {', '.join(policy.class_names)}")
    if item.question is Question.UNKNOWN_CODE:
        words.extend(group.word for group in OffenseGroup)
        say(f"Or, if it is none of these, whom it is against: {', '.join(group.word for group in OffenseGroup)}")
    elif item.question is Question.DOUBT:
        words.append(CAREFUL)
        say(f"Or '{CAREFUL}': none of these is shown; publish them as carefully as crimes against persons.")
    elif item.question is Question.CONFLICT:
        words.append(AS_SHOWN)
        say(f"Or '{AS_SHOWN}': what the evidence shows is right.")
    chosen = _choose(f"'{LEAVE_OUT}', '{SKIP}'" + (" or words of the above" if len(words) > 2 else ""), words)
    if SKIP in chosen:
        return None
    because = str(typer.prompt("Because", err=True))
    if LEAVE_OUT in chosen:
        return Answer(item.id, True, (), None, by, because)
    classes = tuple(word for word in chosen if word in policy.class_names)
    groups = [word for word in chosen if word in {group.word for group in OffenseGroup}]
    return Answer(item.id, False, classes, groups[0] if groups else None, by, because)


def _choose(prompt: str, words: list[str], default: str = LEAVE_OUT) -> tuple[str, ...]:
    """Words from a list, separated by commas; asks again until they are all known and fit together."""
    while True:
        typed = str(typer.prompt(prompt, default=default, err=True))
        chosen = tuple(dict.fromkeys(part.strip().lower() for part in typed.split(",") if part.strip()))
        wrong = [word for word in chosen if word not in words]
        alone = {LEAVE_OUT, SKIP, CAREFUL, AS_SHOWN, AS_OTHERS, FINE} & set(chosen)
        groups = [word for word in chosen if word in {group.word for group in OffenseGroup}]
        if chosen and not wrong and not (alone and len(chosen) > 1) and len(groups) <= 1:
            return chosen
        say(f"not known here: {', '.join(wrong)}" if wrong else "choose one of the first two, or classes and one group")


def decisions(plan: Plan, row: int, dataset: str | None, by: str | None) -> Iterator[dict[str, Any]]:
    """What was decided about input row `row`, of one dataset or of all that have so many rows.

    NotAgreed (12) for a row that waits for the outside reviewer, where somebody else asks. The looks are noted first.
    """
    import pyarrow.compute as pc

    from redact.plan.fresh import load_policy_of, project_of
    from redact.plan.insiders import same_person
    from redact.plan.outcomes import Reason

    if dataset is not None and dataset not in plan.datasets:
        raise UsageError(f"this plan has no dataset '{dataset}'", fix=f"It has: {', '.join(plan.datasets)}")
    rows = plan.decisions()
    found = rows.filter(pc.equal(rows.column("row"), row)).to_pylist()
    chosen = [each for each in found if dataset in (None, each["dataset"])]
    if not chosen:
        raise UsageError(f"no dataset of this plan has a row {row}", fix="Rows count from 0, as read")
    project = project_of(plan)
    policy = load_policy_of(plan, project)
    events = [rows.filter(pc.equal(rows.column("event"), each["event"])).to_pylist() for each in chosen]
    inside = any(row["reason"] == Reason.INSIDER for event in events for row in event)
    if inside and not same_person(by or "", project.reviewer):
        raise NotAgreed(
            "this row waits for the outside reviewer, who alone may look at it",
            fix="The reviewer asks with --by NAME.",
        )
    for each, event in zip(chosen, events, strict=True):
        linked = [(row["dataset"], row["row"]) for row in event]
        linked.remove((each["dataset"], each["row"]))
        note(plan, project, by or "", [(each["dataset"], each["row"])], ASKED)
        if linked:
            note(plan, project, by or "", linked, LINKED)
        yield _decision(each, event, plan, policy)


def _decision(row: Mapping[str, Any], event: Sequence[Mapping[str, Any]], plan: Plan, policy: Policy) -> dict[str, Any]:
    from redact.plan.explained import evidence_of
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
        "linked_rows": len(event) - 1,
        "from_ledger": not row["cover"] and row["tier"] < min(each["own_tier"] for each in event) and not row["weak"],
        "evidence": evidence_of(plan.evidence, row, event),
    }


def decision_text(decision: Mapping[str, Any]) -> str:
    """The same for reading."""
    lines = [
        ("outcome", f"{decision['outcome']}: {decision['because']}"),
        ("tier", f"{decision['tier']}" + (" (as cover)" if decision["cover"] else "")),
        ("taken alone", str(decision["own_tier"])),
        ("classes", ", ".join(decision["classes"]) or "none"),
        ("against", str(decision["offense_group"])),
        ("linked records", f"{decision['linked_rows']:,}"),
        ("before", "an earlier release treated this event so" if decision["from_ledger"] else ""),
        ("what to do", str(decision["do"])),
    ]
    told = f"{decision['dataset']}, row {decision['row']}\n" + table([line for line in lines if line[1]])
    return f"{told}\n\n{evidence_table(decision['evidence'])}"
