"""Which county somebody means, and the code that the Census Bureau's files carry in their names.

The list is a file of the package (counties.txt, which says where it is from); nothing is looked up elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from redact.errors import UsageError
from redact.policy.wording import did_you_mean

_MOST_LISTED: Final = 30


@dataclass(frozen=True)
class County:
    """A county, or what counts as one. `code` has five digits, the state's two first; `postal` is as in MD."""

    code: str
    name: str
    postal: str
    state: str

    @property
    def state_code(self) -> str:
        return self.code[:2]

    def __str__(self) -> str:
        return f"{self.name}, {self.state}"


@cache
def all_counties() -> tuple[County, ...]:
    """Every county of the list, by code."""
    found: list[County] = []
    postal = state_code = state = ""
    for line in files("redact.place").joinpath("counties.txt").read_text(encoding="utf-8").splitlines():
        code, _, rest = line.partition(" ")
        if code == "#":
            continue
        if code.isdecimal():
            found.append(County(state_code + code, rest, postal, state))
        else:
            postal = code
            state_code, _, state = rest.partition(" ")
    return tuple(found)


def find_county(name: str, state: str | None = None) -> County:
    """The county that a person means: "Baltimore city", "hamilton", "Orleans Parish, LA" or its code "24510".

    Raises UsageError (2) where there is none of that name (with the nearest), or more than one (with the states).
    """
    if state is None and (found := re.fullmatch(r"(.+?),\s*(.+)", name.strip())):
        name, state = found[1], found[2]
    counties = all_counties() if state is None else _of_state(state)
    if re.fullmatch(r"\d{5}", name.strip()):
        matches = [each for each in counties if each.code == name.strip()]
    else:
        matches = [each for each in counties if _plain(each.name) == _plain(name)]
        matches = matches or [each for each in counties if _short(each.name) == _short(name)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise _ambiguous(name, matches)
    raise _unknown(name, counties, one_state=state is not None)


def _ambiguous(name: str, matches: list[County]) -> UsageError:
    states = list(dict.fromkeys(each.postal for each in matches))
    if len(states) > 1:
        return UsageError(
            f"there is a '{name}' in {len(states)} states: {', '.join(states)}",
            fix=f"Say which: --county '{name}' --state {states[0]}",
        )
    names = " and ".join(f"'{each.name}' ({each.code})" for each in matches)
    return UsageError(f"{matches[0].state} has {names}", fix="Say which: the whole name, or its code")


def _unknown(name: str, counties: tuple[County, ...], *, one_state: bool) -> UsageError:
    shorter = {_short(each.name): each.name for each in counties}
    near = did_you_mean(_short(name), shorter)
    for short, whole in shorter.items():
        near = near.replace(f"'{short}'", f"'{whole}'")
    where = f"{counties[0].state} has no county" if one_state else "there is no county"
    names = [each.name for each in counties]
    listed = f"It has: {', '.join(names)}" if one_state and len(names) <= _MOST_LISTED else "Name it as the Census does"
    return UsageError(f"{where} '{name}'.{near}", fix=listed)


def _of_state(state: str) -> tuple[County, ...]:
    wanted = _plain(state)
    found = tuple(each for each in all_counties() if wanted in (_plain(each.postal), _plain(each.state)))
    if not found:
        words = dict.fromkeys(each.state for each in all_counties())
        raise UsageError(f"there is no state '{state}'.{did_you_mean(state, words)}", fix="Write MD or Maryland")
    return found


_KIND: Final = re.compile(
    r" (?:county|parish|borough|city and borough|city|census area|municipality|municipio|planning region"
    r"|island district|district|island)$"
)


def _plain(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"\bsaint\b", "st", " ".join(re.sub(r"[.'’,-]+", " ", plain).split()))


def _short(name: str) -> str:
    """Without the word for what it is, and without spaces: "La Salle", "LaSalle Parish"."""
    return _KIND.sub("", _plain(name)).replace(" ", "")
