"""What offence and call texts show, by the label rules of the gold vocabulary; none of its rows is repeated here."""

import pytest

from redact.classify import offense_text
from redact.vocabulary import OffenseGroup, Strength


def shown(text: str) -> set[str]:
    return {n for rule in offense_text.read(text).rules if rule.strength is Strength.SHOWS for n in rule.classes}


def left_open(text: str) -> set[str]:
    return {n for rule in offense_text.read(text).rules if rule.strength is Strength.MAY for n in rule.classes}


PARTNER, FAMILY, SEXUAL, STALKING = "intimate_partner_violence", "family_violence", "sexual_assault", "stalking"
ORDER, TRAFFICKING, CHILD, ELDER = "protective_order", "human_trafficking", "child_abuse", "elder_abuse"


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("DOMESTIC DISPUTE", {PARTNER, FAMILY}),
        ("DOM-VERBAL", {PARTNER, FAMILY}),
        ("ASLT - IP/JO - DV", {PARTNER, FAMILY}),
        ("D/V IN PROGRESS", {PARTNER, FAMILY}),
        ("ASLT EX SP/COHAB", {PARTNER}),
        ("ASSAULT UPON A DATING PARTNER", {PARTNER}),
        ("ASSAULT FAM/HOUSE MEM IMPEDE BREATH", {FAMILY}),
        ("DISTURBANCE FAMILY", {FAMILY}),
        ("INCEST", {SEXUAL, FAMILY}),
        ("SEX ASLT W/OBJECT", {SEXUAL}),
        ("FORCIBLE FONDLING", {SEXUAL}),
        ("INVASIVE VISUAL RECORDING", {SEXUAL}),
        ("SEXUAL ABUSE VICTIM U/12", {SEXUAL, CHILD}),
        ("RAPE OF A CHILD 1ST DEGREE", {SEXUAL, CHILD}),
        ("ONLINE SOLICIT OF A MINOR", {SEXUAL, CHILD}),
        ("PHONE HARASSMENT", {STALKING}),
        ("THREATENING LETTERS", {STALKING}),
        ("VIOLATION OF P.F.A.", {ORDER}),
        ("VRO", {ORDER}),
        ("SERVE TRO", {ORDER}),
        ("VIOLATE NO CONTACT ORDER", {ORDER}),
        ("VIOLATION OF CUSTODY DECREE", {ORDER, CHILD}),
        ("HUMAN TRAFFICKING", {TRAFFICKING}),
        ("PURCHASE OF COMMERCIAL SEXUAL ACTIVITY", {TRAFFICKING}),
        ("PIMPING JUVENILE", {TRAFFICKING, SEXUAL, CHILD}),
        ("CRUELTY TO JUVENILES", {CHILD}),
        ("ENDANGERING THE WELFARE OF CHILDREN", {CHILD}),
        ("PARENTAL ABDUCTION", {CHILD}),
        ("MISSING JUVENILE", {CHILD}),
        ("NEGLECT ELDERLY DISABLED ADULT", {ELDER}),
        ("BATTERY ON PERSON 65 YEARS OF AGE OR OLDER", {ELDER}),
    ],
)
def test_shows(text: str, classes: set[str]) -> None:
    assert classes <= shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "DIST OF MARIJUANA", "DOMINO PIZZA ROBBERY", "NON DOMESTIC ASSAULT", "SA", "DISTURBANCE NOISE",
        "DOMESTIC ANIMAL AT LARGE",
        "SEX OFFENDER - FAILURE TO REGISTER", "TRAFFIC ACCIDENT MINOR INJURY", "MINOR IN POSSESSION OF ALCOHOL",
        "POSSESS TOBACCO UNDER 18", "CHILD RESTRAINT VIOLATION", "DISABLED VEHICLE", "HANDICAPPED PARKING",
        "PROTECTIVE CUSTODY",
        "MONEY ORDER FRAUD", "DRUG TRAFFICKING", "BATTERY ON POLICE OFFICER", "CRUELTY TO ANIMALS",
        "HARASSMENT OF WILDLIFE",
        "SINGLE FAMILY DWELLING FIRE", "FAMILY DOLLAR SHOPLIFTING", "THEFT UNDER $16", "BOMB THREAT BY PHONE",
        "ABANDONED VEHICLE",
    ],
)  # fmt: skip
def test_does_not_show(text: str) -> None:
    assert shown(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "ASSAULT 3", "ROBBERY OF PERSON", "BURGLARY RESIDENCE", "CRIMINAL TRESPASS TO RESIDENCE", "VANDALISM",
        "WELFARE CHECK",
        "CIVIL STANDBY", "KEEP THE PEACE", "UNWANTED PERSON", "911 HANG UP", "MISSING ADULT",
        "VIOLATION OF COURT ORDER",
        "INTIMIDATE WITNESS", "KIDNAPPING", "STRANGULATION",
    ],
)  # fmt: skip
def test_leaves_open(text: str) -> None:
    assert shown(text) == set()
    assert left_open(text)


@pytest.mark.parametrize(
    "text",
    ["ROBBERY BANK", "BURGLARY NON-RESIDENCE", "AGGRAVATED ASSAULT ON POLICE OFFICER", "BURGLARY TOOLS", "GRAFFITI"],
)
def test_settles(text: str) -> None:
    assert shown(text) == left_open(text) == set()


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("SIMPLE ASSAULT", OffenseGroup.PERSONS),
        ("STALKING", OffenseGroup.PERSONS),
        ("ROBBERY ARMED", OffenseGroup.PROPERTY),
        ("BURGLARY", OffenseGroup.PROPERTY),
        ("LARCENY FROM AUTO", OffenseGroup.PROPERTY),
        ("POSSESSION OF HEROIN", OffenseGroup.SOCIETY),
        ("PROSTITUTION", OffenseGroup.SOCIETY),
        ("SEX OFFENDER - FAILURE TO REGISTER", OffenseGroup.SOCIETY),
        ("TRESPASSING", OffenseGroup.SOCIETY),
        ("TRAFFIC ACCIDENT", OffenseGroup.NONE),
        ("LOST PROPERTY", OffenseGroup.NONE),
        ("QWXZ", None),
    ],
)
def test_group(text: str, group: OffenseGroup | None) -> None:
    assert offense_text.read(text).group is group


def test_a_heading_does_not_speak_where_a_description_does() -> None:
    assert left_open("OTHER OFFENSE / LICENSE VIOLATION") == set()
    assert left_open("OTHER OFFENSE")


def test_prostitution_is_only_taken_in_for_safety_and_trafficking_is_not() -> None:
    assert [rule.for_safety for rule in offense_text.read("PROSTITUTION").rules] == [True]
    assert [rule.for_safety for rule in offense_text.read("HUMAN TRAFFICKING").rules] == [False]
    assert [rule.for_safety for rule in offense_text.read("RUNAWAY").rules] == [True]


def test_nothing_is_known_of_empty_and_unheard_of_texts() -> None:
    assert not offense_text.read("").known
    assert not offense_text.read("QWXZ 12").known
    assert offense_text.read("LOST PROPERTY").known


def test_ages() -> None:
    assert "@minor" in offense_text.words_of("RAPE:CHILD -14")
    assert "@minor" in offense_text.words_of("VICTIM UNDER THE AGE OF 16")
    assert "@teen" in offense_text.words_of("SODOMY 14+")
    assert "@old" in offense_text.words_of("VIC O/65")
    assert "@minor" not in offense_text.words_of("THEFT UNDER $16")
    assert "@minor" not in offense_text.words_of("CANNABIS UNDER 16 GRAMS")
