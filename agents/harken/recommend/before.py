"""Whether a customer took an item before, by what is remembered of it: four bytes, of the last 256 (`State.known`).

Thirteen bits of them are asked, so that a whole batch is looked up in one table of a byte for each customer and value.
Of who has 256, one item in 32 that they never took is taken for known, here as where the blend learns.
"""

from collections.abc import Collection, Sequence
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BITS: Final = 13
_MASK: Final = (1 << BITS) - 1
#: As `harken.fold.items` packs them.
KEY_BYTES: Final = 4
_KEYS: Final = np.dtype(f">u{KEY_BYTES}")


def mark(item_id: str) -> int:
    """What stands for an item, 0 to 2 ** 13 - 1."""
    return crc32(item_id.encode()) & _MASK


def marks(known: bytes) -> NDArray[np.int64]:
    """The marks of all that is remembered."""
    return (np.frombuffer(known, _KEYS) & _MASK).astype(np.int64)


def taken_before(items: Collection[str], known: bytes) -> list[bool]:
    """Of each item whether it was taken before by one customer."""
    mine = frozenset(marks(known).tolist())
    return [mark(item) in mine for item in items]


def all_taken_before(marked: NDArray[np.uint16], known: Sequence[bytes]) -> NDArray[np.bool_]:
    """Of each customer's items whether they took them before.

    Parameters
    ----------
    marked : shape (m, k), the marks of their items.
    known : of each customer.
    """
    m = len(known)
    #  One flat table: with two indices for each place it took twice as long.
    table, first = np.zeros(m << BITS, bool), np.arange(m) << BITS
    sizes = np.fromiter(map(len, known), np.int64, m) // KEY_BYTES
    table[np.repeat(first, sizes) + marks(b"".join(known))] = True
    found: NDArray[np.bool_] = table.take(first[:, None] + marked)
    return found
