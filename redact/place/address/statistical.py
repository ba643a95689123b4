"""What the rules do not read: the second layer."""

from __future__ import annotations

import re
from dataclasses import replace

from redact.place.address.kinds import UNPARSED, Address, AddressKind
from redact.place.street import clean, has_type, readings


def before_city(address: Address, text: str) -> Address:
    """A numbered address whose street may go on into a city's name, with the street that is likely first.

    Only a shorter beginning of what the rules read is taken, and their reading is kept behind it.
    """
    number, street = _number_and_street(text)
    shorter = readings(street)
    longest = max((one.name for one in address.streets), key=len)
    if not shorter or re.sub(r"\D", "", number) not in (str(address.number), ""):
        return address
    if not longest.startswith(shorter[0].name):
        return address
    return replace(address, streets=tuple(dict.fromkeys(shorter + address.streets)))


def by_usaddress(text: str) -> Address:
    """A house number and street found by the statistical parser, or UNPARSED. An ordinal is never a house number."""
    number, street = _number_and_street(text)
    if not number.isdecimal() or len(number) > 6 or not has_type(street):
        return UNPARSED
    return Address(AddressKind.NUMBERED, number=int(number), hundred=int(number) // 100, streets=readings(street))


def _number_and_street(text: str) -> tuple[str, str]:
    """The first house number and the words of the street that follows it, cleaned."""
    import usaddress

    number = ""
    street: list[str] = []
    for token, label in usaddress.parse(text):
        word = clean(token)
        if label == "AddressNumber" and not number:
            number = word
        elif label.startswith("StreetName") and number:
            street.append(word)
        elif street:
            break
    return number, " ".join(street)
