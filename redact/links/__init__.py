"""Events: all records of one happening, found over datasets by their normalised keys, or by place, time and kind."""

from redact.links.events import join_events
from redact.links.keys import content_hashes, key_hashes, normalise, roles_stated
from redact.links.nearby import Limits, Where, interval, pairs_nearby

__all__ = [
    "Limits", "Where", "content_hashes", "interval", "join_events", "key_hashes", "normalise", "pairs_nearby",
    "roles_stated",
]  # fmt: skip
