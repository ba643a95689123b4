"""Badge and star numbers, after their word or behind an officer's name."""

from __future__ import annotations

import regex

from redact.identity.lexicon import NAME, Word
from redact.identity.page import Page
from redact.identity.recognizers.base import (
    Gate,
    PatternFinder,
    Rule,
    at_words,
    at_words_before_number,
    compiled,
    has_any,
    with_digits,
)
from redact.identity.spans import Entity
from redact.identity.words import words

_RANK = (
    r"(?:officers?|ofcr?s?|po|p/o|r/o|det(?:ective)?s?|sgt|sergeant|lt|lieutenant|capt(?:ain)?|cpl|corporal|dep(?:uty|uties)?|"
    r"trooper|tpr|ptlm?n?|patrolman|pfc|inv(?:estigator)?|insp(?:ector)?|chief|agent|sa|cst|constable|sheriff|marshal|ranger|"
    r"cmdr|commander|major|cso|sro|dispatcher|recruit|cadet|clerk|tech(?:nician)?|medic|paramedic|emt|firefighter|ff)"
)

_RANK_WORDS = words(
    """
    officer officers ofc ofcr ofcs po p r det dets detective detectives sgt sergeant lt lieutenant capt captain cpl
    corporal dep deputy deputies trooper tpr ptl ptlmn ptlm patrolman pfc inv investigator insp inspector chief
    agent sa cst constable sheriff marshal ranger cmdr commander major cso sro dispatcher recruit cadet clerk tech
    technician medic paramedic emt firefighter ff
    """
)
_CUE_WORDS = words(
    "badge badges star shield bdg bt bge pid pin unit serial emp employee p dsn id ids car ofc dpsst seq tax sh"
)
_FILLER = r"""(?:\s?(?:\#|no\.?|num(?:ber)?s?|is|was|of|id|and|(?-i:I\sam)|[:,.=("'\u201c\s])){0,5}\s?"""
_NUMBER = r"(?P<found>(?:[A-Z]{1,3}-?)?\d{1,6}(?:-\d{1,4})?[A-Z]?)(?![\w/]|[-.:]\d)"


def _plausible(match: regex.Match[str], page: Page) -> bool:
    return sum(map(str.isdigit, match["found"])) >= 2


def _behind_a_name(match: regex.Match[str], page: Page) -> bool:
    """The word before the number is capitalised, and no verb: `OFFICERS FOUND 22 BAGS`."""
    i = max(0, page.token_at(match.start("found")) - 1)
    return page.is_capitalised(i) and (not page.flags[i] & Word.COMMON or bool(page.flags[i] & NAME))


def _is_no_call_sign(match: regex.Match[str], page: Page) -> bool:
    """`Ofc. Diaz, D-27` is a badge; `DEP HALL U-6 ENRT` is a radio call sign only where a verb of radio follows."""
    after = page.text[match.end() : match.end() + 8].lower()
    return regex.match(r"\s(?:enrt|10-|adv|resp|clr|os\b)", after) is None


class BadgeFinder(PatternFinder):
    """A badge number is an officer's name in another form."""

    entities = (Entity.BADGE,)
    rules = (
        Rule(
            "after the word",
            Entity.BADGE,
            compiled(
                r"(?:badges?|star|shield|bdg|bge|bt|pid|dsn|dpsst|seq|tax|sh|unit\sid|serial|emp(?:loyee)?\s?(?:id|no|\#)|p(?=\#))"
                + _FILLER
                + _NUMBER
            ),
            has_any(_CUE_WORDS, digit=True),
            _plausible,
            at_words_before_number(_CUE_WORDS, 8),
        ),
        Rule(
            "number after an officer",
            Entity.BADGE,
            compiled(
                rf"""{_RANK}\.?\s(?:[\w'.\-]{{1,20}}\s){{0,2}}[\w'.\-]{{1,20}}["\u201d]?[\s,]{{0,2}}[\s,(/\[]
                     (?:(?:id|badge|star|serial|dsn|pid|car|p)\b\s?(?:no\.?|number|\#)?[\s:\#]{{0,2}}|\#\s?|(?<=[,(/\[]\s?)(?=[A-Z]{{1,2}}-?\d{{2}}))"""
                + _NUMBER
            ),
            has_any(_RANK_WORDS, digit=True),
            lambda match, page: _plausible(match, page) and _is_no_call_sign(match, page),
            at_words_before_number(_RANK_WORDS, 8),
        ),
        Rule(
            "glued to its word",
            Entity.BADGE,
            compiled(r"(?<![A-Z0-9])(?:BT|OP|OPR|DSP)(?P<found>\d{3,6})(?!\w)", cased=True),
            with_digits("BT", "OP", "DSP"),
        ),
        Rule(
            "behind a name",
            Entity.BADGE,
            compiled(
                rf"{_RANK}\.?\s(?:[A-Z]\.?\s)?[\w'\-]{{2,20}}(?:\s[\w'\-]{{2,20}})?(?:[\s,]{{1,2}}[(\[]?|\s?/\s?)(?:\#\s?|badge\s|star\s)?(?P<found>\d{{2,6}}[A-Z]?)(?![\w/:\-]|\.\d|\s(?:hrs?|hours?|yrs?|years?|am|pm))"
            ),
            has_any(_RANK_WORDS, digit=True),
            lambda match, page: (
                "#" in match.group() or _behind_a_name(match, page)
            ),
            at_words(_RANK_WORDS),
        ),
        Rule(
            "number sign",
            Entity.BADGE,
            compiled(r"(?<![\w\#])\#\s?(?P<found>[A-Z]?\d{3,5}[A-Z]?|[A-Z]\d{2})(?![\w\-])"),
            Gate(test=lambda page: "#" in page.text and page.has_digit),
        ),
    )
