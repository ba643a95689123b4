"""Coordinates: a point is an exact address."""

from __future__ import annotations

from redact.identity.recognizers.base import Gate, PatternFinder, Rule, compiled, has_any, with_digits
from redact.identity.spans import Entity

_DECIMAL = compiled(r"\d\.\d{3}")


class GpsFinder(PatternFinder):
    """Decimal degrees, degrees with minutes, US national grid, what3words with its slashes."""

    entities = (Entity.ADDRESS,)
    rules = (
        Rule(
            "decimal pair",
            Entity.ADDRESS,
            compiled(
                r"(?<![\w.])[+\-]?\d{1,2}\.\d{3,8}\s?°?\s?[NS]?[\s,;/]{1,3}[+\-]?\d{1,3}\.\d{3,8}\s?°?\s?[EW]?(?!\w)"
            ),
            Gate(test=lambda page: page.digits >= 8 and _DECIMAL.search(page.text) is not None),
        ),
        Rule(
            "degrees",
            Entity.ADDRESS,
            compiled(
                r"(?<![\w.])\d{1,3}\s?[°º]\s?\d{1,2}(?:\.\d+)?\s?['\u2019\u2032]?\s?(?:\d{1,2}(?:\.\d+)?\s?[\"\u201d\u2033]?)?\s?[NSEW]?(?!\w)"
            ),
            with_digits("°", "º"),
        ),
        Rule(
            "after the word",
            Entity.ADDRESS,
            compiled(
                r"(?<!\w)(?:lat(?:itude)?|lon(?:g(?:itude)?)?|lng|gps|coord(?:inate)?s?)\b[\s:=\#]{0,4}(?P<found>[+\-]?\d{1,3}\.\d{2,8}|[+\-]?\d{6,9})(?!\w)"
            ),
            has_any(
                ("lat", "latitude", "lon", "long", "longitude", "lng", "gps", "coord", "coords", "coordinates"),
                digit=True,
            ),
        ),
        Rule(
            "three words",
            Entity.ADDRESS,
            compiled(r"(?<!/)///[a-z]{2,20}\.[a-z]{2,20}\.[a-z]{2,20}"),
            Gate(test=lambda page: "///" in page.text),
        ),
    )
