"""The wheel, built and installed somewhere else, runs the demo from another folder, without a network."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

NO_NETWORK = """\
import socket

def refuse(*args, **kwargs):
    raise RuntimeError("the network was used")

real = socket.socket.connect
def connect(self, *args):
    return real(self, *args) if self.family == getattr(socket, "AF_UNIX", None) else refuse()

socket.socket.connect = connect
socket.getaddrinfo = socket.create_connection = refuse
"""


def run(*command: str | Path, cwd: Path, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_"))}
    environment |= {"PIP_CONFIG_FILE": os.devnull, "PYTHONUTF8": "1"}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, env=environment, timeout=timeout
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    run(*pip, "wheel", "--no-deps", "--no-index", "--no-build-isolation", "-w", folder, repository, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """The python of a fresh environment that has the wheel, and everything else from the current one."""
    folder = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", cwd=folder)
    scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    ask = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    packages = Path(run(python, "-c", ask, cwd=folder).stdout.strip())
    current = {sysconfig.get_paths()["purelib"], sysconfig.get_paths()["platlib"]}
    (packages / "current.pth").write_text("\n".join(sorted(current)) + "\n", encoding="utf-8")
    (packages / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python]
    run(*pip, "install", "--no-deps", "--no-index", "--ignore-installed", wheel, cwd=folder)
    return python


def test_everything_that_is_shipped_is_in_the_wheel(wheel: Path, repository: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, prefix in (("redact", "redact"), ("policies", "redact/_policies")):
        for path in (repository / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc":
                assert f"{prefix}/{path.relative_to(repository / folder).as_posix()}" in names
    assert not any(name.startswith(("tests/", "policies/", "benchmarks/")) for name in names)


def test_the_installed_package_is_the_wheels(elsewhere: Path, repository: Path, tmp_path: Path) -> None:
    ask = "import redact, redact.shipped as s; print(redact.__file__, s.shipped())"
    found = run(elsewhere, "-c", ask, cwd=tmp_path)
    module, policies = found.stdout.split()
    assert not Path(module).is_relative_to(repository)
    assert Path(policies).name == "_policies"


@pytest.mark.slow
def test_the_demo_runs_from_the_wheel(elsewhere: Path, tmp_path: Path) -> None:
    done = run(elsewhere, "-m", "redact", "demo", "--out", tmp_path / "shown", "--incidents", "1500", cwd=tmp_path)
    assert "report" in done.stdout
    assert list((tmp_path / "shown").rglob("report.html"))
    assert list((tmp_path / "shown").rglob("datapackage.json"))
