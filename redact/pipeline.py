"""Preview, check, publish: the three verbs that the command line, the pages and the notebooks call.

What was previewed is what is published: `publish` formats and scans the staged rows of a plan and recomputes nothing;
when data, policy, cards, layers or program changed since, the plan is stale (18).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from secrets import token_bytes, token_hex
from typing import TYPE_CHECKING, Any

from redact.counting import COUNTS, against_part, demand_newer_than_counts, demand_newest, draw, draw_draft, seal_key
from redact.custody.published import demand_all_known
from redact.errors import GateFailed, Missing, OpenItems, RedactError, Where, foremost
from redact.ledger.releases import State
from redact.plan.build import build
from redact.plan.expected.finding import Expected, taken_over
from redact.plan.explained import write_evidence
from redact.plan.folder import EVENTS_FILE, PLAN_FILE, Plan, make_private
from redact.plan.fresh import check_fresh, insiders_of, is_synthetic, load_policy_of, open_sources, project_of
from redact.plan.inputs import Inputs, Progress, silent
from redact.plan.items import ANSWERS_FILE, read_answers
from redact.plan.looks import FILE_NAME as LOOKS_FILE
from redact.plan.masks import check_mask, mask_of
from redact.plan.past.asked import asked_of, demand_seen
from redact.plan.past.chapter import read_chapter
from redact.plan.placing import recover, refuse_strangers, swap
from redact.plan.protected import protected_digest, protected_names
from redact.plan.rehearse import Rehearsed, check_examples
from redact.plan.save import write_decisions, write_events, write_summary
from redact.plan.tables import prepare
from redact.plan.tables.saved import SEAL
from redact.plan.texts import model_digest
from redact.plan.treatments import treatments
from redact.project import Project
from redact.run import give_back
from redact.signoff import standing_for_report, stands_against

if TYPE_CHECKING:
    from redact.gates import GateResult
    from redact.ledger import Ledger
    from redact.policy.model import Policy
    from redact.records.source import Source


@dataclass(frozen=True)
class Released:
    """What `publish` wrote: the release folder, its id, and what the gates found."""

    folder: Path
    release: str
    draft: bool
    gates: tuple[GateResult, ...]


def preview(
    project: Project,
    *,
    out: Path,
    as_of: date | None = None,
    limit: int | None = None,
    workers: int | None = 1,
    by: str = "",
    revision: bool = False,
    expected: Collection[str] = (),
    progress: Progress = silent,
    heard: Callable[[tuple[GateResult, ...]], object] = bool,
) -> Plan:
    """Decides what would be published and saves it as a plan with its report; publishes nothing.

    `workers` None uses as many processes as suit the data; the calling script then needs the usual
    `if __name__ == "__main__":`. Answers given to an earlier plan at `out` are taken over. The plan appears at `out`
    complete or not at all. `by` is who makes it, and so cannot approve it; `revision` lets late changes appear although
    the policy's revision is not due; `expected` names what is not as usual and yet right ("incidents:2026-03"); `heard`
    is given what the gates found. Raises PolicyInvalid (10), DataMismatch (11), ExampleFails (13) or Missing (16).
    """
    from redact.place import build_units, load_jurisdiction
    from redact.policy import load_policy

    out = Path(out)
    recover(out)
    refuse_strangers(out)
    policy = load_policy(project.policy)
    model_digest(policy)  # before any row is read: 16 where it is missing
    rehearsed = check_examples(policy, Where(project.policy))
    sources = open_sources(project)
    secret = project.load_secret()
    insiders = insiders_of(project, secret)
    progress("building the places that may be published", 0, None)
    jurisdiction = load_jurisdiction(project.jurisdiction)
    listed = protected_names(jurisdiction, policy)
    units = build_units(jurisdiction, policy.places, policy.street_floors)
    answers = read_answers(out) if out.exists() else {}
    out.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}-"))
    try:
        make_private(making)
        with project.open_ledger(secret) as ledger:
            check_mask(mask_of(units, treatments(policy)), ledger)
            if ledger.unfinished():  # what a killed release put out counts as out
                with ledger.writing():
                    finish_interrupted(ledger)
            asked, before = asked_of(ledger)
            inputs = Inputs(
                policy=policy,
                sources=sources,
                units=units,
                secret=secret,
                ledger=ledger,
                as_of=as_of or date.today(),  # noqa: DTZ011 - the officer's own calendar day
                limit=limit,
                workers=workers,
                answers=answers,
                item_key=_item_key(out) if project.throw_away else None,
                listed=listed,
                protected=protected_digest(jurisdiction),
                insiders=insiders,
                asked=asked,
                before=before,
                revision=revision,
                expected=_expected(out, expected, by),
            )
            _decide(inputs, making, project, progress, by)
        if answers:
            shutil.copyfile(out / ANSWERS_FILE, making / ANSWERS_FILE)
        if (out / LOOKS_FILE).is_file():
            shutil.copy(out / LOOKS_FILE, making / LOOKS_FILE)
        plan = Plan.open(making)
        from redact.bundle.made_up import with_files  # both need the lab, which not everybody who imports this does
        from redact.risk.trial.of_plan import try_for_plan

        try_for_plan(plan, policy, project.policy, out, with_files, progress)
        heard(_report(plan, project, policy, sources, rehearsed, progress))
        swap(making, out)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return Plan.open(out)


def _item_key(out: Path) -> bytes:
    """The key of the replaced plan's open items, so that answers given there still fit; else a new one."""
    if (out / PLAN_FILE).is_file():
        saved = Plan.open(out).summary.get("item_key")
        if isinstance(saved, str):
            return bytes.fromhex(saved)
    return token_bytes(32)


def _expected(out: Path, named: Collection[str], by: str) -> Expected:
    """What is called right now, and what was for the plan that is replaced."""
    before = taken_over(Plan.open(out).summary) if (out / PLAN_FILE).is_file() else ()
    return Expected(frozenset(named), by, before)


def _decide(inputs: Inputs, folder: Path, project: Project, progress: Progress, by: str) -> None:
    """Runs the stages and saves what they decided; their columns are given back before anything is checked."""
    built = build(inputs, folder, progress)
    inputs.units.save(folder)
    progress("saving the plan", 0, None)
    synthetic = is_synthetic(inputs.sources)
    throw_away = token_bytes(32) if project.throw_away else None
    prepare(folder, built, inputs, throw_away or inputs.secret.key(SEAL))
    write_decisions(folder, built)
    write_events(folder, built)
    write_evidence(folder, built.evidence, inputs.policy)
    write_summary(
        folder,
        built,
        inputs,
        synthetic=synthetic,
        project={**_remember(project, inputs.sources), "by": by},
        seal_key=throw_away if synthetic else None,
    )
    rows = len(built.rows)
    del built
    give_back(rows)


def check(plan: Plan) -> tuple[GateResult, ...]:
    """Every gate's result on a plan. Raises PlanStale (18) where the inputs are no longer what was previewed."""
    from redact.gates import ReleaseView, run_gates
    from redact.gates.earlier import earlier_of

    project = project_of(plan)
    earlier = earlier_of(project)
    return run_gates(ReleaseView.of_plan(plan, load_policy_of(plan, project), check_fresh(plan, project), earlier))


def publish(
    plan: Plan,
    *,
    out: Path | None = None,
    draft: bool = False,
    spend: bool = False,
    progress: Progress = silent,
) -> Released:
    """Writes the release of a plan, or a draft of it inside the plan folder, once everything holds.

    Raises the foremost of what stands against it: PlanStale (18), OpenItems (14), NotAgreed (12), GateFailed (15).
    A draft passes the same gates but needs nobody's agreement; nor do synthetic records. For real ones all who must
    have signed, notice was given in time, nobody has said stop, and a second person has approved this plan.
    `spend` counts periods again that changed since they were published, from what the policy keeps for that.
    """
    from redact.bundle import point_to_release, write_bundle
    from redact.gates import ReleaseView, run_gates
    from redact.gates.earlier import earlier_of

    project = project_of(plan)
    policy = load_policy_of(plan, project)
    sources = check_fresh(plan, project)
    secret = project.load_secret()
    progress("checking the gates", 0, None)
    view = ReleaseView.of_plan(plan, policy, sources, earlier_of(project))
    gates = run_gates(view)
    agreed, unagreed = (None, []) if draft or plan.synthetic else stands_against(plan, project, policy)
    stop = foremost([*_against(plan, gates), *unagreed])
    if stop is not None:
        raise stop
    target = plan.folder / "draft" if draft else Path(out) if out is not None else project.output
    release = f"{plan.summary['as_of']}-{plan.summary['nonce'][:6]}"
    progress("writing the release", 0, None)
    with project.open_ledger(secret) as ledger, ledger.writing():
        ledger.verify().demand(ledger.path)
        if agreed is not None and (late := foremost(stands_against(plan, project, policy)[1])) is not None:
            raise late  # somebody has said stop while the gates were checked
        for out in () if project.throw_away else {target, project.output}:
            demand_newest(ledger, out)
            demand_all_known(ledger, out)
        if not project.throw_away:
            demand_newer_than_counts(ledger, plan.folder / COUNTS)
        finished = finish_interrupted(ledger)
        if release not in finished and not draft:
            demand_seen(plan, ledger)
        if draft:
            draw_draft(plan, policy, ledger, project, secret)
            folder = write_bundle(view, target, release=release, gates=gates, draft=True)
            ledger.drafted(f"{release}-draft-{token_hex(3)}", folder=folder, nonce=plan.summary["nonce"])
            return Released(folder, release, True, gates)
        if release in finished and not draft:
            point_to_release(view, finished[release], release=release, gates=gates)
            return Released(finished[release], release, False, gates)
        release = _unused(release, ledger)
        draw(plan, policy, ledger, seal_key(plan, project, secret), again=spend)
        _pin(plan, policy, ledger)
        public = agreed.public() if agreed is not None else None
        ledger.intend(release, folder=(target / release).resolve(), nonce=plan.summary["nonce"], about=_about(plan))
        ledger.remember(release, **_events(plan), chapter=read_chapter(plan))
        try:
            head = ledger.head
            folder = write_bundle(view, target, release=release, gates=gates, draft=False, ledger=head, agreed=public)
        except BaseException:
            if not (target / release).exists():
                ledger.rolled_back(release)
            raise
        ledger.published(release)
    return Released(folder, release, False, gates)


def finish_interrupted(ledger: Ledger) -> dict[str, Path]:
    """Takes up releases that something ended half-way: out if the public can see the folder, else taken back.

    Returns the folders of those that are out now, by release.
    """
    finished = {}
    for old in ledger.unfinished():
        if Path(old.folder).exists():
            ledger.published(old.id)
            finished[old.id] = Path(old.folder)
        else:
            ledger.rolled_back(old.id)
    return finished


def _unused(release: str, ledger: Ledger) -> str:
    """The release's id, with a number behind it where an earlier try under that id was taken back."""
    taken_back = {each.id for each in ledger.releases() if each.state is State.ROLLED_BACK}
    number, name = 1, release
    while name in taken_back:
        number += 1
        name = f"{release}-{number}"
    return name


def _pin(plan: Plan, policy: Policy, ledger: Ledger) -> None:
    """Keeps the mask of this publisher's places; one that would cut the places of an earlier one is refused (11)."""
    mask = mask_of(plan.units(), treatments(policy))
    check_mask(mask, ledger)
    ledger.pin_mask(mask.digest, mask.to_bytes())


def _about(plan: Plan) -> dict[str, Any]:
    return {
        "policy": plan.summary["policy"],
        "units": plan.summary["units"]["digest"],
        "usual": plan.summary.get("usual"),
    }


def _events(plan: Plan) -> dict[str, Any]:
    import pyarrow.parquet as pq

    table = pq.read_table(plan.folder / EVENTS_FILE)
    return {
        "keys": table.column("key").to_numpy(),
        "strictest": table.column("strictest").to_numpy(),
        "cover": table.column("cover").to_numpy(),
        "fine": table.column("fine").to_numpy(),
        "tier_names": plan.summary["tiers"],
    }


def _remember(project: Project, sources: Mapping[str, Source]) -> dict[str, Any]:
    """What `publish` needs to find the inputs again. Stays in the owner-only plan folder."""

    def text(path: Path | None) -> str | None:
        return str(path.resolve()) if path is not None else None

    return {
        "publisher": project.publisher,
        "policy": text(project.policy),
        "jurisdiction": text(project.jurisdiction),
        "output": text(project.output),
        "signers": text(project.signers),
        "ledger": text(project.ledger),
        "secret": text(project.secret),
        "path": text(project.path),
        "insiders": text(project.insiders),
        "reviewer": project.reviewer,
        "datasets": [
            {"files": [text(path) for path in source.files], "card": text(dataset.card)}
            for dataset, source in zip(project.datasets, sources.values(), strict=True)
        ],
    }


def _against(plan: Plan, gates: tuple[GateResult, ...]) -> list[RedactError]:
    """Everything that stands against writing, in no order."""
    found: list[RedactError] = []
    items = plan.open_items
    if items:
        rows = sum(item.rows for item in items)
        found.append(
            OpenItems(
                f"{len(items)} open items ({rows:,} rows) wait for an answer",
                where=Where(plan.folder),
                fix='Answer them with `redact review PLAN`, then preview again. "Leave out" is always an answer.',
            )
        )
    found += against_part(plan)
    for code, error in ((Missing.exit_code, Missing), (GateFailed.exit_code, GateFailed)):
        failed = [gate for gate in gates if not gate.passed and gate.code == code]
        if failed:
            found.append(
                error(
                    f"{len(failed)} of {len(gates)} gates failed:\n"
                    + "\n".join(f"  {gate.name}: {gate.sentence}" for gate in failed),
                    where=Where(plan.folder),
                    fix="The report says what each gate measured and what to do.",
                )
            )
    return found


def _report(
    plan: Plan,
    project: Project,
    policy: Policy,
    sources: Mapping[str, Source],
    rehearsed: tuple[Rehearsed, ...],
    progress: Progress,
) -> tuple[GateResult, ...]:
    """Runs the gates on the new plan, writes its report with their results and those of attacks, and gives them."""
    from redact.bundle.alike_section import alike_section
    from redact.bundle.already_public import already_public
    from redact.bundle.plan_report import write_report
    from redact.gates import ReleaseView, run_gates
    from redact.gates.earlier import earlier_of
    from redact.gates.scenarios import judged
    from redact.plan.samples import samples

    progress("checking the gates", 0, None)
    view = ReleaseView.of_plan(plan, policy, sources, earlier_of(project))
    gates = run_gates(view)
    progress("writing the report", 0, None)
    standing = standing_for_report(plan, project, policy)
    write_report(
        plan, policy, gates, rehearsed, samples(policy), sources, standing, already_public(view), judged(view),
        alike_section(view),
    )  # fmt: skip
    return gates


__all__ = ["Progress", "Released", "check", "open_sources", "preview", "publish"]
