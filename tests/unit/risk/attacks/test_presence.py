"""Did she report me: a row too many in her cell is seen, and nothing is seen where nothing is."""

from __future__ import annotations

from redact.risk.attacks.presence import guess

from .made import BLOCKS, knows, release, row, visits

MONTHS = [f"2025-{month:02}" for month in range(1, 13)]
HER, OTHER = (BLOCKS[0], "2025-03-04"), (BLOCKS[5], "2025-03-04")


def test_a_row_of_her_block_and_day_gives_her_away() -> None:
    rows = [row(BLOCKS[0], "2025-03-04"), row(BLOCKS[1], "2025-08-01")]
    said = guess(release(incidents=rows), knows(visits(HER, OTHER)))
    assert said.claim.tolist() == ["yes", ""]
    assert said.confidence[0] > 0.6 > 0.5 > said.confidence[1]


def test_one_row_more_among_few_is_told_better_than_among_many() -> None:
    def sure(usual: int) -> float:
        rows = [row("Beat 1", month) for month in MONTHS for _ in range(usual)]
        said = guess(release(incidents=[*rows, row("Beat 1", "2025-03")]), knows(visits(HER)))
        return float(said.confidence[0])

    assert sure(1) > sure(4) > sure(16) > 0.5
    assert sure(16) < 0.52


def test_rows_of_other_groups_and_times_say_nothing() -> None:
    rows = [row(BLOCKS[0], "2025-03-04", "property"), row(BLOCKS[0], "2025-06-01")]
    targets = visits(HER).assign(offense="intimate_partner_violence")
    alone = guess(release(incidents=[row(BLOCKS[7], "2025-01-01")]), knows(targets)).confidence[0]
    assert guess(release(incidents=rows), knows(targets)).confidence[0] == alone


def test_an_empty_release_says_nothing() -> None:
    said = guess(release(incidents=[row(BLOCKS[0], "2025-03-04")]).emptied(), knows(visits(HER)))
    assert said.claim.tolist() == [""]
