"""Names of shops, bars, schools and the like, put together from words; none is meant to be a real business."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from redact.synth.geography import BAR, CHURCH, HOSPITAL, HOTEL, PARK, SCHOOL, SHELTER, SHOP

_FIRST: Final = tuple(
    "Prairie|Harlow|Riverbend|Copper Kettle|Blue Heron|Cottonwood|Lantern|Maple Leaf|North Star|Old Mill|Silver Spoon|Golden Wheat|"
    "Sunrise|Red Barn|Corner|Family|Valley|Crescent|Granite|Juniper|Bluff|Meadowlark|Limestone|Pioneer|Wildflower|Tallgrass|Union|"
    "Depot|Bluebird|Ironwood|Hawkeye|Sandhill|Walnut Grove|Twin Oaks|Cedar Point|Hy-Way|Quik Stop|Bend".split("|")
)
_LAST: Final = {
    SHOP: ("Market", "Grocery", "Hardware", "Pharmacy", "Liquor", "Electronics", "Thrift", "Auto Parts", "Outfitters", "Discount",
           "Fuel & Go", "Credit Union", "Nail Salon", "Laundry", "Pawn & Loan", "Books", "Pet Supply"),
    BAR: ("Tavern", "Grill", "Pub", "Taproom", "Diner", "Lounge", "Cantina", "Café"),
    SCHOOL: ("Elementary School", "Middle School", "High School", "Elementary"),
    HOTEL: ("Inn", "Motel", "Suites", "Lodge"), PARK: ("Park", "Playground", "Commons"),
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
