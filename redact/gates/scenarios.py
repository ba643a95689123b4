"""Scenarios: the adversaries that the policy names find out no more than it allows.

Nobody knows the truth of real records, and a small department has too few for a verdict. So each adversary has to be
withstood on made-up cities under the same policy (the trial, which preview sees to), or on the plan itself where that
is a made-up city; and nothing that he does to the plan itself may fail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from redact.gates.result import GateResult
from redact.gates.view import ReleaseView

if TYPE_CHECKING:
    from redact.risk.lab.outcome import Outcome
    from redact.risk.scenarios import Scenario

NAME = "scenarios"


@dataclass(frozen=True)
class Judged:
    """One adversary: what came of him on the plan, and on made-up cities; None where there is no verdict there."""

    scenario: Scenario
    here: Outcome | None
    trial: Outcome | None

    @property
    def decides(self) -> Outcome | None:
        """What the gate goes by: a failure wherever it was, else the plan's own verdict, else the trial's."""
        from redact.risk.lab.outcome import Verdict

        if self.here is not None and (self.here.verdict in (Verdict.FAIL, Verdict.PASS)):
            return self.here
        return self.trial

    @property
    def passed(self) -> bool:
        """Whether he is withstood. No verdict is no pass."""
        return self.decides is not None and self.decides.passed

    @property
    def where(self) -> str:
        """What he was tried on."""
        if self.decides is None:
            return "not tried"
        return "this plan" if self.decides is self.here else "made-up cities"


def check(view: ReleaseView) -> GateResult:
    """Every adversary of the policy, by what is known of him."""
    required = "every adversary that the policy names stays at or under its limit, as far as can be told with 95 %"
    every = judged(view)
    if not every:
        sentence = "The policy names no adversary under gates.scenarios, so none was tried."
        return GateResult(NAME, True, "none is named", required, sentence)
    failed = [each for each in every if not each.passed]
    return GateResult(
        NAME,
        not failed,
        _measured(every),
        required,
        "\n".join(_why(each) for each in failed) if failed else _good(every),
    )


def judged(view: ReleaseView) -> tuple[Judged, ...]:
    """Every adversary that the policy names. Worked out once per view."""
    known = view.notes.get(NAME)
    if known is None:
        known = view.notes[NAME] = _judge(view)
    assert isinstance(known, tuple)
    return known


def _judge(view: ReleaseView) -> tuple[Judged, ...]:
    if not view.policy.gates.scenarios:
        return ()
    from redact.risk.trial import FILE, agreed_scenarios, remembered
    from redact.risk.trial.on_plan import on_plan

    scenarios = agreed_scenarios(view.policy, policy_folder(view))
    here = on_plan(view.plan, view.policy, scenarios)
    trial = remembered(view.policy, [view.plan.folder / FILE])
    found = []
    for each in scenarios:
        tried = trial.of(each)
        outcome = tried.outcome(each) if tried is not None else None
        found.append(Judged(each, here.get(each.scenario), outcome))
    return tuple(found)


def policy_folder(view: ReleaseView) -> Path | None:
    """Where the policy file lies, and its scenario files beside it."""
    named = view.plan.summary.get("project", {}).get("policy")
    return Path(named).parent if named else None


def _measured(every: Sequence[Judged]) -> str:
    """The one that is nearest to its limit, or over it."""
    withstood = sum(each.passed for each in every)
    said = f"{withstood} of {len(every)} adversaries withstood"
    known = [each.decides for each in every if each.decides is not None and each.decides.figures is not None]
    if known:
        worst = max(known, key=_nearness)
        assert worst.figures is not None
        where = "nearest to its limit" if worst.figures.upper <= worst.at_most else "furthest over its limit"
        said += f"; {where}: {worst.scenario}, at most {worst.figures.upper:z.3f}, allowed {worst.at_most:.3f}"
    return said


def _nearness(outcome: Outcome) -> float:
    assert outcome.figures is not None
    return outcome.figures.upper / max(outcome.at_most, 1e-9)


def _good(every: Sequence[Judged]) -> str:
    here = sum(each.where == "this plan" for each in every)
    said = "The adversaries that the policy names find out no more than it allows"
    if here == len(every):
        return f"{said}, tried on this plan."
    if not here:
        return f"{said}, tried on made-up cities under this policy."
    return f"{said}, {here} tried on this plan and {len(every) - here} on made-up cities under this policy."


def _why(each: Judged) -> str:
    """A line: which adversary, how he does it, on which columns, and what would stop him."""
    from redact.risk.lab.outcome import Verdict

    name, outcome = each.scenario.scenario, each.decides
    if outcome is None:
        return (
            f"{name} was not tried under this policy, and that is no pass: preview again, or "
            f"`redact scenario run {name} --policy POLICY --remember`."
        )
    said = f"{name} ({each.scenario.title}), tried on {each.where}: {outcome.words}"
    if outcome.verdict is not Verdict.FAIL:
        more = f"`redact scenario run {name} --policy POLICY --incidents 20000 --cities 8 --remember`"
        tell = "Larger cities may tell" if outcome.verdict is Verdict.NOT_RUNNABLE else "More and larger cities decide"
        return f"{said} {tell}: {more}."
    return f"{said} {how_and_remedy(each)}"


def how_and_remedy(each: Judged) -> str:
    """Of one that got through how he does it, on which columns he leans, and the smallest change that stops him."""
    from redact.risk.attacks import attack_named

    told = f"How he does it: {attack_named(each.scenario.attack.name).does}"
    known = [outcome for outcome in (each.decides, each.trial) if outcome is not None]
    columns = next((outcome.columns for outcome in known if outcome.columns), ())
    if columns:
        told += f" He leans on: {', '.join(columns)}."
    remedy = next((outcome.why for outcome in known if outcome.why), "")
    return told + (f" {remedy}" if remedy else "")


__all__ = ["Judged", "check", "how_and_remedy", "judged", "policy_folder"]
