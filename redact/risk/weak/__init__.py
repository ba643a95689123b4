"""Releases that are weak on purpose, so that an adversary who finds nothing in a good one is known to be able to.

Each is a function of a case (a made-up city with its release and truth) that gives the same case with a release of the
same events in which one protection is missing. `run_until_decided(..., release_of=maker)` tries a scenario on it.
"""

from __future__ import annotations
