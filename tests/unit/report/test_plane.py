"""Points by two numbers: a picture with a name, and the same numbers in a table."""

from __future__ import annotations

from xml.etree import ElementTree

from redact.report import Point, plane


def test_points_lie_where_their_numbers_say() -> None:
    made = plane("Risk and use", "risk", "use", [Point("a", 0.1, 0.8, 0.05, 0.2), Point("b <1>", 0.3, 0.6)], limit=0.2)
    figure = ElementTree.fromstring(str(made).replace("<hr>", ""))
    dots = [(float(each.get("cx", "0")), float(each.get("cy", "0"))) for each in figure.iter("circle")]
    assert dots[0][0] < dots[1][0]
    assert dots[0][1] < dots[1][1], "more is further up"
    assert "b &lt;1&gt;" in made
    assert "0.100" in made
    assert "stroke-dasharray" in made
    assert ">allowed<" in made
    assert "0.050 and 0.200" in made


def test_no_number_is_cut_off_at_the_right_and_none_is_minus_nothing() -> None:
    made = plane("Risk and use", "risk", "use", [Point("a", -0.00001, 0.8, -0.1, 0.2)], limit=0.2)
    figure = ElementTree.fromstring(str(made).replace("<hr>", ""))
    right = max(figure.iter("text"), key=lambda each: float(each.get("x", "0")) if "." in str(each.text) else 0)
    assert right.get("text-anchor") == "end"
    assert "-0.000" not in made


def test_one_point_and_none() -> None:
    assert plane("One", "x", "y", [Point("only", 0.0, 0.0)]).count("<circle") == 1
    assert "nothing to draw" in plane("None", "x", "y", [])


def test_a_number_that_another_point_would_cover_stands_below() -> None:
    made = plane("Risk and use", "risk", "use", [Point("a", 0.1, 0.80), Point("b", 0.1, 0.81), Point("c", 0.1, 0.5)])
    figure = ElementTree.fromstring(str(made).replace("<hr>", ""))
    dots = [float(each.get("cy", "0")) for each in figure.iter("circle")]
    words = {str(each.text): float(each.get("y", "0")) for each in figure.iter("text")}
    assert words["1"] > dots[0]
    assert words["2"] < dots[1]
    assert words["3"] < dots[2]
