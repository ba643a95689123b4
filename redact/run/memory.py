"""Keeping a long run's memory flat: steady allocation for a whole process, and giving back between stages."""

from __future__ import annotations

import ctypes
import gc
import sys
from typing import Final

WORTH: Final = 100_000
"""With fewer rows than this, looking through all libraries for garbage takes longer than the stages themselves."""


def give_back(rows: int) -> None:
    """Returns what finished stages no longer need to the operating system, where the work has many rows.

    Arrow's pool and glibc keep freed pages for later, which doubles the peak when a stage's large columns have gone
    and the next stage's have another shape. Elsewhere than on Linux with glibc only Arrow's part is done.
    """
    if rows < WORTH:
        return
    gc.collect()
    if "pyarrow" in sys.modules:
        import pyarrow as pa

        pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


LARGE = 1 << 18
"""Bytes from which a column is its own mapping, which goes back to the system the moment it is freed."""

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8


def steady() -> None:
    """For programs of our own (the command line, benchmarks), once at their start: large columns leave no holes.

    glibc raises its threshold for separate mappings with the first large block that is freed, and from then on keeps
    columns on the heap, where a small survivor above them pins them all. A million rows need a third less without.
    """
    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_MMAP_THRESHOLD, LARGE)
            mallopt(_ARENA_MAX, 2)
