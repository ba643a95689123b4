"""Writing a bundle: aside on the same disk, read again and scanned, then put in its place as a whole.

Nothing here decides anything: rows are formatted as they are staged. A run that ends anywhere leaves what was published
before untouched and no half-written release.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from redact.bundle.cells import point_texts, write_csv, write_geojson, write_parquet
from redact.bundle.count_maps import read_shapes
from redact.bundle.count_numbers import read_numbers
from redact.bundle.count_pages import counts_page
from redact.bundle.facts import STAMPED, Facts, facts_of
from redact.bundle.familiar import unfamiliar
from redact.bundle.hazards import blocking, forbidden_words, hazards_of, words_allowed
from redact.bundle.manifests import data_package, dcat_us, dump, files_of, sha256_of, statement
from redact.bundle.pages import dictionary_page, portal_page, protection_page
from redact.bundle.reading import differences, other_texts
from redact.counts.info import TableInfo
from redact.errors import GateFailed, RedactError, UsageError, Where
from redact.gates import GateResult, ReleaseView, residue
from redact.gates.scan import Scope, scan, text_columns
from redact.ledger import Head
from redact.plan.folder import keep_private
from redact.policy.signing import Agreed

LATEST = "latest.json"
_ASIDE = ".writing-"


def write_bundle(
    view: ReleaseView,
    target: Path,
    *,
    release: str,
    gates: Sequence[GateResult],
    draft: bool,
    ledger: Head | None = None,
    agreed: Agreed | None = None,
) -> Path:
    """Writes `target/release` from a plan whose gates passed, and `target/latest.json` unless it is a draft.

    The folder appears complete or not at all. A release that is there already is never touched (UsageError); a draft
    takes the place of the one before. `ledger` is the head that the statement names, so that an older ledger is known
    for what it is, `agreed` what the public is told of who has signed. Raises GateFailed (15) where a gate did not
    pass, or where what was written says anything else than what is staged or holds an identifier of the input.
    """
    failed = [gate.name for gate in gates if not gate.passed]
    if failed:
        raise GateFailed(f"gates failed: {', '.join(failed)}", fix="The plan's report says what to do.")
    folder = target / release
    if folder.exists() and not draft:
        raise UsageError("this release is there already and is never overwritten", where=Where(folder))
    target.mkdir(parents=True, exist_ok=True, mode=0o700 if draft else 0o777)
    _sweep(target)
    aside = Path(tempfile.mkdtemp(dir=target, prefix=_ASIDE))
    try:
        facts = facts_of(view, release=release, gates=gates, draft=draft, ledger=ledger, agreed=agreed)
        _write_data(view, facts, aside)
        facts = replace(facts, numbers=read_numbers(facts.tables, aside / "tables"))
        _write_pages(facts, aside)
        _check_written(view, facts, aside)
        if draft:
            keep_private(aside)
        else:
            _open_to_all(aside)
        _put(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    if not draft:
        _point_to(target, facts, folder)
    return folder


def _write_data(view: ReleaseView, facts: Facts, folder: Path) -> None:
    from redact.place import places_geojson

    units = view.units
    points = point_texts(units.ids.to_pylist(), units.points)
    (folder / "data").mkdir()
    for item in facts.resources:
        staged = view.plan.staged(item.name)
        write_csv(staged, item.header, folder / "data" / f"{item.name}.csv")
        write_parquet(staged, item.header, folder / "data" / f"{item.name}.parquet")
        if item.geojson:
            write_geojson(staged, item.header, folder / "data" / f"{item.name}.geojson", points)
    places = places_geojson(units, least=least_households(view))
    text = json.dumps(places, ensure_ascii=False, separators=(",", ":"))
    (folder / "places.geojson").write_text(text + "\n", encoding="utf-8", newline="\n")
    if facts.tables:
        (folder / "tables").mkdir()
    for info in facts.tables:
        copy_table(info, view.plan.folder / "tables", folder / "tables")


def copy_table(info: TableInfo, plan: Path, folder: Path) -> None:
    """A table's files as they were drawn, byte for byte; nothing else of what a plan knows about it."""
    for file in info.files:
        shutil.copyfile(plan / file, folder / file)
    if (plan / info.measured_file).exists():
        shutil.copyfile(plan / info.measured_file, folder / info.measured_file)


def least_households(view: ReleaseView) -> float:
    """The fewest households that any tier shows a place for: what has fewer is never published."""
    asked = [tier.place.min_households for tier in view.policy.tiers if tier.rows == "publish" and tier.place]
    return float(min(asked, default=0))


def _write_pages(facts: Facts, folder: Path) -> None:
    """Pages first, then the manifests, each with the digests of what it speaks of."""

    def write(name: str, text: str) -> None:
        (folder / name).write_text(text, encoding="utf-8", newline="\n")

    write("protection.html", protection_page(facts))
    write("dictionary.html", dictionary_page(facts))
    write("for-the-portal.html", portal_page(facts))
    if facts.tables:
        write("counts.html", counts_page(facts, read_shapes(folder / "places.geojson")))
    files = files_of(folder)
    write("datapackage.json", dump(data_package(facts, files)))
    write("dcat-us.json", dump(dcat_us(facts, files)))
    write("statement.json", dump(statement(facts, files_of(folder))))


def _check_written(view: ReleaseView, facts: Facts, folder: Path) -> None:
    """Reads everything back: rows must be the staged ones, and pages say only words that were scanned or are ours.

    Where they say anything else it is scanned itself, which means another pass over the sources. The rest is not: in a
    large city somebody is called Will Day, and a policy that says "a district and a day will do" does not mean him.
    """
    points = point_texts(view.units.ids.to_pylist(), view.units.points)
    wrong = [
        text
        for item in facts.resources
        for text in differences(view.plan.staged(item.name), item.header, folder / "data", item.name, points)
    ]
    if wrong:
        raise GateFailed(
            f"what was written is not what is staged: {'; '.join(wrong)}",
            fix="Nothing was published. Look at the disk, and release again.",
        )
    texts = list(other_texts(folder))
    check_claims(facts, texts)
    scope = Scope.of(view)
    pages = list(text_columns(scope, texts))
    if new := unfamiliar(pages, view.scanned_words, scope, facts):
        result = residue.result(scan(scope, new))
        if not result.passed:
            raise GateFailed(f"{result.name}: {result.sentence}", fix="Nothing was published.")


def check_claims(facts: Facts, texts: Sequence[tuple[str, str]]) -> None:
    """No page or manifest promises formally what a condition of the hazard checklist leaves open."""
    if words_allowed(facts):
        return
    said = [(name, words) for name, text in texts if (words := forbidden_words(text))]
    if said:
        missing = [hazard.short for rows in hazards_of(facts).values() for hazard in blocking(rows)]
        raise GateFailed(
            f"{said[0][0]} says '{said[0][1]}', which is not shown to hold: {'; '.join(dict.fromkeys(missing))}",
            fix="See the checklist in the plan's report, or take the words out of the policy's own texts.",
        )


def _open_to_all(folder: Path) -> None:
    """The temporary folder is its owner's alone; a release is for everybody, as far as the umask allows."""
    if os.name == "posix":
        umask = os.umask(0)
        os.umask(umask)
        folder.chmod(0o777 & ~umask)


def _put(aside: Path, folder: Path) -> None:
    """Moves the finished folder into its place."""
    old: Path | None = None
    if folder.exists():
        old = Path(tempfile.mkdtemp(dir=folder.parent, prefix=_ASIDE))
        folder.rename(old / folder.name)
    try:
        aside.rename(folder)
    except OSError as error:
        raise RedactError(
            f"the finished release could not be moved into its place ({type(error).__name__})",
            where=Where(folder),
            fix="Close programs that have files of this folder open, and release again.",
        ) from None
    finally:
        if old is not None:
            shutil.rmtree(old, ignore_errors=True)


def _sweep(target: Path) -> None:
    """Removes what a run that was ended left behind. One release is written at a time; the ledger sees to that."""
    for left in target.glob(f"{_ASIDE}*"):
        shutil.rmtree(left, ignore_errors=True)


def point_to_release(view: ReleaseView, folder: Path, *, release: str, gates: Sequence[GateResult]) -> None:
    """Makes latest.json name a release that is out already: what a run that was killed had still to do."""
    _point_to(folder.parent, facts_of(view, release=release, gates=gates, draft=False), folder)


def _point_to(target: Path, facts: Facts, folder: Path) -> None:
    """Replaces latest.json as a file: readers see the old one or the new one."""
    _name_latest(target, facts.stamp(), folder)


def point_back(target: Path, folder: Path | None) -> None:
    """Makes latest.json name an earlier release, because the last one was recalled; without one there is none.

    RedactError where that release's statement cannot be read.
    """
    if folder is None:
        (target / LATEST).unlink(missing_ok=True)
        return
    try:
        said = json.loads((folder / "statement.json").read_text(encoding="utf-8"))["predicate"]
        stamp = {name: said[name] for name in STAMPED}
    except (OSError, ValueError, KeyError, TypeError):
        raise RedactError(
            "the statement of this release cannot be read, so latest.json cannot name it",
            where=Where(folder / "statement.json"),
            fix="Put the release back as it was, from the portal or a backup, and run this again.",
        ) from None
    _name_latest(target, stamp, folder)


def _name_latest(target: Path, stamp: dict[str, Any], folder: Path) -> None:
    content = stamp | {
        "folder": folder.name,
        "statement": {"path": f"{folder.name}/statement.json", "sha256": sha256_of(folder / "statement.json")},
    }
    aside = target / f"{_ASIDE}{LATEST}"
    aside.write_text(dump(content), encoding="utf-8", newline="\n")
    aside.replace(target / LATEST)
