"""The protected tables by themselves: what `redact counts` writes, without any row."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from redact.bundle.count_maps import published_shapes
from redact.bundle.count_numbers import read_numbers
from redact.bundle.count_pages import counts_page
from redact.bundle.facts import facts_of
from redact.bundle.manifests import data_package, dump, files_of, statement
from redact.bundle.reading import other_texts
from redact.bundle.writer import check_claims, copy_table, least_households
from redact.errors import UsageError, Where
from redact.gates import GateResult, ReleaseView
from redact.ledger import Head
from redact.place import places_geojson
from redact.plan.folder import keep_private
from redact.policy.signing import Agreed

_PAGE = "counts.html"


def write_counts(
    view: ReleaseView,
    folder: Path,
    *,
    release: str,
    gates: Sequence[GateResult],
    draft: bool,
    ledger: Head | None = None,
    agreed: Agreed | None = None,
) -> Path:
    """Writes the tables of a plan that are drawn, their page and their manifests; replaces an earlier such folder.

    UsageError (2) where something else is there. GateFailed (15) where a page claims more than the checklist allows.
    """
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / _PAGE).is_file())):
        raise UsageError("there is something else already", where=Where(folder), fix="Name another folder with --out.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    try:
        whole = facts_of(view, release=release, gates=gates, draft=draft, ledger=ledger, agreed=agreed)
        facts = replace(whole, resources=())
        (aside / "tables").mkdir()
        for info in facts.tables:
            copy_table(info, view.plan.folder / "tables", aside / "tables")
        facts = replace(facts, numbers=read_numbers(facts.tables, aside / "tables"))
        shapes = published_shapes(places_geojson(view.units, least=least_households(view)))
        _write(aside / _PAGE, counts_page(facts, shapes))
        _write(aside / "datapackage.json", dump(data_package(facts, files_of(aside))))
        _write(aside / "statement.json", dump(statement(facts, files_of(aside))))
        check_claims(facts, list(other_texts(aside)))
        if draft:
            keep_private(aside)
        if folder.exists():
            shutil.rmtree(folder)
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


__all__ = ["write_counts"]
