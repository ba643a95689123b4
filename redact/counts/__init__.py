"""Counts with a guarantee: what a policy withholds as rows, published as noisy numbers."""

from redact.counts.bounding import Bounded, Part, bound
from redact.counts.fit import Errors, Estimates, Fitted, Solution, fit, solve
from redact.counts.hierarchy import Design, Level, Measured, design, measure
from redact.counts.mechanism import Mechanism, choose_mechanism
from redact.counts.noise import Draw, add_noise, finite_support
from redact.counts.published import as_table, measured_table

__all__ = [
    "Bounded",
    "Design",
    "Draw",
    "Errors",
    "Estimates",
    "Fitted",
    "Level",
    "Measured",
    "Mechanism",
    "Part",
    "Solution",
    "add_noise",
    "as_table",
    "bound",
    "choose_mechanism",
    "design",
    "finite_support",
    "fit",
    "measure",
    "measured_table",
    "solve",
]
