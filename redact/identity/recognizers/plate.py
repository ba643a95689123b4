"""Vehicle plates: after a plate word, after a state, or beside a vehicle; vanity and partial plates after the word."""

from __future__ import annotations

from typing import Final

import regex

from redact.identity.lexicon import SAFE
from redact.identity.page import Page
from redact.identity.recognizers.base import PatternRecognizer, Rule, at_codes, at_words, compiled, has_any, has_digit
from redact.identity.spans import Entity
from redact.identity.words import words

STATES: Final = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|RI|SC|"
    "SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC|PR|VI|GU|ON|QC|BC|AB|MB|SK|NS|NB|MX"
)
_NAMES: Final = (
    "alabama|alaska|arizona|arkansas|california|calif|colorado|connecticut|conn|delaware|florida|georgia|hawaii|idaho|"
    "illinois|ill|indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|mass|michigan|mich|minnesota|minn|"
    "mississippi|missouri|montana|nebraska|neb|nevada|new\\shampshire|new\\sjersey|new\\smexico|new\\syork|north\\scarolina|"
    "north\\sdakota|ohio|oklahoma|oregon|ore|pennsylvania|penn|rhode\\sisland|south\\scarolina|south\\sdakota|tennessee|tenn|"
    "texas|tex|utah|vermont|virginia|washington|wash|west\\svirginia|wisconsin|wisc|wyoming|temp(?:orary)?|dealer"
)
STATE: Final = rf"(?:{STATES}|{_NAMES})"
STATE_WORDS: Final = frozenset(
    f"{STATES.lower()}|{_NAMES}".replace("(?:orary)?", "|temporary").replace("\\s", " ").replace("|", "\n").splitlines()
)
"""States as folded words; of names with two words the first."""
STATE_FIRST: Final = frozenset(name.split()[0] for name in STATE_WORDS)
_PLATE_WORDS: Final = (
    "plate",
    "plates",
    "plt",
    "plts",
    "pl8",
    "tag",
    "tags",
    "lp",
    "l",
    "lpn",
    "lic",
    "license",
    "reg",
    "registration",
    "bearing",
    "registered",
)
_VALUE = r"[A-Z0-9]{1,8}(?:[\-\s\u2022\u00b7.][A-Z0-9]{1,6}){0,2}-?"
_VEHICLE = compiled(
    r"""\b(?:veh(?:icle)?|car|truck|trk|van|suv|sedan|coupe|pickup|p/u|pu|motorcycle|mc|trailer|trlr|scooter|moped|bus|
        [24]\s?d(?:r|oor)?|4dr|2dr|hatchback|wagon|convertible|u-?haul|
        ford|chev(?:y|rolet)?|gmc|dodge|chrysler|jeep|ram|toyota|toyt|honda?|nissan|niss|hyundai|hyun|kia|mazda|subaru|suba|
        mitsubishi|mits|volkswagen|vw|volvo|bmw|mercedes|merz|audi|lexus|lexs|acura|acur|infiniti|infi|tesla|tesl|buick|buic|
        cadillac|cadi|lincoln|pontiac|pont|saturn|suzuki|harley|
        accord|civic|camry|corolla|prius|rav-?4|tacoma|tundra|sienna|highlander|altima|sentra|maxima|rogue|pathfinder|versa|
        silverado|tahoe|suburban|malibu|impala|cruze|equinox|camaro|corvette|cobalt|escalade|sierra|yukon|explorer|expedition|
        escape|focus|fusion|fiesta|taurus|mustang|ranger|bronco|f-?[123]50|charger|challenger|durango|caravan|wrangler|cherokee|
        sonata|elantra|optima|forte|sorento|soul|outback|forester|impreza|jetta|passat|golf|odyssey|pilot|sprinter|crv|cr-v)\b"""
)
_VEHICLE_WORDS: Final = frozenset(regex.findall(r"[a-z0-9]+", _VEHICLE.pattern.lower())) | words(
    """
    vehicle chevy chevrolet pickup fourdoor door hatchback
    """
)
_NOT_A_PLATE = compiled(
    r"""^(?:\d+(?:st|nd|rd|th|am|pm|hrs?|hours?|yo|yoa|yrs?|years?|x|k|ft|in|lbs?|mm|mph|min|mins|days?|times?|men|males?|females?|kids?|people|units?)
        |\d{1,2}:?\d{2}(?:hrs?)?|[a-z]+|(?:19|20)\d{2}|\d{5}(?:-\d{4})?|\d{1,2}|i-?\d+|us-?\d+|hwy-?\d+|rt-?\d+|\d+\s?(?:st|nd|rd|th)\b.*|
        \d+\s[a-z]+\s(?:st|ave|rd|blvd|dr|ln|ct|way|pl).*)$"""
)


def _alphanumeric(match: regex.Match[str], page: Page) -> bool:
    """After a state code alone: five to eight letters and digits mixed, not an ordinal, time, count or ZIP code."""
    value = match["found"].strip(" -")
    core = [letter for letter in value if letter.isalnum()]
    digits = sum(letter.isdigit() for letter in core)
    if not 5 <= len(core) <= 8 or digits < 2 or _NOT_A_PLATE.match(value):
        return False
    return digits < len(core) or (digits >= 5 and bool(regex.search(r"[\s\-]", value)))


def _beside_vehicle(match: regex.Match[str], page: Page) -> bool:
    value = match["found"]
    if _NOT_A_PLATE.match(value) or not any(letter.isdigit() for letter in value):
        return False
    left = page.text[max(0, match.start() - 60) : match.start()]
    return _VEHICLE.search(left) is not None and regex.search(r"[.!?]\s", left[-40:].rpartition("veh")[2]) is None


def _in_brackets(page: Page) -> bool:
    brackets = "(" in page.text or "[" in page.text
    return brackets and page.has_digit and not _VEHICLE_WORDS.isdisjoint(page.vocabulary)


def _length(match: regex.Match[str]) -> int:
    return sum(letter.isalnum() for letter in match["found"])


def _letters_are_no_word(match: regex.Match[str], page: Page) -> bool:
    """`HJH 119`: three letters that no list knows as a word, beside a number, can hardly be anything else."""
    i = page.token_at(match.start("letters"))
    return i < len(page) and not page.flags[i] & SAFE


def _after_word(match: regex.Match[str], page: Page) -> bool:
    value = match["found"].strip(" -")
    if not any(letter.isdigit() for letter in value):
        upper = value.isupper() and 2 <= len(value.replace(" ", "")) <= 8
        flags = page.flags[page.token_at(match.start("found"))] if len(page) else 0
        return upper and not flags & 7 and " " not in value
    return _NOT_A_PLATE.match(value) is None or bool(regex.match(r"^\d{5,7}$", value))


class PlateRecognizer(PatternRecognizer):
    """Five to eight letters and digits only in context: elsewhere they are codes, times and sizes."""

    entities = (Entity.PLATE,)
    rules = (
        Rule(
            "after a plate word",
            Entity.PLATE,
            compiled(
                rf"""(?<!\w)(?:(?:lic(?:ense|ence)?|reg(?:istration)?|rear|front|partial|part|temp(?:orary)?|veh(?:icle)?|vanity|poss(?:ible)?)\.?\s)?
                     (?:plates?|plts?|pl8|tags?|lp|l/p|lpn|lic(?:ense)?|reg(?:istration)?|bearing|registered)\b\s?(?:\#s?|no\.?|num(?:ber)?|was|is|of|as|with|reads?|reading|starting|beginning|ending|:|,|-|\(|"|\s){{0,5}}
                     \s?(?:\(?\b{STATE}\b\)?[\s:/\-.,\#]{{0,3}}(?:(?:plate|tag|reg|lic|lp)\b[\s:.\#]{{0,3}})?)?
                     (?P<found>{_VALUE})(?![\w])"""
            ),
            has_any(_PLATE_WORDS),
            _after_word,
            at_words(_PLATE_WORDS),
        ),
        Rule(
            "after a state",
            Entity.PLATE,
            compiled(
                rf"(?<![\w/])(?:{STATE})(?:\s(?:lic(?:ense)?|reg|plates?|tag|lp))?[\s:/\-\#.,]{{1,3}}(?P<found>{_VALUE})(?!\w)"
            ),
            has_any(STATE_FIRST, digit=True),
            _alphanumeric,
            at_words(STATE_FIRST),
        ),
        Rule(
            "California pattern",
            Entity.PLATE,
            compiled(r"(?<!\w)\d[A-Z]{3}\d{3}(?!\w)", cased=True),
            lambda page: page.longest >= 7,
            None,
            at_codes,
        ),
        Rule(
            "in brackets behind a vehicle",
            Entity.PLATE,
            compiled(
                r"(?<=[(\[])(?P<found>(?=[A-Z\-\s]{0,6}\d)[A-Z0-9]{1,7}(?:[\-\s][A-Z0-9]{1,5})?)(?=[)\]])", cased=True
            ),
            _in_brackets,
            lambda match, page: 5 <= _length(match) <= 8 and _beside_vehicle(match, page),
        ),
        Rule(
            "three letters and a number",
            Entity.PLATE,
            compiled(
                r"""(?<![\w\-/$.\#])(?P<found>(?P<letters>[A-Z]{3})[\-\s]\d{3,4}|\d{3}[\-\s](?P<letters>[A-Z]{3}))
                    (?![\w\-:]|\s(?:HRS|BLK|BLOCK)\b)""",
                cased=True,
            ),
            has_digit,
            _letters_are_no_word,
            at_codes,
        ),
        Rule(
            "beside a vehicle",
            Entity.PLATE,
            compiled(
                r"""(?<![\w\-/$.\#])(?P<found>[A-Z]{1,4}[\-\s]?\d{2,5}[A-Z]{0,2}|\d{1,4}[\-\s]?[A-Z]{1,4}[\-\s]?\d{0,4}|
                    (?=[A-Z]*\d[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{5,8}|[A-Z]{2,3}[\-\s][A-Z]\d{1,3}|[A-Z]{2,3}[\-\s]\d[A-Z]\d|\d[A-Z]{1,2}[\s\-][A-Z]?\d{3,5}[A-Z]?|\d{1,2}[A-Z]{1,2}\s?[A-Z]?\d{2,5})(?![\w\-])""",
                cased=True,
            ),
            has_any(_VEHICLE_WORDS, digit=True),
            lambda match, page: (
                5 <= sum(letter.isalnum() for letter in match["found"]) <= 8 and _beside_vehicle(match, page)
            ),
            at_codes,
        ),
    )
