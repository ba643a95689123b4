"""Address text as agencies write it: a house number or block on a street, a corner, or something else.

Rules first, for what police systems write and parsers trip over (blocks, masked numbers, corners, mile posts);
`usaddress` only for what the rules cannot read; a list of real streets decides afterwards (`redact.place.locator`).
Nothing here throws, and nothing that was not understood has a text to publish.
"""

from redact.place.address.kinds import Address, AddressKind
from redact.place.address.reading import SIMPLE, parse, simple_tail
from redact.place.address.shown import block_text, hundred_block_text, run_text

__all__ = [
    "SIMPLE", "Address", "AddressKind", "block_text", "hundred_block_text", "parse", "run_text", "simple_tail",
]  # fmt: skip
