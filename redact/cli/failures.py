"""How a command ends when it cannot do what was asked.

A mistake that a person can mend is a sentence and an exit code (see redact/errors.py). Anything else is a
fault of redact: its frames are shown, but neither the exception's text nor any variable, because both may
quote a record.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
import warnings
from pathlib import Path
from types import TracebackType

from redact.cli.console import say
from redact.errors import RedactError


def keep_libraries_quiet() -> None:
    """Warnings and log lines of libraries may quote values they were given, so none reaches the terminal."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    logging.getLogger().addHandler(logging.NullHandler())
    sys.excepthook = lambda _kind, error, trace: tell_unexpected(error, trace)
    threading.excepthook = lambda args: tell_unexpected(args.exc_value, args.exc_traceback)


def tell(error: RedactError) -> int:
    """Prints the message; returns the exit code."""
    say(f"redact: {error}")
    return error.exit_code


def tell_unexpected(error: BaseException | None, trace: TracebackType | None = None) -> int:
    """Prints where it happened and of what type it was; returns exit code 1."""
    say("redact: something unexpected went wrong, and nothing was published. Where it happened:")
    frames = traceback.extract_tb(trace if trace is not None else getattr(error, "__traceback__", None))
    ours = [frame for frame in frames if "typer" not in Path(frame.filename).parts]
    sys.stderr.write("".join(traceback.format_list(ours)))
    hidden = f" ({error})" if isinstance(error, ImportError) else " (its text is not shown: it could quote a record)"
    say(f"{type(error).__name__}{hidden}")
    return 1
