"""An entry for the attackers' board: a Python file with one class, read as text and run in a process of its own.

    class Adversary:
        name = "any_row_there"
        by = "Team Birch"
        scenario = "did_she_report"
        story = "He looks whether the release has a row of her block and her days, and how rare that is."

        def guess(self, release, knows):
            ...

Reading an entry never runs it. Running it is for the organiser, on a machine where nothing is that others may not read:
the process is apart from the one that holds the truth, but it is no prison.
"""

from __future__ import annotations

import ast
import json
import os
import pickle
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

import redact
from redact.errors import RedactError, UsageError, Where
from redact.risk.lab.guesses import Guesses
from redact.risk.lab.knows import Knows
from redact.risk.lab.release import Release

CLASS: Final = "Adversary"
_ASKED: Final = ("name", "by", "scenario", "story")
SECONDS: Final = 300
"""What one look at one city may take."""


class EntryFailed(RedactError):
    """A participant's program stopped, took too long, or gave something that is no guess."""


@dataclass(frozen=True)
class Entry:
    """What an entry says of itself, and its program as text."""

    name: str
    by: str
    scenario: str
    story: str
    text: str


def read_entry(path: Path | str) -> Entry:
    """An entry from a file, without running it. UsageError (2) with the line where something is missing."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UsageError(
            "this entry cannot be read", where=Where(path), fix="Name a Python file (UTF-8) that is there."
        ) from None
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise UsageError(
            "this is not Python",
            where=Where(path, error.lineno),
            fix="Run it once yourself: python FILE says what is wrong.",
        ) from None
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == CLASS]
    if len(classes) != 1:
        raise UsageError(f"there must be one class called {CLASS}", where=Where(path), fix="See docs/hackathon.md.")
    said = {
        node.targets[0].id: node.value.value
        for node in classes[0].body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }
    for word in _ASKED:
        if not said.get(word, "").strip():
            raise UsageError(
                f"the class does not say its {word}",
                where=Where(path, classes[0].lineno),
                fix=f'Write {word} = "..." in it, in plain quotes.',
            )
    if not any(isinstance(node, ast.FunctionDef) and node.name == "guess" for node in classes[0].body):
        raise UsageError(
            "the class has no guess", where=Where(path, classes[0].lineno), fix="Write def guess(self, release, knows)."
        )
    name, by, scenario, story = (" ".join(said[word].split()) for word in _ASKED)
    return Entry(name, by, scenario, story, text)


def run_entry(entry: Entry, looks: Sequence[tuple[Release, Knows]], *, seconds: float = SECONDS) -> tuple[Guesses, ...]:
    """What an entry guesses at each look, from a process that is given releases, what he knows, and nothing else.

    It starts in an empty folder with an environment of three variables. What comes back is plain JSON, of which only
    claims and confidences are taken. EntryFailed where it stops, takes longer than `seconds`, or gives no guesses.
    """
    with tempfile.TemporaryDirectory(prefix="redact-entry-") as name:
        folder = Path(name)
        (folder / "entry.py").write_text(entry.text, encoding="utf-8")
        # Ours, read by the other side. Nothing that the entry writes is ever unpickled.
        (folder / "asked").write_bytes(pickle.dumps(list(looks)))
        try:
            done = subprocess.run(
                [sys.executable, "-m", "redact.hackathon.apart", "entry.py", "asked", "said.json"],
                cwd=folder, env=_environment(folder), capture_output=True, timeout=seconds, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise EntryFailed(f"{entry.name} was not done after {seconds:.0f} s", fix="Make it quicker.") from None
        said = folder / "said.json"
        if done.returncode != 0 or not said.is_file():
            raise EntryFailed(
                f"{entry.name} stopped{_last_words(done.stderr)}",
                fix="Try it on a city of your own: attack(release(city()), SCENARIO, Adversary()).",
            )
        return _read(entry, said, [len(knows) for _, knows in looks])


class Remote:
    """An entry as an attack: what is asked with the release and without it is asked of one process."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self._second: dict[int, tuple[Knows, Guesses]] = {}

    def guess(self, release: Release, knows: Knows) -> Guesses:
        """The entry's guesses; EntryFailed where there are none."""
        if not len(release) and id(knows) in self._second:
            return self._second.pop(id(knows))[1]
        first, second = run_entry(self.entry, [(release, knows), (release.emptied(), knows)])
        self._second[id(knows)] = (knows, second)
        return first


def _last_words(errors: bytes) -> str:
    """The last line of a traceback, and the line of the entry that it comes from."""
    text = errors.decode("utf-8", "replace").strip()
    lines = re.findall(r'File "entry\.py", line (\d+)', text)
    said = text.splitlines()[-1][:300] if text else "it said nothing"
    return f"{f' in line {lines[-1]}' if lines else ''}: {said}"


def _environment(folder: Path) -> dict[str, str]:
    """The little that Python needs. Windows does not start without SYSTEMROOT."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH") if name in os.environ}
    return {**kept, "HOME": str(folder), "PYTHONPATH": str(Path(redact.__file__).resolve().parent.parent)}


def _read(entry: Entry, path: Path, sizes: Sequence[int]) -> tuple[Guesses, ...]:
    wrong = EntryFailed(
        f"{entry.name} gave no guesses, or not one for each target",
        fix="Give one claim and one confidence for each row of knows.targets, in their order.",
    )
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
        made = tuple(
            Guesses(np.array([str(said) for said in claim], dtype=object), np.array(confidence, dtype=np.float64))
            for claim, confidence in content
        )
    except (ValueError, TypeError):
        raise wrong from None
    if [len(each) for each in made] != list(sizes):
        raise wrong
    return made
