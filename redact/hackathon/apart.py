"""The process that a participant's program runs in: `python -m redact.hackathon.apart ENTRY ASKED SAID`.

It has the release and what the adversary knows, no truth, and no network.
"""

from __future__ import annotations

import json
import pickle
import socket
import sys
from pathlib import Path
from typing import Any

from redact.hackathon.entries import CLASS
from redact.hackathon.heard import NoGuesses, check


def main(entry: str, asked: str, said: str) -> None:
    """Runs the entry on every look, each time anew, and writes [claims, confidences] of each as JSON."""
    looks = pickle.loads(Path(asked).read_bytes())  # noqa: S301 - written by the scorer, see run_entry
    socket.socket.connect = _refused  # type: ignore[method-assign]
    names: dict[str, Any] = {"__name__": "entry"}
    exec(compile(Path(entry).read_text(encoding="utf-8"), "entry.py", "exec"), names)  # noqa: S102 - what this is for
    answers = []
    for release, knows in looks:
        guesses = names[CLASS]().guess(release, knows)
        try:
            check(guesses, len(knows))
        except NoGuesses as wrong:
            sys.exit(f"{wrong.what}. {wrong.fix}")
        answers.append([[str(each) for each in guesses.claim], [float(each) for each in guesses.confidence]])
    Path(said).write_text(json.dumps(answers), encoding="utf-8")


def _refused(*_: object, **__: object) -> None:
    raise OSError("an adversary has what he downloaded, and no network")


if __name__ == "__main__":
    main(*sys.argv[1:4])
