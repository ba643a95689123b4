"""Texts in an address field that are no address: coordinates, boxes, mile posts."""

from __future__ import annotations

import re
from typing import Final

BOX: Final = re.compile(
    r"\bP ?\.? ?O\.? ?(?:BOX|DRAWER|B\b)|\bPOST OFFICE (?:BOX|DRAWER)\b"
    r"|^(?:R ?R|HC|RFD|RURAL ROUTE|RURAL RT|RURAL RTE|RT|RTE|ROUTE|PSC|CMR|UNIT|STAR ROUTE) ?#?\d+\b.*\bBOX\b"
    r"|^(?:R ?R|RFD|RURAL (?:ROUTE|RTE?)) ?#?\d+$|\bHC ?\d+$|^BOX \d+"
)
MILE_POST: Final = re.compile(
    r"(?:\b(?:(?:MM|MP|EXIT|KM)[ #]*\d|MILE ?(?:POST|MARKER|MRKR)\b|EXIT RAMP\b)|[@/] ?\d+\.\d).*$"
)

_NUMBER: Final = r"(-?\d{1,3}\.\d+) ?°? ?"
_PAIR: Final = re.compile(
    rf"\(?\s*(?:LAT(?:ITUDE)?[:= ]*)?{_NUMBER}([NS])?\s*[,;/ ]\s*(?:LONG?(?:ITUDE)?[:= ]*)?{_NUMBER}([EW])?\s*\)?"
)
_WKT: Final = re.compile(r"POINT ?Z? ?\(\s*(-?\d{1,3}(?:\.\d+)?)[ ,]+(-?\d{1,3}(?:\.\d+)?)\b.*\)")
_DEGREES: Final = r"(\d{1,3}) ?[°D ] ?(\d{1,2}) ?['’′M ] ?(\d{1,2}(?:\.\d+)?) ?(?:\"|''|”|″|S)? ?"
_SEXAGESIMAL: Final = re.compile(rf"{_DEGREES}([NS])[ ,;/]*{_DEGREES}([EW])")


def coordinates(text: str) -> tuple[float, float] | None:
    """Latitude and longitude where the whole text is a pair; in the order latitude, longitude unless it is WKT."""
    wkt = _WKT.fullmatch(text)
    parts = _SEXAGESIMAL.fullmatch(text)
    if wkt:
        first, second = float(wkt[2]), float(wkt[1])
    elif parts:
        first = _decimal(parts[1], parts[2], parts[3], parts[4])
        second = _decimal(parts[5], parts[6], parts[7], parts[8])
    else:
        pair = _PAIR.fullmatch(text)
        if pair is None:
            return None
        first = float(pair[1]) * (-1 if pair[2] == "S" else 1)
        second = float(pair[3]) * (-1 if pair[4] == "W" else 1)
        if abs(first) > 90 >= abs(second):
            first, second = second, first
    return (first, second) if abs(first) <= 90 and abs(second) <= 180 else None


def _decimal(degrees: str, minutes: str, seconds: str, side: str) -> float:
    value = float(degrees) + float(minutes) / 60 + float(seconds) / 3600
    return -value if side in "SW" else value
