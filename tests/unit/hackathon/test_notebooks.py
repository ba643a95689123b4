"""The five notebooks, run from top to bottom on small cities, offline (sockets are blocked for every test)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SMALL = {"PLACE": "suburb", "INCIDENTS": 2_000, "HIDDEN": 4_711}
"""What the cell tagged `parameters` is replaced by: a suburb has a quarter of the incidents of a city."""
WHOLE = {"INCIDENTS": 1_200}
"""The same where there is no choice of place; of far fewer a month could look cut off to the pipeline."""


def cells(path: Path, kind: str) -> list[dict[str, Any]]:
    return [each for each in json.loads(path.read_text(encoding="utf-8"))["cells"] if each["cell_type"] == kind]


def small(cell: dict[str, Any]) -> str:
    """A cell's code; of the cell with the parameters the same names with smaller values."""
    code = "".join(cell["source"])
    if "parameters" not in cell["metadata"].get("tags", ()):
        return code
    names = [line.split("=")[0].strip() for line in code.splitlines()]
    values = SMALL if "PLACE" in names else WHOLE
    return "\n".join(f"{name} = {values[name]!r}" for name in names)


def test_there_are_five() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_stripped(path: Path) -> None:
    for cell in cells(path, "code"):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_short(path: Path) -> None:
    """A participant has one day: real code lives in the package."""
    code = ["".join(cell["source"]) for cell in cells(path, "code")]
    assert sum(text.count("def ") for text in code if not text.startswith("%%writefile")) <= 2
    assert max(len(text.splitlines()) for text in code) <= 25
    assert sum("parameters" in cell["metadata"].get("tags", ()) for cell in cells(path, "code")) == 1


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One folder for all notebooks, as on a participant's laptop: cities that one has made, the next reads."""
    folder = tmp_path_factory.mktemp("desk")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.syspath_prepend(str(folder))
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))
        yield folder
    sys.modules.pop("my_adversary", None)


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_run(path: Path, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    shell = InteractiveShell(config=Config(HistoryManager={"enabled": False}))
    for number, cell in enumerate(cells(path, "code")):
        done = shell.run_cell(small(cell), silent=True)
        if done.error_before_exec or done.error_in_exec:
            raise AssertionError(f"{path.name}, code cell {number}") from (done.error_before_exec or done.error_in_exec)
        if hasattr(done.result, "_repr_html_"):
            shown = done.result._repr_html_()
            assert shown
            assert "http:" not in shown.replace("http://www.w3.org", "")
            assert "<script" not in shown
    assert "Traceback" not in capsys.readouterr().out
    if path.stem.startswith("05"):
        assert (desk / "board" / "index.html").is_file()
        assert json.loads((desk / "board" / "board.json").read_text(encoding="utf-8"))["attackers"]
        from redact.risk.scenarios import load_scenario

        card = load_scenario(desk / "finding.yaml")
        assert card.finding is not None
        assert not card.finding.built_in
