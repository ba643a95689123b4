"""The words of the domain that every part shares: classes, offence groups, roles, precisions.

They stand here, at the left end of the import order, so that policy, records and pipeline mean
the same thing by the same word. Small integer codes are used in columns; their order is part of
the saved plan's format, so new members go at the end.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Final


class SensitiveClass(StrEnum):
    """The kinds of event whose victims this tool exists for (a policy may add its own by name)."""

    SEXUAL_ASSAULT = "sexual_assault"
    INTIMATE_PARTNER_VIOLENCE = "intimate_partner_violence"
    FAMILY_VIOLENCE = "family_violence"
    STALKING = "stalking"
    PROTECTIVE_ORDER = "protective_order"
    HUMAN_TRAFFICKING = "human_trafficking"
    CHILD_ABUSE = "child_abuse"
    ELDER_ABUSE = "elder_abuse"


class OffenseGroup(IntEnum):
    """Whom or what the offence is against, as NIBRS has it; NONE: not a crime, or not stated."""

    NONE = 0
    PERSONS = 1
    PROPERTY = 2
    SOCIETY = 3

    @property
    def word(self) -> str:
        return self.name.lower()


class Strength(IntEnum):
    """How strongly a piece of evidence speaks: MAY alone is doubt, SHOWS decides."""

    NONE = 0
    MAY = 1
    SHOWS = 2


class SourceOfEvidence(StrEnum):
    """Where evidence comes from, as `classify.sources` of a policy names it."""

    CODES = "codes"
    STATUTES = "statutes"
    RELATIONSHIP = "relationship"
    FLAGS = "flags"
    OFFENSE_TEXT = "offense_text"
    NARRATIVE = "narrative"
    LINKED_RECORDS = "linked_records"

    @property
    def plain(self) -> str:
        """What people call it."""
        return _PLAIN_SOURCES.get(self.value, f"{self.value.replace('_', ' ')}s")


_PLAIN_SOURCES = {
    "codes": "offense codes",
    "statutes": "statutes",
    "flags": "flags",
    "linked_records": "linked records",
}


class Kind(StrEnum):
    """What a dataset's rows are records of."""

    INCIDENTS = "incidents"
    CALLS = "calls"
    ARRESTS = "arrests"
    STOPS = "stops"
    USE_OF_FORCE = "use_of_force"
    SHOOTINGS = "shootings"
    COMPLAINTS = "complaints"
    ASSAULTS_ON_OFFICERS = "assaults_on_officers"
    ENGAGEMENT = "engagement"
    OTHER = "other"


class TimePrecision(IntEnum):
    """How exactly a time is told, finest first. MINUTE is only ever a source's own precision."""

    MINUTE = 0
    HOUR = 1
    DAY = 2
    MONTH = 3
    QUARTER = 4
    YEAR = 5
    NONE = 6

    @property
    def word(self) -> str:
        return self.name.lower()


class RoleGroup(StrEnum):
    """The groups of roles that a policy may name as a whole."""

    KEYS = "keys"
    OFFENSE = "offense"
    TIME = "time"
    PLACE = "place"
    PEOPLE = "people"
    TEXT = "text"
    PLAIN = "plain"


_PERSONS = ("victim", "suspect", "subject", "witness", "reporting_party", "officer")

ROLES: Final[dict[str, RoleGroup]] = {
    **dict.fromkeys(("incident_id", "event_id", "person_id", "row_id"), RoleGroup.KEYS),
    **dict.fromkeys(
        (
            "offense_code", "offense_text", "offense_category", "statute", "call_type_initial",
            "call_type_final", "relationship", "domestic_flag", "circumstance", "premise", "weapon",
            "clearance",
        ),
        RoleGroup.OFFENSE,
    ),
    **dict.fromkeys(
        (
            "occurred_at", "occurred_date", "occurred_time", "occurred_until", "reported_at",
            "dispatched_at", "cleared_at", "updated_at",
        ),
        RoleGroup.TIME,
    ),
    **dict.fromkeys(
        (
            "address", "house_number", "street", "apartment", "cross_street", "latitude", "longitude",
            "x", "y", "geometry", "beat", "sector", "district", "precinct", "ward", "neighborhood",
            "zip", "census_tract", "census_block", "parcel_id", "place_name",
        ),
        RoleGroup.PLACE,
    ),
    **dict.fromkeys(
        (
            "victim_name", "suspect_name", "witness_name", "reporting_party", "officer_name",
            "subject_name",
            *(f"{who}_{what}" for who in _PERSONS for what in ("age", "sex", "race", "dob")),
            "phone", "email", "person_address", "license", "plate", "vin", "ssn",
        ),
        RoleGroup.PEOPLE,
    ),
    **dict.fromkeys(("narrative", "remarks", "synopsis"), RoleGroup.TEXT),
    **dict.fromkeys(("status", "disposition", "police_unit", "agency"), RoleGroup.PLAIN),
}
"""Every role and the one group it belongs to. Named extras (`extra NAME` in a card) are PLAIN."""

EXTRA_PREFIX: Final = "extra "
"""A card writes `extra arrested` for a column of its own that no role fits; the policy names it the same way."""

NAME_ROLES: Final = frozenset(
    {"victim_name", "suspect_name", "witness_name", "reporting_party", "officer_name", "subject_name"}
)
"""Roles whose cells are the names of people."""

DERIVED_COLUMNS: Final = (
    "id", "offense_group", "place", "place_id", "place_precision", "households_band", "time",
    "time_precision",
)
"""The columns that redact itself makes, in published order."""


def role_group(role: str) -> RoleGroup:
    """The group of a role; named extras are plain. KeyError for a word that is no role."""
    return RoleGroup.PLAIN if role.startswith(EXTRA_PREFIX) else ROLES[role]


def numbered(role: str, occurrence: int) -> str:
    """The published header of the n-th column (from 1) with this role: `address`, `address_2`, ..."""
    name = role.removeprefix(EXTRA_PREFIX) if role.startswith(EXTRA_PREFIX) else role
    return name if occurrence == 1 else f"{name}_{occurrence}"
