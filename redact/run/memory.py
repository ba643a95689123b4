"""Giving memory back between stages."""

from __future__ import annotations

import ctypes
import gc
import sys


def give_back() -> None:
    """Returns what finished stages no longer need to the operating system.

    Arrow's pool and glibc keep freed pages for later, which doubles the peak when a stage's large columns have gone
    and the next stage's have another shape. Elsewhere than on Linux with glibc only Arrow's part is done.
    """
    gc.collect()
    if "pyarrow" in sys.modules:
        import pyarrow as pa

        pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
