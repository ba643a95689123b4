"""The advocate's command: protected places in, an encrypted list and a file for the department out.

Nothing that she types is written anywhere but into the encrypted list; with --json only counts are said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from redact.cli.checking import counted
from redact.cli.console import emit, out, say, table
from redact.errors import DataMismatch, Missing, UsageError, Where

if TYPE_CHECKING:
    from redact.place import Jurisdiction, UnitTable
    from redact.place.sensitive.typed import Typed
    from redact.place.sensitive.vault import Vault


@dataclass(frozen=True)
class Files:
    """The list, and the file for the department."""

    list: Path
    joined: Path


def files_of(jurisdiction: Jurisdiction, file: Path | None) -> Files:
    """Where the list and the department's file are: beside the jurisdiction file unless said otherwise."""
    from redact.place.sensitive.merges import FILE_NAME

    named = jurisdiction.sensitive_places
    return Files(file or jurisdiction.file("protected.redact"), jurisdiction.file(named.file if named else FILE_NAME))


def unlocked(files: Files, passphrase_file: Path | None, *, new: bool) -> tuple[Vault, str]:
    """The list and its passphrase; an empty one where there is none yet and one may be made (`new`)."""
    from redact.place.sensitive.listing import adopted
    from redact.place.sensitive.vault import Vault, check_passphrase, open_vault

    file = files.list
    if file.exists():
        passphrase = _passphrase("Passphrase of the list", passphrase_file)
        return adopted(open_vault(file, passphrase), files.joined), passphrase
    if not new:
        raise Missing("there is no list of protected places here", where=Where(file))
    say(f"There is no list yet. A new one is made: {file}")
    say("Choose a passphrase, four or five words or more. Without it nobody can open the list, nobody can reset it.")
    passphrase = _passphrase("New passphrase", passphrase_file)
    check_passphrase(passphrase)
    if passphrase_file is None and _passphrase("The same again", None) != passphrase:
        raise UsageError("the two passphrases differ", fix="Begin again.")
    if files.joined.exists():
        say("There are joined blocks already. They stay joined, and your places are looked for among them first.")
    return adopted(Vault.new(), files.joined), passphrase


def _passphrase(question: str, file: Path | None) -> str:
    if file is None:
        return str(typer.prompt(question, hide_input=True, err=True))
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise Missing("the passphrase file cannot be read", where=Where(file)) from None


def show(vault: Vault, *, as_json: bool) -> None:
    """What is on the list, for the person who has the passphrase; as JSON only how much."""
    if as_json:
        emit(_counts(vault))
        return
    lines = [
        (place.id, place.kind, "; ".join(place.names), place.address or "by its point", place.added)
        for place in vault.entries
    ]
    out(table(lines, heads=("id", "kind", "names", "address", "since"), indent="") if lines else "The list is empty.")


def remove(vault: Vault, id_: str, files: Files, passphrase: str, *, as_json: bool) -> None:
    """Takes a place off the list. Its blocks stay joined."""
    from redact.identity import name_forms
    from redact.place.sensitive.listing import keep

    kept = keep(vault.without(id_), files.list, files.joined, passphrase, name_forms)
    if as_json:
        emit(_counts(kept))
        return
    out(f"{id_} is off the list.")
    say("Its name is no longer masked. Its block stays joined on the map: coming apart would point at it.")
    say(f"The department gets {files.joined}.")


def add(
    vault: Vault,
    places: Sequence[Typed],
    units: UnitTable,
    jurisdiction: Jurisdiction,
    files: Files,
    passphrase: str,
    *,
    decoys: int,
    as_json: bool,
) -> None:
    """Puts places on the list, joins what is not joined yet, and writes both files; all of it or nothing."""
    from redact.identity import name_forms
    from redact.place.sensitive.kinds import city_of
    from redact.place.sensitive.listing import covered, find, keep

    today = date.today().isoformat()  # noqa: DTZ011 - her own calendar day
    before = vault
    listed = {(place.names, place.address, place.point) for place in vault.entries}
    numbers = []
    for number, place in enumerate(places, start=1):
        if (place.names, place.address, place.point) in listed:
            continue
        listed.add((place.names, place.address, place.point))
        numbers.append(number)
        vault = vault.with_entry(
            kind=place.kind, names=place.names, address=place.address, point=place.point, added=today
        )
    if len(numbers) < len(places):
        say(f"{counted(len(places) - len(numbers), 'place')} on the list already, passed over.")
    found = find(units, vault.entries)
    lost = [at for at, each in enumerate(found) if each.unit < 0]
    if lost:
        old = len(before.entries)
        said = [f"new place {numbers[at - old]}" if at >= old else vault.entries[at].id for at in lost]
        raise DataMismatch(
            f"not on the street list: {', '.join(said)}. Nothing was changed",
            fix="Write the address as on an envelope, or give latitude and longitude.",
        )
    blocks = [str(units.ids[each.unit].as_py()) for each in found]
    vault = covered(vault, city_of(units, jurisdiction), blocks, decoys=decoys)
    vault = keep(vault, files.list, files.joined, passphrase, name_forms)
    if as_json:
        emit(_counts(vault))
    else:
        _tell(before, vault, files, jurisdiction)


def _tell(before: Vault, vault: Vault, files: Files, jurisdiction: Jurisdiction) -> None:
    new = len(vault.entries) - len(before.entries)
    out(f"{counted(new, 'place')} added; {counted(len(vault.entries), 'place')} on the list.")
    if vault.last_batch > before.last_batch:
        pairs = len(vault.batches[-1].pairs)
        out(f"Batch {vault.last_batch} written: {counted(pairs, 'pair')} of blocks joined, real or not.")
    else:
        out("All of them lie in stretches that are joined already, so nothing new shows on the map.")
    out(f"The department gets   {files.joined}")
    out(f"You keep              {files.list}   and the passphrase, each with a copy elsewhere")
    if jurisdiction.sensitive_places is None and jurisdiction.path is not None:
        say(f"The department writes into {jurisdiction.path.name}:  sensitive_places: {{file: {files.joined.name}}}")


def _counts(vault: Vault) -> dict[str, int]:
    return {
        "places": len(vault.entries),
        "batches": len(vault.batches),
        "joined": sum(len(batch.pairs) for batch in vault.batches),
    }


def ask(units: UnitTable) -> tuple[Typed, ...]:
    """Asks for places until there are no more."""
    from redact.place.sensitive.typed import KINDS

    found: list[Typed] = []
    say("\nNothing that you type here is written anywhere but into the encrypted list.")
    while True:
        say(f"\nPlace {len(found) + 1}")
        kind = _asked(f"What is it? ({', '.join(KINDS)})", KINDS[0])
        say("Its names are masked in texts. A name that is an everyday word is masked wherever that word stands.")
        names: list[str] = []
        while name := _asked("Another name (Enter: no more)" if names else "Its name (Enter: none)"):
            names.append(name)
        placed = _ask_where(units, kind, tuple(names))
        if placed is None:
            say("This place is left out.")
        else:
            found.append(placed)
        if not typer.confirm("Another place?", default=False, err=True):
            return tuple(found)


def _ask_where(units: UnitTable, kind: str, names: tuple[str, ...]) -> Typed | None:
    """The place with an address or point that the street list has and she confirms; None where she gives up."""
    from redact.place.sensitive.listing import find
    from redact.place.sensitive.typed import Typed, point_of
    from redact.place.sensitive.vault import Entry

    while address := _asked("Its address, as on an envelope (Enter: leave this place out)"):
        point = None
        while True:
            (found,) = find(units, [Entry("", kind, names, address, point, 0, "")])
            if found.unit >= 0:
                break
            say("The street list does not have this address, or has it more than once.")
            point = point_of(_asked("Latitude, longitude (Enter: type the address again)"))
            if point is None:
                break
        if found.unit >= 0 and typer.confirm(f"Found: {found.label}. Is it there?", default=True, err=True):
            return Typed(kind, names, address, point)
    return None


def _asked(question: str, default: str = "") -> str:
    answer = typer.prompt(question, default=default, show_default=bool(default), err=True)
    return " ".join(str(answer).split())
