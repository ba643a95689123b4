"""Cues in narratives, in any casing, and what turns their meaning. All texts are made up."""

import pytest

from redact.classify import narrative
from redact.classify.narrative import Modes
from redact.vocabulary import Strength

PARTNER, FAMILY, SEXUAL, STALKING = "intimate_partner_violence", "family_violence", "sexual_assault", "stalking"
ORDER, TRAFFICKING, CHILD, ELDER = "protective_order", "human_trafficking", "child_abuse", "elder_abuse"


def shown(text: str, modes: Modes | None = None, strength: Strength = Strength.SHOWS) -> set[str]:
    rules = narrative.read(text, modes or Modes()).rules
    return {name for rule in rules if rule.strength is strength for name in rule.classes}


CUES = [
    ("She said her ex-boyfriend grabbed her by the arm and pushed her.", PARTNER),
    ("V STATES BF PUNCHED HER X2, NOW GOA", PARTNER),
    ("Caller was struck in the face by her husband.", PARTNER),
    ("Verbal domestic, parties separated.", PARTNER),
    ("His grown son shoved him against the counter.", FAMILY),
    ("Complainant stated she was sexually assaulted by a coworker.", SEXUAL),
    ("A man exposed himself to two riders.", SEXUAL),
    ("He keeps calling her at work although she told him to stop.", STALKING),
    ("She found a GPS tracker under her bumper.", STALKING),
    ("He violated the restraining order by coming to the door.", ORDER),
    ("The owner holds her passport and says she owes a debt.", TRAFFICKING),
    ("Two small children were left alone since noon.", CHILD),
    ("DCFS NOTIFIED AND ENROUTE", CHILD),
    ("The aide slapped her hand when she would not eat.", ELDER),
    ("Adult Protective Services referral made.", ELDER),
    ("Somebody had put something in her drink and she woke up without her clothes.", SEXUAL),
    ("He demanded money or the photos would be sent to her school.", SEXUAL),
    ("Her boyfriend would not let her out of the car.", PARTNER),
    ("The judge ordered him not to contact her.", ORDER),
    ("The workers are unpaid and not allowed to leave.", TRAFFICKING),
    ("Her caregiver wrote checks on her account; she depends on her for meals.", ELDER),
    ("They have been married a year and she said he hit her.", PARTNER),
]


@pytest.mark.parametrize(("text", "name"), CUES)
@pytest.mark.parametrize("casing", [str, str.upper, str.lower])
def test_cues(text: str, name: str, casing: type[str]) -> None:
    assert name in shown(casing(text))


@pytest.mark.parametrize(
    "text",
    [
        "My partner and I stopped the car and took the driver into custody.",
        "Unknown person stole the battery from the truck.",
        "A hunter was stalking a deer across the field.",
        "Victim arrived on a domestic flight and lost a bag.",
        "Minor damage to the fence, a child seat was taken from the car.",
        "The business partner kept the tablet; his ex-employee called twice.",
        "Both were arrested for drug trafficking.",
        "Someone had molested the lock of the vending machine.",
        "Registered sex offender stopped for an expired tag.",
        "An unknown man punched him at the bus stop; his wife saw it.",
        "Her boyfriend's car was hit while parked.",
        "Student left a laptop unattended in the library.",
        "The area is known for prostitution.",
        "The witness works at a women's shelter and parked next to her.",
        "His ex-wife has a key but was out of state; the car window was broken.",
        "One showed a knife and demanded her phone. The officer took photographs.",
        "",
    ],
)
def test_hard_negatives(text: str) -> None:
    assert shown(text) == set()


@pytest.mark.parametrize(
    "text", ["She denied any domestic violence.", "No history of domestic violence.", "Not a domestic disturbance."]
)
def test_denied(text: str) -> None:
    assert shown(text) == set()
    assert PARTNER in shown(text, Modes(negated="shows"))
    assert PARTNER in shown(text, Modes(negated="may"), Strength.MAY)


def test_past() -> None:
    text = "Prior domestic violence at this address."
    assert shown(text) == set()
    assert PARTNER in shown(text, strength=Strength.MAY)
    assert shown(text, Modes(prior="pass"), Strength.MAY) == set()


def test_but_ends_a_denial() -> None:
    assert PARTNER in shown("She did not want to talk but her husband hit her.")


def test_a_cue_counts_as_at_its_plainest() -> None:
    assert PARTNER in shown("No domestic violence last year. Domestic violence tonight.")
