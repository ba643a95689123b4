"""What every test gets: no network, and the real data where it lies beside the repository."""

from __future__ import annotations

import itertools
import os
import socket
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

os.environ.setdefault("OMP_NUM_THREADS", "1")
"""Tests run in one process per core: threads of their own would only wait for each other."""

DEPTH = max(1, int(os.environ.get("REDACT_DEPTH", "1")))

settings.register_profile("redact", deadline=None, derandomize=DEPTH == 1)
settings.load_profile("redact")
"""No deadline per example: the first one loads word lists, and on a busy machine that alone takes longer. The same
examples in every run; a deeper one (REDACT_DEPTH=2 and more) draws new ones."""

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED_DATA = REPOSITORY.parent / "shared" / "data"


class NetworkUsed(AssertionError):
    """Something tried to reach the network. Nothing in redact may, so the test that did it fails."""


def _refuse(what: str) -> Any:
    def refuse(*_: object, **__: object) -> Any:
        raise NetworkUsed(f"{what} was called: nothing may use the network")

    return refuse


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Blocks every socket but local (AF_UNIX) ones, and name look-ups, for the whole session."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex", "sendto", "bind"):
        real = getattr(socket.socket, name)

        def guarded(self: socket.socket, *args: Any, _real: Any = real, _name: str = name, **kwargs: Any) -> Any:
            if self.family == getattr(socket, "AF_UNIX", None):
                return _real(self, *args, **kwargs)
            raise NetworkUsed(f"socket.{_name} was called: nothing may use the network")

        patch.setattr(socket.socket, name, guarded)
    for name in ("create_connection", "getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr"):
        patch.setattr(socket, name, _refuse(f"socket.{name}"))
    yield
    patch.undo()


@pytest.fixture(scope="module", autouse=True)
def secrets_of_the_module(request: pytest.FixtureRequest) -> Iterator[None]:
    """New secrets differ from each other and are the same in every run: chance decides once what is cover."""
    names = (f"{request.node.nodeid} {number}" for number in itertools.count())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("redact.ledger.secret.token_bytes", lambda size: sha256(next(names).encode()).digest()[:size])
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real records, `../shared/data` beside the repository; the test is skipped without it."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real data (../shared/data beside the repository) is not here: NOT TESTED on real records")
    return SHARED_DATA


@pytest.fixture(scope="session")
def repository() -> Path:
    """The checkout's root."""
    return REPOSITORY
