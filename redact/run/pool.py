"""Ordered mapping over a stream of batches, in process or in a process pool."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any, TypeVar

Item = TypeVar("Item")
Context = TypeVar("Context")
Result = TypeVar("Result")

_state: dict[str, Any] = {}


def workers_for(heavy: bool, asked: int | None = None) -> int:
    """How many worker processes suit the work: 1 (in process) unless batches are expensive, as texts are."""
    if asked is not None:
        return max(1, asked)
    return min(os.cpu_count() or 1, 8) if heavy else 1


def _start(start: Callable[[Any], Any], context: Any) -> None:
    _state["state"] = start(context)


def _call(work: Callable[[Any, Any], Any], item: Any) -> Any:
    return work(_state["state"], item)


def map_batches(
    work: Callable[[Any, Item], Result],
    items: Iterable[Item],
    *,
    start: Callable[[Context], Any],
    context: Context,
    workers: int = 1,
) -> Iterator[Result]:
    """`work(start(context), item)` for every item, in the items' order.

    With one worker everything runs in this process. With more, `start` runs once in each worker, at most
    two items per worker are under way at a time so that memory stays bounded, and an error of a worker is
    raised here unchanged. `work`, `start` and `context` must be picklable (Windows and macOS spawn).
    """
    if workers <= 1:
        state = start(context)
        for item in items:
            yield work(state, item)
        return
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    pool = ProcessPoolExecutor(
        max_workers=workers,
        mp_context=multiprocessing.get_context(method),
        initializer=_start,
        initargs=(start, context),
    )
    under_way: deque[Future[Result]] = deque()
    try:
        for item in items:
            under_way.append(pool.submit(_call, work, item))
            if len(under_way) >= 2 * workers:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    finally:
        for future in under_way:
            future.cancel()
        pool.shutdown(wait=True, cancel_futures=True)
