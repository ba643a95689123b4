"""Finding a plan's inputs again, and whether they are still what was previewed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import redact
from redact.errors import DataMismatch, PlanStale, UsageError, Where
from redact.ledger import Secret
from redact.ledger.insiders import insiders_digest, read_insiders
from redact.place import build_units, load_jurisdiction
from redact.plan.folder import PLAN_FILE, Plan
from redact.plan.insiders import NOBODY_INSIDE, Insiders
from redact.plan.protected import protected_digest
from redact.plan.save import keyed_digest
from redact.plan.texts import model_digest
from redact.policy import load_policy
from redact.policy.model import Policy
from redact.project import Dataset, Project
from redact.records import card_for, load_card, open_source
from redact.records.source import Source


def open_sources(project: Project) -> dict[str, Source]:
    """The project's datasets, opened and checked against their cards, by name in the project's order."""
    sources: dict[str, Source] = {}
    for dataset in project.datasets:
        card = load_card(dataset.card) if dataset.card is not None else card_for(dataset.files[0])
        if card.dataset in sources:
            raise DataMismatch(
                f"two datasets are called '{card.dataset}'",
                where=Where(project.path),
                fix="Give each its own name with `dataset:` in its card; files of one dataset belong together.",
            )
        sources[card.dataset] = open_source(dataset.files, card)
    if not sources:
        raise UsageError("there is no data", fix="Name files, or list datasets in redact.yaml.")
    return sources


def project_of(plan: Plan) -> Project:
    """The project a plan was made from."""
    saved = plan.summary["project"]

    def path(name: str) -> Path | None:
        return Path(saved[name]) if saved.get(name) else None

    policy = path("policy")
    if policy is None:
        raise DataMismatch("plan.json is damaged", where=Where(plan.folder / PLAN_FILE), fix="Preview again.")
    return Project(
        publisher=saved["publisher"],
        policy=policy,
        jurisdiction=path("jurisdiction"),
        datasets=tuple(
            Dataset(tuple(Path(file) for file in item["files"]), Path(item["card"]) if item["card"] else None)
            for item in saved["datasets"]
        ),
        output=path("output") or Path("releases"),
        signers=path("signers"),
        ledger=path("ledger"),
        secret=path("secret"),
        path=path("path"),
        insiders=path("insiders"),
        reviewer=saved.get("reviewer") or "",
    )


def insiders_of(project: Project, secret: Secret) -> Insiders:
    """The project's list of people who work here; none where it names no list. Raises as `read_insiders` does."""
    if project.insiders is None:
        return NOBODY_INSIDE
    people = read_insiders(project.insiders, secret)
    return Insiders(people, project.reviewer, insiders_digest(people, secret))


def load_policy_of(plan: Plan, project: Project) -> Policy:
    """The policy a plan was made under. Raises PlanStale (18) where its meaning changed since."""
    policy = load_policy(project.policy)
    if policy.digest != plan.summary["policy"]["digest"]:
        raise _stale("the policy changed since this plan was made", plan)
    return policy


def check_fresh(plan: Plan, project: Project) -> dict[str, Source]:
    """The plan's sources, unchanged. Raises PlanStale (18) for data, cards, layers, secret or program that changed."""
    if plan.summary["package"] != redact.__version__:
        raise _stale("this plan was made by another version of redact", plan)
    try:
        sources = open_sources(project)
    except DataMismatch as error:
        raise _stale(f"a file of this plan cannot be read as before ({error.what})", plan) from None
    saved = {item["dataset"]: item for item in plan.summary["inputs"]}
    if list(saved) != list(sources):
        raise _stale("the datasets are not those of this plan", plan)
    for name, source in sources.items():
        if source.card.sha256 != saved[name]["card"]:
            raise _stale(f"the card of '{name}' changed since this plan was made", plan)
    if not project.throw_away:
        secret = project.load_secret()
        if secret.fingerprint != plan.summary["secret"]:
            raise _stale("the secret is not the one this plan was made with", plan)
        if insiders_of(project, secret).digest != plan.summary.get("insiders", ""):
            raise _stale("the list of people inside changed since this plan was made", plan)
    key = bytes.fromhex(plan.summary["input_key"])
    for name, source in sources.items():
        if keyed_digest(source.digest, key) != saved[name]["digest"]:
            raise _stale(f"the data of '{name}' changed since this plan was made", plan)
    policy = load_policy(project.policy)
    if model_digest(policy) != plan.summary["model"]:
        raise _stale("the narrative model changed since this plan was made", plan)
    jurisdiction = load_jurisdiction(project.jurisdiction)
    if protected_digest(jurisdiction) != plan.summary.get("protected_places"):
        raise _stale("the file of joined blocks around protected places changed since this plan was made", plan)
    units = build_units(jurisdiction, policy.places, policy.street_floors)
    if units.digest != plan.summary["units"]["digest"]:
        raise _stale("the map layers changed since this plan was made", plan)
    return sources


def _stale(what: str, plan: Plan) -> PlanStale:
    return PlanStale(what, where=Where(plan.folder), fix="Preview again and look at the new report.")


def is_synthetic(sources: Mapping[str, Source]) -> bool:
    """Whether every file is a synthetic city's export, unchanged since it was written."""
    from redact.synth import all_synthetic

    files = [path.resolve() for source in sources.values() for path in source.files]
    folders = {path.parent.parent for path in files}
    return len(folders) == 1 and all_synthetic(folders.pop(), files)
