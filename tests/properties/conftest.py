"""What the properties share: plans of a few rows have no memory to give back."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest


@pytest.fixture(scope="package", autouse=True)
def nothing_to_give_back() -> Iterator[None]:
    """Looking through all libraries for garbage between the stages would take longer than the stages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("redact.run.memory.gc", SimpleNamespace(collect=lambda: 0))
        yield
