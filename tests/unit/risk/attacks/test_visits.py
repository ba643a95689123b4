"""The neighbour, and the visit that appears nowhere."""

from __future__ import annotations

from redact.risk.attacks import absence, neighbour

from .made import BLOCKS, knows, release, row, visits

SEEN = (BLOCKS[0], "2025-03-04T21")


def test_the_neighbour_names_the_only_row_that_fits() -> None:
    rows = [row(BLOCKS[3], "2025-03-04T21"), row(BLOCKS[0], "2025-03-04T21"), row(BLOCKS[0], "2025-07-01T10")]
    assert neighbour.guess(release(incidents=rows), knows(visits(SEEN))).claim.tolist() == ["incidents:1"]


def test_the_neighbour_names_none_of_many_that_look_alike() -> None:
    months = [f"2025-{month:02}" for month in range(1, 13)]
    rows = [row("Beat 1", month) for month in months for _ in range(16)]
    said = neighbour.guess(release(incidents=rows), knows(visits(SEEN)))
    assert said.claim.tolist() == [""]
    assert 0 < said.confidence[0] < 1 / 16


def test_running_numbers_date_a_blurred_row() -> None:
    hours = [f"2025-03-{day:02}T{hour:02}" for day in range(1, 11) for hour in range(0, 24, 2)]
    rows = [row(BLOCKS[7], hour, "property", id=str(1_000 + 10 * at)) for at, hour in enumerate(hours)]
    number = 1_000 + 10 * hours.index("2025-03-04T20") + 5
    blurred = [row("Beat 1", "2025-03", id=str(number))]
    blurred += [row("Beat 1", "2025-03", id=str(1_005 + 100 * at)) for at in (0, 1, 2, 8, 9)]
    said = neighbour.guess(release(incidents=rows + blurred), knows(visits(SEEN)))
    assert said.claim.tolist() == [f"incidents:{len(rows)}"]
    other = [each | {"id": f"x{each['id']}"} for each in blurred]
    assert neighbour.guess(release(incidents=rows + other), knows(visits(SEEN))).claim.tolist() == [""]


def test_what_is_missing_is_taken_for_hidden_where_nothing_else_is_missing() -> None:
    days = [f"2025-03-{day:02}T10" for day in range(1, 29)]
    rows = [row(BLOCKS[at % 8], day, "property") for at, day in enumerate(days)]
    targets = visits((BLOCKS[0], days[0]), (BLOCKS[1], days[0]))
    said = absence.guess(release(incidents=rows), knows(targets, rates={"sensitive at home": 0.2}))
    assert said.claim.tolist() == ["", "yes"]


def test_cover_makes_absence_say_less() -> None:
    fine = [row(BLOCKS[at % 8], f"2025-03-{at + 1:02}T10", "property") for at in range(20)]
    blurred = [row("Beat 1", "2025-03") for _ in range(20)]
    targets = visits((BLOCKS[1], "2025-03-01T10"))

    def sure(rows: list[dict[str, str]]) -> float:
        said = absence.guess(release(incidents=rows), knows(targets, rates={"sensitive at home": 0.2}))
        return float(said.confidence[0])

    assert sure(fine) > 0.9
    assert sure(fine + blurred) < 0.5
