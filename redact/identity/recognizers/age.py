"""Ages of people: the number only; a range such as 30s stays."""

from __future__ import annotations

import regex

from redact.identity.cues import KIN, TITLES
from redact.identity.grades import LIKELY, POSSIBLE
from redact.identity.lexicon import NAME, SAFE, Word
from redact.identity.page import CAPS, LOWER, MIXED, Page
from redact.identity.persons import likeness
from redact.identity.recognizers.base import (
    Gate,
    PatternFinder,
    Rule,
    at_codes,
    at_numbers,
    at_words,
    at_words_before_number,
    compiled,
    has_any,
    has_digit,
    hinted,
    holds,
    with_digits,
)
from redact.identity.spans import Entity
from redact.identity.words import words

_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[\\s\\-](?:one|two|three|four|five|six|seven|eight|nine))?"
)


_END = r"""(?!\w|['\u2019"\u201d]|[/:.\-]\d|-[a-z]|%|\s?(?:x|times|st|ave|rd|dr|ln|blk|block|sec|secs|seconds|min|mins|
    minutes?|hrs?|hours?|days?|weeks?|wks?|months?|years?|feet|ft|foot|inch|inches|miles?|mph|lbs?|pounds|percent|of|rounds|shots|items|am|pm|units?|priors?|
    calls?|bags?|pills|grams?|dollars|bucks|other|more|people|subjs?|subjects|suspects?|victims?|males?|females?|juvs?|cars|vehs?|degrees)\b)"""
"""What must not stand behind an age without a word that says so: it would be a count, a measure or a time."""

_NUMBER_WORDS = words(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    """
)
_NUMBER_WORD_STARTS = at_words(_NUMBER_WORDS)
_LETTERS = words("m f fem hm hf wm wf bm bf am af")
_SEXES = at_words(
    (
        *"wbhaiumf",
        "wm",
        "wf",
        "bm",
        "bf",
        "hm",
        "hf",
        "am",
        "af",
        "im",
        "if",
        "um",
        "uf",
        "mw",
        "fw",
        "mb",
        "fb",
        "mh",
        "fh",
        "ma",
        "fa",
        "male",
        "female",
    )
)


def _number_starts(page: Page) -> list[int]:
    return sorted({*page.code_starts, *_NUMBER_WORD_STARTS(page)})


def _two_digits(page: Page) -> list[int]:
    """Two digits with a letter of a sex or race, a slash or a blank behind."""
    found = []
    for i in page.numbered:
        at, raw = page.starts[i], page.raw[i]
        if raw[:2].isdigit() and len(raw) <= 5 and page.text[at + 2 : at + 3] in " /MFWBHAIL":
            found.append(at)
    return found


def _plausible(match: regex.Match[str], page: Page) -> bool:
    value = match["found"]
    return not value.isdigit() or int(value) <= 110


def _behind_a_name(match: regex.Match[str], page: Page) -> bool:
    """The word before the comma or bracket is capitalised and no month, street or unit; in lower case a likely name."""
    i = page.token_at(match.start() - 1) if match.start() else len(page)
    i = min(i, len(page) - 1)
    while i >= 0 and page.starts[i] >= match.start("found"):
        i -= 1
    if i < 0 or not _plausible(match, page):
        return False
    word = page.words[i]
    if page.casing[i] == LOWER:
        titled = i > 0 and page.words[i - 1] in TITLES
        full = i > 0 and page.flags[i - 1] & Word.FIRST and page.gap(i - 1) == " " and page.flags[i] & NAME
        quoted = page.text[page.ends[i] : page.ends[i] + 1] in ('"', "'", "\u201d")
        known = titled or full or quoted
        return (bool(known) and not page.flags[i] & Word.FUNCTION) or word in _KIN or likeness(page, i) >= LIKELY
    return (
        page.is_capitalised(i)
        and not page.flags[i] & 8
        and word not in ("st", "ave", "rd", "apt", "unit", "room", "lot", "dr", "blvd", "hwy", "route")
    ) or word in _KIN


def _right_behind_a_name(match: regex.Match[str], page: Page) -> bool:
    """`NAOMI 4`: a token that is likely a name, one space, the number."""
    i = page.token_at(match.start()) - 1
    if i < 0 or page.gap(i) != " " or not _plausible(match, page):
        return False
    if page.flags[i] & Word.FIRST and i > 0 and page.gap(i - 1) == ", " and page.flags[i - 1] & Word.LAST:
        return True
    if not page.is_capitalised(i):
        return False
    if page.flags[i] & SAFE:
        return False
    if page.flags[i] & Word.FIRST or (page.flags[i] & NAME and i > 0 and page.gap(i - 1) in (", ", " ")):
        return True
    return page.casing[i] == CAPS and likeness(page, i) >= LIKELY and len(page.raw[i]) > 3


_SUBJECTS = ("he", "she", "who", "child", "baby", "boy", "girl", "they", "juv")

_CHILDREN = words(
    """
    child children kid kids boy boys girl girls baby infant toddler juv juvs juvenile juveniles minor minors teen teens
    """
)
_KIN = (
    KIN
    | _CHILDREN
    | words("stepbrother stepsister grandchild grandma grandpa grandmother grandfather victim vict patient")
)
_PEOPLE = _KIN | words(
    "male female man woman fem pt passenger pass passgr driver drvr student pupil pedestrian ped "
    "younger older eldest youngest oldest"
)
_BECOMING = words("is was be turn turned turns turning age aged shes hes s")
_SUBJECT_BEFORE = words("he she who they i will just to would younger older youngest oldest eldest") | _KIN


def _says_age(match: regex.Match[str], page: Page) -> bool:
    """`Rosa is nineteen`, `lives in Elko, is 71`: who the verb is about is a person."""
    if not _plausible(match, page):
        return False
    i = page.token_at(match.start()) - 1
    if i < 0:
        return False
    word = page.words[i]
    if word in _SUBJECT_BEFORE:
        return True
    if page.casing[i] == MIXED:
        return page.is_capitalised(i) and page.gap(i) in (" ", ", ", " (", ") ")
    if i and page.words[i - 1] in TITLES:
        return True
    return likeness(page, i) >= (LIKELY if page.casing[i] == CAPS and not page.opens[i] else POSSIBLE)


def _of_a_person(match: regex.Match[str], page: Page) -> bool:
    """Not the second part of a crossing, a size or a heading."""
    i = page.token_at(match.start()) - 1
    return _plausible(match, page) and (
        i < 0 or page.words[i] not in ("size", "lot", "unit", "rm", "room", "apt", "bldg", "row")
    )


class AgeFinder(PatternFinder):
    """With a word for age, with race and sex, or as an apposition behind a name."""

    entities = (Entity.AGE,)
    rules = (
        Rule(
            "years old",
            Entity.AGE,
            compiled(
                rf"(?<![\w$./\-])(?P<found>\d{{1,3}}|{_WORDS})[\s\-]{{0,2}}(?:(?:years?|yrs?|months?|mos?|weeks?|wks?|days?)[\s\-]{{0,2}}(?:old|of\sage)|y[./]?\s?o[./]?a?|y/o/a|yoa|y[./]?o[./]?\s?/?[wbhalu]?/?[mf])(?![a-z])"
            ),
            Gate(),
            _plausible,
            _number_starts,
            hinted(r"(?:\d{1,3}|[a-z]+(?:[\s\-][a-z]+)?)[\s\-]{0,2}(?:y|mo|we|wk|da)"),
        ),
        Rule(
            "pronoun and verb",
            Entity.AGE,
            compiled(
                rf"""(?<!\w)(?:he|she|who|child|baby|boy|girl|they|juv)(?:'s|\s(?:is|was|just\sturned|turned))\s(?:only\s|just\s|about\s)?
                     (?P<found>\d{{1,2}}|{_WORDS})(?=\s?[.,;)](?!\d)|\s(?:and|but)\b|$)"""
            ),
            has_any(_SUBJECTS),
            None,
            at_words(_SUBJECTS),
            hinted(r"\w+(?:'s|\s(?:is|was|just|turned))\s"),
        ),
        Rule(
            "person and verb",
            Entity.AGE,
            compiled(
                rf"""(?:is|was|be|turned|turns|turn|turning)\s(?:(?:only|just|about|now|almost|nearly|already|around|approximately)\s)?
                     (?P<found>\d{{1,3}}|{_WORDS})(?=\s?[.,;)](?!\d)|\s(?:and|but|now|so|who|with|in|on|today|this|next)\b|\s?$)"""
            ),
            has_any(_BECOMING),
            _says_age,
            at_words(_BECOMING),
            hinted(r"[a-z]+\s(?:[a-z]+\s)?(?:\d|[onetwhrfuisxvglay]{3})"),
        ),
        Rule(
            "person and number",
            Entity.AGE,
            compiled(rf"\w+(?:,\s|\s\(|\s)(?:(?:abt|about|approx\.?)\s)?(?P<found>\d{{1,2}}){_END}"),
            has_any(_PEOPLE, digit=True),
            _plausible,
            at_words_before_number(_PEOPLE, 4),
        ),
        Rule(
            "person and number word",
            Entity.AGE,
            compiled(rf"\w+(?:,\s|\s\()(?P<found>{_WORDS})(?=\s?[.,;)])"),
            has_any(_PEOPLE),
            None,
            at_words(_PEOPLE),
        ),
        Rule(
            "sex and number",
            Entity.AGE,
            compiled(
                rf"(?:[MF]|FEM|HM|HF|WM|WF|BM|BF|AM|AF)[\s/]{{1,2}}(?:AGE\s)?(?P<found>\d{{1,2}}){_END}", cased=True
            ),
            has_any(_LETTERS, digit=True),
            _of_a_person,
            at_words_before_number(_LETTERS, 2),
        ),
        Rule(
            "sex and number in lower case",
            Entity.AGE,
            compiled(rf"(?:[mf]|fem)[\s/](?P<found>\d{{1,2}}){_END}"),
            has_any(("m", "f", "fem"), digit=True),
            lambda match, page: page.casing[page.token_at(match.start())] == LOWER and _of_a_person(match, page),
            at_words_before_number(("m", "f", "fem"), 1),
        ),
        Rule(
            "number and sex",
            Entity.AGE,
            compiled(
                r"(?<=(?:^|[,(;.]\s?|:\s|(?:^|\s)(?:PT|RP|A|VICT?|SUSP?|SUBJ|PASS|DRVR?|V|S|W|LOC)\s))(?P<found>[1-9]\d)[\s/]?(?!\s?[AP]M\b)(?:[WBHAIL]/?)?[MF](?!\w|['\u2019.]\w)",
                cased=True,
            ),
            has_digit(),
            _of_a_person,
            _two_digits,
            hinted(r"\d\d[\s/]?[WBHAILMF]", cased=True),
        ),
        Rule(
            "number, race and sex in one",
            Entity.AGE,
            compiled(r"(?<![\w.\-/#:])(?P<found>[1-9]\d)[WBHAIL][MF](?!\w|['\u2019.]\w)", cased=True),
            has_digit(),
            _plausible,
            _two_digits,
            hinted(r"\d\d[\s/]?[WBHAILMF]", cased=True),
        ),
        Rule(
            "number and sex behind a name",
            Entity.AGE,
            compiled(r"(?P<found>[1-9]\d)[MF](?!\w|['\u2019.]\w)", cased=True),
            has_digit(),
            _right_behind_a_name,
            _two_digits,
            hinted(r"\d\d[\s/]?[WBHAILMF]", cased=True),
        ),
        Rule(
            "child about",
            Entity.AGE,
            compiled(
                r"""(?<!\w)(?:child|juv|juvenile|kid|boy|girl|male|female|son|daughter)s?\s(?:abt|about|approx\.?|approximately|around)\s
                    (?P<found>\d{1,2})(?![\w/:.])"""
            ),
            has_any(("abt", "about", "approx", "approximately", "around"), digit=True),
            hint=hinted(r"[dveylenr]s?\s(?:abt|about|approx\.?|approximately|around)\s\d"),
        ),
        Rule(
            "baby of months",
            Entity.AGE,
            compiled(
                rf"""(?<!\w)(?:baby|infant|newborn|child|son|daughter|toddler),?\s(?:[\w'\-]+,\s)?
                     (?P<found>\d{{1,2}}|{_WORDS})\s(?:months?|mos?|weeks?|wks?|days?)(?=\s?[,.;)])"""
            ),
            has_any(("baby", "infant", "newborn", "child", "son", "daughter", "toddler")),
            starts=at_words(("baby", "infant", "newborn", "child", "son", "daughter", "toddler")),
        ),
        Rule(
            "name and months",
            Entity.AGE,
            compiled(rf"(?<=[\w.]),\s(?P<found>\d{{1,2}}|{_WORDS})\s(?:months?|mos?|weeks?|wks?)(?=\s?[,.;)])"),
            has_any(("month", "months", "mo", "mos", "week", "weeks", "wk", "wks")),
            _behind_a_name,
        ),
        Rule(
            "years behind a comma",
            Entity.AGE,
            compiled(r"(?<=,\s)(?P<found>\d{1,2})\s?(?:YRS?|YO|Y)(?=\s?[,.;)])"),
            with_digits(", "),
            _plausible,
            hint=hinted(r",\s\d{1,2}\s?Y"),
        ),
        Rule(
            "right behind a first name",
            Entity.AGE,
            compiled(
                r"""(?P<found>\d{1,2})(?!\w|[/:.\-%]\d|['\u2019]|\s?(?:x|times|st|ave|rd|blk|block|min|mins|minutes|hrs?|hours|days|
                    weeks|months|years|feet|ft|inch|miles|of|rounds|shots|items|am|pm|units?|priors?)\b)"""
            ),
            has_digit(),
            _right_behind_a_name,
            at_codes,
            narrow=at_numbers(1, 2),
        ),
        Rule(
            "age word",
            Entity.AGE,
            compiled(
                rf"(?<!\w)(?:age[ds]?|ages)\W{{1,3}}(?:(?:is|of|as|at|was|approx(?:imately)?|about)\W{{1,2}})?(?P<found>\d{{1,3}}|{_WORDS})(?![\w/]|[.,]\d)"
            ),
            has_any(("age", "aged", "ages")),
            _plausible,
        ),
        Rule(
            "months or weeks in brackets",
            Entity.AGE,
            compiled(r"\((?P<found>\d{1,2})\s(?:months?|mos?|weeks?|wks?|days?|years?|yrs?)\)"),
            with_digits("("),
            _plausible,
            hint=hinted(r"\(\d{1,2}\s[mwdy]"),
        ),
        Rule(
            "in brackets behind a name",
            Entity.AGE,
            compiled(
                rf"(?<=[\w'.\u201d\"])\s?\((?:age\s)?(?P<found>\d{{1,2}}|{_WORDS})(?=[,)/\s]\s?(?:[MFWBHAI]\b|[,)/]|\)|yr|mo)|\))"
            ),
            holds("("),
            _behind_a_name,
        ),
        Rule(
            "behind a name",
            Entity.AGE,
            compiled(
                rf"(?<=[\w'.\u201d\")]),\s?(?P<found>\d{{1,2}}|{_WORDS})(?=\s?[,;.)](?!\d)|\sand\s|\s(?:lives|of|is|was)\b|\s?/|\s[MF]\b|$)"
            ),
            holds(","),
            _behind_a_name,
        ),
        Rule(
            "sex and age",
            Entity.AGE,
            compiled(
                r"(?<!\w)(?:[WBHAIU]\s?/?\s?[MF]|[MF]\s?/?\s?[WBHAIU]|male|female|m|f)\s?[,/]\s?(?P<found>\d{1,3})(?![\w/\-]|['\u2019]|[.,]\d|\s?(?:ft|feet|foot|lbs?|in|inches)\b)"
            ),
            has_digit(),
            _plausible,
            _SEXES,
            hinted(r"[a-z]+(?:\s?/?\s?[a-z])?\s?[,/]\s?\d"),
        ),
        Rule(
            "race and sex, age",
            Entity.AGE,
            compiled(r"(?<!\w)(?:[WBHAIU]\s?/?\s?[MF]|[MF]/[WBHAIU])\s(?P<found>\d{2})(?![\w/\-]|'s|[.,:]\d)"),
            has_digit(),
            _plausible,
            _SEXES,
            hinted(r"[a-z]\s?/?\s?[a-z]\s\d\d"),
        ),
    )
