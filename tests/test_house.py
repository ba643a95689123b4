"""The rules of the house: which way imports go, how heavy they are, what is documented, what is never committed."""

from __future__ import annotations

import ast
import importlib
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "redact"
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))

ORDER = (
    ("errors", "vocabulary"),
    ("shipped", "keyed", "distinct", "sealing"),
    ("report", "run"),
    ("policy",),
    ("records", "ledger"),
    ("synth", "project"),
    ("keeping",),
    ("place", "when", "classify", "identity"),
    ("links", "cover", "counts"),
    ("plan",),
    ("risk",),
    ("gates",),
    ("bundle",),
    ("signoff", "after"),
    ("counting",),
    ("custody",),
    ("pipeline",),
    ("advice", "demo", "hackathon"),
    ("web", "cli"),
)
"""What stands left may be imported by what stands right of it; those in one group do not import each other."""

HEAVY = ("pandas", "pyarrow", "numpy", "spacy", "presidio_analyzer", "presidio_anonymizer", "geopandas", "sklearn")
HEAVY = (*HEAVY, "diffprivlib", "pydantic", "yaml", "typer", "rich")


def part_of(path: Path) -> str:
    """The part of the package that a module belongs to: its subpackage, or itself."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported_parts(path: Path) -> Iterator[tuple[int, str]]:
    """(line, part) of every import of another part of redact, wherever in the module it stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno}: imports are absolute"
            module = node.module or ""
            names = [f"redact.{alias.name}" for alias in node.names] if module == "redact" else [module]
        for name in names:
            if name.startswith("redact."):
                yield node.lineno, name.split(".")[1]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    part = part_of(path)
    if part in ("__init__", "__main__"):
        return
    rank = {name: number for number, group in enumerate(ORDER) for name in group}
    assert part in rank, f"{part} has no place in the import order yet"
    for line, other in imported_parts(path):
        if other in (part, "__version__", "__init__"):
            continue
        assert other in rank, f"line {line} imports redact.{other}, which has no place in the import order"
        assert rank[other] < rank[part], f"line {line}: {part} may not import {other}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_stay_small(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= 400, f"{lines} lines: split it by what it does"


def python(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60
    ).stdout


def test_importing_redact_is_light() -> None:
    loaded = python("import redact, sys; print(*sorted({name.split('.')[0] for name in sys.modules}))").split()
    assert not set(HEAVY) & set(loaded)


def test_importing_the_command_line_loads_no_data_library() -> None:
    loaded = python("import redact.cli, sys; print(*sorted({name.split('.')[0] for name in sys.modules}))").split()
    assert not (set(HEAVY) - {"typer", "rich"}) & set(loaded)


def test_help_is_quick() -> None:
    """Half a second on a quiet machine. Tests run side by side, so the best of a few processor times is looked at."""

    def once() -> float:
        before = os.times()
        subprocess.run([sys.executable, "-m", "redact", "--help"], check=True, capture_output=True, cwd=ROOT)
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    assert min(once() for _ in range(5)) < 0.5


def test_public_names() -> None:
    import redact

    assert redact.__all__ == [
        "Plan", "RedactError", "check", "load_policy", "load_project", "preview", "publish",
    ]  # fmt: skip
    for name in redact.__all__:
        assert getattr(redact, name).__module__.startswith("redact")
    subpackages = {path.name for path in PACKAGE.iterdir() if path.is_dir()}
    assert not subpackages & set(redact.__all__), "a public function shares a subpackage's name"
    with pytest.raises(AttributeError):
        redact.nothing_of_this_name  # noqa: B018


def test_nothing_happens_on_import() -> None:
    """Every module can be imported without output, files or network (sockets are blocked here)."""
    for path in MODULES:
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if not name.endswith("__main__"):
            importlib.import_module(name)


def commands() -> Iterator[tuple[str, Any]]:
    """(full name, command) of every command, as a person types it."""
    from typer.main import get_command

    from redact.cli.app import app

    def walk(name: str, command: Any) -> Iterator[tuple[str, Any]]:
        children = getattr(command, "commands", None)
        if children is None:
            yield name, command
            return
        assert command.help, f"{name} has no help"
        for child, sub in children.items():
            yield from walk(f"{name} {child}", sub)

    return walk("redact", get_command(app))


COMMANDS = dict(commands())


def section(name: str) -> str:
    """What docs/commands.md says under the heading of a command."""
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    parts = re.split(r"^#+ `(redact[^`]*)`.*$", text, flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert name in sections, f"docs/commands.md has no section `{name}`"
    return sections[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_and_is_documented(name: str) -> None:
    command = COMMANDS[name]
    assert command.help, "no help"
    assert f"{name} " in command.help or command.help.rstrip().endswith(name) or f"{name}\n" in command.help, (
        "the help shows no example"
    )
    documented = section(name)
    for parameter in command.params:
        if parameter.name == "help" or getattr(parameter, "hidden", False):
            continue
        if parameter.param_type_name == "option":
            assert parameter.help, f"{parameter.name} has no help"
            longest = max(parameter.opts, key=len)
            assert f"`{longest}" in documented, f"{longest} is not documented"


def test_documented_commands_exist() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^#+ `(redact[^`]*)`", text, flags=re.MULTILINE)) == set(COMMANDS)


SKIPPED = {".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "demo-out"}
BINARY = {".xlsx", ".parquet", ".gpkg", ".gz", ".png", ".dbf", ".shp", ".shx"}


def committed_files() -> list[Path]:
    """What git has; every file of the folder where this is no checkout."""
    found = subprocess.run(["git", "ls-files", "-z"], capture_output=True, cwd=ROOT, check=False)
    names = [name for name in found.stdout.decode().split("\0") if name] if found.returncode == 0 else []
    paths = [ROOT / name for name in names] or list(ROOT.rglob("*"))
    return [
        path
        for path in paths
        if path.is_file() and path.suffix not in BINARY and not SKIPPED & set(path.relative_to(ROOT).parts)
    ]


OURS_ALONE = re.compile(
    "|".join(["/wor" + "k/", "/roo" + "t/", r"/hom" + "e/[a-z]", "/op" + "t/", r"[A-Z]:\\\\?User" + "s"])
)
REGISTRIES = re.compile(
    "|".join(["py" + r"pi\.org", "python" + "hosted", "npm" + r"js\.(org|com)", "index-" + "url [hf]", "file:" + "///"])
)


def test_nothing_names_this_machine_or_a_registry() -> None:
    wrong = []
    for path in committed_files():
        text = path.read_bytes().decode("utf-8", errors="replace")
        for pattern in (OURS_ALONE, REGISTRIES):
            found = pattern.search(text)
            if found:
                line = text.count("\n", 0, found.start()) + 1
                wrong.append(f"{path.relative_to(ROOT)}:{line}: {found.group()}")
    assert not wrong, "\n".join(wrong)


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b")
    wrong = [str(path.relative_to(ROOT)) for path in MODULES if later.search(path.read_text(encoding="utf-8"))]
    assert not wrong


def test_the_lock_names_every_dependency_by_digest() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    entries = re.split(r"\n(?=[a-z])", lock)
    locked = {re.split(r"==", entry)[0]: entry for entry in entries if "==" in entry}
    extras = project["project"]["optional-dependencies"]
    asked = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *extras["dev"],
        *extras["notebooks"],
    ]
    for requirement in asked:
        name = re.split(r"[<>=\[; ]", requirement)[0].lower().replace("_", "-")
        assert name in locked, f"{name} is not in requirements.lock; run: make lock"
    assert all("--hash=sha256:" in entry for entry in locked.values())


def test_the_readme_opens_with_the_two_commands() -> None:
    opening = (ROOT / "README.md").read_text(encoding="utf-8")[:2000]
    assert "make demo" in opening
    assert "python -m redact demo" in opening


def test_nobody_is_told_to_install_the_strangers_package() -> None:
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        assert not re.search(r"pip install redact(?!-police)\b", path.read_text(encoding="utf-8"))
