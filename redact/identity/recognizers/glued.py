"""Cue and number without a blank between them: `DOB09/14/1949`, `CB414 555 0129`, `DSN5530`, `LIC448 219 067`.

Dispatchers type so; the cue is then no word of its own for the other recognisers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from redact.identity.engine import PageArtifacts
from redact.identity.page import Page
from redact.identity.recognizers.base import Finder, Finding, compiled, hinted
from redact.identity.spans import Entity
from redact.identity.states import STATE_CODES
from redact.identity.words import words

_CUES: Final = {
    Entity.DOB: words("dob bday born"),
    Entity.PHONE: words("cb ph phone cell tel telephone call fax hp cp wp mobile callback number"),
    Entity.BADGE: words("dsn bdg badge star shield seq tax pid sh id bg"),
    Entity.DRIVER_LICENSE: words("lic oln ol dl dln cdl license licence"),
    Entity.CASE_NUMBER: words(
        "docket dkt case cs rpt report inc incident cad evt event cite citation tkt ticket warrant cn rd ir"
    ),
    Entity.ACCOUNT: words("acct account acc card loan"),
    Entity.SSN: words("ssn ss soc"),
    Entity.ID_OTHER: words(
        "sn ser serial tag item inv idnyc bk booking mrn sid doc kit prop passport pp a snap ebt policy claim"
    ),
    Entity.VIN: words("vin"),
}
_ENTITY_OF: Final = {word: entity for entity, cues in _CUES.items() for word in cues}
_VALUES: Final = {
    Entity.DOB: compiled(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}|\d{6}(?:\d\d)?"),
    Entity.PHONE: compiled(r"\(?\d{3}\)?[\s.\-/]{0,2}\d{3}[\s.\-]{0,2}\d{4}|\d{3}[\s.\-]?\d{4}"),
    Entity.BADGE: compiled(r"\d{3,6}"),
    Entity.DRIVER_LICENSE: compiled(r"\d[\dA-Z]{4,14}|\d{2,4}(?:[\s\-]\d{2,4}){1,4}"),
    Entity.CASE_NUMBER: compiled(r"\d{2,4}(?:-[A-Z0-9]{1,8}){1,4}|\d{5,12}"),
    Entity.ACCOUNT: compiled(r"\d{4,19}(?:[\s\-]\d{2,6}){0,4}"),
    Entity.SSN: compiled(r"\d{3}[\s\-]?\d\d[\s\-]?\d{4}"),
    Entity.ID_OTHER: compiled(r"\d{4,12}(?:[\s\-]\d{2,6}){0,3}|\d{1,4}(?:-[A-Z0-9]{2,8}){1,3}|\d[\dA-Z]{5,19}"),
    Entity.VIN: compiled(r"[\dA-Z]{17}"),
}
_GLUED: Final = hinted(r"([A-Za-z]{1,9})\d")
_STATE_PLATE: Final = compiled(r"(?:[A-Z]{1,4}\d[A-Z0-9]{2,4}|[A-Z]{2,3}\d{2,4}|\d[A-Z]{3}\d{3})", cased=True)


class GluedFinder(Finder):
    """Reads each token that begins with letters and goes on with digits; the letters must be a cue."""

    entities = (*_CUES, Entity.PLATE)

    def find(self, page: Page, artifacts: PageArtifacts) -> Iterator[Finding]:
        for i in page.numbered:
            raw = page.raw[i]
            if raw[0].isdigit():
                continue
            glued = _GLUED.match(raw)
            if glued is None:
                continue
            letters = glued.group(1).lower()
            entity = _ENTITY_OF.get(letters)
            if entity is not None:
                at = page.starts[i] + len(letters)
                match = _VALUES[entity].match(page.text, at)
                if match is not None and not page.text[match.end() : match.end() + 1].isalnum():
                    yield Finding(at, match.end(), entity, "glued to its word")
            elif (
                letters[:2] in STATE_CODES
                and 7 <= len(raw) <= 10
                and raw.isupper()
                and _STATE_PLATE.fullmatch(raw[2:]) is not None
                and _vehicle_near(page, i)
            ):
                yield Finding(page.starts[i] + 2, page.ends[i], Entity.PLATE, "glued to its state")


_VEHICLES: Final = words(
    "veh vehicle car truck trk van suv sedan coupe pickup plate tag reg honda toyota ford chevy chev nissan "
    "niss dodge jeep kia bmw"
)


def _vehicle_near(page: Page, i: int) -> bool:
    return not _VEHICLES.isdisjoint(page.words[max(0, i - 12) : i])
