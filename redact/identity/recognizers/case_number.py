"""Case, incident, warrant, citation, docket and protective-order numbers: by their words and by their shapes."""

from __future__ import annotations

import regex

from redact.identity.lexicon import SAFE, Word
from redact.identity.page import LOWER, Page
from redact.identity.recognizers.base import (
    PatternFinder,
    Rule,
    at_codes,
    at_words,
    at_words_before_number,
    compiled,
    has_any,
    has_digit,
    hinted,
    with_digits,
)
from redact.identity.spans import Entity
from redact.identity.words import words

_WORDS = (
    "case",
    "cases",
    "incident",
    "inc",
    "event",
    "evt",
    "report",
    "rpt",
    "warrant",
    "warrants",
    "wrnt",
    "citation",
    "cite",
    "cited",
    "cit",
    "docket",
    "dkt",
    "complaint",
    "summons",
    "ticket",
    "tkt",
    "order",
    "orders",
    "epo",
    "tro",
    "dvpo",
    "ofp",
    "rro",
    "po",
    "ro",
    "cpo",
    "ref",
    "refer",
    "reference",
    "cr",
    "cad",
    "dr",
    "ir",
    "rd",
    "ccn",
    "occ",
    "cc",
    "mp",
    "court",
    "cause",
    "intake",
    "utt",
    "fta",
    "control",
    "tracking",
    "log",
    "run",
    "call",
    "cfs",
    "epro",
    "dvo",
    "rn",
    "supp",
    "under",
    "poa",
    "injunction",
    "petition",
    "arrest",
    "booking",
    "violation",
    "warning",
    "warnings",
    "citations",
    "tickets",
    "notice",
    "supplement",
    "file",
    "number",
    "no",
    "nbr",
    "agency",
    "originating",
    "restraining",
    "protective",
    "protection",
    "stalking",
    "affidavit",
    "subpoena",
    "capias",
    "bond",
    "bench",
    "ncic",
    "nic",
    "fcn",
    "entry",
    "hit",
    "dockets",
    "reports",
    "incidents",
)
_LETTERED = words(
    """
    citation citations cite cites ticket tickets tkt summons summonses warrant warrants docket dockets dkt complaint
    complaints case report rpt incident
    """
)
_PLURALS = words("citations tickets summonses warrants dockets complaints cases reports incidents charges nos numbers")

_SURE = words(
    """
    case cases incident event report rpt warrant warrants wrnt citation citations cite cited cit docket dkt
    complaint summons ticket tickets tkt intake cause warning warnings cad ccn nic fcn ncic
    """
)
"""Behind these also a short number, or one of few digits among letters, is a case number."""

_DOCKETS = words(
    """
    cr cv cf cm cj ct dr dv da dp fa fam fl fv fo ju jv jc jd jp po ppo op sp sc sw mr mh mc mi md tr tp td tc gs ci
    cp cvd cvs crs cra crb trd trc drs dvo cvh cvf cvg ro tro pc gn gd pb cpo rpo ovi ord inf mag mj ad sa kf km pfa
    cc d c f m t s p w b e j
    """
)
"""What courts write between a year and a number, or before it."""


def _has_number(match: regex.Match[str], page: Page) -> bool:
    value = match["found"]
    count = sum(letter.isdigit() for letter in value)
    if count >= 4 and regex.fullmatch(r"(?:19|20)\d\d|\d{4}", value) is None:
        return True
    if page.words[page.token_at(match.start())] not in _SURE or _MEASURE.match(page.text, match.end()):
        return False
    said = match.group()[: match.start("found") - match.start()].lower()
    signed = "#" in said or regex.search(r"\bn(?:o|um(?:ber)?|br)\b", said) is not None
    if count >= 3 and signed:
        return True
    letters = sum(map(str.isalpha, value))
    return (
        count >= 2
        and letters >= 1
        and count + letters >= 5
        and regex.fullmatch(r"\d+[a-z]{1,5}", value, regex.IGNORECASE) is None
    )


_MEASURE = compiled(r"\s?(?:hrs?|hours?|min|yrs?|years?|days?|times|counts?|of|am|pm)\b")


def _in_its_casing(match: regex.Match[str], page: Page) -> bool:
    """Letters in capitals, or in lower case where the whole sentence is."""
    i = page.token_at(match.start())
    if match.group().isupper():
        return True
    return page.casing[i] == LOWER and not page.flags[i] & (SAFE | Word.FUNCTION | Word.KIN)


def _agency_starts(page: Page) -> list[int]:
    """A few letters right before a number."""
    text = page.text
    return [at for at in page.code_starts if text[at : at + 2].isalpha() and not text[at + 6 : at + 7].isspace()]


def _with_agency(match: regex.Match[str], page: Page) -> bool:
    """`KPD 24-203318`: the letters before the number are no word, or those of a department or a docket."""
    if not _in_its_casing(match, page):
        return False
    word = match["agency"].lower()
    flags = page.flags[page.token_at(match.start())]
    if regex.search(r"\s\d\d-\d\d-\d{4}$", match.group()):
        return False
    return not flags or word.endswith(("pd", "so", "sd", "ps")) or (word in _DOCKETS and not flags & Word.FUNCTION)


class CaseNumberFinder(PatternFinder):
    """Numbers under which a court or an agency keeps a matter: whoever has one can ask for the names."""

    entities = (Entity.CASE_NUMBER,)
    rules = (
        Rule(
            "after the word",
            Entity.CASE_NUMBER,
            compiled(
                r"""\w+\b(?:\s?(?:\#s?|nos?\.?|num(?:ber)?s?|id|:|-|,|\(|=|is|was|under|of|protection|complaint|summons|order|
                    warrant|case|report|event|intake|docket|[/]|issued|served|request(?:ed)?|entry|hit|agency|written|for|and|signed|to|file|court|
                    superior|district|municipal|county|["'\u201c(\[]|\s)){0,6}\s?
                (?P<found>(?:[A-Z]{0,5}-){0,3}[A-Z]{0,5}\d[\dA-Z]{0,20}(?:[\-/][\dA-Z]{1,20}){0,5})(?![\w/])"""
            ),
            has_any(_WORDS, digit=True),
            _has_number,
            at_words_before_number(_WORDS, 8),
        ),
        Rule(
            "letters apart from their number",
            Entity.CASE_NUMBER,
            compiled(
                r"""(?:citations?|cites?|tickets?|tkt|summons(?:es)?|warrants?|dockets?|dkt|complaints?|case|report|rpt|incident)
                    (?:\s?(?:\#|nos?\.?|numbers?|is|was|:))?\s(?P<found>(?-i:[A-Z]{1,4}\s\d{3,8}(?:[\s\-][A-Z0-9]{1,4})?))(?![\w/])"""
            ),
            has_any(_LETTERED, digit=True),
            lambda match, page: not page.flags[page.token_at(match.start("found"))] & (Word.FUNCTION | Word.POLICE),
            at_words_before_number(_LETTERED, 4),
        ),
        Rule(
            "second of a list",
            Entity.CASE_NUMBER,
            compiled(
                r"""(?:citations|tickets|summonses|warrants|dockets|complaints|cases|reports|incidents|charges|nos\.?|numbers)\s
                    (?:(?:nos\.?|numbers|\#)\s)?[A-Z0-9][\w\-]{3,20}(?:,\s[A-Z0-9][\w\-]{3,20}){0,3}?,?\s(?:and|&)\s
                    (?P<found>[A-Z0-9][A-Z0-9\-]{3,20})(?![\w/])"""
            ),
            has_any(_PLURALS, digit=True),
            lambda match, page: sum(map(str.isdigit, match["found"])) >= 4,
            at_words(_PLURALS),
        ),
        Rule(
            "year and serial",
            Entity.CASE_NUMBER,
            compiled(
                r"""(?<![\w.\-/$])(?:[A-Z]{1,5}-?)?(?:(?:20)?[0-3]\d)(?:[A-Z]{1,4}-?|-)(?:[A-Z0-9]{1,4}-){0,2}\d{3,9}(?:-\d{1,4})?(?![\w/]|-\d)"""
            ),
            has_digit(),
            lambda match, page: (
                sum(letter.isdigit() for letter in match.group()) >= 6
                and regex.fullmatch(r"\d{4}-\d{2,4}", match.group()) is None
            ),
            at_codes,
            hinted(r"[A-Z]{0,5}-?\d{2,4}[A-Z\-]"),
        ),
        Rule(
            "agency and serial",
            Entity.CASE_NUMBER,
            compiled(
                r"(?<![\w.\-/$])(?P<agency>[A-Z]{2,5})[\s\#]{1,2}(?:20)?[0-3]\d-(?:[A-Z0-9]{1,5}-)?\d{3,9}(?![\w/]|-\d)",
            ),
            with_digits("-"),
            _with_agency,
            _agency_starts,
        ),
        Rule(
            "docket",
            Entity.CASE_NUMBER,
            compiled(
                r"""(?<![\w.\-/$])(?=[A-Z]{0,3}[\s\-]?\d)(?:
                    (?:\d{1,2}:)?(?:(?:19|20)?\d{2})(?P<gap>[\s\-]?)(?P<code>[A-Z]{1,3})(?:(?P=gap)|-)\d{3,8}(?:-?[A-Z]{1,4}(?![a-z])|-\d{1,4}){0,3}
                  | (?P<code2>[A-Z]{1,3})[\s\-]?(?:(?:19|20)?\d{2})-\d{2,8}(?:-[A-Z0-9]{1,6}){0,3}
                  | \d{2}[A-Z]?\d{2}-\d{4}-[A-Z]{1,2}\d?-\d{4,7}
                  | [A-Z]{1,3}-\d{1,3}-[A-Z]{2}-(?:\d{2,7}-){0,2}\d{2,7}
                  | \d{2}-\d-\d{5}-\d(?:\s(?:SEA|KNT)\b)?)(?![\w/]|-\d)"""
            ),
            has_digit(),
            lambda match, page: (
                (match["code"] or match["code2"] or "c").lower() in _DOCKETS
                and sum(map(str.isdigit, match.group())) >= 5
                and (
                    " " not in match.group()
                    or regex.match(r"(?:(?:19|20)\d\d|[0-3]\d)?\s?[A-Z]{2,4}\s?(?:19|20)?\d\d", match.group())
                    is not None
                )
                and not regex.match(r"(?:us|sr|cr|i)[\s\-]?\d{1,4}$", match.group(), regex.IGNORECASE)
            ),
            at_codes,
            hinted(r"(?:\d{1,4}[\s\-:A-Z]|[A-Z]{1,3}[\s\-]?\d{1,4}-?)[\sA-Z0-9:\-]{3}"),
        ),
        Rule(
            "letters, hyphen and number",
            Entity.CASE_NUMBER,
            compiled(
                r"(?<![\w.\-/$])(?!(?:US|SR|CR|I|FM|SH|RT|RTE|HWY|MM|MP|F|E|C|K|M|LR|CH|AR|AK|SKS)-)[A-Z]{1,6}-(?:\d{1,4}-)?\d{3,9}(?:-[A-Z0-9]{1,4})?(?![\w/]|-\d)"
            ),
            with_digits("-"),
            _in_its_casing,
            starts=at_codes,
            hint=hinted(r"[A-Z]{1,6}-\d"),
        ),
        Rule(
            "letters and serial",
            Entity.CASE_NUMBER,
            compiled(
                r"(?<![\w.\-/$])(?:[A-Z]{1,4}-\d{2}-\d{3,7}|[A-Z]{1,3}\d{2}-\d{4,7}|\d{2}[A-Z]{2}\d{5,6}|\d{4}-[A-Z]-\d{4}-\d{4,7})(?![\w/]|-\d)"
            ),
            has_digit(),
            starts=at_codes,
            hint=hinted(r"[A-Z]{1,4}-?\d\d-\d|\d\d[A-Z]{2}\d|\d{4}-[A-Z]-"),
        ),
    )
