"""Ages of people: the number only; a range such as 30s stays."""

from __future__ import annotations

import regex

from redact.identity.cuesets import bit_of
from redact.identity.grades import LIKELY
from redact.identity.lexicon import NAME, SAFE, Word
from redact.identity.page import CAPS, Page
from redact.identity.persons import likeness
from redact.identity.recognizers.base import (
    Gate,
    PatternFinder,
    Rule,
    at_codes,
    at_numbers,
    at_words,
    compiled,
    has_any,
    has_digit,
    hinted,
    with_digits,
)
from redact.identity.spans import Entity
from redact.identity.words import words

_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[\\s\\-](?:one|two|three|four|five|six|seven|eight|nine))?"
)


_NUMBER_WORDS = words(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    """
)
_NUMBER_WORD_STARTS = at_words(_NUMBER_WORDS)
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
    return sorted([*(page.starts[i] for i in page.numbered), *_NUMBER_WORD_STARTS(page)])


def _plausible(match: regex.Match[str], page: Page) -> bool:
    value = match["found"]
    return not value.isdigit() or int(value) <= 110


def _behind_a_name(match: regex.Match[str], page: Page) -> bool:
    """The word before the comma or bracket is capitalised and no month, street or unit."""
    i = page.token_at(match.start() - 1) if match.start() else len(page)
    i = min(i, len(page) - 1)
    while i >= 0 and page.starts[i] >= match.start("found"):
        i -= 1
    if i < 0 or not _plausible(match, page):
        return False
    word = page.words[i]
    return (
        page.is_capitalised(i)
        and not page.flags[i] & 8
        and word not in ("st", "ave", "rd", "apt", "unit", "room", "lot", "dr", "blvd", "hwy", "route")
    )


def _right_behind_a_name(match: regex.Match[str], page: Page) -> bool:
    """`NAOMI 4`: a token that is likely a name, one space, the number."""
    i = page.token_at(match.start()) - 1
    if i < 0 or page.gap(i) != " " or not page.is_capitalised(i) or page.flags[i] & SAFE or not _plausible(match, page):
        return False
    if page.flags[i] & Word.FIRST or (page.flags[i] & NAME and i > 0 and page.gap(i - 1) in (", ", " ")):
        return True
    return page.casing[i] == CAPS and likeness(page, i) >= LIKELY and len(page.raw[i]) > 3


_SUBJECTS = ("he", "she", "who", "child", "baby", "boy", "girl", "they", "juv")


class AgeFinder(PatternFinder):
    """With a word for age, with race and sex, or as an apposition behind a name."""

    entities = (Entity.AGE,)
    rules = (
        Rule(
            "years old",
            Entity.AGE,
            compiled(
                rf"(?<![\w$./\-])(?P<found>\d{{1,3}}|{_WORDS})[\s\-]{{0,2}}(?:(?:years?|yrs?|months?|mos?|weeks?|wks?|days?)[\s\-]{{0,2}}(?:old|of\sage)|y[./]?o[./]?a?|y/o/a|yoa|yom|yof)(?![a-z])"
            ),
            Gate(),
            _plausible,
            _number_starts,
            hinted(r"(?:\d{1,3}|[a-z]+(?:[\s\-](?:one|two|three|four|five|six|seven|eight|nine))?)[\s\-]{0,2}(?:y|mo|we|wk|da)"),
        ),
        Rule(
            "pronoun and verb",
            Entity.AGE,
            compiled(
                rf"""(?<!\w)(?:he|she|who|child|baby|boy|girl|they|juv)(?:'s|\s(?:is|was|just\sturned|turned))\s(?:only\s|just\s|about\s)?
                     (?P<found>\d{{1,2}}|{_WORDS})(?=\s?[.,;)]|\s(?:and|but)\b|$)"""
            ),
            has_any(_SUBJECTS),
            None,
            at_words(_SUBJECTS),
            hinted(r"\w+(?:'s|\s(?:is|was|just|turned))\s"),
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
            Gate(
                bit_of(("baby", "infant", "newborn", "child", "son", "daughter", "toddler")),
                bit_of(("month", "months", "mo", "mos", "week", "weeks", "wk", "wks", "day", "days")),
            ),
            hint=hinted(rf"[ytndr],?\s(?:[\w'\-]+,\s)?(?:\d{{1,2}}|{_WORDS})\s(?:mo|we|wk|da)"),
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
                rf"(?<!\w)(?:age[ds]?|ages)\W{{1,3}}(?:(?:is|of|was|approx(?:imately)?|about)\W{{1,2}})?(?P<found>\d{{1,3}}|{_WORDS})(?![\w/]|[.,]\d)"
            ),
            has_any(("age", "aged", "ages")),
            _plausible,
        ),
        Rule(
            "second age",
            Entity.AGE,
            compiled(
                r"(?<!\w)(?:age[ds]?|ages)\W{1,3}\d{1,2}(?:,\s\d{1,2}){0,4},?\s(?:and|&)\s(?P<found>\d{1,2})(?!\w)"
            ),
            has_any(("age", "aged", "ages"), digit=True),
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
                r"(?<=[\w'.\u201d\"])\s?\((?:age\s)?(?P<found>\d{1,2})(?=[,)/\s]\s?(?:[MFWBHAI]\b|[,)/]|\)|yr|mo)|\))"
            ),
            with_digits("("),
            _behind_a_name,
            hint=hinted(r"\((?:age\s)?\d{1,2}[,)/\sym]"),
        ),
        Rule(
            "behind a name",
            Entity.AGE,
            compiled(
                r"(?<=[\w'.\u201d\"]),\s(?P<found>\d{1,2})(?=\s?[,;.)]|\sand\s|\s(?:lives|of|is|was)\b|\s?/|\s[MF]\b|$)"
            ),
            with_digits(", "),
            _behind_a_name,
            hint=hinted(r",\s\d{1,2}(?!\w)"),
        ),
        Rule(
            "sex and age",
            Entity.AGE,
            compiled(
                r"(?<!\w)(?:[WBHAIU]\s?/?\s?[MF]|[MF]\s?/?\s?[WBHAIU]|male|female|m|f)\s?[,/]\s?(?P<found>\d{1,3})(?![\w/\-]|'s|[.,]\d)"
            ),
            has_digit(),
            _plausible,
            _SEXES,
            hinted(r"[a-z]+(?:\s?/?\s?[a-z])?\s?[,/]\s?\d"),
        ),
        Rule(
            "race and sex, age",
            Entity.AGE,
            compiled(r"(?<!\w)[WBHAIU]\s?/?\s?[MF]\s(?P<found>\d{2})(?![\w/\-]|'s|[.,:]\d)"),
            has_digit(),
            _plausible,
            _SEXES,
            hinted(r"[a-z]\s?/?\s?[mf]\s\d\d"),
        ),
        Rule(
            "pair of children",
            Entity.AGE,
            compiled(
                r"(?<!\w)(?:kids|children|sons|daughters|juvs?|juveniles|boys|girls)\W{1,3}(?:ages?\s)?(?P<found>\d{1,2})(?=,?\s(?:and|&)\s\d{1,2}\b)"
            ),
            has_any(("kids", "children", "sons", "daughters", "juvs", "juv", "juveniles", "boys", "girls"), digit=True),
            hint=hinted(r"[snv]\W{1,3}(?:ages?\s)?\d{1,2},?\s(?:and|&)\s\d"),
        ),
        Rule(
            "second of the pair",
            Entity.AGE,
            compiled(
                r"(?<!\w)(?:kids|children|sons|daughters|juvs?|juveniles|boys|girls)\W{1,3}(?:ages?\s)?\d{1,2},?\s(?:and|&)\s(?P<found>\d{1,2})(?!\w)"
            ),
            has_any(("kids", "children", "sons", "daughters", "juvs", "juv", "juveniles", "boys", "girls"), digit=True),
            hint=hinted(r"[snv]\W{1,3}(?:ages?\s)?\d{1,2},?\s(?:and|&)\s\d"),
        ),
    )
