"""The boards as one page that can be put on a wall. No script, no request."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from redact.hackathon.boards import Board, Ranked
from redact.hackathon.cities import CITIES
from redact.hackathon.gain import Gain
from redact.hackathon.scoring import Attacked, Defended
from redact.report import Column, Section, badge, join, notice, page, paragraph, table

_TIES = "A rank counts who is clearly better. Rows that cannot be told apart share one; what was not decided has none."


def board_page(board: Board) -> str:
    """A complete document with both boards, worst-protected question first as entered."""
    sections = [
        Section(
            "Attackers", join(_attackers(board)), lead="Who gains most by the release, beyond what is known anyway."
        ),
        Section(
            "Defenders", join(_defenders(board)), lead="Whose policy keeps most use and withstands every adversary."
        ),
        Section("How it is counted", join(_rules(board))),
    ]
    return page("The boards", sections, "SYNTHETIC", lead="Everybody here is made up, but for those who play.")


def _attackers(board: Board) -> Iterator[Markup]:
    tables = board.attack_tables()
    if not tables:
        yield notice("Nobody has entered yet.")
    for (scenario, place, policy), rows in tables.items():
        heads: list[Column | str] = [
            Column("Rank"),
            "Adversary",
            "By",
            Column("Gain", number=True),
            "Between",
            "Tries",
            "What came of it",
        ]
        title = f"{scenario} against {policy}, in the {place}"
        yield table(title, heads, [_attacker(each) for each in rows], note=_ours(rows))


def _attacker(ranked: Ranked) -> list[str | Markup | int | None]:
    row = ranked.row
    assert isinstance(row, Attacked)
    if row.gain is None:
        state: str | Markup = badge(row.why or "not decided", "warn")
    elif row.gain.told:
        state = row.words
    else:
        state = Markup("{} {}").format(badge("no more than luck", "plain"), row.words)
    gain = None if row.gain is None else f"{row.gain.value:z.3f}"
    name = Markup("{}<br><small>{}</small>").format(row.name, row.story)
    return [_rank(ranked), name, row.by, gain, _between(row.gain), f"{row.tries:,}", state]


def _ours(rows: list[Ranked]) -> str:
    """What the program that comes with redact reaches on the same question, to be beaten."""
    for each in rows:
        if isinstance(each.row, Attacked) and each.row.ours is not None:
            found = each.row.ours
            return f"The program that comes with redact gains {found.value:.3f} ({found.low:.3f} to {found.upper:.3f})."
    return ""


def _defenders(board: Board) -> Iterator[Markup]:
    tables = board.defence_tables()
    if not tables:
        yield notice("Nobody has entered yet.")
    for place, rows in tables.items():
        heads: list[Column | str] = [
            Column("Rank"),
            "Policy",
            Column("Useful", number=True),
            "Nearest adversary",
            "He reaches at most",
            "State",
        ]
        yield table(f"In the {place}: {CITIES[place]}", heads, [_defender(each) for each in rows])


def _defender(ranked: Ranked) -> list[str | Markup | int | None]:
    row = ranked.row
    assert isinstance(row, Defended)
    state = badge("withstands all", "good") if row.holds else badge(row.why, "warn" if _open(row) else "bad")
    upper = "no figure" if row.upper != row.upper else f"{row.upper:.3f}; {row.at_most:.3f} allowed"
    return [_rank(ranked), row.name, f"{row.useful:.3f}", row.worst, upper, state]


def _open(row: Defended) -> bool:
    return not row.why.startswith(("broken by", "the gates"))


def _rank(ranked: Ranked) -> str:
    if ranked.rank is None:
        return "–"
    return f"{ranked.rank} (tied)" if ranked.tied else str(ranked.rank)


def _between(gain: Gain | None) -> str:
    return "" if gain is None else f"{gain.low:.3f} to {gain.upper:.3f}"


def _rules(board: Board) -> Iterator[Markup]:
    yield paragraph(_TIES)
    yield paragraph("Too few tries, or not decided: the organiser asks for more cities (cities=3) or more incidents.")
    yield paragraph(
        "A gain is success less what was to be had without the release: false alarms among people to whom it did not "
        "happen, the same program with empty tables, and redact's own program with empty tables, whichever is most."
    )
    yield paragraph(
        "Useful is the mean of six shares: events published, rows at street level, busiest streets and busiest beats "
        "and months that are busiest still, and how right the shares of months and of districts are."
    )
    if board.hidden is not None:
        yield paragraph(f"The seal of the hidden seed: {board.hidden.seal}.")
        if board.opened:
            yield paragraph(
                f"The seed was {board.hidden.seed}, the salt {board.hidden.salt}. SHA-256 of salt, colon and seed is "
                "the seal that was on the wall."
            )
