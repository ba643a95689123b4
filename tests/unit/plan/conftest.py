"""What the tests of a plan share: a garbage collector that looks only at what a test makes."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="package", autouse=True)
def young_garbage_only() -> Iterator[None]:
    """A plan gives back memory between its stages; with all libraries loaded, each time would take a while."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
