"""Other tools' published values, on their data, where that is at hand (../shared/data). No row of it is kept here."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[4]
FOLDER = ROOT.parent / "shared" / "data" / "disclosure"


@pytest.fixture(scope="module")
def oracles() -> ModuleType:
    if not (FOLDER / "expected.json").is_file():
        pytest.skip("../shared/data/disclosure is not here: NOT COMPARED with ARX, sdcMicro and pycanon")
    found = importlib.util.spec_from_file_location("measures_oracles", ROOT / "benchmarks" / "measures_oracles.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules["measures_oracles"] = module
    found.loader.exec_module(module)
    return module


def test_every_published_value_is_reproduced(oracles: ModuleType) -> None:
    """ARX's optima are looked at here and searched for in benchmarks/measures.py, which takes a minute."""
    compared = oracles.compare_all(FOLDER, search=False)
    assert len(compared) > 200
    assert [each for each in compared if not each.agrees] == []


def test_the_search_finds_the_optimum_of_arx(oracles: ModuleType) -> None:
    test = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))["arx"]["tests"][0]
    best = oracles.search_of(test, 0, oracles.adult(FOLDER)).best()
    assert list(best.verdict.node) == test["node"]
    assert best.verdict.loss == pytest.approx(test["information_loss"], rel=1e-11)
