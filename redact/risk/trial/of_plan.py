"""What a preview keeps in its plan of the policy's trial."""

from __future__ import annotations

from pathlib import Path

from redact.plan.folder import Plan, write_private
from redact.policy.model import Policy
from redact.risk.lab.cities import Progress
from redact.risk.trial.agreed import agreed_scenarios
from redact.risk.trial.on_plan import on_plan
from redact.risk.trial.record import FILE, record_beside
from redact.risk.trial.trying import FilesOf, keep_trial


def try_for_plan(
    plan: Plan, policy: Policy, policy_file: Path, replaced: Path, files_of: FilesOf, progress: Progress
) -> None:
    """Keeps in a new plan what is known of the policy's adversaries, from the plan that it replaces and the file beside
    the policy; whom nobody has tried yet, and who is not withstood by the plan itself, is tried now, once."""
    if not policy.gates.scenarios:
        return
    scenarios = agreed_scenarios(policy, policy_file.parent)
    progress("adversaries against the plan", 0, None)
    here = on_plan(plan, policy, scenarios)
    wanted = [each for each in scenarios if each.scenario not in here or not here[each.scenario].passed]
    files = [replaced / FILE, record_beside(policy_file)]
    known = keep_trial(policy, wanted, files, files_of=files_of, progress=progress)
    write_private(plan.folder / FILE, known.text())


__all__ = ["try_for_plan"]
