"""What a plan does beside earlier releases, in sentences: for its report and for the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup

from redact.report import Figure, figures, join, notice, paragraph

TITLE: Final = "Beside the earlier releases"
LEAD: Final = (
    "Whoever has an earlier copy lays it beside this one. So what is out stays as it is, and what must leave leaves "
    "together with others."
)


def past_lines(past: Mapping[str, Any]) -> tuple[str, ...]:
    """What happens to rows that are out, and to rows of periods that are out; nothing before the first release."""
    if not past.get("releases"):
        return ()
    said = [f"{past['kept']:,} rows stay as the last release had them"]
    if past["revision"]:
        said.append("this is a revision: late reports and changed records appear, all at once")
    if past["late"]:
        said.append(f"{past['late']:,} late rows wait for the revision")
    leave = past["removed_events"] + past["stricter_events"] + past["missing_events"]
    if leave:
        why = [
            f"{past[key]:,} {words}"
            for key, words in (
                ("removed_events", "taken out"),
                ("stricter_events", "found to need more care"),
                ("missing_events", "no longer in the export"),
            )
            if past[key]
        ]
        said.append(f"{_events(leave)} for good ({', '.join(why)}), and {past['covering_events']:,} others with them")
    if past["alone_events"]:
        said.append(f"{_events(past['alone_events'])} with too few others: who compares the files can tell them")
    if past["waiting_events"]:
        said.append(f"{past['waiting_events']:,} cannot leave yet, since too few others can leave with them")
    if past["exposed_events"]:
        said.append(
            f"{past['exposed_events']:,} published events need more care than they were published with; they stay "
            "until the revision, since leaving alone would point at them"
        )
    return tuple(said)


def _events(count: int) -> str:
    return "1 event leaves" if count == 1 else f"{count:,} events leave"


def past_section(past: Mapping[str, Any]) -> Markup:
    """The section; empty before the first release."""
    lines = past_lines(past)
    if not lines:
        return Markup("")
    shown = figures(
        [
            Figure(f"{past['kept']:,}", "rows stay as they are", f"after {past['releases']:,} releases"),
            Figure(f"{past['late']:,}", "late rows wait", "for the revision"),
            Figure(f"{past['left']:,}", "rows leave for good", "others with each that must"),
        ]
    )
    parts = [shown, *(paragraph(f"{line[0].upper()}{line[1:]}.") for line in lines[1:])]
    if past["exposed_events"] or past["alone_events"]:
        parts.append(
            notice(
                "Old copies cannot be called back. Decide with the advocate whether somebody must be told.",
                "warn",
                "Already out.",
            )
        )
    return join(parts)
