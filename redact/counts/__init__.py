"""Counts with a guarantee: what a policy withholds as rows, published as noisy numbers."""

from redact.counts.mechanism import MECHANISM, add_noise, half_width, standard_deviation
from redact.counts.tables import Cells, Domain, count_events, declared_domain, draw_table

__all__ = [
    "MECHANISM",
    "Cells",
    "Domain",
    "add_noise",
    "count_events",
    "declared_domain",
    "draw_table",
    "half_width",
    "standard_deviation",
]
