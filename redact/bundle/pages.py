"""The public pages: how the records were protected, what the columns mean, and what to do on the portal."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from redact.bundle.count_dictionary import table_columns
from redact.bundle.count_words import exact_words
from redact.bundle.facts import Facts, Resource, capital, listed, plain, who
from redact.bundle.hazards import claim, formal, hazards_of
from redact.bundle.manifests import LIMITS, RIGHTS, description, keywords
from redact.bundle.place_pages import kind, place_paragraphs, place_terms
from redact.policy.model import Tier
from redact.report import Column, Section, join, notice, page, paragraph, table, terms
from redact.vocabulary import DERIVED_COLUMNS

FOOTER = "Made by redact. This page loads nothing from elsewhere."

_PRECISION = {"hour": "the hour", "day": "the day", "month": "the month", "quarter": "the quarter", "year": "the year"}


COVER = """So that the treatment itself gives nothing away, other events get it too, chosen by a secret key that never
changes its mind. A missing row, or one that shows little, may be any kind of event."""

CHANCE = """These tables say how often something happens, also of the events whose rows are hidden. A little chance
(noise) is added to every number, so that nobody can be sure from it whether one particular event was reported. The
columns low_90 and high_90 say how far a number may be off. A number below zero is left as it was drawn."""

WAYS = {"key": "signed by key", "paper": "signed on paper, before a witness"}
"""How somebody signed, as the page says it."""

PORTAL_STEPS = (
    """Upload the files of data/, tables/ and places.geojson from this folder, and the pages protection.html,
    dictionary.html and (where there are tables) counts.html with them. Upload the files themselves; never connect the
    portal to a live system.""",
    "Replace the previous release as a whole. Do not append to it and do not merge: ids are new in every release.",
    "Switch off what adds columns: geocoding, computed regions, row ids of the source, edit tracking, attachments.",
    "Keep every column as text. Do not let the portal guess points from places.",
    """If the portal has a map, draw the lines and areas of places.geojson and join the rows by place_id. A map of
    points makes people believe that something happened at the point.""",
    "Paste the description below and link protection.html where people see it first.",
    "Afterwards, open the public page without being signed in and look whether it shows what this folder shows.",
)


def _items(texts: Sequence[str]) -> Markup:
    return Markup("").join(Markup("<li>{}</li>").format(" ".join(text.split())) for text in texts)


def protection_page(facts: Facts) -> str:
    """For the public: who is hidden, who is blurred, how it was checked, and how a record gets out."""
    policy = facts.policy
    sections = [
        Section("What this is", join([paragraph(description(facts)), _mark_note(facts)]), id="what"),
        Section(
            "Who is hidden completely, and who is blurred",
            join([_tiers(facts), _cover_note(facts)]),
            lead="Every record belongs to the first group that fits.",
            id="groups",
        ),
        Section("How places are told", place_paragraphs(facts), id="places"),
        Section("How times are told", _times(facts), id="times"),
        Section("Names, numbers and texts", _people(facts), id="people"),
    ]
    if facts.tables:
        sections.append(Section("Counts beside the records", _tables(facts), id="counts"))
    sections += [
        Section("What was checked before this was published", _gates(facts), id="checks"),
        *_agreed(facts),
        Section(
            "What nobody can promise",
            Markup("<ul>{}</ul>").format(_items(LIMITS)),
            lead="These limits belong to every release of this kind.",
            id="limits",
        ),
        Section(
            "If a record here is about you",
            paragraph(
                f"Ask {facts.publisher or 'the department'} to take it out of the next release. You do not have to "
                "give a reason. A victim advocate can ask for you. What somebody has downloaded already cannot be "
                "called back."
            ),
            id="removal",
        ),
    ]
    return page(
        f"How these records were protected: {facts.publisher or 'police records'}",
        sections,
        facts.mark or None,
        lead="Openness about policing must not cost a victim their safety. This page says what was done for that.",
        facts=[
            ("Release", facts.release),
            ("As of", facts.as_of),
            ("Policy", f"{policy.policy}, version {policy.version}"),
            ("Policy's fingerprint", policy.digest[:16]),
        ],
        footer=FOOTER,
    )


def _agreed(facts: Facts) -> list[Section]:
    """Who has signed, by role and organisation, and the six words; nothing where nobody had to."""
    if facts.agreed is None:
        return []
    rows = [(capital(role), organisation, WAYS[how]) for role, organisation, how in facts.agreed.by]
    words = Markup("The six words of what they signed: <strong>{}</strong>. Who signed has them too; if they are not")
    body = [
        table("Signatures", ["Role", "Organization", "How"], rows),
        paragraph(words.format(facts.agreed.words) + " the same, this is not what was signed."),
    ]
    return [Section("Who agreed to this", join(body), id="agreed")]


def _mark_note(facts: Facts) -> Markup:
    if "SYNTHETIC" in facts.mark:
        return notice("No person, address or event in it exists.", "warn", "These are invented records.")
    if "DRAFT" in facts.mark:
        return notice("Nobody has agreed to its publication yet.", "warn", "This is a draft.")
    return Markup("")


def shown(tier: Tier) -> str:
    """What a tier shows, in words."""
    if tier.rows == "withhold":
        return "Nothing: no row is published."
    if tier.rows == "hold":
        return "Nothing until a person has decided."
    parts = []
    if tier.place is not None:
        parts.append(f"the {kind(tier.place.level)}, for at least {tier.place.min_households:,} households")
    if tier.time is not None:
        parts.append(_PRECISION[tier.time.precision.word])
    if tier.shows is not None:
        return f"Only {listed([plain(word) for word in tier.shows])}: {listed(parts)}."
    if not isinstance(tier.people, str):
        kept = [word for word in ("age", "sex", "race") if getattr(tier.people, word) != "remove"]
        parts.append(f"{listed(kept)} of the people" if kept else "nothing of the people")
    else:
        parts.append("nothing of the people")
    if tier.narrative != "remove":
        parts.append("the report's text after redaction")
    text = f"the offense, {listed(parts)}"
    return f"{capital(text)}."


def _tiers(facts: Facts) -> Markup:
    rows: list[Sequence[str | Markup]] = []
    for tier in facts.policy.tiers:
        why = Markup("<br><small>{}</small>").format(tier.because) if tier.because else Markup("")
        rows.append((who(tier), Markup("{}{}").format(shown(tier), why)))
    return table("Groups of records, in order", ["These records", "What is published of them"], rows)


def _cover_note(facts: Facts) -> Markup:
    covered = [tier for tier in facts.policy.tiers if tier.cover is not None]
    if not covered:
        return Markup("")
    parts = [COVER]
    shares = [tier for tier in covered if tier.cover is not None and tier.cover.share_at_least is not None]
    for tier in shares:
        assert tier.cover is not None
        parts.append(
            f"Among blurred rows that look the same, at least {tier.cover.share_at_least:.0%} are other events."
        )
    return notice(" ".join(parts), title="Cover.")


def _times(facts: Facts) -> Markup:
    releases = facts.policy.releases
    rows = [
        (who(tier), _PRECISION[tier.time.precision.word], str(tier.time.delay))
        for tier in facts.policy.tiers
        if tier.rows == "publish" and tier.time is not None
    ]
    return join(
        [
            paragraph(
                f"Records come out for a whole {releases.period} at once, when the longest of the delays below has "
                "passed since its end. Nobody can watch a single report appear."
            ),
            table("How exactly, and how late", ["These records", "Time is told to", "Delay"], rows),
        ]
    )


def _people(facts: Facts) -> Markup:
    officers = facts.policy.identity.officers
    kept = [who(tier).lower() for tier in facts.policy.tiers if officers.get(tier.tier) == "keep"]
    parts = [
        paragraph(
            "Names of victims, suspects and witnesses, their addresses, phone numbers and dates of birth are not "
            "published. The department's own case numbers are replaced by random ones."
        )
    ]
    if kept:
        parts.append(
            paragraph(
                f"Officers act for the public. Where the department records their names, they stay in: "
                f"{'; '.join(kept)}. An officer's full name that is also a victim's, "
                "suspect's or witness's is never kept. In a record of somebody with the officer's surname it is left "
                "out too."
            )
        )
    texts = [who(tier).lower() for tier in facts.policy.tiers if tier.tells]
    parts.append(
        paragraph(
            f"The texts of reports are published after redaction in: {listed(texts)}. Before that a person has read "
            f"{facts.policy.identity.sample:,} of the cleaned texts of each list and found nobody in them. Cleaning is "
            "never complete: if a text names somebody, tell the department at once."
            if texts
            else "The texts of reports are not published."
        )
    )
    return join(parts)


def _tables(facts: Facts) -> Markup:
    rows = [
        (plain(info.table), listed([plain(word) for word in info.by]), info.epsilon, f"all of a {info.per}")
        for info in facts.tables
        if info.kind == "noisy"
    ]
    parts = []
    if rows:
        found = [hazard for each in hazards_of(facts).values() for hazard in each]
        parts.append(paragraph(" ".join(CHANCE.split())))
        parts.append(paragraph(claim(found)) if formal(found) else notice(claim(found), "warn", "Take care:"))
        parts.append(table("Tables", ["Table", "By", Column("Epsilon", number=True), "Spent for"], rows))
    exact = [info for info in facts.tables if info.kind == "exact"]
    parts += [paragraph(f"{capital(plain(info.table))}: exact numbers. {exact_words(info)}") for info in exact]
    parts.append(
        paragraph(
            Markup('Charts, maps, and how to read a number with its margin: <a href="counts.html">counts.html</a>.')
        )
    )
    return join(parts)


def _gates(facts: Facts) -> Markup:
    rows = [(gate.name, gate.required) for gate in facts.gates]
    return join(
        [
            paragraph("Every one of these checks passed on what is published here. None of them can be switched off."),
            table("Checks", ["Check", "What is required"], rows),
        ]
    )


def dictionary_page(facts: Facts) -> str:
    """For whoever uses the data: every column of every file, and every table."""
    sections = [_dataset(item) for item in facts.resources]
    sections.append(
        Section("Places", place_terms(facts), lead="What place, place_id and places.geojson mean.", id="places")
    )
    if facts.tables:
        sections.append(Section("Tables of counts", table_columns(facts), id="tables"))
    sections.append(
        Section(
            "Reading the files",
            terms(
                [
                    ("An empty cell", "The source has nothing there, or the policy does not show it. Both look alike."),
                    ("An apostrophe in front", "Put before cells that a spreadsheet would run as a formula."),
                    ("Order of rows", "Random, new in every release."),
                    ("Comparing releases", "Ids are new in every release. Compare contents, not ids."),
                    ("Drawing a map", "Join place_id with places.geojson and draw the lines and areas, not points."),
                    (
                        "Counting by place",
                        (
                            "A stretch of street and the area around it are different places. Rows told as the area "
                            "are not among those of its streets."
                        ),
                    ),
                ]
            ),
            id="reading",
        )
    )
    return page(
        "Data dictionary",
        sections,
        facts.mark or None,
        lead=description(facts),
        facts=[("Release", facts.release), ("As of", facts.as_of)],
        footer=FOOTER,
    )


def _dataset(item: Resource) -> Section:
    rows = [
        (
            Markup("<code>{}</code>").format(name),
            "redact" if name in DERIVED_COLUMNS and name not in item.roles else item.titles.get(name, ""),
            item.meaning(name),
        )
        for name in item.header
    ]
    files = [f"data/{item.name}.csv", f"data/{item.name}.parquet"]
    files += [f"data/{item.name}.geojson"] if item.geojson else []
    return Section(
        plain(item.name),
        join(
            [
                paragraph(Markup("{} rows in {}.").format(f"{item.rows:,}", listed(files))),
                table(f"Columns of {item.name}", ["Column", "In the department's system", "Meaning"], rows),
            ]
        ),
        id=f"data-{item.name}",
    )


def portal_page(facts: Facts) -> str:
    """For whoever puts the files on the city's portal: what to upload, what to paste, and what never to do."""
    names = [item.name for item in facts.resources]
    fields = [
        ("Title", facts.title + (f" ({facts.mark})" if facts.mark else "")),
        ("Description", description(facts)),
        ("Keywords", ", ".join(keywords(facts))),
        ("Access level", "public"),
        ("Rights", RIGHTS),
        ("Data dictionary", "dictionary.html"),
    ]
    warning = notice("Do not put it on a portal.", "bad", f"This is marked {facts.mark}.") if facts.mark else Markup("")
    return page(
        f"For the portal: {listed([plain(name) for name in names])}",
        [
            Section(
                "What to do",
                join([warning, Markup("<ol>{}</ol>").format(_items(PORTAL_STEPS))]),
                id="steps",
            ),
            Section("What to paste", terms(fields), id="fields"),
            Section(
                "Columns",
                join(
                    table(
                        item.name,
                        ["Column", "Type", "Description"],
                        [(Markup("<code>{}</code>").format(name), "text", item.meaning(name)) for name in item.header],
                    )
                    for item in facts.resources
                ),
                id="columns",
            ),
        ],
        facts.mark or None,
        lead="dcat-us.json and datapackage.json say the same to machines.",
        facts=[("Release", facts.release)],
        footer=FOOTER,
    )
