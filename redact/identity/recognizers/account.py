"""Payment cards and bank accounts: by shape and check digit, or by the words before, also the last four only."""

from __future__ import annotations

import regex

from redact.identity.checks import is_luhn
from redact.identity.page import Page
from redact.identity.recognizers.base import (
    PatternFinder,
    Rule,
    at_codes,
    at_words,
    at_words_before_number,
    compiled,
    digits_at_least,
    has_any,
)
from redact.identity.spans import Entity

_WORDS = (
    "acct",
    "account",
    "accounts",
    "acc",
    "card",
    "cards",
    "visa",
    "mastercard",
    "mc",
    "amex",
    "discover",
    "debit",
    "credit",
    "checking",
    "savings",
    "routing",
    "iban",
    "ebt",
    "bank",
    "cashapp",
    "giftcard",
    "aba",
    "ending",
    "ends",
    "loan",
    "last",
    "ended",
    "chime",
    "wire",
    "deposit",
    "check",
    "chk",
    "cheque",
    "policy",
    "wallet",
    "transfer",
    "transferred",
    "prepaid",
    "gift",
)
_TAIL = ("ending", "ends", "ended", "last", "end", "final")


def _iban_starts(page: Page) -> list[int]:
    text = page.text
    return [at for at in page.code_starts if text[at : at + 2].isalpha() and text[at + 2 : at + 4].isdigit()]


def _card(match: regex.Match[str], page: Page) -> bool:
    """Grouped by fours it is masked as it stands; run together it needs Luhn's digit."""
    digits = regex.sub(r"\D", "", match.group())
    return len(digits) != len(match.group()) or is_luhn(digits)


class AccountFinder(PatternFinder):
    """Card, account and routing numbers."""

    entities = (Entity.ACCOUNT,)
    rules = (
        Rule(
            "card shape",
            Entity.ACCOUNT,
            compiled(
                r"(?<![\w\-])(?:[2-6]\d{3}([\s\-.])\d{4}\1\d{4}\1\d{1,4}(?:\1\d{3})?|3\d{3}([\s\-.])\d{6}\2\d{5}|[2-6]\d{12,18})(?![\w\-])"
            ),
            digits_at_least(12),
            _card,
            at_codes,
        ),
        Rule(
            "after the word",
            Entity.ACCOUNT,
            compiled(
                r"\w+\b(?:\s?(?:\#|no\.?|num(?:ber)?|card|account|acct|debit|credit|is|was|of|:|-|,|\(|=|x+|\*+|\s)){0,5}\s?"
                r"(?P<found>(?:[x*]{2,12}[\s\-]?)?\d[\d\s\-]{4,24}\d)(?![\w])"
            ),
            has_any(_WORDS, digit=True),
            lambda match, page: sum(letter.isdigit() for letter in match["found"]) >= 6,
            at_words_before_number(_WORDS, 8),
        ),
        Rule(
            "last four",
            Entity.ACCOUNT,
            compiled(
                r"""\w+\b[^.\n\d]{0,24}?(?:ending|ends|ended|end|last|x{2,12}|\*{2,12}|\.{2,4}|\u2026|\#|[x*](?=\d)|\s-(?=\d{4}\b))
                    (?:\s(?:in|with|on|of|four|4|digits|are|is|was|:)){0,6}[\s\-:*x\#]{0,20}(?P<found>\d{3,6})(?![\w\-:/]?\d)(?!\w)"""
            ),
            has_any(_WORDS, digit=True),
            starts=at_words_before_number(_WORDS, 16),
        ),
        Rule(
            "ending in",
            Entity.ACCOUNT,
            compiled(
                r"""(?:(?:ending|ends|ended|end)(?:\s(?:in|with|on))?|(?:last|final)\s(?:four|4)(?:\sdigits?|\snumbers?)?)
                    (?:\s(?:of|is|are|was|were|the|as|card|account|acct|number|no)|[\s:*x\#.,("'=\-]){0,12}
                    (?P<found>\d{4})(?![\w\-:/]?\d)(?!\w|\s(?:hrs?|hours?)\b)"""
            ),
            has_any(_TAIL, digit=True),
            starts=at_words(_TAIL),
        ),
        Rule(
            "IBAN",
            Entity.ACCOUNT,
            compiled(r"(?<!\w)[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,3})?(?!\w)", cased=True),
            digits_at_least(12),
            None,
            _iban_starts,
        ),
    )
