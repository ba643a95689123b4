"""All disclosure measures of a table at once, for as many sets of quasi-identifiers as somebody may know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from redact.errors import DataMismatch
from redact.risk.measures.classes import Classes, group
from redact.risk.measures.columns import Coded, coded, coded_columns, ranked
from redact.risk.measures.missing import matching
from redact.risk.measures.risks import individual_risk, mean_risk
from redact.risk.measures.special import MOST, Special, special_uniques
from redact.risk.measures.spread import spread_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FEWER_THAN", "Measures", "People", "Rule", "Secret", "SetMeasures", "measure"]

Rule = Literal["own value", "matches any"]
FEWER_THAN = (2, 3, 5, 10)


@dataclass(frozen=True)
class Secret:
    """How well one sensitive column is hidden from somebody who finds the rows that look alike.

    The worst class counts in all but `shared`. `distinct` and `entropy`: how many different values it has, and as if
    how
    many were equally frequent (l-diversity). `recursive`: the c of recursive (c, l)-diversity for l = `distinct`, None
    for l = 1. `largest`: the share of its most frequent value (alpha). `t`: its distance from the whole table, 0 to 1.
    `beta`, `enhanced_beta`, `delta`: beta-likeness and delta-disclosure. `shared`: rows in classes whose rows all have
    the same value, whose secret is out.
    """

    distinct: int
    entropy: float
    recursive: float | None
    largest: float
    t: float
    distance: Literal["equal", "ordered"]
    beta: float
    enhanced_beta: float
    delta: float
    shared: int


@dataclass(frozen=True)
class People:
    """Against a population that contains the people of the table.

    `k_map`: the fewest people whom a row may be. `journalist`: the highest chance to guess right for somebody who knows
    only that the person is in the population, 1 / `k_map`. `presence`: the lowest and highest share of people who look
    alike that is in the table (delta-presence); at 1, everybody who knows the person knows that he is in it.
    `strangers`: rows that nobody in the population matches, of which nothing can be said.
    """

    k_map: int
    journalist: float
    presence: tuple[float, float]
    strangers: int


@dataclass(frozen=True)
class SetMeasures:
    """What somebody can do who knows the columns `quasi`.

    `k`: the fewest rows that look alike. `fewer_than[n]`: rows that look like fewer than n rows, themselves
    included, so
    that `fewer_than[2]` are the unique ones. `prosecutor`: the highest chance to guess the row of a person who is known
    to be in the table; `marketer`: the mean chance. `individual`: the highest and mean of Benedetti and Franconi's
    risk, where sampling weights were given. `row_sizes` are the rows that each row looks like (int64).
    """

    quasi: tuple[str, ...]
    missing: Rule
    rows: int
    classes: int
    k: int
    fewer_than: Mapping[int, int]
    prosecutor: float
    marketer: float
    secrets: Mapping[str, Secret]
    people: People | None
    special: Special | None
    individual: tuple[float, float] | None
    row_sizes: NDArray[np.int64]

    @property
    def unique(self) -> int:
        """Rows like which there is no other."""
        return self.fewer_than[2]


@dataclass(frozen=True)
class Measures:
    """The measures of a table of so many `rows`, one entry per set of quasi-identifiers, in the order asked for."""

    rows: int
    sets: tuple[SetMeasures, ...]

    def __getitem__(self, quasi: int | Sequence[str]) -> SetMeasures:
        if isinstance(quasi, int):
            return self.sets[quasi]
        return next(each for each in self.sets if each.quasi == tuple(quasi))

    def said(self) -> str:
        """The measures in plain words, without any value of a record."""
        from redact.risk.measures.said import said

        return said(self)


def measure(
    table: Any,
    quasi: Sequence[str] | Sequence[Sequence[str]],
    sensitive: str | Sequence[str] | None = None,
    *,
    missing: Rule = "own value",
    distance: Literal["equal", "ordered"] = "equal",
    population: Any = None,
    weights: Any = None,
    special: bool = True,
) -> Measures:
    """What the columns of a table give away, measured in all usual ways.

    `table` is a pandas DataFrame, a pyarrow Table or a mapping of column name to values. `quasi` names the columns that
    somebody may know about a person: one set, or several, of which each is measured and the work is shared. Ask for
    what a neighbour knows, what an abuser knows and what a newspaper printed, not only for all columns at once::

        from redact.risk.measures import measure

        found = measure(rows, [["beat", "month"], ["beat", "month", "age", "sex"]], sensitive="offense_group")
        print(found.said())
        found[1].k                                  # the fewest rows that look alike
        found[1].secrets["offense_group"].shared    # rows whose group has but one offence

    Large `k` alone promises little: where all rows that look alike have the same sensitive value, finding the group is
    enough. That is what `sensitive` columns are measured for. `distance="ordered"` measures t with values in order (for
    numbers); `equal` takes every two values to be equally far apart.

    `missing`: a missing value is a value of its own, as most tools take it; or it matches every value, as sdcMicro
    takes
    it, since somebody who knows the value cannot rule the row out. The first never finds larger groups than the second.
    What is said of sensitive values and special uniques always takes missing values as values of their own.

    `population` is a table with the same columns of everybody who might be in it, those who are included: it gives
    k-map,
    journalist risk and delta-presence. `weights` (one per row) are sampling weights of a survey. `special=False` leaves
    SUDA2 out, which takes longest where many rows are unique.

    A million rows and six columns take about a second. Raises DataMismatch for columns that are not there, for no rows
    and for more columns in a set than SUDA2 can take.
    """
    import numpy as np

    sets = _sets(quasi)
    secrets = (sensitive,) if isinstance(sensitive, str) else tuple(sensitive or ())
    names = list(dict.fromkeys(name for each in sets for name in each))
    if missing not in ("own value", "matches any"):
        raise DataMismatch("There is no such rule for missing values.", fix="missing='own value' or 'matches any'.")
    if special and (large := [each for each in sets if len(each) > MOST]):
        raise DataMismatch(
            f"A set has {len(large[0])} columns, too many for SUDA2.", fix=f"Name up to {MOST}, or pass special=False."
        )
    columns, crowd = _with_population(table, names, population)
    coded_columns(table, secrets)
    hidden = {name: ranked(table[name]) for name in secrets}
    rows = len(next(iter(columns.values())))
    if not rows or any(len(each) != rows for each in hidden.values()):
        raise DataMismatch("The table has no rows, or columns of unequal length.", fix="Give a table with rows.")
    base, columns, hidden = _shared(columns, hidden, many=len(sets) > 1)
    weighed = None if weights is None else np.asarray(weights, dtype=np.float64)
    done = tuple(
        _one(
            each,
            columns,
            hidden,
            base,
            missing=missing,
            distance=distance,
            crowd=crowd,
            weights=weighed,
            special=special,
        )
        for each in sets
    )
    return Measures(rows, done)


def _sets(quasi: Sequence[str] | Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    given = [quasi] if isinstance(quasi, str) else list(quasi)
    flat = [each for each in given if isinstance(each, str)]
    sets = [tuple(dict.fromkeys(flat))] if len(flat) == len(given) else [tuple(dict.fromkeys(each)) for each in given]
    if not sets or not all(sets):
        raise DataMismatch("No quasi-identifier was named.", fix="Name at least one column that somebody may know.")
    return sets


def _with_population(
    table: Any, names: Sequence[str], population: Any
) -> tuple[dict[str, Coded], dict[str, Coded] | None]:
    """The table's columns, and the population's with the same codes."""
    import pandas as pd

    if population is None:
        return coded_columns(table, names), None
    coded_columns(population, names)
    columns: dict[str, Coded] = {}
    crowd: dict[str, Coded] = {}
    for name in names:
        here, there = (
            each[name].to_pandas() if hasattr(each[name], "to_pandas") else each[name] for each in (table, population)
        )
        both = coded(pd.concat([pd.Series(here), pd.Series(there)], ignore_index=True))
        columns[name] = Coded(both.codes[: len(here)], both.size, both.gaps)
        crowd[name] = Coded(both.codes[len(here) :], both.size, both.gaps)
    return columns, crowd


def _shared(
    columns: dict[str, Coded], hidden: dict[str, Coded], *, many: bool
) -> tuple[Classes | None, dict[str, Coded], dict[str, Coded]]:
    """Rows that are alike in every column taken together, where several sets are measured and it makes them fewer."""
    if not many:
        return None, columns, hidden
    base = group([*columns.values(), *hidden.values()])
    if 2 * len(base) > len(base.of):
        return None, columns, hidden

    def taken(column: Coded) -> Coded:
        return Coded(column.codes[base.first], column.size, column.gaps, column.values)

    return (
        base,
        {name: taken(each) for name, each in columns.items()},
        {name: taken(each) for name, each in hidden.items()},
    )


def _one(
    quasi: tuple[str, ...],
    columns: Mapping[str, Coded],
    hidden: Mapping[str, Coded],
    base: Classes | None,
    *,
    missing: Rule,
    distance: Literal["equal", "ordered"],
    crowd: Mapping[str, Coded] | None,
    weights: NDArray[np.float64] | None,
    special: bool,
) -> SetMeasures:
    """The measures of one set."""
    import numpy as np

    known = [columns[name] for name in quasi]
    classes = group(known, None if base is None else base.sizes)
    loose = missing == "matches any" and any(column.gaps for column in known)
    alike = classes.sizes
    if loose:
        alike = matching(known, classes, classes.sizes.astype(np.float64)).astype(np.int64)
    individual = None
    if weights is not None:
        total = classes.totals(weights if base is None else base.totals(weights))
        people = matching(known, classes, total) if loose else total
        risk = individual_risk(alike, people)
        individual = (float(risk.max()), float((risk * classes.sizes).sum() / classes.sizes.sum()))
    found = special_uniques(known, classes) if special else None
    if found is not None and base is not None:
        found = Special(base.first[found.rows], found.score, found.dis, found.column_share, found.found)
    of = classes.of if base is None else classes.of[base.of]
    return SetMeasures(
        quasi,
        missing,
        len(of),
        len(classes),
        int(alike.min()),
        {few: int(classes.sizes[alike < few].sum()) for few in FEWER_THAN},
        1 / int(alike.min()),
        mean_risk(alike, classes.sizes),
        {name: _secret(classes, each, distance) for name, each in hidden.items()},
        None if crowd is None else _people(known, classes, [crowd[name] for name in quasi], loose=loose),
        found,
        individual,
        alike[of],
    )


def _secret(classes: Classes, column: Coded, distance: Literal["equal", "ordered"]) -> Secret:
    import numpy as np

    spread = spread_of(classes, column)
    distinct = spread.distinct()
    least = int(distinct.min())
    beta = float(spread.gain().max())
    rarest = float(spread.share[spread.share > 0].min())
    return Secret(
        least,
        float(spread.entropy().min()),
        float(spread.recursive(least).max()) if least > 1 else None,
        float(spread.largest().max()),
        float((spread.equal_distance() if distance == "equal" else spread.ordered_distance()).max()),
        distance,
        beta,
        min(beta, -float(np.log(rarest))),
        float(spread.log_gain().max()),
        int(classes.sizes[distinct == 1].sum()),
    )


def _people(known: Sequence[Coded], classes: Classes, crowd: Sequence[Coded], *, loose: bool) -> People:
    """Classes of the table beside those of the population, in one numbering."""
    import numpy as np

    here = len(classes)
    joint = [
        Coded(np.concatenate([mine.codes[classes.first], theirs.codes]), mine.size, mine.gaps)
        for mine, theirs in zip(known, crowd, strict=True)
    ]
    both = group(joint)
    rows = np.bincount(both.of[:here], weights=classes.sizes, minlength=len(both)).astype(np.float64)
    people = np.bincount(both.of[here:], minlength=len(both)).astype(np.float64)
    if loose:
        rows, people = matching(joint, both, rows), matching(joint, both, people)
    mine = both.of[:here]
    there = people > 0
    shares = np.minimum(rows[there] / people[there], 1.0)
    least = int(people[mine].min())
    return People(
        least,
        1 / max(1, least),
        (float(shares.min()), float(shares.max())) if len(shares) else (0.0, 0.0),
        int(classes.sizes[people[mine] == 0].sum()),
    )
