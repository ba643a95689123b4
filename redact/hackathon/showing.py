"""What a notebook shows: charts and tables of redact's own, each in a frame of its own, so that no style leaks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from markupsafe import Markup

from redact.report import Bar, Column, Point, bar_chart, join, plane, table
from redact.report.page import POLICY, environment
from redact.risk.lab.outcome import Outcome
from redact.risk.usefulness import Usefulness


@dataclass(frozen=True)
class Shown:
    """Finished HTML of about this many pixels of height, which Jupyter draws by itself."""

    html: Markup
    height: int

    def _repr_html_(self) -> str:
        environ = environment()
        assert environ.loader is not None
        style = environ.loader.get_source(environ, "style.css")[0]
        whole = (
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>chart</title>'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><style>{style}</style>'
            f'<body style="margin:.4rem 1rem">{self.html}</body></html>'
        )
        return (
            f'<iframe title="chart" sandbox style="width:100%;height:{self.height}px;border:0" '
            f'srcdoc="{escape(whole)}"></iframe>'
        )


def bars(caption: str, values: Mapping[str, float], *, series: str = "", unit: str = "") -> Shown:
    """A bar for each entry."""
    made = bar_chart(caption, [series or "value"], [Bar(name, (value,)) for name, value in values.items()], unit=unit)
    return Shown(made, 90 + 38 * len(values))


def grid(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str | int | float | None]]) -> Shown:
    """A table."""
    listed = [list(row) for row in rows]
    numbers = [bool(listed) and isinstance(listed[0][at], int | float) for at in range(len(heads))]
    columns = [Column(head, number=number) for head, number in zip(heads, numbers, strict=True)]
    return Shown(table(caption, columns, listed), 110 + 46 * len(listed))


def verdicts(outcomes: Iterable[Outcome]) -> Shown:
    """Adversaries with what they reach, the worst first, and whether the release withstands each."""
    listed = sorted(outcomes, key=lambda each: -_reach(each))
    rows = [(each.title, str(each.verdict), *_figure(each), f"{each.at_most:.3f}") for each in listed]
    return grid("What adversaries reach", ["who", "verdict", "figure", "at most", "allowed"], rows)


def moves(tried: Mapping[str, tuple[Outcome, Usefulness]]) -> Shown:
    """Every policy tried by what one adversary reaches and how useful its release is."""
    from redact.risk.worth import worth

    points, limit = [], None
    for name, (outcome, found) in tried.items():
        limit = outcome.at_most
        if outcome.figures is not None:
            figures = outcome.figures
            points.append(Point(name, figures.value, worth(found), figures.low, figures.upper))
    made = plane("Risk and usefulness", "what the adversary reaches", "usefulness", points, limit=limit)
    return Shown(Markup('<div style="max-width:44rem">{}</div>').format(made), 580 + 44 * len(points))


def page_of(path: Path | str, height: int = 600) -> Shown:
    """A page that redact wrote, e.g. a report or the boards, inside the notebook."""
    text = Path(path).read_text(encoding="utf-8")
    return Shown(Markup(text[text.index("<body") :].split(">", 1)[1].rsplit("</body>", 1)[0]), height)  # noqa: S704 - ours


def _figure(outcome: Outcome) -> tuple[str, str]:
    found = outcome.figures
    return ("", "") if found is None else (f"{found.value:z.3f} ({found.judged})", f"{found.upper:z.3f}")


def _reach(outcome: Outcome) -> float:
    return 0.0 if outcome.figures is None else outcome.figures.value / max(outcome.at_most, 0.001)


__all__ = ["Shown", "bars", "grid", "join", "moves", "page_of", "verdicts"]
