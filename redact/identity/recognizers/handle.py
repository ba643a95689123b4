"""Names of people on the net: @handles, underscored names, and what follows the name of an app."""

from __future__ import annotations

import regex

from redact.identity.page import Page
from redact.identity.recognizers.base import PatternFinder, Rule, at_words, compiled, has_any, hinted, holds
from redact.identity.spans import Entity

APPS = (
    "instagram",
    "insta",
    "ig",
    "snapchat",
    "snap",
    "sc",
    "tiktok",
    "facebook",
    "fb",
    "twitter",
    "telegram",
    "whatsapp",
    "discord",
    "kik",
    "cashapp",
    "cash",
    "venmo",
    "zelle",
    "onlyfans",
    "username",
    "user",
    "usernames",
    "screen",
    "screenname",
    "handle",
    "handles",
    "gamertag",
    "seller",
    "profile",
    "account",
    "accounts",
    "psn",
    "xbox",
    "roblox",
    "steam",
    "reddit",
    "tinder",
    "grindr",
    "bumble",
    "hinge",
    "signal",
    "wechat",
    "messenger",
    "twitch",
    "youtube",
    "paypal",
    "poster",
    "buyer",
    "offerup",
    "letgo",
    "marketplace",
    "craigslist",
)
_ODD = regex.compile(r"\d|_|(?<=\w)\.(?=\w)")
_NUMBERS = regex.compile(r"\d{1,2}[/:.\-]\d{1,2}(?:[/:.\-]\d+)?|\d+")
_VALUE = r"[A-Za-z0-9](?:[\w.\-]{1,38}\w)"


def _is_unusual(match: regex.Match[str], page: Page) -> bool:
    """A word after an app's name is a handle when it is quoted, has a digit, dot or underscore in it, or is no word."""
    value = match["found"]
    if _ODD.search(value):
        return _NUMBERS.fullmatch(value) is None
    if match["mark"].strip(" ") and any(letter in match["mark"] for letter in "\"'\u201c:=@"):
        flags = page.flags[page.token_at(match.start("found"))] if len(page) else 0
        return not flags & 7
    return False


class HandleFinder(PatternFinder):
    """Handles lead straight to a person's profile."""

    entities = (Entity.HANDLE,)
    rules = (
        Rule("at sign", Entity.HANDLE, compiled(r"(?<![\w.@])@[A-Za-z0-9_](?:[\w.\-]{0,38}\w)?(?!@)"), holds("@")),
        Rule(
            "underscores",
            Entity.HANDLE,
            compiled(
                r"(?<![\w@./\-])(?=\w*[A-Za-z])[A-Za-z0-9]+(?:_+[A-Za-z0-9.]+)+_*(?![\w@])|(?<![\w@])_+[A-Za-z][\w.]{2,}"
            ),
            holds("_"),
        ),
        Rule("cash tag", Entity.HANDLE, compiled(r"(?<![\w$])\$[A-Za-z][\w\-]{2,30}"), holds("$")),
        Rule(
            "after an app",
            Entity.HANDLE,
            compiled(
                r"\w+\b(?:\s(?:account|acct|app|name|user|username|handle|id|profile|screen|tag|page|messages?|dm))*"
                r"(?P<mark>\s?(?:(?:is|was|of|as|under|by|from|named|called|for|it|him|at|on|=)\s|[:=(,\"'\u201c@\-\s]){1,5})(?P<found>"
                + _VALUE
                + r")(?![\w@])"
            ),
            has_any(APPS),
            _is_unusual,
            at_words(APPS),
        ),
        Rule(
            "list of handles",
            Entity.HANDLE,
            compiled(r"(?<=@[\w.\-]{2,40}(?:,|\sand|\sor|/|\s&)\s?(?:and\s)?)(?P<found>" + _VALUE + r")(?![\w@])"),
            holds("@"),
            hint=hinted(r"@[\w.\-]{2,40}(?:,|\sand|\sor|/|\s&)"),
            check=lambda match, page: regex.search(r"\d|_|\w\.\w", match["found"]) is not None,
        ),
    )
