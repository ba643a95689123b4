"""Commands that look after the ledger: backup, restore, move, new-era of `redact ledger`, and `redact purge`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from redact.cli.console import emit, out, say, table
from redact.cli.options import Json
from redact.errors import RedactError, UsageError

if TYPE_CHECKING:
    from redact.custody.eras import Ahead
    from redact.custody.plans import Found
    from redact.keeping import Kept

ProjectFile = Annotated[Path, typer.Option("--project", metavar="FILE", help="The project file.")]
PROJECT = Path("redact.yaml")


def add_to(app: typer.Typer) -> None:
    """Registers the commands behind the others of `redact ledger`."""
    for command in (backup, restore, move):
        app.command()(command)
    app.command("new-era")(new_era)


def backup(
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FOLDER", help="Where the copy goes; default where the last one went."),
    ] = None,
    secret: Annotated[bool, typer.Option("--secret", help="Copy the secret instead, to a place of its own.")] = False,
    with_secret: Annotated[bool, typer.Option("--with-secret", hidden=True)] = False,
    project: ProjectFile = PROJECT,
    as_json: Json = False,
) -> None:
    """Copy the ledger to another place, and read the copy again.

    \b
    redact ledger backup --to /media/backup
    redact ledger backup                          (after every release; goes where the last one went)
    redact ledger backup --secret --to /media/envelope          (once; never where the ledger's copies are)

    The copy is complete also while other commands run, is verified where it lies, and never takes the place of
    an earlier one. The secret is never in it: together the two tell which records only hide others.
    """
    from redact.custody.backup import APART, back_up, back_up_secret
    from redact.keeping import kept_by

    if with_secret:
        raise UsageError("the secret is not copied to where the ledger is copied", fix=f"{APART}\n  {_ALONE}")
    kept = kept_by(project)
    if secret:
        path = back_up_secret(kept, to, _today())
        emit({"secret": str(path)}) if as_json else out(f"secret  {path}")
        say("Put it away now: a safe or a sealed envelope. It never changes, so once is enough.")
        return
    made = back_up(kept, to, _today())
    if as_json:
        emit(
            {
                "backup": str(made.path),
                "head": {"number": made.copied.head.number, "digest": made.copied.head.digest},
                "entries": made.copied.entries,
                "events": made.copied.events,
                "notes": list(made.notes),
            }
        )
    else:
        out(f"backup  {made.path}")
        out(f"Read again: {made.copied.entries:,} entries and {made.copied.events:,} events are as redact wrote them.")
    for note in made.notes:
        say(f"note: {note}")


_ALONE = "Copy it alone: redact ledger backup --secret --to ANOTHER-FOLDER"


def restore(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A copy that `redact ledger backup` made.", show_default=False)
    ] = None,
    secret: Annotated[
        Path | None, typer.Option("--secret", metavar="FILE", help="Put a copy of the secret in place, where none is.")
    ] = None,
    project: ProjectFile = PROJECT,
    as_json: Json = False,
) -> None:
    """Put a copy of the ledger in place, after it was checked.

    \b
    redact ledger restore /media/backup/springfield-ledger-2027-05-03.sqlite
    redact ledger restore --secret /media/envelope/springfield-secret-2027-01-04.txt   (a new computer: first this)

    A copy that does not know the last release is refused (16), as is one that knows less than a sound ledger in
    place: spent budget would be given back, and published events would look new. What was in place is kept under
    another name.
    """
    from redact.custody import restore as restoring
    from redact.keeping import kept_by

    if file is None and secret is None:
        raise UsageError("which copy?", fix="redact ledger restore FILE")
    kept = kept_by(project)
    found: dict[str, Any] = {}
    if secret is not None:
        found["secret"] = str(restoring.restore_secret(kept, secret))
    if file is not None:
        done = restoring.restore(kept, file, _today())
        found |= {
            "ledger": str(done.path),
            "kept": str(done.kept) if done.kept is not None else None,
            "head": {"number": done.head.number, "digest": done.head.digest},
            "until": done.until,
        }
    if as_json:
        emit(found)
        return
    if secret is not None:
        out(f"secret  {found['secret']}")
    if file is not None:
        out(f"ledger  {found['ledger']}")
        if found["kept"] is not None:
            out(f"kept    {found['kept']}")
        out(
            f"It ends on {found['until'][:16].replace('T', ' ')} (UTC). Notices, objections, removals and approvals "
            "that were noted later are not in it: ask who may have made one, and note it again."
        )


def move(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the ledger will lie; made if need be.")],
    with_secret: Annotated[bool, typer.Option("--with-secret", help="Move the secret to the same folder too.")] = False,
    project: ProjectFile = PROJECT,
    as_json: Json = False,
) -> None:
    """Move the ledger to another folder, and say so in the project file.

    \b
    redact ledger move /srv/redact/private
    redact ledger move /srv/redact/private --with-secret

    It is copied and read again before the old file gets another name, which you delete afterwards. The secret
    stays where it is unless you ask. Comments in the project file stay. Plans must be previewed again.
    """
    from redact.custody.move import move as moving
    from redact.keeping import kept_by

    moved = moving(kept_by(project), folder, _today(), with_secret=with_secret)
    if as_json:
        emit(
            {
                "ledger": str(moved.ledger),
                "secret": str(moved.secret) if moved.secret is not None else None,
                "entries": moved.copied.entries,
                "old": [str(path) for path in moved.old],
            }
        )
        return
    out(f"ledger  {moved.ledger}")
    if moved.secret is not None:
        out(f"secret  {moved.secret}")
    out(f"Read again: {moved.copied.entries:,} entries are as redact wrote them. The project file names the new place.")
    out("See that all is well with `redact doctor`, then delete what is left of the old place:")
    out("\n".join(f"  {path}" for path in moved.old))


def new_era(
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides it.")],
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="What happened, in your words. It stays.")],
    project: ProjectFile = PROJECT,
    as_json: Json = False,
) -> None:
    """Begin anew where the secret is lost for good. Only new periods can be released then.

    \b
    redact ledger new-era --by "Cy Marsh" --why "the safe burnt with the envelope"

    The last resort: look for the envelope first. Without the secret nobody can tell which events were published
    before, so rows of periods that any release has stay back until what would come out was checked against all
    of them. The old ledger is kept. It asks for typed words and shows first what it would mean.
    """
    from redact.custody.eras import WORDS, look_ahead
    from redact.custody.eras import new_era as beginning
    from redact.keeping import kept_by

    kept = kept_by(project)
    period = _period(kept)
    for line in _meaning(look_ahead(kept, period, _today())):
        say(line)
    typed = str(
        typer.prompt(f"To go on, type: {WORDS}\n", prompt_suffix="> ", err=True, default="", show_default=False)
    )
    begun = beginning(kept, period, _today(), by=by, why=why, typed=typed)
    if as_json:
        emit(
            {
                "before": begun.ahead.before.isoformat(),
                "releases": [each.id for each in begun.ahead.shown] + list(begun.ahead.unseen),
                "old_ledger": str(begun.old_ledger) if begun.old_ledger is not None else None,
                "old_secret": str(begun.old_secret) if begun.old_secret is not None else None,
            }
        )
        return
    out("A new era has begun.")
    if begun.old_ledger is not None:
        out(f"old ledger  {begun.old_ledger}")
    if begun.old_secret is not None:
        out(f"old secret  {begun.old_secret}")
    out("Now copy both, to two places:  redact ledger backup --to FOLDER")
    out("                               redact ledger backup --secret --to ANOTHER-FOLDER")


def _meaning(ahead: Ahead) -> list[str]:
    """What a person must know before typing the words."""
    count = len(ahead.shown) + len(ahead.unseen)
    lines = [f"{count} releases are out." if count != 1 else "1 release is out."]
    if ahead.before == date.min:
        lines = ["Nothing was published before, so nothing is held back."]
    else:
        lines.append(f"Only records of {ahead.before} and later can come out; all earlier periods stay as they are.")
    if ahead.unseen:
        lines.append(
            f"{len(ahead.unseen)} of them are not in the output folder; they count up to the day they were made."
        )
    if ahead.secret_there:
        lines.append(
            "There is a secret. If it is the ledger that is lost, its newest copy mends that (redact ledger restore "
            "FILE), and a new era would give it up."
        )
    if ahead.left is None:
        lines.append(
            "The old ledger is gone or damaged: spent budget, objections, withdrawn signatures and removals are not "
            "known any more. Ask everybody who signed before the next release."
        )
    else:
        lines.append("Spent budget, masks, first keys, objections and withdrawn signatures are taken over.")
        if ahead.left.removed:
            lines.append(
                f"{ahead.left.removed} removals and corrections are sealed under the lost secret. Note them again, or "
                "those records can come back."
            )
    return lines


def purge(
    older_than: Annotated[
        str | None, typer.Option("--older-than", metavar="DAYS", help="As 90d; default what the policy keeps.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go; delete nothing.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Also plans with notice or approval that are not released.")
    ] = False,
    look_in: Annotated[
        list[Path] | None, typer.Option("--in", metavar="FOLDER", help="Look for plans here too; repeat for several.")
    ] = None,
    project: ProjectFile = PROJECT,
    as_json: Json = False,
) -> None:
    """Erase old plans, the drafts in them, and what interrupted writes left.

    \b
    redact purge --dry-run
    redact purge
    redact purge --older-than 30d

    Only plans of this project go, and none that somebody was told of or has approved before it is released.
    Deleted is not overwritten: on an SSD, in backups and in synced folders what was deleted can live on.
    """
    from redact.custody.purge import PROMISE, days_of
    from redact.custody.purge import purge as purging
    from redact.keeping import kept_by

    kept = kept_by(project)
    days = days_of(older_than) if older_than is not None else _keep_days(kept)
    found = purging(kept, days, more=look_in or (), force=force, dry_run=dry_run)
    if as_json:
        emit(
            {
                "plans": [str(each.folder) for each in found.plans],
                "drafts": found.drafts,
                "leftovers": [str(path) for path in found.leftovers],
                "kept_back": [{"plan": str(each.folder), "because": each.waits} for each in found.kept_back],
                "days": days,
                "erased": not dry_run,
            }
        )
        return
    rows = [(str(each.folder), _age(each), f"{each.drafts} drafts") for each in found.plans]
    rows += [(str(path), "left behind", "") for path in found.leftovers]
    if rows:
        out("would be erased" if dry_run else "erased")
        out(table(rows))
    else:
        out(f"Nothing is older than {days} days.")
    if found.kept_back:
        out("kept, though old enough")
        out(table([(str(each.folder), each.waits) for each in found.kept_back]))
        say("To erase these too: --force")
    if rows and not dry_run:
        say(PROMISE)


def _age(plan: Found) -> str:
    return f"{plan.age(datetime.now(UTC)).days} days old"


def _policy(kept: Kept) -> Any:
    from redact.policy import load_policy
    from redact.project import find_named

    return load_policy(find_named(kept.path.parent, kept.policy, what="policy"))


def _keep_days(kept: Kept) -> int:
    from redact.custody.purge import keep_days

    return keep_days(_policy(kept))


def _period(kept: Kept) -> str:
    """The policy's unit of publication; where the policy cannot be read, the longest, which holds back most."""
    try:
        return str(_policy(kept).releases.period)
    except RedactError:
        return "year"


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the officer's own calendar day


def after_release(project_path: Path | None, days: int) -> list[str]:
    """What a release says at its end about how the ledger is kept; nothing where there is no project."""
    from redact.custody.warnings import warnings_of
    from redact.keeping import kept_by
    from redact.ledger import Ledger, Secret

    if project_path is None:
        return []
    try:
        kept = kept_by(project_path)
        secret = Secret.load(kept.secret)
        with Ledger.open(kept.ledger, secret) as ledger:
            found = warnings_of(kept, ledger, secret.fingerprint, days)
    except RedactError as error:  # the release is out; that its custody cannot be looked at does not undo it
        return [f"how the ledger is kept cannot be seen: {error}"]
    return [f"{each.says}:  {each.fix}" for each in found]
