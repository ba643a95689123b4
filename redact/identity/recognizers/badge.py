"""Badge and star numbers, after their word or behind an officer's name."""

from __future__ import annotations

from redact.identity.recognizers.base import PatternFinder, Rule, at_words, compiled, has_any, hinted, with_digits
from redact.identity.spans import Entity
from redact.identity.words import words

_RANK = (
    r"(?:officer|ofcr?|po|p/o|det(?:ective)?|sgt|sergeant|lt|lieutenant|capt(?:ain)?|cpl|corporal|dep(?:uty)?|"
    r"trooper|ptl|inv(?:estigator)?|insp(?:ector)?|chief)"
)

_RANK_WORDS = words(
    """
    officer ofc ofcr po p det detective sgt sergeant lt lieutenant capt captain cpl corporal dep deputy trooper
    ptl inv investigator insp inspector chief
    """
)


class BadgeFinder(PatternFinder):
    """A badge number is an officer's name in another form."""

    entities = (Entity.BADGE,)
    rules = (
        Rule(
            "after the word",
            Entity.BADGE,
            compiled(
                r"(?<!\w)(?:badge|star|shield|bdg|bt|pid|unit\sid|serial|emp(?:loyee)?\s?id)(?:\s?(?:\#|no\.?|num(?:ber)?|is|:|\s)){0,4}\s?(?P<found>[A-Z]?\d{2,6}[A-Z]?)(?!\w)"
            ),
            has_any(("badge", "star", "shield", "bdg", "bt", "pid", "unit", "emp", "employee"), digit=True),
            hint=hinted(r"[bspue](?:adge|tar|hield|dg|t|id|nit\sid|erial|mp)"),
        ),
        Rule(
            "glued to its word",
            Entity.BADGE,
            compiled(r"(?<![A-Z0-9])(?:BT|OP|OPR|DSP)(?P<found>\d{3,6})(?!\w)", cased=True),
            with_digits("BT", "OP", "DSP"),
            hint=hinted(r"(?:BT|OPR?|DSP)\d{3}", cased=True),
        ),
        Rule(
            "behind a name",
            Entity.BADGE,
            compiled(
                rf"(?<!\w){_RANK}\.?\s(?:[A-Z]\.?\s)?[\w'\-]{{2,20}}(?:\s[\w'\-]{{2,20}})?[\s,]{{1,2}}[(\[]?(?:\#\s?|badge\s|star\s)?(?P<found>\d{{2,5}}[A-Z]?)(?![\w/:.\-]|\s(?:hrs?|hours?|yrs?|years?|am|pm))"
            ),
            has_any(_RANK_WORDS, digit=True),
            lambda match, page: (
                "#" in match.group() or page.is_capitalised(max(0, page.token_at(match.start("found")) - 1))
            ),
            at_words(_RANK_WORDS),
        ),
        Rule(
            "number sign",
            Entity.BADGE,
            compiled(r"(?<![\w\#])\#\s?(?P<found>[A-Z]?\d{3,5}[A-Z]?|[A-Z]\d{2})(?![\w\-])"),
            with_digits("#"),
        ),
    )
