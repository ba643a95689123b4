"""The words to publish for a place: its hundred-block, several of them, or the corner. Never a house number."""

from __future__ import annotations

import re
from typing import Final

from redact.place.address.kinds import MOST_NUMBERED_STREETS, Address, AddressKind
from redact.place.street import Street, is_route


def hundred_block_text(address: Address, style: str = "{block} BLOCK {street}") -> str:
    """The words to publish for a numbered address or a corner; empty for everything else.

    `style` may use {block} and {street}. The numbers below 100 are the 0 block; the exact number is never shown.
    """
    if not address.streets or address.kind not in (AddressKind.NUMBERED, AddressKind.INTERSECTION):
        return ""
    if any(hides_number(readings_[0]) for readings_ in (address.streets, address.crosses) if readings_):
        return ""
    if any(street.type and hides_number(street) for street in address.streets):
        return ""  # another address may be meant
    if _may_be_house_number(address):
        return ""
    if address.kind is AddressKind.INTERSECTION:
        both = (address.streets[0], address.crosses[0])
        return "" if any(map(_may_show_number, both)) else " / ".join(map(str, both))
    if address.hyphen and address.hundred > MOST_NUMBERED_STREETS:
        return ""  # 1234-00 MAIN ST: no cross street has that number, so it is perhaps a house's
    if address.range_number >= 0 and not address.masked and not address.streets[0].name[0].isdigit():
        return ""  # 12-34 MAIN ST: the 12 is perhaps a house's; 12-34 45TH AVE is Queens
    street = str(address.streets[0])
    if address.number % 100 and str(address.number) in street.split():
        return ""
    return block_text(address.hundred, street, style, hyphen=address.hyphen, prefix=address.prefix)


def block_text(hundred: int, street: str, style: str, *, hyphen: bool = False, prefix: str = "") -> str:
    """A hundred-block in the policy's style; see `hundred_block_text`."""
    block = f"{hundred}-00" if hyphen else f"{prefix}{hundred * 100}"
    return style.format(block=block, street=street)


def run_text(first_hundred: int, last_hundred: int, street: str, style: str, hyphen: bool = False) -> str:
    """A run of hundred-blocks of one street in the policy's style: 1200-1499 BLOCK N MAIN ST.

    Both hundreds are part of the run; where they are one, the text is `block_text`'s. `hyphen` (Queens): the
    hundreds are cross streets, and the run is written 12-00 TO 14-99. `parse` reads both back as masked.
    """
    if first_hundred == last_hundred:
        return block_text(first_hundred, street, style, hyphen=hyphen)
    if not 0 <= first_hundred < last_hundred:
        raise ValueError("A run of blocks begins at the lower hundred, which is not below zero; give them in order.")
    if hyphen:
        block = f"{first_hundred}-00 TO {last_hundred}-99"
    else:
        block = f"{first_hundred * 100}-{last_hundred * 100 + 99}"
    return style.format(block=block, street=street)


_BARE_NUMBER: Final = re.compile(r"(?<!\S)\d+[A-Z]?(?!\S)")


def _may_show_number(street: Street) -> bool:
    """Whether a corner's street has a number in its text that is not surely a street's or a route's own."""
    if is_route(street):
        return len(street.name.split()[-1]) > 3
    return _BARE_NUMBER.search(str(street)) is not None


def hides_number(street: Street) -> bool:
    """Whether what was read as a street's name has a number among its words: perhaps another house number.

    S 700 E is a street of a grid; 19 alone, or a number among words, is not known to be one.
    """
    alone = street.name.isdecimal() and not (street.type or street.direction or street.post)
    if alone or " " not in street.name or is_route(street):
        return alone
    return _BARE_NUMBER.search(street.name) is not None


def _may_be_house_number(address: Address) -> bool:
    """Whether the number that names a street is perhaps a house's: "301 ST / N", "1234 1234 ST", "#4 1234 N"."""
    streets = [readings_[0] for readings_ in (address.streets, address.crosses) if readings_]
    named = [(street, _NUMBER_NAME.fullmatch(street.name)) for street in streets]
    high = [(street, int(found[1]), not found[2]) for street, found in named if found]
    high = [one for one in high if one[1] > MOST_NUMBERED_STREETS]
    if address.kind is AddressKind.INTERSECTION:
        return bool(high)
    return any(
        (bare and (number % 10 or street.type)) or (number % 100 and number // 100 == address.hundred)
        for street, number, bare in high
    )


_NUMBER_NAME: Final = re.compile(r"(\d+)(ST|ND|RD|TH)?(?: \d/\d)?")
