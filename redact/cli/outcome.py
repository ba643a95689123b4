"""What `remove`, `correct` and `withdraw` say of what they found, and what a person has to do now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from redact.cli.console import table

if TYPE_CHECKING:
    from redact.after.correcting import Corrected
    from redact.after.finding import Finder, Found
    from redact.after.recalling import Recalled
    from redact.after.removing import Removed
    from redact.policy.model import Policy


def found_text(found: Found) -> str:
    """Where an event was found: rows of which datasets and months, and under which ids it was published."""
    if not found.known:
        return "  in no export and in no release"
    lines = []
    if found.exported:
        lines.append("  in the exports")
        lines.append(table([(each.dataset, each.month, _rows(each.rows)) for each in found.exported], indent="    "))
    else:
        lines.append("  in no export")
    if found.published:
        lines.append("  published as")
        rows = [
            (each.release, each.dataset, " ".join(each.ids), "(recalled)" if each.recalled else "")
            for each in found.published
        ]
        lines.append(table(rows, indent="    "))
    else:
        lines.append("  never published")
    return "\n".join(lines)


def removed_text(place: int, of: int, removed: Removed) -> str:
    """What came of one number. The number itself is not repeated: what a screen shows is soon in a mail."""
    head = f"number {place} of {of}" if of > 1 else "the event"
    lines = [head, found_text(removed.found)]
    if removed.removal is None:
        lines.append("  NOT noted")
    elif removed.before:
        lines.append(f"  noted before, as removal {removed.removal.number} of {removed.removal.at[:10]}")
    else:
        lines.append(f"  noted as removal {removed.removal.number}")
    return "\n".join(lines)


def removed_json(removed: Removed) -> dict[str, Any]:
    """The same for other programs."""
    removal = removed.removal
    return {
        "noted": removal is not None,
        "before": removed.before,
        "removal": removal.number if removal is not None else None,
        **found_json(removed.found),
    }


def found_json(found: Found) -> dict[str, Any]:
    """Where an event was found."""
    return {
        "rows": found.rows,
        "exported": [{"dataset": each.dataset, "month": each.month, "rows": each.rows} for each in found.exported],
        "published": [
            {"release": each.release, "folder": each.folder, "recalled": each.recalled, "dataset": each.dataset,
             "ids": list(each.ids)}
            for each in found.published
        ],
        "still_out": found.still_out,
    }  # fmt: skip


def what_to_do(noted: Sequence[Found], policy: Policy, finder: Finder, *, now: bool) -> str:
    """When the events are gone, and what to do on the portal until then."""
    if not noted:
        return ""
    rule, releases = policy.removals, policy.releases
    others = "1 other event" if rule.cover == 1 else f"{rule.cover} other events"
    lines = [""]
    if not any(each.still_out for each in noted):
        lines.append("Not in the newest release, so nothing will be seen to go. It stays out from now on.")
    elif releases.contents == "period only":
        lines.append(f"Each release holds only the {releases.period}s that are new in it. It stays where it is, in the")
        lines.append("folders below, until you take them off. No later release will have it.")
    else:
        lines.append(f"Gone from the next release (one comes out each {releases.every}), with {others} for each.")
        if now:
            lines.append("It goes in any case: where too few can go with it, its gap can point to it. The report of")
            lines.append("the next preview counts such events.")
        else:
            late = "there is no revision, so give --now" if releases.revision == "none" else "--now does not wait"
            wait = "cannot go" if releases.revision == "none" else f"waits for the revision ({releases.revision})"
            lines.append(f"Where too few can go with it, it {wait}; {late}.")
    lines.append("A plan made before this cannot be released any more: preview again.")
    folders = list(dict.fromkeys(each.folder for one in noted for each in one.published if not each.recalled))
    if folders:
        lines += ["", "These folders show it until they are off the portal:"]
        lines += [f"  {folder}" for folder in folders]
        lines.append("Put the next release in their place, and take these off. If that is too late, take them off now:")
        lines.append("  redact withdraw RELEASE --by NAME --why TEXT")
        lines.append(
            "Take off whole folders. Do not delete a row from a file: an old copy would show which row it was."
        )
    if finder.unknown_releases:
        lines.append("")
        lines.append(
            f"Made by an earlier redact, so that nobody can tell what they show: {', '.join(finder.unknown_releases)}"
        )
    if any(each.unlinked for each in noted):
        lines.append("Some of its rows have no number that releases know them by. Look for them: redact preview.")
    return "\n".join(lines)


def corrected_text(made: Corrected, policy: Policy, *, now: bool) -> str:
    """What a correction does, and what to keep of it."""
    lines = ["the event", found_text(made.found), f"  noted as correction {made.correction.number}", ""]
    if made.found.still_out:
        revision = policy.releases.revision
        late = (
            "no release, because the policy has no revision"
            if revision == "none"
            else f"the next revision ({revision})"
        )
        when = "the next release" if now else late
        lines.append(f"What is out of it changes at {when}, together with {policy.removals.cover} other events.")
        if now:
            lines.append(
                "If too few can change with it, its gap can point to it. The report of the next preview counts such"
            )
            lines.append("events.")
        else:
            lines.append("Until then it is shown as before. If that is too late: --now, or redact remove.")
    else:
        lines.append("It is not in the newest release. It is treated so from now on.")
    lines.append("A plan made before this cannot be released any more: preview again.")
    if made.line:
        lines += ["", "For your code table, if other records with this code may be so too:", made.line]
    if made.example:
        lines += [
            "",
            "For the policy's examples, once you have made sure that it tells nothing of the case:",
            made.example,
        ]
        lines.append("`redact policy check` says whether the program now sees by itself what it is.")
    return "\n".join(lines)


def corrected_json(made: Corrected) -> dict[str, Any]:
    """The same for other programs."""
    return {
        "correction": made.correction.number,
        "classes": list(made.correction.classes),
        "example": made.example or None,
        "line": made.line or None,
        **found_json(made.found),
    }


def recalled_text(made: Recalled) -> str:
    """What has to be done by people once a release is recalled: redact deletes nothing and reaches no portal."""
    latest = f"latest.json names {made.latest} now." if made.latest else "There is no latest.json any more."
    return "\n".join(
        [
            f"{made.release} is recalled{' already' if made.again else ''}. {latest}",
            "",
            "Now, by hand:",
            f"  1. Take the folder off the portal: {made.folder}",
            "     Keep your own copy where nobody else can read it: redact deletes nothing.",
            "  2. "
            + ("Put the new latest.json on the portal." if made.latest else "Take latest.json off the portal too."),
            "  3. Tell who runs the portal: tables loaded from these files, exports, search and caches too.",
            "  4. Ask catalogs that copy the portal, and web archives, to take it out too.",
            "  5. Copies that people saved cannot be called back. Decide whom to warn.",
            "The ledger still knows what it showed, and later releases are compared with it.",
        ]
    )


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
