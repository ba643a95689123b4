"""What a policy builds on, and which of its rules come from where."""

from __future__ import annotations

from typing import Final

from redact.advice.parts import Block, Grid, Paragraph
from redact.policy.model import Policy

_OWN: Final = ("policy", "version", "title", "reviewed_by_counsel")
MANY: Final = 12
"""Of a policy that most rules come from, only their number is told."""


def built_on(policy: Policy) -> tuple[Block, ...]:
    """From which policy the rules come, for a policy that extends others; nothing for all others."""
    rules: dict[str, list[str]] = {}
    for path, names in policy.origins.items():
        if path.split(".")[0] in _OWN or _inside(path, policy):
            continue
        for name in names:
            rules.setdefault(name, []).append(path)
    if not rules:
        return ()
    rows = tuple((name, _listed(paths, policy)) for name, paths in sorted(rules.items(), key=lambda each: len(each[1])))
    note = Paragraph("Of each rule the stricter holds, whichever policy it comes from.")
    return (Block("What it builds on", (Grid(("Policy", "Rules that come from it"), rows), note)),)


def _listed(paths: list[str], policy: Policy) -> str:
    said = dict.fromkeys(_words(path, policy) for path in paths)
    return f"{len(paths)} rules" if len(said) > MANY else "; ".join(said)


def _words(path: str, policy: Policy) -> str:
    """A path as a page writes it, as far down as a reader needs."""
    for rule in policy.exceptions:
        if path.startswith(f"exceptions.{rule.about}"):
            return f"exceptions: {rule.about}"
    top, *rest = path.split(".")
    return f"{top}: {', '.join(rest[:2])}".replace("_", " ") if rest else top.replace("_", " ")


def _inside(path: str, policy: Policy) -> bool:
    """Whether a path is one word of a list, which is told with the list, or part of an example or a law."""
    return path.rpartition(".")[0] in policy.origins or path.startswith(("examples.", "legal_basis."))


__all__ = ["built_on"]
