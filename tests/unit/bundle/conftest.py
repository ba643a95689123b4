"""The gates' hand-made plan, as a release."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def _gates_conftest() -> ModuleType:
    """The module that makes the small plan; it lies beside the gates' tests."""
    return _module("small_plan_of_gates", Path(__file__).parents[1] / "gates" / "conftest.py")


def _module(name: str, path: Path) -> ModuleType:
    """A file of the tests that is no test, once."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def tables() -> Any:
    """What makes tables up: see made_tables.py."""
    return _module("made_tables_of_bundle", Path(__file__).parent / "made_tables.py")


@pytest.fixture
def small_plan(tmp_path: Path) -> Any:
    return _gates_conftest().make_small_plan(tmp_path)


@pytest.fixture
def release(small_plan: Any, tmp_path: Path) -> Any:
    """A function that gates the small plan and writes it; gives the folder."""
    from redact.bundle import write_bundle
    from redact.gates import run_gates

    def write(*, name: str = "2026-04-15-ababab", draft: bool = False) -> Path:
        view = small_plan.view()
        return write_bundle(view, tmp_path / "releases", release=name, gates=run_gates(view), draft=draft)

    return write


@pytest.fixture
def plan_with_tables(small_plan: Any, tables: Any, tmp_path: Path) -> Any:
    """The small plan with a table by district, drawn. Change its policy before a view is made."""
    from redact.plan.tables.saved import save_infos

    made = tables.Made(
        words={"class": tables.CLASSES, "district": ("District A", "other"), "quarter": tables.QUARTERS}
    )
    small_plan.policy = tables.made_policy()
    info = made.info()
    made.write(tmp_path / "drawn", info)
    files = {file: (tmp_path / "drawn" / file).read_text(encoding="utf-8") for file in info.files}
    files[info.measured_file] = (
        '"level","class","district","quarter","measured","epsilon"\n"city_year","stalking","","2026",12,0.08\n'
    )
    stored = {info.draws[0].request: json.dumps(files).encode()}
    save_infos(small_plan.folder, [info], {}).write(stored)
    return small_plan
