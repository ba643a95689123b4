"""Titles, roles, kin, naming words, birth dates, verbs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.person_cue import PersonCueFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RP STS EX-BF RUBEN AT DOOR", ["PERSON RUBEN"]),
        ("victim, Mrs. Adjei, who", ["PERSON Adjei"]),
        ("identified as Josiah Lucero.", ["PERSON Josiah Lucero"]),
        ("VICTIM BANKS, LATRICE RELATED", ["PERSON BANKS, LATRICE"]),
        ("HER CHILDS FATHER WILL STREET JR STRUCK", ["PERSON WILL STREET JR"]),
        ("THAO STATED SHE", ["PERSON THAO"]),
        ("his name is bill, he", ["PERSON bill"]),
        ("mrs sokha chhim called", ["PERSON sokha chhim"]),
        ("MARK 5595550126.", ["PERSON MARK"]),
        ('known as "Cash" took', ["PERSON Cash"]),
        ("Okafor (DOB 1/2/90)", ["PERSON Okafor"]),
        ("THE VICTIM STATED", []),
        ("SUSPECT FLED ON FOOT", []),
        ("her mother said no", []),
        ("nobody would miss her", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(PersonCueFinder(), text) == expected
