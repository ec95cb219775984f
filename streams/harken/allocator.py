"""glibc keeps the memory that it was given.

Left alone it hands the top of the heap back to the kernel whenever a batch is done and asks for it again for the next,
and every page comes back empty: a fault and 4 KiB of zeros each (docs/decisions/0008-ranked-together-memory-kept.md).
What a worker holds at its busiest it soon needs again.
"""

import ctypes
from typing import Final

#: Of malloc.h: give back only beyond, take at a time, map by itself only beyond; bytes.
_OPTIONS: Final = ((-1, 1 << 30), (-2, 16 << 20), (-3, 32 << 20))


def keep_memory() -> bool:
    """Set it for this process; whether the C library knows the options (glibc does, musl and macOS do not)."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and all(mallopt(option, value) for option, value in _OPTIONS)
