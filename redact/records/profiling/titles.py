"""What column titles mean: words that agencies use, in the order in which they decide.

Collected from the portals of the cities whose cards are shipped, from the OpenPoliceData, Stanford Open Policing
and NIBRS column lists, and from Socrata's and Esri's own columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_DATE: Final = "(date|time|dt|datetime|tm|day)"
_WHO: Final = (
    ("victim", r"victim|vic|vict|complainant|cmplnt"),
    ("suspect", r"suspect|susp|offender|perp|perpetrator|defendant"),
    ("witness", r"witness|wit"),
    ("reporting_party", r"reporting (party|person)|rp|caller|reportee|informant"),
    ("officer", r"officer|ofcr|deputy|badge|supervisor|sergeant|detective"),
    ("subject", r"subject|arrestee|driver|resident|civilian|person|citizen|individual|inmate"),
)
_WHAT: Final = (
    ("age", r"age|yrs"),
    ("sex", r"sex|gender"),
    ("race", r"race|ethnicity|ethnic|descent|hispanic|race code"),
    ("dob", r"dob|birth ?date|date of birth|birth|yob"),
    ("name", r"name|first name|last name|full name|surname|fname|lname"),
)

_NO: Final = r"( ?(id|number|num|no|nbr|key|#))"

_WHOSE: Final = r"(offen[cs]e|crime|fbi|crm|incident|pd|ky|ofns|charge)"
_ABOUT: Final = r"(primary|crime|offen[cs]e|incident|ofns|pd|uc2|ucr|charge|crm cd)"

_RULES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    # numbers of persons and things that name somebody
    ("ssn", (r"ssn", r"social( security)?( number| no)?")),
    ("phone", (r"(.* )?(phone|telephone|tel|mobile|cell)( number| no| num)?",)),
    ("email", (r"(.* )?e ?mail( address)?",)),
    ("vin", (r"vin( number)?",)),
    ("plate", (r"(.* )?(license |lic )?(plate|tag)( number| no| num)?",)),
    ("license", (r"(.* )?(driver'?s?|dl|oln) ?(license|lic|number|no)?( number| no)?",)),
    ("person_address", (r"(home|person|victim|suspect|offender|subject|arrestee|residence|mailing) address",)),
    # place
    ("latitude", (r"(.* )?(lat|latitude|latitud)( x| wgs84)?",)),
    ("longitude", (r"(.* )?(lon|lng|long|longitude|longitud)( x| wgs84)?",)),
    ("x", (r"(geo |point |map |shape )?(x|x ?coord(inate)?s?|easting|coord x)( cd| coord| feet| ft| m)?",)),
    ("y", (r"(geo |point |map |shape )?(y|y ?coord(inate)?s?|northing|coord y)( cd| coord| feet| ft| m)?",)),
    ("geometry", (r"(the )?(geom(etry)?|shape|wkt|point)", r"geo ?loc(ation)?", r"geocoded column", r"location 1",
                  r"lat ?lon", r"coordinates")),
    ("parcel_id", (rf"(parcel|apn|pin|bbl|bin|cnn|tlid){_NO}?", rf"(address|segment|center ?line|block ?face){_NO}",
                   rf"(premises?|building|site){_NO}", rf"(.* )?(parcel|apn|bbl|folio){_NO}?")),
    ("census_block", (r"(.* )?(census ?block|block ?id|geo ?id\d*|block ?group)",
                      r"(.* )?(geo ?hash|plus ?code|h3|mgrs|usng|what ?3 ?words)( .*)?")),
    ("census_tract", (r"(.* )?(census ?tracts?|tract|lsoa( code| name)?|msoa.*)( \d+)?",)),
    ("zip", (r"(.* )?(zip( ?code)?|post(al)? ?code)",)),
    ("apartment", (r"(apt|apartment|suite|ste)( .*)?", r"(.* )?unit (number|no|num)")),
    ("cross_street", (r"(cross|intersect\w*|nearest)( .*)?", r"cross ?street.*")),
    ("house_number", (r"(house|street|addr(ess)?|block|building) ?(number|num|no|nbr)",)),
    ("premise", (r"(.* )?(premises?|prem|structure)( .*)?", r"(.* )?(location|loc|place) (type|desc\w*|cat\w*)",
                 r"inside outside")),
    ("neighborhood", (r"(.* )?(neighbou?rhoods?|neighborho|boro(ugh)?)( .*)?", r"community (statistical )?areas?")),
    ("beat", (r"(police )?(beat|post)( .*)?", r"patrol( area| zone)?")),
    ("precinct", (r"(.* )?(precinct|pct)( .*)?",)),
    ("sector", (r"(.* )?(sector|zone|vri ?zones?|vri ?name|division|grid)( .*)?", r"sheriff ?districts?",
                r"(reporting|rpt) (area|dist\w*)( no)?", r"(.* )?(map|mapsco|atlas) ?(page|square|ref\w*)( .*)?",
                r"mapsco", r"(cad|dispatch|response|fire|ems) ?(zone|area|box)( no| number)?|esz|esn",
                r"@?computed region( .*)?")),
    ("ward", (r"(.* )?(ward|npu|council( ?district)?)( .*)?",)),
    ("district", (r"(.* )?(district|dist)( .*)?",)),
    ("place_name", (r"(place|building|business|venue|school|park|facility|landmark)( ?name)?", r"parks nm")),
    ("address", (r"(.* )?(address|addr|block|location)( \d| public| x)?", r"(hundred|100) ?block")),
    ("street", (r"(on )?(street|st|road)( ?name| ?type| ?dir\w*)?",)),
    # offence
    ("relationship", (r"(.* )?relationship( .*)?",)),
    ("domestic_flag", (r"(.* )?(domestic|family) ?(violence)?( .*)?", r"(dv|fv)( ?flag| ?ind\w*)?")),
    ("circumstance", (r"(.* )?(circumstances?|mo ?codes?|bias|hate)( .*)?",)),
    ("weapon", (r"(.* )?weapons?( desc\w*| used| type| code)?",)),
    ("clearance", (r"(.* )?(clearance|cleared|resolution|outcome|exceptional|dispo code)( .*)?",)),
    ("call_type_initial", (r"(initial|orig\w*) ?(call )?(type|nature|code)?( text| desc\w*)?",)),
    ("call_type_final", (r"(final |call )(call )?(type|nature|description|code)( text| desc\w*)?", r"nature of call",
                         r"type ?text")),
    ("statute", (r"(statute|law|violation|section|charge)( code| section| number| desc)?", r"penal code")),
    ("offense_category", (r"((offen[cs]e|crime|incident|fbi|nibrs|ucr)( parent)? ?)?(category|group|class)( .*)?",)),
    ("offense_code", (r"iucr", r"ucr( #| number| code)?", r"(.* )?(ibr|nibrs|ibrs)( code)?", r"min ?of ?ucr",
                      rf"(ucr |nibrs )?{_WHOSE} ?(code|cd)( ext\w*| id| \d)?")),
    ("offense_text", (rf"({_ABOUT} )?(types?|type id|descript(ion)?|desc|literal|text|name|offen[cs]e|nature)",
                      r"offen[cs]es?|crime|charges")),
    # keys
    ("event_id", (rf"(call|cad|event|cfs|dispatch){_NO}",)),
    ("incident_id", (rf"(incident|incidnt|case|report|rms|ir|rd|dr|complaint|cmplnt|crime){_NO}?",)),
    ("person_id", (rf"(person|subject|victim|offender|arrestee|suspect|name){_NO}", r"sid", r"mni")),
    ("row_id", (rf"(object|row|record|global|unique|esri|pd|offen[cs]e|arrest|charge|booking){_NO}", r"id", r"fid",
                r"(esri )?oid", r"unnamed( \d+)?", r"index", r"(object|global)id", r"guid")),
    # text and the rest
    ("narrative", (r"narrative( .*)?", r"description of (incident|event)")),
    ("synopsis", (r"synopsis|summary|details?",)),
    ("remarks", (r"remarks?|comments?|notes?|text|context",)),
    ("disposition", (r"disposition( .*)?", r"action( taken)?")),
    ("status", (r"(case |current )?status( .*)?",)),
    ("police_unit", (r"(responding )?(unit|police unit|squad)( .*)?",)),
    ("agency", (r"(agency|department|ori|jurisdiction|force)( .*)?", r"reported by", r"falls within")),
)  # fmt: skip
_IDENTIFIERS: Final = 7
"""The first rules come before the words for people: "victim phone" is a phone."""

_TIME_RULES: Final[tuple[tuple[str, str], ...]] = (
    ("updated_at", r".*(updat|modif|edit|chang|refresh|extract|export|load).*"),
    ("cleared_at", r".*(clear|clos|arriv|complet|resol).*"),
    ("dispatched_at", r".*(dispatch|call|receiv|creat|enrout|queue).*"),
    ("reported_at", r".*(report|rpt|record|entry|enter).*"),
    ("occurred_until", rf".*(until|last|poss|end|thru|through)\b.*|.*\bto\b.*|{_DATE} to|.*(possible).*"),
)

PARTS: Final = {
    "year": r"(.* )?(year|yr)( .*)?",
    "quarter": r"(.* )?(quarter|qtr)",
    "month": r"(.* )?(month|mon)( name| number| no)?",
    "weekday": r"(.* )?(day of week|weekday|dow|day ?name|dayofweek|day of wk|day)",
    "day": r"(.* )?(day of month|day)",
    "hour": r"(.* )?(hour|hr)( of day)?",
    "minute": r"(.* )?(minute|min)s?",
    "shift": r"(.* )?(shift|watch)( .*)?",
}
"""Titles of columns that hold a part of a date or time."""


def words_of(title: str) -> str:
    """A title as small words: "IncidntNum" is "incidnt num", "GEO_LON" is "geo lon"."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", title)
    return re.sub(r"[^a-z0-9#@]+", " ", split.casefold()).strip()


def role_of_title(words: str) -> str | None:
    """The role that a title (as `Column.words`) names outright; None where it says nothing. Values tell times."""
    return _first(words, _RULES[:_IDENTIFIERS]) or _person(words) or _first(words, _RULES[_IDENTIFIERS:])


def _first(words: str, rules: Sequence[tuple[str, tuple[str, ...]]]) -> str | None:
    return next((role for role, patterns in rules for each in patterns if re.fullmatch(each, words)), None)


def _person(words: str) -> str | None:
    """victim_age, officer_name, ...; without a word for whom, the row's subject."""
    for what, pattern in _WHAT:
        if re.fullmatch(pattern, words):
            return f"subject_{what}" if words != "name" else None
        for who, names in _WHO:
            if re.fullmatch(rf"(.* )?({names})s? ?({pattern})( .*)?|({pattern}) of ({names})", words):
                return "reporting_party" if (who, what) == ("reporting_party", "name") else f"{who}_{what}"
    for who, names in _WHO:
        if re.fullmatch(rf"({names})s?( 1)?", words):
            return "reporting_party" if who == "reporting_party" else f"{who}_name"
    return None


def time_role_of_title(words: str) -> str:
    """Which of the time roles a column of dates plays, by its title; when it happened where nothing else is said."""
    return next((role for role, pattern in _TIME_RULES if re.fullmatch(pattern, words)), "occurred_at")
