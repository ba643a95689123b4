"""When it happened: reading a source's dates and times, and telling them more coarsely.

Times are local wall minutes since 1970-01-01; the precision is the source's own until a tier coarsens it. All work is
per distinct value and column, and no result depends on which rows share a batch, except that a batch whose dates
could be read two ways stops with DataMismatch (11) and asks for the card's `time.formats`.
"""

from __future__ import annotations

from redact.when.occurred import EARLIEST_YEAR, Times, occurred
from redact.when.periods import MINUTES_PER_DAY, NAT, NO_CODE, coarsen, period_end, text

__all__ = ["EARLIEST_YEAR", "MINUTES_PER_DAY", "NAT", "NO_CODE", "Times", "coarsen", "occurred", "period_end", "text"]
