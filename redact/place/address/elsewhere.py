"""Texts in an address field that are no address: coordinates, boxes, mile posts."""

from __future__ import annotations

import re
from typing import Final

BOX: Final = re.compile(
    r"\bP ?\.? ?O\.? ?(?:BOX|DRAWER)\b|^(?:RR|HC|RFD|RURAL ROUTE|PSC|CMR|UNIT|STAR ROUTE) ?#?\d+\b.*\bBOX\b|\bHC ?\d+$"
    r"|^BOX \d+"
)
MILE_POST: Final = re.compile(r"\b(?:MM|MP|MILE ?(?:POST|MARKER|MRKR)|EXIT)\b[ #]*\d*(?:\.\d+)?[A-Z]?.*$")
_PAIR: Final = re.compile(r"\(?\s*(-?\d{1,3}\.\d+)\s*[,; ]\s*(-?\d{1,3}\.\d+)\s*\)?")
_WKT: Final = re.compile(r"POINT ?Z? ?\(\s*(-?\d{1,3}(?:\.\d+)?)[ ,]+(-?\d{1,3}(?:\.\d+)?)\b.*\)")


def coordinates(text: str) -> tuple[float, float] | None:
    """Latitude and longitude where the whole text is a pair; in the order latitude, longitude unless it is WKT."""
    wkt = _WKT.fullmatch(text)
    if wkt:
        first, second = float(wkt[2]), float(wkt[1])
    else:
        pair = _PAIR.fullmatch(text)
        if pair is None:
            return None
        first, second = float(pair[1]), float(pair[2])
        if abs(first) > 90 >= abs(second):
            first, second = second, first
    return (first, second) if abs(first) <= 90 and abs(second) <= 180 else None
