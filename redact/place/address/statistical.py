"""What the rules do not read: the second layer."""

from __future__ import annotations

from redact.place.address.kinds import UNPARSED, Address, AddressKind
from redact.place.street import clean, has_type, readings


def by_usaddress(text: str) -> Address:
    """A house number and street found by the statistical parser, or UNPARSED. An ordinal is never a house number."""
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
    plain = " ".join(street)
    if not number.isdecimal() or len(number) > 6 or not has_type(plain):
        return UNPARSED
    return Address(AddressKind.NUMBERED, number=int(number), hundred=int(number) // 100, streets=readings(plain))
