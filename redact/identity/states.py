"""The states, as people write them in front of plates and licences."""

from __future__ import annotations

from typing import Final

from redact.identity.words import words

STATE_CODES: Final = words(
    """
    al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa
    ri sc sd tn tx ut vt va wa wv wi wy dc pr vi gu on qc bc ab mb sk ns nb mx
    """
)
_NAMES: Final = (
    "alabama|alaska|arizona|arkansas|california|calif|colorado|connecticut|conn|delaware|florida|georgia|hawaii|idaho|"
    r"illinois|ill|indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|mass|michigan|mich|minnesota|minn|"
    r"mississippi|missouri|montana|nebraska|neb|nevada|new\shampshire|new\sjersey|new\smexico|new\syork|"
    r"north\scarolina|north\sdakota|ohio|oklahoma|oregon|ore|pennsylvania|penn|rhode\sisland|south\scarolina|"
    r"south\sdakota|tennessee|tenn|texas|tex|utah|vermont|virginia|washington|wash|west\svirginia|wisconsin|wisc|"
    r"wyoming|fla|ariz|ark|colo|kans|mont|nev|okla|wyo|w\.?\s?va|[ns]\.\s?c|[ns]\.\s?d|n\.\s?[hjmy]|r\.\s?i|d\.\s?c|"
    "temporary|temp|dealer|tribal"
)
STATE: Final = rf"(?:(?:{'|'.join(sorted(STATE_CODES))})\b|(?:{_NAMES})\b)"
"""A pattern for one state (to be compiled without regard to case); plates say temp and dealer in its stead."""

STATE_FIRST: Final = (
    STATE_CODES | {name.split(r"\s")[0] for name in _NAMES.split("|") if "." not in name} | words("w n s r d")
)
"""The folded words with which a state begins."""
