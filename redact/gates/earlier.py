"""What anybody may have kept of earlier: the releases so far and the files of before, with what was noted of both."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from redact.plan.past.chapter import VALUES

if TYPE_CHECKING:
    from redact.ledger import Ledger, Secret
    from redact.ledger.archive import Archive
    from redact.project import Project


def _none() -> NDArray[np.int64]:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Earlier:
    """The archive of all releases and that of what was imported, the key of their value digests.

    `removed` are keys (int64, keyed hashes) of all events that were ever taken out, `at_once` of those among them, and
    among the corrected ones, that leave although too few others do: somebody has decided that.
    """

    archive: Archive
    imported: Archive
    key: bytes
    removed: NDArray[np.int64] = field(default_factory=_none)
    at_once: NDArray[np.int64] = field(default_factory=_none)

    @classmethod
    def of(cls, ledger: Ledger, secret: Secret) -> Self:
        """As the publisher's ledger has it. Missing (16) where the ledger is not what redact wrote."""
        from redact.ledger.archive import IMPORTED
        from redact.plan.past.asked import asked_of

        asked, _ = asked_of(ledger)
        archive, imported = ledger.archive(), ledger.archive((IMPORTED,))
        archive = replace(archive, rows=archive.rows.drop(["cells"]))  # the largest, and no gate reads it
        at_once = np.union1d(asked.removed_now, asked.corrected_now)
        removed = np.union1d(asked.removed, asked.removed_now)
        return cls(archive, imported, secret.key(VALUES), removed.astype(np.int64), at_once.astype(np.int64))

    @property
    def nothing(self) -> bool:
        """Whether nobody can have anything."""
        return not self.archive.chapters and not self.archive.unknown and not self.imported.rows.num_rows


def earlier_of(project: Project) -> Earlier | None:
    """What the publisher of a project has put out; None for a draft, whose ledger is thrown away."""
    if project.throw_away:
        return None
    secret = project.load_secret()
    with project.open_ledger(secret) as ledger:
        return Earlier.of(ledger, secret)

