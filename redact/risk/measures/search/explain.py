"""A proposal in plain words: what becomes of each column, why no less would do, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass

from redact.risk.measures.search.find import Best, Search, Verdict
from redact.risk.measures.search.hierarchy import Hierarchy

__all__ = ["Change", "Proposal", "explain"]


@dataclass(frozen=True)
class Change:
    """One column: its level (of `levels` above the values as they are), the values before and the groups after, one
    example from the hierarchy (never from a record), and what comes out one level finer and one level coarser with all
    other columns as proposed."""

    column: str
    level: int
    levels: int
    values: int
    groups: int
    example: tuple[str, str] | None
    finer: Verdict | None
    coarser: Verdict | None


@dataclass(frozen=True)
class Proposal:
    """The best combination of levels and why it is the best."""

    best: Best
    rows: int
    limit: int
    rules: tuple[str, ...]
    changes: tuple[Change, ...]

    def said(self) -> str:
        """The proposal in plain words, one sentence or two for each column."""
        left_out = self.best.verdict.left_out
        are = "is" if left_out == 1 else "are"
        start = (
            f"So that {' and '.join(self.rules)}: {_rows(left_out, self.rows)} {are} left out "
            f"(up to {self.limit:,} may be), and columns change as follows. Of {self.best.nodes:,} combinations of "
            f"levels {self.best.looked_at:,} had to be looked at; the others cannot be better."
        )
        return "\n".join([start, *(f"- {self._change(each)}" for each in self.changes)])

    def _change(self, one: Change) -> str:
        if not one.level:
            text = f"'{one.column}' stays as it is"
            if one.coarser is None:
                return f"{text}: there is nothing coarser."
            return f"{text}. One step coarser {self._other(one.coarser)}."
        if one.groups == 1:
            what = f"'{one.column}' is not shown: its {one.values:,} values become one"
        else:
            what = f"'{one.column}' goes up {one.level} of {one.levels} steps: "
            what += f"{one.values:,} values become {one.groups:,} groups"
        if one.example is not None and one.groups > 1:
            what += f", '{one.example[0]}' for example '{one.example[1]}'"
        assert one.finer is not None, "a column above its lowest level has a finer one"
        return f"{what}. One step finer {self._other(one.finer)}."

    def _other(self, verdict: Verdict) -> str:
        """What would come out if one column were a step finer or coarser."""
        if not verdict.passes:
            if verdict.left_out >= self.rows:
                return "the rules cannot be kept even by leaving rows out"
            least = "at least " if verdict.small else ""
            return f"{least}{_rows(verdict.left_out, self.rows)} would have to be left out"
        more = verdict.loss / self.best.verdict.loss - 1 if self.best.verdict.loss else 0.0
        return f"{_rows(verdict.left_out, self.rows)} would be left out, and {max(more, 0.0):.1%} more be lost in all"


def explain(search: Search, best: Best) -> Proposal:
    """Why the best combination is what it is: each column is tried one step finer and one step coarser."""
    changes = []
    node = best.verdict.node
    for place, (each, level) in enumerate(zip(search.hierarchies, node, strict=True)):

        def tried(step: int, place: int = place) -> Verdict:
            return search.look((*node[:place], node[place] + step, *node[place + 1 :]))

        changes.append(
            Change(
                each.name,
                level,
                each.levels - 1,
                len(each.labels[0]),
                len(each.labels[level]),
                _example(each, level),
                tried(-1) if level else None,
                tried(+1) if level + 1 < each.levels else None,
            )
        )
    rules = (*(rule.said() for rule in search.rules), *(rule.said() for rule in search.release_rules))
    return Proposal(best, search.rows, search.limit, rules, tuple(changes))


def _example(each: Hierarchy, level: int) -> tuple[str, str] | None:
    """A value of the hierarchy in the middle of its domain, and the group that it becomes."""
    if not level:
        return None
    value = len(each.labels[0]) // 2
    return str(each.labels[0][value]), str(each.labels[level][int(each.groups[level][value])])


def _rows(some: int, rows: int) -> str:
    return "no row" if not some else f"{some:,} row{'s' if some != 1 else ''} ({some / rows:.1%})"
