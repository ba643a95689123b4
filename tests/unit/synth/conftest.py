"""Cities that the tests of this folder share: one as usual, one in which every identifier is unique, and a larger one
without texts for rates."""

from __future__ import annotations

from pathlib import Path

import pytest

from redact.synth import City, make_city


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return make_city(tmp_path_factory.mktemp("synth") / "city", incidents=2500, seed=7, households=6000)


@pytest.fixture(scope="session")
def unique_city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return make_city(tmp_path_factory.mktemp("synth") / "unique", incidents=600, seed=3, households=3000, unique=True)


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> City:
    return make_city(tmp_path_factory.mktemp("year") / "city", incidents=20_000, narratives=False)


@pytest.fixture
def small(tmp_path: Path) -> City:
    return make_city(tmp_path / "small", incidents=40, months=2, households=1500)
