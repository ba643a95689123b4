"""Counties by name: the right code, or a question; and the guide that is written for one."""

from __future__ import annotations

import pytest

from redact.errors import UsageError
from redact.place.counties import all_counties, find_county
from redact.place.guide import jurisdiction_text, public_files, steps


def test_the_list_is_whole() -> None:
    counties = all_counties()
    codes = [each.code for each in counties]
    assert len(counties) == len(set(codes)) == 3_233
    assert codes == sorted(codes)
    assert len({each.postal for each in counties}) == len({each.state_code for each in counties}) == 56
    assert all(len(each.code) == 5 and each.code.isdecimal() and each.name for each in counties)
    assert sum(each.postal == "TX" for each in counties) == 254
    assert len({(each.name, each.postal) for each in counties}) == len(counties)


@pytest.mark.parametrize(
    ("name", "state", "code"),
    [
        ("Hamilton", "OH", "39061"),
        ("hamilton county", "ohio", "39061"),
        ("Baltimore city", None, "24510"),
        ("24510", None, "24510"),
        ("Cook, IL", None, "17031"),
        ("Orleans", None, "Orleans Parish"),
        ("Orleans", "LA", "22071"),
        ("St Louis city", "MO", "29510"),
        ("Saint Lawrence", "NY", "36089"),
        ("La Salle", "LA", "22059"),
        ("Dona Ana", None, "35013"),
        ("Anchorage", "AK", "02020"),
        ("District of Columbia", None, "11001"),
        ("Carson City", "NV", "32510"),
        ("Prince George's", "MD", "24033"),
        ("prince georges", "MD", "24033"),
    ],
)
def test_a_county_is_found(name: str, state: str | None, code: str) -> None:
    if not code.isdecimal():
        with pytest.raises(UsageError, match="in 3 states: LA, NY, VT"):
            find_county(name, state)
        return
    assert find_county(name, state).code == code


@pytest.mark.parametrize(
    ("name", "state", "expected"),
    [
        ("Hamiltn", "OH", "Ohio has no county 'Hamiltn'. Did you mean 'Hamilton County'?"),
        ("Washington", None, "there is a 'Washington' in 31 states: AL, AR"),
        ("Baltimore", "MD", "Maryland has 'Baltimore County' (24005) and 'Baltimore city' (24510)"),
        ("Cook", "Ilinois", "there is no state 'Ilinois'. Did you mean 'Illinois'?"),
        ("Hartford", "CT", "It has: Capitol Planning Region, Greater Bridgeport Planning Region"),
        ("99999", None, "there is no county '99999'."),
    ],
)
def test_what_is_not_clear_is_asked(name: str, state: str | None, expected: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_county(name, state)
    assert expected in str(caught.value)
    assert caught.value.exit_code == 2


def test_the_files_carry_the_codes_of_state_and_county() -> None:
    county = find_county("Hamilton", "OH")
    assert [each.name for each in public_files(county, "Cincinnati")] == [
        "tl_2024_39_tabblock20.zip", "tl_2024_39061_addrfeat.zip", "tl_2024_39_bg.zip", "tl_2024_39_tract.zip",
        "tl_2024_39_place.zip",
    ]  # fmt: skip
    text = steps(county, None, None)
    assert all(each.name in text for each in public_files(county, None))
    assert "place.zip" not in text
    assert jurisdiction_text(county, None) in text
    assert "redact jurisdiction check jurisdiction.yaml" in text
    assert max(len(line) for line in text.splitlines() if "{" not in line) <= 120


def test_connecticuts_blocks_are_not_chosen_by_planning_region() -> None:
    assert "COUNTYFP20" not in jurisdiction_text(find_county("Capitol", "CT"), None)
    assert "COUNTYFP20" in jurisdiction_text(find_county("Hamilton", "OH"), None)
