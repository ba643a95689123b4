"""Names of people on the net: @handles, underscored names, and what follows the name of an app."""

from __future__ import annotations

import regex

from redact.identity.lexicon import NAME, SAFE, Word, lexicon
from redact.identity.page import CAPS, Page
from redact.identity.recognizers.base import (
    Gate,
    PatternFinder,
    Rule,
    at_dotted,
    at_words,
    compiled,
    has_any,
    has_digit,
    holds,
)
from redact.identity.spans import Entity
from redact.identity.words import words

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
    "login",
    "logins",
    "logon",
    "log",
    "logged",
    "userid",
    "alias",
    "moniker",
    "threads",
    "bluesky",
    "nextdoor",
    "linkedin",
    "viber",
    "skype",
    "textnow",
    "ebay",
    "etsy",
    "poshmark",
    "mercari",
    "depop",
    "fortnite",
    "minecraft",
    "nintendo",
    "playstation",
    "chime",
    "posts",
    "posting",
    "posted",
    "writes",
    "messages",
    "messaged",
    "dm",
    "dms",
    "follower",
    "page",
    "pages",
)
_DOTTED_CAPITALS = compiled(r"[A-Z0-9_]{2}\.[A-Z0-9]{2}", cased=True)
_DOTTED = compiled(r"[a-z0-9_]\.[a-z0-9]", cased=True)


def _dotted_capitals(match: regex.Match[str], page: Page) -> bool:
    """`RIVERKID.ZM`: no part of it is a word, as it would be where only the space behind a sentence is missing."""
    parts = match.group().lower().split(".")
    known = lexicon()
    if parts[-1] in _FILES or parts[0] in known or parts[0].isdigit():
        return False
    return all(not known.get(part, 0) & (SAFE | Word.FUNCTION | Word.KIN) for part in parts)


def _capital_codes(page: Page) -> list[int]:
    return [page.starts[i] for i in page.numbered if len(page.raw[i]) > 4 and page.raw[i][:3].isupper()]


def _small_codes(page: Page) -> list[int]:
    """Tokens of lower-case letters and digits."""
    return [page.starts[i] for i in page.numbered if len(page.raw[i]) > 3 and page.raw[i][0].islower()]


_VALUE = r"[A-Za-z0-9](?:[\w.\-]{1,38}\w)"


def _is_unusual(match: regex.Match[str], page: Page) -> bool:
    """A word after an app's name is a handle when it is quoted, has a digit, dot or underscore in it, or is no word."""
    value = match["found"]
    if regex.search(r"\d|_|(?<=\w)\.(?=\w)", value):
        return regex.fullmatch(r"\d{1,2}[/:.\-]\d{1,2}(?:[/:.\-]\d+)?|\d+", value) is None
    if page.words[page.token_at(match.start())] in _NAMING or regex.search(
        r"\s(?:user)?(?:name|handle|tag|id)\b", match.group()[: match.start("found") - match.start()]
    ):
        flags = page.flags[page.token_at(match.start("found"))]
        return not flags & (SAFE | Word.FUNCTION | Word.KIN | Word.TITLE) and len(value) > 3
    if match["mark"].strip(" ") and any(letter in match["mark"] for letter in "\"'\u201c:=@"):
        flags = page.flags[page.token_at(match.start("found"))] if len(page) else 0
        return not flags & 7
    return False


_NAMING = words("username usernames handle handles screenname gamertag userid moniker login")
"""Behind these any word that is no ordinary one is a handle."""

_NET = frozenset(APPS) | words(
    """
    online app apps chat chats dm dms inbox banner notification posted posts post message messages messaged messaging
    texting website site forum internet email emails password stream streamer streaming gaming follow follows followers
    following profiles contact screenshot screenshots wifi network page pages comment comments commented
    """
)
_FILES = words(
    """
    jpg jpeg png gif pdf doc docx xls xlsx mp3 mp4 mov avi wav txt csv zip exe html php heic com net org edu gov mil us
    io co info biz tv ly gg example test invalid me
    """
)
"""What follows the last full stop of a file or a host, not of a handle."""

_THINGS = words(
    """
    iphone ipad galaxy glock windows office hwy highway unit apt room rm lot bldg route exit phase version chapter bay
    gate lane door pump store engine medic ladder rescue squad truck case item page step level model camera cam
    channel ch car phone taurus sig ruger beretta colt code zone sector beat district precinct
    """
)


def _dotted(match: regex.Match[str], page: Page) -> bool:
    """`trueana.kx`: an unknown word in it, or a word for the net on the page; no file, no abbreviation."""
    parts = match.group().lower().strip(".").split(".")
    if parts[-1] in _FILES or max(map(len, parts)) < 3 or all(part.isdigit() for part in parts):
        return False
    first = page.token_at(match.start())
    flags = [page.flags[i] for i in range(first, min(first + len(parts), len(page)))]
    if any(part[-1:].isdigit() and not part.isdigit() for part in parts):
        return True
    if not _NET.isdisjoint(page.vocabulary):
        return True
    return any(not flag & (SAFE | Word.FUNCTION | NAME) for flag in flags)


def _lettered(match: regex.Match[str], page: Page) -> bool:
    """`jmarl7`: lower case in a text that is not, letters that are no word, and then a few digits."""
    i = page.token_at(match.start())
    letters = match["letters"].lower()
    if letters in _THINGS or letters in _UNITS:
        return False
    net = not _NET.isdisjoint(page.vocabulary)
    return page.casing[i] != CAPS or net if len(letters) >= 4 or net else False


_UNITS = words("hwy apt unit rm room lot bldg us sr cr rt rte fm mm mp ph ext min mins hrs hr lbs ft yrs yr mph")


def _tagged(match: regex.Match[str], page: Page) -> bool:
    """`n0va.drift#7731`: not `apt#1204`, `badge#2207`."""
    name = match["name"]
    if regex.search(r"[a-z]\d|\d[a-z]|[._]", name, regex.IGNORECASE):
        return True
    return not page.flags[page.token_at(match.start())] & (SAFE | Word.FUNCTION)


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
        Rule("cash tag", Entity.HANDLE, compiled(r"(?<![\w$])\$[A-Za-z](?:[\w.\-]{1,30}\w)"), holds("$")),
        Rule(
            "after an app",
            Entity.HANDLE,
            compiled(
                r"\w+\b(?:[\s\-](?:account|acct|app|name|user|username|handle|id|profile|screen|tag|page|messages?|msgs?|dms?|in|used)){0,4}"
                r"(?P<mark>\s?(?:(?:is|was|of|as|under|by|from|named|called|for|it|him|at|on|=)\s|[:=(,\"'\u201c@\-\s]){1,5})(?P<found>"
                + _VALUE
                + r")(?![\w@])"
            ),
            has_any(APPS),
            _is_unusual,
            at_words(APPS),
        ),
        Rule(
            "letters and a tag number",
            Entity.HANDLE,
            compiled(r"(?<![\w.@#])(?P<name>[A-Za-z0-9](?:[\w.]{1,30}\w))\#\d{4}(?!\w)"),
            Gate(test=lambda page: "#" in page.text and page.has_digit),
            _tagged,
        ),
        Rule(
            "dotted",
            Entity.HANDLE,
            compiled(
                r"(?<![\w.@/\-])[a-z][a-z0-9_]{1,24}(?:\.[a-z0-9][a-z0-9_]{0,24}){1,3}(?![\w@/]|\.\w)", cased=True
            ),
            Gate(test=lambda page: _DOTTED.search(page.text) is not None),
            _dotted,
            at_dotted("._"),
        ),
        Rule(
            "dotted in capitals",
            Entity.HANDLE,
            compiled(
                r"(?<![\w.@/\-])[A-Z][A-Z0-9_]{3,24}(?:\.[A-Z0-9][A-Z0-9_]{1,24}){1,3}(?![\w@/]|\.\w)", cased=True
            ),
            Gate(test=lambda page: _DOTTED_CAPITALS.search(page.text) is not None),
            _dotted_capitals,
        ),
        Rule(
            "letters and digits in capitals",
            Entity.HANDLE,
            compiled(r"(?<![\w.@/\-\#])(?P<letters>[A-Z]{4,20})\d{1,5}(?![\w@/]|[.\-]\w)", cased=True),
            Gate(test=lambda page: page.has_digit and not _NET.isdisjoint(page.vocabulary)),
            lambda match, page: match["letters"].lower() not in lexicon() and match["letters"].lower() not in _UNITS,
            _capital_codes,
        ),
        Rule(
            "letters and digits",
            Entity.HANDLE,
            compiled(r"(?<![\w.@/\-\#])(?P<letters>[a-z]{3,20})\d{1,5}(?![\w@/]|[.\-]\w)", cased=True),
            has_digit(),
            _lettered,
            _small_codes,
        ),
        Rule(
            "letters and digits mixed",
            Entity.HANDLE,
            compiled(
                r"(?<![\w.@/\-\#])(?=[a-z0-9]{0,20}[a-z]\d{1,4}[a-z])[a-z][a-z0-9]{4,24}(?![\w@/]|[.\-]\w)", cased=True
            ),
            has_digit(),
            lambda match, page: (
                page.casing[page.token_at(match.start())] != CAPS or not _NET.isdisjoint(page.vocabulary)
            ),
            _small_codes,
        ),
        Rule(
            "list of handles",
            Entity.HANDLE,
            compiled(r"@[\w.\-]{2,40}(?:,|\sand|\sor|/|\s&)\s?(?:and\s)?(?P<found>" + _VALUE + r")(?![\w@])"),
            holds("@"),
            lambda match, page: regex.search(r"\d|_|\w\.\w", match["found"]) is not None,
        ),
    )
