"""What the tests of identity share: one redactor for the session, and one recogniser at a time on one text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from redact.identity import Known

Read = Callable[..., list[str]]


@pytest.fixture(scope="session")
def redactor() -> Any:
    from redact.identity import load_redactor

    return load_redactor()


@pytest.fixture(scope="session")
def read() -> Read:
    """read(recognizer, text, known) -> ["ENTITY text", ...] in reading order, without what lies inside another."""
    from redact.identity.engine import PageArtifacts, PageNlpEngine
    from redact.identity.known import index_known
    from redact.identity.page import Page

    engine = PageNlpEngine()

    def run(recognizer: Any, text: str, known: Sequence[tuple[str, str]] = ()) -> list[str]:
        page = Page(text)
        index = index_known(Known(role, value) for role, value in known) if known else None
        found = recognizer.find(page, PageArtifacts(page, engine, index))
        spans = sorted({(each.start, each.end, each.entity) for each in found})
        whole = [
            (start, end, entity)
            for start, end, entity in spans
            if not any(a <= start and end <= b and (a, b) != (start, end) and entity == c for a, b, c in spans)
        ]
        return [f"{entity} {text[start:end]}" for start, end, entity in whole]

    return run


@pytest.fixture(scope="session")
def masked(redactor: Any) -> Callable[..., str | None]:
    """masked(text, role=value, ...) -> the redacted text, None when it is held."""

    def run(text: str, officers: str = "mask", place: str = "", precision: Any = None, **known: str) -> str | None:
        cells = [[Known(role, value) for role, value in known.items()]]
        done = redactor.redact(
            [text],
            cells,
            officers=officers,
            published_places=[place],
            time_precisions=None if precision is None else [precision],
        )
        result: str | None = done[0].text
        return result

    return run
