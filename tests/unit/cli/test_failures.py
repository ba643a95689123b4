"""How commands end: a sentence and an exit code for what a person can mend, frames without values for the rest."""

from __future__ import annotations

import io
import json
import logging
import sys
import warnings
from pathlib import Path

import pytest

from redact import errors
from redact.cli import console, failures, main
from redact.errors import RedactError, Where

VALUE = "QUINTERO, MARISOL"


def end_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> int:
    """Runs a command that raises; returns the exit code."""

    def profile(_: Path) -> None:
        cell = VALUE
        assert cell
        raise error

    monkeypatch.setattr("redact.records.profile", profile, raising=False)
    with pytest.raises(SystemExit) as left:
        main(["profile", "incidents.csv"])
    assert isinstance(left.value.code, int)
    return left.value.code


KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, RedactError)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_ends_in_its_code_with_one_message(
    kind: type[RedactError], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = end_with(kind("it is wrong", where=Where("a.csv", row=3, name="IUCR"), fix="Mend it."), monkeypatch)
    shown = capsys.readouterr()
    assert code == kind.exit_code
    assert shown.out == ""
    assert shown.err == "redact: a.csv, row 3, column 'IUCR': it is wrong\n  Mend it.\n"


def test_an_unexpected_error_shows_its_frames_and_no_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert end_with(ValueError(f"could not convert {VALUE!r}"), monkeypatch) == 1
    shown = capsys.readouterr()
    assert "test_failures.py" in shown.err
    assert "in profile" in shown.err
    assert shown.err.rstrip().endswith("ValueError (its text is not shown: it could quote a record)")
    assert VALUE not in shown.err + shown.out


def test_warnings_and_logs_of_libraries_do_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    failures.keep_libraries_quiet()
    if not sys.warnoptions:
        warnings.warn(VALUE, stacklevel=1)
    logging.getLogger("some.library").warning(VALUE)
    assert VALUE not in capsys.readouterr().err


def test_usage_errors_end_in_2(capsys: pytest.CaptureFixture[str]) -> None:
    for args in (["nothing-of-this-name"], ["preview", "--limit", "0"], ["init"]):
        with pytest.raises(SystemExit) as left:
            main(args)
        assert left.value.code == 2
        assert capsys.readouterr().err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert left.value.code in (0, None)
    assert capsys.readouterr().out.startswith("redact 0.")


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    console.emit({"text": "naïve\nline"})
    console.emit({"row": 1})
    shown = capsys.readouterr().out
    assert shown.count("\n") == 2
    assert [json.loads(line) for line in shown.splitlines()] == [{"text": "naïve\nline"}, {"row": 1}]


def test_bars_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    piped = io.StringIO()
    monkeypatch.setattr(sys, "stderr", piped)
    with console.progress() as bars:
        bars("assessing", 10, 100)
    assert piped.getvalue() == ""


def test_bars_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with console.progress() as bars:
        bars("assessing", 10, None)
        bars("assessing", 20, 100)
        bars("treating", 1, 100)
    assert "assessing" in terminal.getvalue()


def test_tables_are_padded_to_the_widest_cell() -> None:
    assert console.table([("a", "one"), ("long", "two")]) == "  a     one\n  long  two"
    assert console.table([]) == ""
