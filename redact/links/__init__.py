"""Events: all records of one happening, found over datasets by their normalised keys."""

from redact.links.events import join_events
from redact.links.keys import content_hashes, key_hashes, normalise

__all__ = ["content_hashes", "join_events", "key_hashes", "normalise"]
