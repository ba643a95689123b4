"""Web addresses, by an own pattern: Presidio's recogniser is slow and wants the net."""

from __future__ import annotations

from redact.identity.recognizers.base import Gate, PatternFinder, Rule, at_dotted, compiled, holds
from redact.identity.spans import Entity

_ENDINGS = (
    "com|org|net|edu|gov|mil|io|co|us|info|biz|me|tv|app|ly|gg|dev|link|site|online|xyz|club|live|chat|"
    "example|test|invalid"
)


_DOTTED = compiled(r"[a-z0-9]\.[a-z0-9]")


class UrlFinder(PatternFinder):
    """With a scheme, with www, or a bare host under a usual top-level domain."""

    entities = (Entity.URL,)
    rules = (
        Rule(
            "scheme or www",
            Entity.URL,
            compiled(r"(?<!\w)(?:h(?:tt|xx)ps?://|s?ftp://|www\.)[^\s<>\"')\]]{2,500}(?<![.,;:!?])"),
            holds("://", "www.", "WWW.", "Www."),
        ),
        Rule(
            "bare host",
            Entity.URL,
            compiled(
                rf"(?<![\w@.\-/])(?:[a-z0-9](?:[a-z0-9\-]{{0,61}}[a-z0-9])?\.){{1,5}}(?:{_ENDINGS})(?![\w\-])(?:/[^\s<>\"')\]]{{0,300}}(?<![.,;:!?]))?"
            ),
            Gate(test=lambda page: _DOTTED.search(page.text) is not None),
            lambda match, page: (
                "." in match.group().rstrip(".") and not match.group()[0].isspace() and _not_glued(match.group(), page)
            ),
            at_dotted(".-"),
        ),
    )


def _not_glued(host: str, page: object) -> bool:
    """`left.Me and` is a missing space, not a host: one short label before a word ending needs a slash or hyphen."""
    labels = host.split("/", 1)[0].split(".")
    return (
        labels[-1].lower()
        not in ("me", "us", "co", "live", "test", "link", "club", "online", "info", "app", "chat", "site")
        or "/" in host
        or len(labels) > 2
    )
