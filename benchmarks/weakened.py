"""The protections of the monthly routine, and for each a copy of the pipeline in which it is switched off.

A switch names the function in which the protection lives and what stands there instead; everything else stays. None
of this is reachable from the program: only `benchmarks/routine.py` patches it in, to see whether the adversary finds
more then.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any
from unittest.mock import patch

import numpy as np

Patch = tuple[str, Callable[[Any], Any]]
"""The dotted name of a function, and what makes the one instead out of it."""


@dataclass(frozen=True)
class Switch:
    """A protection that can be switched off. `policy` takes lines out of the policy instead of patching functions."""

    name: str
    off: tuple[Patch, ...] = ()
    without_history: bool = False


def anew(which: Callable[[Any, Any, Any], Any], *, back: bool = False) -> Callable[[Any], Any]:
    """`keep` that lets the rows that `which(rows, fates, was coarse)` marks be what they would be if nothing were out.

    In every release, not only at a revision. What was removed, and what leaves with it, stays away. With `back`, what
    merely was not shown in the last release can be shown in this one.
    """

    def instead(original: Any) -> Any:
        left: set[int] = set()

        def keep(
            rows: Any, fates: Any, past: Any, names: Any, policy: Any, rules: Any, *more: Any, **named: Any
        ) -> Any:
            from redact.plan.outcomes import Reason

            found, kept = original(rows, fates, past, names, policy, rules, *more, **named)
            protective = np.array([*(rule.protective for rule in rules), True])
            coarse = np.zeros(len(kept.was), dtype=bool)
            out = kept.was >= 0
            coarse[out] = (protective[past.treatment] | past.cover)[kept.was[out]]
            stays = ~np.isin(found.reason, (Reason.LEFT, Reason.REMOVED))
            left.update(rows.keys[out & ~stays].ravel().tolist())
            again = out & stays
            if back:
                known = np.fromiter(left - {0}, dtype=np.int64)
                again |= ~out & (found.reason == Reason.LEFT) & ~np.isin(rows.keys, known).any(axis=1)
            again &= which(rows, fates, coarse)
            cells = {
                name: np.where(again, getattr(fates, name), getattr(found, name)).astype(getattr(found, name).dtype)
                for name in ("reason", "treatment", "cover")
            }
            return replace(found, **cells), replace(kept, row=np.where(again, -1, kept.row))

        return keep

    return instead


def all_rows(rows: Any, fates: Any, coarse: Any) -> Any:
    return np.ones(len(rows), dtype=bool)


def coarse_rows(rows: Any, fates: Any, coarse: Any) -> Any:
    return coarse


def ordinary_events(rows: Any, fates: Any, coarse: Any) -> Any:
    from redact.plan.resolve import LOOSE

    return fates.event_tier[fates.event] == LOOSE


def at_once(original: Any) -> Any:
    """`_appearing` that lets a record that no earlier export had appear at once, like any other of its month."""
    seen: set[tuple[int, ...]] = set()

    def appearing(rows: Any, *more: Any) -> Any:
        apart, least = original(rows, *more)
        names = list(zip(rows.dataset.tolist(), *(column.tolist() for column in rows.keys.T), strict=True))
        new = np.array([name not in seen for name in names], dtype=bool)
        seen.update(names)
        return apart & ~new, np.where(new, 0, least).astype(least.dtype)

    return appearing


def beside_what_is_out(original: Any) -> Any:
    """`_cells` that puts what came late into one cell with what is out, so that it need not have cover of its own."""

    def cells(floor: Any, rows: Any, at: Any, treatment: Any, kept: Any) -> Any:
        nothing = replace(kept, row=np.full_like(kept.row, -1))
        return original(floor, rows, at, treatment, nothing)

    return cells


def nobody_leaves_with(original: Any) -> Any:
    def choose(out: Any, past: Any, units: Any, wanted: Any, *_: Any, **__: Any) -> Any:
        from redact.plan.past.leaving import Leaving

        nobody = np.empty(0, dtype=np.int64)
        return Leaving(wanted, nobody, nobody, nobody)

    return choose


def forgotten(*, strictest: bool, cover: bool) -> Callable[[Any], Any]:
    """`recall` that has forgotten what was stricter, or what was cover and what was published fine."""

    def instead(original: Any) -> Any:
        def recall(*given: Any) -> Any:
            history = original(*given)
            if strictest:
                history = replace(history, strictest=np.full_like(history.strictest, -1))
            if cover:
                history = replace(history, cover=np.full_like(history.cover, -1), fine=np.zeros_like(history.fine))
            return history

        return recall

    return instead


def built_once(original: Any) -> Any:
    """`build_units` that keeps what it built: the map is the same in all months."""
    built: dict[str, Any] = {}

    def build_units(*given: Any, **named: Any) -> Any:
        name = repr((given, named))
        if name not in built:
            built[name] = original(*given, **named)
        return built[name]

    return build_units


def drawn_again(original: Any) -> Any:
    def choose(identity: Any, own_tier: Any, group: Any, rates: Any, key: Any, **named: Any) -> Any:
        return original(identity, own_tier, group, rates, secrets.token_bytes(32), **named)

    return choose


SWITCHES = (
    Switch("what is out stays as it is", (("redact.plan.build.keep", anew(all_rows)),)),
    Switch(
        "late rows wait",
        (("redact.plan.past.keeping._appearing", at_once), ("redact.plan.settle._cells", beside_what_is_out)),
    ),
    Switch("others leave with what leaves", (("redact.plan.past.leavers.choose_covering", nobody_leaves_with),)),
    Switch(
        "what was stricter stays so",
        (
            ("redact.plan.build.keep", anew(coarse_rows)),
            ("redact.plan.build.recall", forgotten(strictest=True, cover=False)),
        ),
    ),
    Switch(
        "the choice of cover is remembered",
        (
            ("redact.plan.build.keep", anew(ordinary_events, back=True)),
            ("redact.plan.build.recall", forgotten(strictest=False, cover=True)),
            ("redact.plan.resolve.choose", drawn_again),
        ),
    ),
    Switch("what was public before is treated apart", without_history=True),
)

WITHOUT_GATES: tuple[Patch, ...] = (
    ("redact.gates.run_gates", lambda _: lambda _view: ()),
    ("redact.bundle.writer._check_written", lambda _: lambda *_: None),
)
BARE: tuple[Patch, ...] = (
    *WITHOUT_GATES,
    ("redact.pipeline._report", lambda _: lambda *_: None),
    ("redact.pipeline.check_examples", lambda _: lambda *_: ()),
    ("redact.place.build_units", built_once),
    ("redact.plan.fresh.build_units", built_once),
    ("redact.bundle.writer.counts_page", lambda _: lambda *_: ""),
)
"""What weak copies do without so that they are quick: reports, pages and gates, which the adversary has nothing of."""


@contextmanager
def patched(patches: tuple[Patch, ...]) -> Iterator[None]:
    """The named functions replaced for a while."""
    with ExitStack() as stack:
        for name, instead in patches:
            module, function = name.rsplit(".", 1)
            original = getattr(import_module(module), function)
            stack.enter_context(patch(name, instead(original)))
        yield
