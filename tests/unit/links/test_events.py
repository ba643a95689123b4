"""Keys that meet, and rows that become one event."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redact.links import join_events, normalise


@pytest.mark.parametrize(
    ("written", "meets"),
    [
        ("C26-0012345", "2612345"),
        ("2026012345", "2612345"),
        ("26-12345", "2612345"),
        ("24-001234", "241234"),
        ("2024001234", "241234"),
        ("P240031877", "2431877"),
        ("000", ""),
        ("PENDING", ""),
        ("", ""),
    ],
)
def test_digits_meet_however_a_system_writes_them(written: str, meets: str) -> None:
    assert normalise(pa.array([written]), "digits").to_pylist() == [meets]


@pytest.mark.parametrize(("written", "meets"), [("HX-218162", "hx218162"), ("n/a", ""), ("Unknown", ""), ("Ä 1", "ä1")])
def test_text_keys_keep_letters(written: str, meets: str) -> None:
    assert normalise(pa.array([written]), "text").to_pylist() == [meets]


def test_rows_linked_by_a_chain_are_one_event() -> None:
    keys = np.array([[1, 0], [1, 2], [0, 2], [3, 0], [0, 0], [0, 0]], dtype=np.int64)
    assert join_events(keys).tolist() == [0, 0, 0, 1, 2, 3]


def test_no_key_columns_means_every_row_is_its_own_event() -> None:
    assert join_events(np.zeros((3, 0), dtype=np.int64)).tolist() == [0, 1, 2]


def _simple(keys: list[list[int]]) -> list[int]:
    """The same by repeated relabelling: slow, and plainly right."""
    label = list(range(len(keys)))
    changed = True
    while changed:
        changed = False
        for i, mine in enumerate(keys):
            for j, other in enumerate(keys):
                if any(a == b != 0 for a, b in zip(mine, other, strict=True)):
                    low = min(label[i], label[j])
                    if label[i] != low or label[j] != low:
                        label[i] = label[j] = low
                        changed = True
    seen: dict[int, int] = {}
    return [seen.setdefault(item, len(seen)) for item in label]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(10, 15).map(lambda n: 0 if n == 10 else n)), max_size=14))
def test_events_agree_with_a_simple_second_implementation(rows: list[tuple[int, int]]) -> None:
    keys = [list(row) for row in rows]
    matrix = np.array(keys, dtype=np.int64).reshape(len(keys), 2)
    assert join_events(matrix).tolist() == _simple(keys)
