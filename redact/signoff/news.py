"""What is new in a plan for the advocate who gets the notice: since the last notice, and since the signatures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from redact.bundle.facts import listed, plain
from redact.ledger import Ledger, Step
from redact.plan.folder import Plan
from redact.policy.signing import Content, SignOff
from redact.policy.signing.quorum import UNSIGNED_DAYS
from redact.policy.signing.signatures import kept_content
from redact.project import Project
from redact.report import join, paragraph
from redact.signoff.differences import agreed_before, differences

MORE = "Since you signed{day}, the policy was made to protect more, and no less: new codes, or stricter rules. "
SAME = "The rules, the lists of codes and the columns are the same as at the last notice, of {day}."


def news(
    plan: Plan, project: Project, content: Content, found: SignOff, ledger: Ledger, earlier: Step | None
) -> Markup:
    """The part of the notice on what is new. `earlier` is the last notice about another plan, None for the first."""
    told = _told(project, earlier)
    signed = agreed_before(project, content, ledger) if found.delta is not None else None
    last = _last_release(project)
    parts = [] if last is not None else [paragraph("This is the first release. All of it is new.")]
    if earlier is not None and told is not None:
        parts.append(_since(told, content, earlier, seen=signed is not None and signed.content.digest == told.digest))
    elif last is not None:
        parts += [paragraph(text) for text in _since_release(plan, content, *last)]
    if found.delta is not None:
        until = "from this notice" if found.delta.since is None else f"from the notice of {found.delta.since}"
        parts.append(
            paragraph(
                MORE.format(day=f" on {signed.day}" if signed is not None else "")
                + f"It holds for {UNSIGNED_DAYS} days {until}. Sign it by then. Its six words: "
                + f"{' '.join(found.delta.words)}."
            )
        )
        parts.append(_list(differences(signed.content, content) if signed is not None else ()))
    return join(parts)


def _told(project: Project, earlier: Step | None) -> Content | None:
    """What the last notice was about, where the signers' folder still has it as the ledger remembers it."""
    digest = earlier.content.get("content") if earlier is not None else None
    return kept_content(project.signers, str(digest)) if digest is not None and project.signers is not None else None


def _since(told: Content, content: Content, earlier: Step, *, seen: bool) -> Markup:
    day = earlier.content["day"]
    if told.digest == content.digest:
        return paragraph(SAME.format(day=day))
    if seen:
        return paragraph(f"Since the last notice, of {day}, the same was changed as since you signed:")
    return join([paragraph(f"Since the last notice, of {day}:"), _list(differences(told, content))])


def _since_release(plan: Plan, content: Content, statement: Any, columns: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """What is another than at the last release, for where nothing is kept of the last notice."""
    policy = content.policy
    said = []
    if statement["policy"]["digest"]["sha256"] != policy.digest:
        said.append("The policy is another than at the last release.")
    for name, header in plan.summary["header"].items():
        added = sorted(set(header) - set(columns.get(name, ())))
        if name not in columns:
            said.append(f"The list {plain(name)} is new.")
        elif added:
            said.append(f"New in {plain(name)}: {listed([plain(each) for each in added])}.")
    known = {each["name"] for each in statement.get("tables", ()) if isinstance(each, dict) and "name" in each}
    fresh = [plain(each.table) for each in policy.counts if known and each.table not in known]
    if fresh:
        said.append(f"New tables of numbers: {listed(fresh)}.")
    yield from said or ["The same lists, columns and policy as at the last release, about a later time."]


def _last_release(project: Project) -> tuple[Any, dict[str, tuple[str, ...]]] | None:
    """The last release's statement and columns; None where there is none yet or it cannot be read."""
    try:
        latest = json.loads((project.output / "latest.json").read_text(encoding="utf-8"))
        folder = project.output / latest["folder"]
        statement = json.loads((folder / "statement.json").read_text(encoding="utf-8"))["predicate"]
        package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        columns = {
            Path(each["path"]).stem: tuple(field["name"] for field in each["schema"]["fields"])
            for each in package["resources"]
            if each["path"].startswith("data/") and "schema" in each
        }
        statement["policy"]["digest"]["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return statement, columns


def _list(sentences: Sequence[str]) -> Markup:
    items = Markup("").join(Markup("<li>{}</li>").format(each) for each in sentences)
    return Markup("<ul>{}</ul>").format(items) if sentences else Markup("")


__all__ = ["news"]
