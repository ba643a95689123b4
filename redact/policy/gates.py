"""The limits that each release must keep: how much may be held, and how much described adversaries may find out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import Field

from redact.policy.said import Plain, Reasoned, Stricter
from redact.policy.values import Share, Text
from redact.policy.wording import did_you_mean
from redact.shipped import shipped

if TYPE_CHECKING:
    from pathlib import Path

    from redact.policy.consistency import Mistake
    from redact.policy.model import Policy

ENDINGS: Final = (".yaml", ".yml")
"""How the name of a scenario file of one's own ends; a name without is one that comes with redact."""

HALF: Final = 0.5
"""The most that a limit can be: a release that lets somebody find every second person has no limit."""

Gain = Annotated[float, Field(ge=0, le=HALF)]


class Gates(Reasoned):
    """Limits that a release must keep."""

    held_at_most: Annotated[
        Share, Plain("If more than this share of rows must be held, nothing comes out."), Stricter("lower")
    ] = 0.02
    scenarios: Annotated[
        dict[Text, Gain],
        Plain("Who tries to find people in what comes out, and how much better than by a guess each may do."),
        Stricter("lower", absent=1.0),
    ] = Field(default_factory=dict)


def is_file_name(name: str) -> bool:
    """Whether a scenario is named as a file beside the policy, and not as one that comes with redact."""
    return name.endswith(ENDINGS)


def scenario_names() -> tuple[str, ...]:
    """The scenarios that come with redact, by name."""
    return tuple(sorted(path.stem for path in shipped("scenarios").glob("*.yaml")))


def gate_mistakes(policy: Policy) -> Iterator[Mistake]:
    """Scenarios that do not come with redact and are no file names, and files that are not beside the policy."""
    asked = policy.gates.scenarios
    known = scenario_names() if asked else ()
    for name in asked:
        at = ("gates", "scenarios", name)
        if is_file_name(name):
            if "/" in name or "\\" in name:
                yield at, f"'{name}' must be the name of a file beside the policy, without a folder."
        elif name not in known:
            yield at, f"no scenario named '{name}' comes with redact.{did_you_mean(name, known)}"


def missing_files(policy: Policy, folder: Path) -> Iterator[Mistake]:
    """Scenario files that a policy names and that are not there."""
    for name in policy.gates.scenarios:
        if is_file_name(name) and not (folder / name).is_file():
            yield ("gates", "scenarios", name), f"there is no file '{name}' beside the policy."


__all__ = ["Gates", "gate_mistakes", "is_file_name", "missing_files", "scenario_names"]
