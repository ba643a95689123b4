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


def anew(which: Callable[[Any, Any, Any], Any]) -> Callable[[Any], Any]:
    """`keep` that decides anew about the rows that `which(rows, fates, was coarse)` marks, as if nothing were out."""

    def instead(original: Any) -> Any:
        def keep(
            rows: Any, fates: Any, past: Any, names: Any, policy: Any, rules: Any, *more: Any, **named: Any
        ) -> Any:
            from redact.plan.past.matching import match, slots
            from redact.when.publication import publication_codes

            period = publication_codes(rows.minutes.astype(np.int64), policy.releases.period)
            keys = np.pad(rows.keys, ((0, 0), (0, max(0, 2 - rows.keys.shape[1]))))[:, :2]
            was = match(slots(named["key"], rows.dataset, names, keys), rows.dataset, period, past)
            protective = np.array([*(rule.protective for rule in rules), True])
            coarse = np.zeros(len(was), dtype=bool)
            coarse[was >= 0] = (protective[past.treatment] | past.cover)[was[was >= 0]]
            named["renewed"] = named["renewed"] | which(rows, fates, coarse)
            return original(rows, fates, past, names, policy, rules, *more, **named)

        return keep

    return instead


def all_rows(rows: Any, fates: Any, coarse: Any) -> Any:
    return np.ones(len(rows), dtype=bool)


def coarse_rows(rows: Any, fates: Any, coarse: Any) -> Any:
    return coarse


def ordinary_events(rows: Any, fates: Any, coarse: Any) -> Any:
    from redact.plan.resolve import LOOSE

    return fates.event_tier[fates.event] == LOOSE


def nothing_late(original: Any) -> Any:
    def appearing(rows: Any, *_: Any) -> Any:
        return np.zeros(len(rows), dtype=bool), np.zeros(len(rows), dtype=np.int8)

    return appearing


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


def drawn_again(original: Any) -> Any:
    def choose(identity: Any, own_tier: Any, group: Any, rates: Any, key: Any, **named: Any) -> Any:
        return original(identity, own_tier, group, rates, secrets.token_bytes(32), **named)

    return choose


SWITCHES = (
    Switch("what is out stays as it is", (("redact.plan.build.keep", anew(all_rows)),)),
    Switch("late rows wait", (("redact.plan.past.keeping._appearing", nothing_late),)),
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
            ("redact.plan.build.keep", anew(ordinary_events)),
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
