"""By the word before, or by the shape of a year and a serial."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redact.identity.recognizers.case_number import CaseNumberFinder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CASE 24-088120", ["CASE_NUMBER 24-088120"]),
        ("warrant, W-24-55102, and", ["CASE_NUMBER W-24-55102"]),
        ("EVENT# 2411800917", ["CASE_NUMBER 2411800917"]),
        ("order 24OP79013. HE", ["CASE_NUMBER 24OP79013"]),
        ("docket 2462RO0318", ["CASE_NUMBER 2462RO0318"]),
        ("cited C-900118", ["CASE_NUMBER C-900118"]),
        ("complaint-summons 1339-S-2024-000617 issued", ["CASE_NUMBER 1339-S-2024-000617"]),
        ("IN CASE OF 2024", []),
        ("PC 273.5(A)", []),
        ("ORDER 12 PIZZAS", []),
        ("warnings QN-0351 and QN-0352 and", ["CASE_NUMBER QN-0351", "CASE_NUMBER QN-0352"]),
        ("CITATION BH4M27C. HE", ["CASE_NUMBER BH4M27C"]),
        ("STOLEN UNDER KPD 24-203318.", ["CASE_NUMBER KPD 24-203318"]),
        ("warrant, DC 22-4071. She", ["CASE_NUMBER DC 22-4071"]),
        ("49D01-2401-F6-001234", ["CASE_NUMBER 49D01-2401-F6-001234"]),
        ("1:24-cr-00123", ["CASE_NUMBER 1:24-cr-00123"]),
        ("CP-51-CR-0001234-2024", ["CASE_NUMBER CP-51-CR-0001234-2024"]),
        ("23-1-01234-4", ["CASE_NUMBER 23-1-01234-4"]),
        ("24 CVD 008117", ["CASE_NUMBER 24 CVD 008117"]),
        ("CASE #4417", ["CASE_NUMBER 4417"]),
        ("warnings qn-0351 and qn-0352, all in lower case here", ["CASE_NUMBER qn-0351", "CASE_NUMBER qn-0352"]),
        ("CALLBACK X2 40M 1160 NW", []),
        ("EXIT US-395", []),
        ("CASE CLEARED 1430 HRS", []),
        ("Citations B7X1001 and B7X1002.", ["CASE_NUMBER B7X1001", "CASE_NUMBER B7X1002"]),
        ("ticket AB 8820 K1 and", ["CASE_NUMBER AB 8820 K1"]),
    ],
)
def test_finds(read: Callable[..., list[str]], text: str, expected: list[str]) -> None:
    assert read(CaseNumberFinder(), text) == expected
