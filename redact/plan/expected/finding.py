"""What is not as usual, and who has said that it is right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from redact.errors import DataMismatch

LINKS, COLUMNS, GONE, OLDER = "links", "columns", "gone", "older"
"""What a finding is about where it is not about one period."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a dataset that is not as usual: counts, days and column names, never a value of a record.

    `about` is a period ("2026-03") or one of the words above. `gist` findings are also told where nothing stops.
    """

    dataset: str
    about: str
    says: str
    fix: str
    gist: bool = False

    @property
    def what(self) -> str:
        """What a person names to say that it is right."""
        return f"{self.dataset}:{self.about}"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that somebody has called right. It holds for exactly this finding: other numbers are another one."""

    what: str
    says: str
    by: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What a person says is right: `named` now, on the command line, and `before`, for the plan that is replaced."""

    named: frozenset[str] = frozenset()
    by: str = ""
    before: tuple[Accepted, ...] = ()

    def accepts(self, finding: Finding) -> Accepted | None:
        """The acceptance of a finding; None where nobody has called it right."""
        for each in self.before:
            if (each.what, each.says) == (finding.what, finding.says):
                return each
        return Accepted(finding.what, finding.says, self.by) if finding.what in self.named else None


@dataclass(frozen=True, slots=True)
class Usual:
    """What the next release will compare with (`facts`, by dataset), what was accepted, and notes for the report."""

    period: str = "month"
    facts: Mapping[str, Any] = field(default_factory=dict)
    accepted: tuple[Accepted, ...] = ()
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For plan.json and the ledger."""
        return {
            "period": self.period,
            "datasets": dict(self.facts),
            "accepted": [asdict(each) for each in self.accepted],
        }


NOTHING_EXPECTED = Expected()
NOTHING_USUAL = Usual()


def taken_over(summary: Mapping[str, Any]) -> tuple[Accepted, ...]:
    """What was accepted for the plan that a new one replaces."""
    return tuple(Accepted(**each) for each in summary.get("usual", {}).get("accepted", ()))


def judged(findings: Iterable[Finding], expected: Expected) -> tuple[Accepted, ...]:
    """The accepted findings. Raises DataMismatch (11) with all others, each with what to do."""
    accepted, stopping = [], []
    for finding in findings:
        found = expected.accepts(finding)
        if found is None:
            stopping.append(finding)
        else:
            accepted.append(found)
    if stopping:
        raise refusal(stopping)
    return tuple(accepted)


def refusal(findings: Sequence[Finding]) -> DataMismatch:
    """All findings as one error."""
    things = "1 thing is" if len(findings) == 1 else f"{len(findings)} things are"
    lines = [f"\n  {each.dataset}: {each.says}\n    {each.fix}" for each in findings]
    named = " ".join(dict.fromkeys(f"--expected {each.what}" for each in findings))
    return DataMismatch(
        f"{things} not as usual, and nothing was decided:{''.join(lines)}",
        fix=f"If it is right as it is, say so; that is kept with your name:\n  redact preview {named}",
    )
