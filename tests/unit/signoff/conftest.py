"""A small city's project of records that count as real, people with keys, and commands as if typed."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from redact.advice.city import Made

SMALL = Path(__file__).resolve().parents[2] / "bad_inputs" / "pipeline"
FILES = ("good.csv", "card.yaml", "beats.csv", "city.yaml", "policy.yaml")
ORGANISATIONS = {"victim advocate": "Safe Harbor", "release officer": "Smallville Police Department"}
TODAY = date.today()
NAMES = ("ada", "bo", "cy", "eve")

AGREEMENT = """
review_by: 2099-01-01
agreement:
  - {role: victim advocate}
  - {role: release officer}
notice: {to: victim advocate, days: 5}
"""

PROJECT = """
publisher: Smallville Police Department
policy: policy.yaml
jurisdiction: city.yaml
signers: signers
ledger: private/ledger.sqlite
secret: private/secret
output: releases
datasets:
  - {file: good.csv, card: card.yaml}
"""

CODES = "code,text,group,classes,strength,for_safety,status,source\nT1,THEFT,property,,none,,verified,our list\n"


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def first(self) -> str:
        return self.err.splitlines()[0] if self.err else ""


Command = Callable[..., Ended]


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """A key for each of four people, made once; the public half ends in .pub."""
    folder = tmp_path_factory.mktemp("keys")
    for name in NAMES:
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(folder / name)], check=True)
    return {name: folder / name for name in NAMES}


def make_desk(folder: Path) -> None:
    """The project's files, ledger and secret. Nobody is listed and nobody has signed."""
    from redact.project import create_state

    for name in FILES:
        shutil.copyfile(SMALL / name, folder / name)
    with (folder / "policy.yaml").open("a", encoding="utf-8") as file:
        file.write(AGREEMENT)
    card = folder / "card.yaml"
    card.write_text(card.read_text(encoding="utf-8") + "codes: [nibrs, ours.csv]\n", encoding="utf-8")
    (folder / "ours.csv").write_text(CODES, encoding="utf-8")
    (folder / "redact.yaml").write_text(PROJECT, encoding="utf-8")
    (folder / "signers").mkdir()
    create_state(folder / "redact.yaml")


@pytest.fixture(scope="session")
def desks(tmp_path_factory: pytest.TempPathFactory, keys: Mapping[str, Path]) -> Mapping[str, Path]:
    """Desks made once, to be copied: with nobody, with Ada (the first advocate) and Bo (the first release officer) in
    the list, and signed by both."""
    from redact.policy import load_policy
    from redact.project import load_project
    from redact.signoff import add_person, sign_by_key

    made = tmp_path_factory.mktemp("desks")
    (made / "empty").mkdir()
    make_desk(made / "empty")
    shutil.copytree(made / "empty", made / "listed")
    project = load_project(made / "listed")
    policy = load_policy(project.policy)
    people = (("Ada Quist", "victim advocate", "ada"), ("Bo Lind", "release officer", "bo"))
    with project.open_ledger(project.load_secret()) as ledger:
        for name, role, key in people:
            fields = {"name": name, "role": role, "organisation": ORGANISATIONS[role], "from": TODAY, "added": TODAY}
            public = keys[key].with_suffix(".pub")
            until = TODAY + timedelta(days=700)
            add_person(
                made / "listed" / "signers", ledger, fields | {"until": until}, key=public, witness="Wim Witness"
            )
    shutil.copytree(made / "listed", made / "agreed")
    project = load_project(made / "agreed")
    with project.open_ledger(project.load_secret()) as ledger:
        for name, _, key in people:
            sign_by_key(project, policy, ledger, name=name, key=keys[key])
    return {name: made / name for name in ("empty", "listed", "agreed")}


@pytest.fixture(autouse=True)
def desk(
    request: pytest.FixtureRequest, desks: Mapping[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A desk of the test's own, as the current folder; `usefixtures` of "listed" or "agreed" says which."""
    which = next((name for name in ("agreed", "listed") if name in request.fixturenames), "empty")
    shutil.copytree(desks[which], tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("redact.plan.samples.samples", lambda _: ())
    monkeypatch.setattr("redact.advice.explain.made_up", lambda _: Made())
    root = logging.getLogger()
    handlers, hook, thread_hook = list(root.handlers), sys.excepthook, threading.excepthook
    with warnings.catch_warnings():
        yield tmp_path
    root.handlers[:] = handlers
    sys.excepthook, threading.excepthook = hook, thread_hook


@pytest.fixture
def redact(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command as if typed."""
    from redact.cli import main

    def run(*args: str | Path) -> Ended:
        with pytest.raises(SystemExit) as left:
            main([str(arg) for arg in args])
        shown = capsys.readouterr()
        return Ended(int(left.value.code or 0), shown.out, shown.err)

    return run


def add(redact: Command, name: str, role: str, key: Path, *how: str | Path) -> Ended:
    """Adds a signer of the role's usual organisation."""
    organisation = ORGANISATIONS.get(role, "Smallville")
    return redact(
        *("policy", "signers", "--add", name, "--role", role, "--organisation", organisation),
        *("--key", key.with_suffix(".pub"), *how),
    )


def sign(redact: Command, name: str, key: Path) -> Ended:
    return redact("policy", "sign", "--name", name, "--key", key)


def edit(file: str, old: str, new: str) -> None:
    path = Path(file)
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def listed() -> None:
    """Ada and Bo are in the list of signers; see `desk`."""


@pytest.fixture
def agreed() -> None:
    """Both have signed; see `desk`."""


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Moves the officer's calendar by so many days."""

    def move(days: int) -> None:
        day = TODAY + timedelta(days=days)
        for module in ("standing", "steps", "signing", "notices"):
            monkeypatch.setattr(f"redact.signoff.{module}.today", lambda: day)

    return move
