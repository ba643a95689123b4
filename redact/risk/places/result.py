"""What an attack came to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """How well an attack did.

    `did` is one plain sentence of what the attacker did. Of `tries` things attacked `successes` gave way, and more
    than `limit` are more than chance or the policy allow. `figure` says what was measured, in words for a release
    officer. `proves` is off where a success is a reason to look and does not show by itself that a promise is broken.
    """

    name: str
    did: str
    tries: int
    successes: int
    limit: float
    figure: str
    proves: bool = True

    @property
    def passed(self) -> bool:
        """Whether the attack got no further than it may. An attack that had nothing to try passes."""
        return self.successes <= self.limit
