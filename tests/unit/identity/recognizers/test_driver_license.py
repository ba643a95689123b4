"""Always with the words: the shapes alone match ordinary text (Presidio issue 1063)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.driver_license import DriverLicenseFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OLN 99-000-1122 DUR", ["DRIVER_LICENSE 99-000-1122"]),
        ("ILL DL R200-0000-0661, CHASE", ["DRIVER_LICENSE R200-0000-0661"]),
        ("(NY ID 000 111 222) SAID", ["DRIVER_LICENSE 000 111 222"]),
        ("oregon license 0000471. front", ["DRIVER_LICENSE 0000471"]),
        ("his driver's license number is D1234567", ["DRIVER_LICENSE D1234567"]),
        ("THE PUBLIC 2024 MEETING", []),
        ("LICENSED IN 2019", []),
        ("gave me license MARLOJB26KZ and", ["DRIVER_LICENSE MARLOJB26KZ"]),
        ("WA OLN WDL3P8R51C20", ["DRIVER_LICENSE WDL3P8R51C20"]),
        ("MI OLN K 420 990 711 118", ["DRIVER_LICENSE K 420 990 711 118"]),
        ("OLN/12345678", ["DRIVER_LICENSE 12345678"]),
        ("license came back as K420-9907-1118", ["DRIVER_LICENSE K420-9907-1118"]),
        ("lic plate stolen by 4 men", []),
        ("had no ID but gave DOB 11-30-98", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(DriverLicenseFinder(), text) == expected
