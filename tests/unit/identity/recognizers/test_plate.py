"""Only in context: elsewhere letters and digits are codes, times and sizes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.plate import PlateFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SUSP VEH GRN HOND ACC 8KXR204.", ["PLATE 8KXR204"]),
        ("plate is NV 714 KJD VIN", ["PLATE 714 KJD"]),
        ("PLATE HEM 966, PARKED", ["PLATE HEM 966"]),
        ("partial plate AKR-, and left", ["PLATE AKR"]),
        ("NM BKT-W07, AT 5TH", ["PLATE BKT-W07"]),
        ("stopped a gold Impala (7EJ K42) on", ["PLATE 7EJ K42"]),
        ("LP DLX-0C3 CO, OLN", ["PLATE DLX-0C3"]),
        ("REG# 4XA 92B", ["PLATE 4XA 92B"]),
        ("773 LVX / HJH 119", ["PLATE 773 LVX", "PLATE HJH 119"]),
        ("LEFT IN 24HRS AND CAME BACK", []),
        ("OFFICERS IN THE KK02A RESPONDED", []),
        ("IN 2016 HE BOUGHT A FORD", []),
        ("PLATES FOR AT THE TABLE", []),
        ("ME 4 TIMES OR 20 TIMES", []),
        ("partial hv4. he", ["PLATE hv4"]),
        ("PARTIAL 41R BY", ["PLATE 41R"]),
        ("plate looks like ADV something", ["PLATE ADV"]),
        ("TAG COVERED EXCEPT 52.", ["PLATE 52"]),
        ("in a maroon Yukon, Wyoming 22-10447.", ["PLATE 22-10447"]),
        ("Fla. tag seen nearby: R19 KTM.", ["PLATE R19 KTM"]),
        ("VEH NV/731*HWD.", ["PLATE 731*HWD"]),
        ("WHI KIA QBL4???, DRV", ["PLATE QBL4???"]),
        ("white sienna, tx HWZ something", ["PLATE HWZ"]),
        ("The plate is still his, T7B 20QX, and", ["PLATE T7B 20QX"]),
        ("SKIFF AK 2093 AS ADRIFT", ["PLATE AK 2093 AS"]),
        ("plate of 8 Charles David Nora 4 4 1", ["PLATE 8 Charles David Nora 4 4 1"]),
        ("plate A B C 1 2 3", ["PLATE A B C 1 2 3"]),
        ("tag ended in 442", ["PLATE 442"]),
        ("blk tahoe id/3c 9917r. she was not there at all", ["PLATE 3c 9917r"]),
        ("NO PLATES ON VEH", []),
        ("REGISTERED TO KIM", []),
        ("plate reader hit at 0412 hours", []),
        ("STOPPED A GRN SEDAN, WA 88K-C22, 2 OCC", ["PLATE 88K-C22"]),
        ("veh FL partial", []),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(PlateFinder(), text) == expected
