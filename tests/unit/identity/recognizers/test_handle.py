"""At signs, underscores, and what follows the name of an app."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.handle import HandleFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IG @COACHPAIGEFAN) WITH", ["HANDLE @COACHPAIGEFAN"]),
        ('SELLER "PRAIRIE_DEAN". RAPE', ["HANDLE PRAIRIE_DEAN"]),
        ("Instagram as drew.lax22.", ["HANDLE drew.lax22"]),
        ("(@tg_xiong99, tougr.alt)", ["HANDLE @tg_xiong99", "HANDLE tougr.alt"]),
        ("cash app $JaneDoe22", ["HANDLE $JaneDoe22"]),
        ("paid $40 on snap", []),
        ("joe@example.com", []),
        ("pages trueana.kx and", ["HANDLE trueana.kx"]),
        ("payroll login mquist.fin to", ["HANDLE mquist.fin"]),
        ("banner from riverkid.zm.", ["HANDLE riverkid.zm"]),
        ("her own name, jmarl7, from", ["HANDLE jmarl7"]),
        ("MSG FROM n0va.drift#7731 TODAY", ["HANDLE n0va.drift#7731"]),
        ("username stillwaterjo", ["HANDLE stillwaterjo"]),
        ("posts as dark.knight.420", ["HANDLE dark.knight.420"]),
        ("account $big.dawg-22", ["HANDLE $big.dawg-22"]),
        ("BANNER FROM QZXKID.ZM", ["HANDLE QZXKID.ZM"]),
        ("She left.he stayed", []),
        ("video01.mp4 was saved", []),
        ("at 3 a.m. he left", []),
        ("his iphone13 on hwy90", []),
        ("LEFT RESIDENCE.RP SAID", []),
        ("APT#1204", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(HandleFinder(), text) == expected
