"""What address texts say about the place: read once per street and block, or once per distinct text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from redact.place.address import SIMPLE, Address, AddressKind, parse, simple_tail
from redact.place.gazetteer import NOT_FOUND, Gazetteer
from redact.place.street import Readings
from redact.place.unfound import Unfound, why, why_not_numbered

MOST_REMEMBERED: Final = 200_000
"""Distinct unusual texts kept between batches; about 300 bytes each."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an address text says: the unit, NOT_FOUND or AMBIGUOUS, why so, and what a point could still make of it."""

    unit: int
    streets: Readings = ()
    hundred: int = -1
    hyphen: bool = False
    point: tuple[float, float] | None = None
    unfound: Unfound = Unfound.NO_ADDRESS


NOWHERE: Final = Said(NOT_FOUND)


class Addresses:
    """Reads distinct address texts. What it remembers makes it faster and never changes a result."""

    def __init__(self, gazetteer: Gazetteer, corner: Callable[[Address], int]) -> None:
        self._gazetteer = gazetteer
        self._corner = corner
        self._tails: dict[str, int] = {}
        self._readings: list[Readings] = []
        self._blocks: dict[int, Said] = {}
        self._texts: dict[str, Said] = {}

    def read(self, texts: pa.Array) -> tuple[NDArray[np.int32], list[Said]]:
        """A code per text and what each code says. `texts` are distinct, in capitals, with single spaces."""
        code = np.zeros(len(texts), dtype=np.int32)
        said = [NOWHERE]
        parts = pc.extract_regex(texts, f"^{SIMPLE}$")
        simple = np.flatnonzero(parts.is_valid().to_numpy(zero_copy_only=False))
        if len(simple):
            parts = parts.take(pa.array(simple))
            tail = self._tail_numbers(pc.struct_field(parts, "tail"))
            simple, tail, number = (
                simple[tail >= 0],
                tail[tail >= 0],
                pc.struct_field(parts, "number").filter(tail >= 0),
            )
            hundred = pc.cast(number, pa.int64()).to_numpy(zero_copy_only=False) // 100
            blocks, index = np.unique(tail * _HUNDREDS + hundred, return_inverse=True)
            code[simple] = index + 1
            said += [self._block(key) for key in blocks.tolist()]
        rest = np.flatnonzero(code == 0)
        code[rest] = np.arange(len(said), len(said) + len(rest))
        said += [self._text(text) for text in texts.take(pa.array(rest)).to_pylist()]
        return code, said

    def _tail_numbers(self, tails: pa.Array) -> NDArray[np.int64]:
        """A number per street text, -1 where it needs the other rules."""
        encoded = tails.dictionary_encode()
        numbers = []
        for tail in encoded.dictionary.to_pylist():
            number = self._tails.get(tail)
            if number is None:
                readings = simple_tail(tail)
                number = len(self._readings) if readings else -1
                if readings:
                    self._readings.append(readings)
                self._tails[tail] = number
            numbers.append(number)
        index = encoded.indices.to_numpy(zero_copy_only=False)
        return np.asarray(np.array(numbers, dtype=np.int64)[index])

    def _block(self, key: int) -> Said:
        said = self._blocks.get(key)
        if said is None:
            tail, hundred = divmod(key, _HUNDREDS)
            streets = self._readings[tail]
            unit = self._gazetteer.find(streets, hundred)
            unfound = why_not_numbered(streets, unit, self._gazetteer)
            said = self._blocks[key] = Said(unit, streets, hundred, unfound=unfound)
        return said

    def _text(self, text: str) -> Said:
        said = self._texts.get(text)
        if said is None:
            if len(self._texts) >= MOST_REMEMBERED:
                self._texts.clear()
            address = parse(text)
            found = self._find(address)
            said = self._texts[text] = replace(found, unfound=why(address, found.unit, self._gazetteer))
        return said

    def _find(self, address: Address) -> Said:
        if address.kind is AddressKind.COORDINATES:
            return Said(NOT_FOUND, point=address.point)
        if address.kind is AddressKind.INTERSECTION:
            return Said(self._corner(address), streets=address.streets + address.crosses)
        if address.kind is not AddressKind.NUMBERED:
            return Said(NOT_FOUND, streets=address.streets) if address.streets else NOWHERE
        unit = self._gazetteer.find(address.streets, address.hundred, address.hyphen)
        if unit == NOT_FOUND and address.range_number >= 0:
            hundred = address.range_number // 100
            return Said(self._gazetteer.find(address.streets, hundred), address.streets, hundred)
        return Said(unit, address.streets, address.hundred, address.hyphen)


_HUNDREDS: Final = 10_000
"""More than the hundreds of any six-digit house number."""
