"""Names of shops, bars, schools and the like, put together from words; none is meant to be a real business."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.synth.geography import BAR, CHURCH, HOSPITAL, HOTEL, PARK, SCHOOL, SHELTER, SHOP
from redact.synth.wordlists import words

_FIRST: Final = words(
    """Prairie Harlow Riverbend Copper_Kettle Blue_Heron Cottonwood Lantern Maple_Leaf North_Star Old_Mill Silver_Spoon
    Golden_Wheat Sunrise Red_Barn Corner Family Valley Crescent Granite Juniper Bluff Meadowlark Limestone
    Pioneer Wildflower Tallgrass Union Depot Bluebird Ironwood Hawkeye Sandhill Walnut_Grove Twin_Oaks
    Cedar_Point Hy-Way Quik_Stop Bend"""
)
_LAST: Final = {
    SHOP: words(
        """Market Grocery Hardware Pharmacy Liquor Electronics Thrift Auto_Parts Outfitters Discount Fuel_&_Go
        Credit_Union Nail_Salon Laundry Pawn_&_Loan Books Pet_Supply"""
    ),
    BAR: ("Tavern", "Grill", "Pub", "Taproom", "Diner", "Lounge", "Cantina", "Café"),
    SCHOOL: ("Elementary School", "Middle School", "High School", "Elementary"),
    HOTEL: ("Inn", "Motel", "Suites", "Lodge"),
    PARK: ("Park", "Playground", "Commons"),
    CHURCH: ("Lutheran Church", "Baptist Church", "Church of Christ", "Mosque", "Temple", "Catholic Church"),
}


def name_places(use: NDArray[np.int8], rng: np.random.Generator) -> tuple[str, ...]:
    """A name for every building used by the public, the empty text for the others."""
    first, last = rng.integers(0, len(_FIRST), len(use)), rng.integers(0, 1_000, len(use))
    names = []
    for kind, one, two in zip(use.tolist(), first.tolist(), last.tolist(), strict=True):
        if kind == HOSPITAL:
            names.append("Harlow Regional Medical Center")
        elif kind == SHELTER:
            names.append("Juniper House")
        elif kind in _LAST:
            names.append(f"{_FIRST[one]} {_LAST[kind][two % len(_LAST[kind])]}")
        else:
            names.append("")
    return tuple(names)
