"""The audit as one page: findings worst first, then each file with charts. No script, no map, no value of a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from redact.report import Bar, Column, Figure, Section, badge, bar_chart, figures, join, notice, page, paragraph, table
from redact.report.page import slug
from redact.risk.audit.audit import BANDS
from redact.risk.audit.of_counts import class_words
from redact.risk.audit.places import EXACT, Finest
from redact.risk.audit.result import Audit, FileAudit, Finding, Grid, Who
from redact.risk.measures.alike_shown import alike_notes, alike_tables
from redact.vocabulary import SourceOfEvidence

_TONES = {Who.ANYONE: "bad", Who.KNOWS_HER: "bad", Who.SECOND_FILE: "warn", Who.COMPARES: "warn"}


def audit_page(found: Audit, *, synthetic: bool = False) -> str:
    """A complete document. `synthetic` writes SYNTHETIC over a made-up city's."""
    several = len(found.files) > 1
    sections = [Section("Findings", _findings(found.findings, several=several), lead=_LEAD, id="findings")]
    for number, file in enumerate(found.files, 1):
        sections.append(Section(file.file, join(_file(file)), id=f"file-{number}-{slug(file.file)}"))
    if several:
        sections.append(Section("The same events in two files", _siblings(found), id="siblings"))
    sections.append(Section("What this page cannot say", _limits(), id="limits"))
    rows = sum(file.rows for file in found.files)
    sensitive = sum(file.sensitive for file in found.files)
    facts = [("Files", str(len(found.files))), ("Rows read", f"{rows:,}"), ("Sensitive rows", f"{sensitive:,}"),
             ("Findings", str(len(found.findings)))]  # fmt: skip
    return page(
        "What these files give away" if several else "What this file gives away", sections,
        "SYNTHETIC" if synthetic else None,
        lead="Counts and rates only: no row, no place and no person is on this page.", facts=facts,
        footer="Made by redact audit. Nothing was sent anywhere.",
    )  # fmt: skip


_LEAD = "Worst first, by who can use it. Each says what it means for somebody who reported, and what to do about it."


def _findings(findings: Sequence[Finding], *, several: bool) -> Markup:
    if not findings:
        return notice("Nothing was found. That is no proof that nothing is given away.", "plain")
    parts = []
    for who in Who:
        mine = [each for each in findings if each.who is who]
        if mine:
            heads = [Column("Finding"), Column("What it means for her"), Column("What to do")]
            rows = [(_what(each, several=several), each.means, each.do) for each in mine]
            mark = badge(f"for {who.plain}", _TONES[who])  # type: ignore[arg-type]
            parts.append(Markup("<h3>{}</h3>").format(mark))
            parts.append(table(f"Findings for {who.plain}", heads, rows, hide_caption=True))
    return join(parts)


def _what(each: Finding, *, several: bool) -> Markup:
    where = Markup(" <small>{}</small>").format(each.file) if several and each.file else ""
    return Markup("{}.{}").format(each.what, where)


def _file(file: FileAudit) -> Iterator[Markup]:
    doors = _first(file.places, "sensitive", EXACT)
    yield figures([
        Figure(f"{file.rows:,}", "rows"),
        Figure(f"{file.sensitive:,}", "sensitive rows", _safety(file)),
        Figure(f"{doors:,}", "of them name a door"),
        Figure(f"{file.silent:,}", "of them have an offence that says nothing"),
        Figure(f"{file.doubt:,}", "rows that may be sensitive"),
    ])  # fmt: skip
    yield Markup("<p>Card: {}.</p><ul>{}</ul>").format(
        file.card, Markup("").join(Markup("<li>{}</li>").format(sentence) for sentence in file.read)
    )
    yield from _evidence(file)
    yield bar_chart("How exactly rows tell the place", BANDS, _place_bars(file.places), whole=True, ordered=True)
    yield table("Places in detail", [Column("Rows"), *(Column(head, number=True) for head in file.places.heads)],
                _cells(file.places))  # fmt: skip
    yield from _points(file)
    if len(file.times.heads) > 1:
        yield bar_chart("How exactly rows tell the time", file.times.heads, _bars(file.times), whole=True, ordered=True)
    else:
        yield paragraph(f"How exactly rows tell the time: all of them say {_article(file.times.heads[0])}.")
    if file.sensitive:
        yield table("Sensitive rows by place and time together",
                    [Column("Place"), *(Column(head, number=True) for head in file.both.heads)],
                    _cells(file.both))  # fmt: skip
    yield from _known(file)
    yield from _marks(file)
    if file.columns:
        yield table("Columns that repeat or contain others", ["Column", "What it gives away"],
                    [(title, says) for title, _, says in file.columns])  # fmt: skip


def _points(file: FileAudit) -> Iterator[Markup]:
    """How many points are those of an address."""
    counts = file.points
    if not counts.get("rows_with_point"):
        return
    said = f"{counts['rows_with_point']:,} rows have a point; there are {counts['points']:,} different ones"
    if counts.get("decimals"):
        said += f", with {counts['decimals']} decimals of a degree"
    if counts.get("points_of_addresses"):
        said += (
            f". {counts['points_of_addresses']:,} of them are the point of an exact address in some row, "
            f"{counts['points_of_one_address']:,} that of one address alone"
        )
    yield paragraph(f"{said}.")


def _article(time: str) -> str:
    return time if time.startswith("no ") else f"the {time}"


def _safety(file: FileAudit) -> str:
    return f"{file.for_safety:,} taken in for safety" if file.for_safety else ""


def _first(grid: Grid, name: str, last: Finest) -> int:
    """Rows of a group whose place is as fine as `last` or finer."""
    fine = {each.plain for each in Finest if each <= last}
    return sum(n for group, counts in grid.rows if group == name
               for head, n in zip(grid.heads, counts, strict=True) if head in fine)  # fmt: skip


def _evidence(file: FileAudit) -> Iterator[Markup]:
    if not file.classes:
        yield notice(
            "No row shows a sensitive class by itself. Crimes against persons that do not say who the two were are "
            "counted as rows that may be sensitive.",
            "warn",
        )
        return
    used = [source for source in SourceOfEvidence if any(source in each.by_source for each in file.classes)]
    rows = [
        (class_words(each.name), each.rows, *(each.by_source.get(source) for source in used), sum(each.only.values()))
        for each in file.classes
    ]
    heads = [Column("Class"), Column("Rows", number=True), *(Column(_upper(source.plain), number=True)
             for source in used), Column("One kind only", number=True)]  # fmt: skip
    yield table("Sensitive rows by the evidence that shows them", heads, rows,
                note="A row counts under every kind of evidence that shows its class; the last column counts rows that "
                "only one kind shows.")  # fmt: skip
    shown = file.shown_in[:12]
    bars = [Bar(f"{column} ({SourceOfEvidence(source).plain})", (float(n),)) for column, source, n in shown]
    yield bar_chart("Columns in which it stands", ("rows",), bars, first="Column")


def _place_bars(grid: Grid) -> list[Bar]:
    """Five bands of a place, as `BANDS` names them."""
    bands = {Finest.APARTMENT: 0, Finest.HOUSE: 0, Finest.HOUSE_BY_POINT: 0, Finest.POINT: 1, Finest.NAMED: 1,
             Finest.BLOCK: 2, Finest.CORNER: 2, Finest.STREET: 2, Finest.AREA: 3, Finest.NONE: 4}  # fmt: skip
    of = {each.plain: number for each, number in bands.items()}
    bars = []
    for name, counts in grid.rows:
        values = [0.0] * len(BANDS)
        for head, n in zip(grid.heads, counts, strict=True):
            values[of[head]] += n
        bars.append(Bar(name, tuple(values)))
    return bars


def _bars(grid: Grid) -> list[Bar]:
    return [Bar(name, tuple(float(n) for n in counts)) for name, counts in grid.rows]


def _cells(grid: Grid) -> list[tuple[str | int | None, ...]]:
    return [(name, *(n or None for n in counts)) for name, counts in grid.rows]


def _known(file: FileAudit) -> Iterator[Markup]:
    if file.alone:
        bars = [Bar(each.knows, (float(each.alone), float(each.stated - each.alone)), f"{each.alone / each.stated:.0%}")
                for each in file.alone]  # fmt: skip
        yield bar_chart("Sensitive rows that are the only event of the file with what somebody knows",
                        ("alone", "with others"), bars, whole=True, first="Somebody knows")  # fmt: skip
    if file.alike:
        yield alike_tables(file.alike, "sensitive")
        yield alike_notes("sensitive", hers=bool(file.sensitive))
    if file.cells:
        rows = [(area, cells, one, few) for area, cells, one, few in file.cells]
        heads = [Column("Area"), Column("Counts", number=True), Column("Of one event", number=True),
                 Column("Below five", number=True)]  # fmt: skip
        yield table("Counts by class, area and month", heads, rows)


def _marks(file: FileAudit) -> Iterator[Markup]:
    if file.markers:
        rows = [(", ".join(each.columns), each.state, class_words(each.of_class), each.rows, f"{each.precision:.0%}",
                 f"{each.usual:.1%}", f"{each.covers:.0%}") for each in file.markers]  # fmt: skip
        heads = [Column("Columns"), Column("State"), Column("Tells"), Column("Rows", number=True),
                 Column("Of them", number=True), Column("Of all", number=True),
                 Column("Class marked", number=True)]  # fmt: skip
        yield table("Marks that tell sensitive rows from others", heads, rows)
    if file.numbers:
        series = [(each.column, each.present, each.missing, each.gaps, each.known_day) for each in file.numbers]
        heads = [Column("Column"), Column("Numbers", number=True), Column("Missing between", number=True),
                 Column("Gaps", number=True), Column("Missing, dated to a day", number=True)]  # fmt: skip
        yield table("Numbers given out in order", heads, series,
                    note="Where most numbers are missing the file is a part of a series, and the missing ones do not "
                    "count what was left out.")  # fmt: skip


def _siblings(found: Audit) -> Markup:
    if not found.siblings:
        return paragraph("No number, and no minute and place, is in two of the files.")
    heads = [Column("Files"), Column("Matched by"), *(Column(name, number=True) for name in (
        "Events in both", "Only one tells", "Place finer", "Time finer", "Only in one"))]  # fmt: skip
    rows = [(f"{each.first} / {each.second}", each.by, each.matched, each.only_first_tells + each.only_second_tells,
             each.place_finer, each.time_finer, each.absent) for each in found.siblings]  # fmt: skip
    return table("Events in two files", heads, rows)


def _limits() -> Markup:
    return join([
        paragraph("The audit sees what classification sees: a row that says nothing anywhere is counted as any other. "
                  "It knows no map, so it cannot say how many homes a block or an area has. It compares only the "
                  "files that it was given; others that are public may tell more."),
        paragraph("A card that profiling proposed can take a column for something else. Read it "
                  "(redact profile FILE) before you rely on a number."),
    ])  # fmt: skip


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
