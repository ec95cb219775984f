"""How far numbers have moved from what they were: the population stability index over the deciles of the first rows.

Siddiqi (2006), Credit Risk Scorecards: `sum (q - p) ln(q / p)`, p and q the shares of the reference and of now in each
bin; under .1 nothing has moved, from .25 on it is another population. The edges of the bins are the deciles of the
first 500 rows, the reference the first 5,000, now is the last 5,000; what is kept are counts.
"""

from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Rows = NDArray[np.float64]

#: Rows whose deciles are the edges of the bins, and rows (with them) that are the reference.
EDGES_FROM: Final = 500
REFERENCE: Final = 5000
#: Now is the last so many blocks of so many rows.
BLOCKS: Final = 5
BLOCK: Final = 1000
BINS: Final = 10
#: Index from which something has moved, and from which it is another population.
MOVED: Final = 0.1
CHANGED: Final = 0.25


class Shift(Struct, array_like=True):
    """Columns of numbers, watched.

    Parameters
    ----------
    width : how many columns.
    rows : taken so far.
    first : the rows before there are edges, packed.
    edges : of the bins, by column, packed; where deciles are equal there are fewer bins, and infinities behind them.
    reference, open : counts by column and bin, packed, of the reference and of the block that is not full.
    blocks : the same of the last full blocks, the oldest first.
    """

    width: int
    rows: int = 0
    first: bytes = b""
    edges: bytes = b""
    reference: bytes = b""
    open: bytes = b""
    blocks: list[bytes] = []  # msgspec copies an empty list for each

    def learn_many(self, rows: Rows) -> None:
        """Take rows (shape (n, width)) in their order; how they are cut changes nothing."""
        while len(rows):
            room = self._room()
            self._take(rows[:room])
            rows = rows[room:]

    def index(self) -> list[float] | None:
        """The index of each column; None before the first block after the reference is full."""
        if not self.blocks:
            return None
        then, now = self._counts(self.reference), sum(map(self._counts, self.blocks))
        p, q = _shares(then), _shares(np.asarray(now))
        found: list[float] = ((q - p) * np.log(q / p)).sum(axis=1).tolist()
        return found

    def _room(self) -> int:
        """Rows until something is full."""
        if self.rows < EDGES_FROM:
            return EDGES_FROM - self.rows
        if self.rows < REFERENCE:
            return REFERENCE - self.rows
        return BLOCK - (self.rows - REFERENCE) % BLOCK

    def _take(self, rows: Rows) -> None:
        before = self.rows
        self.rows += len(rows)
        if before < EDGES_FROM:
            self.first += np.ascontiguousarray(rows, np.float64).tobytes()
            if self.rows < EDGES_FROM:
                return
            rows = np.frombuffer(self.first).reshape(-1, self.width)
            self.edges, self.first = np.stack([_edges(column) for column in rows.T]).tobytes(), b""
        counts = self._count(rows)
        if before < REFERENCE:
            self.reference = (self._counts(self.reference) + counts).tobytes()
            return
        self.open = (self._counts(self.open) + counts).tobytes()
        if (self.rows - REFERENCE) % BLOCK == 0:
            self.blocks, self.open = [*self.blocks, self.open][-BLOCKS:], b""

    def _count(self, rows: Rows) -> NDArray[np.int64]:
        edges = np.frombuffer(self.edges).reshape(self.width, -1)
        bins = [np.searchsorted(edge, column) for edge, column in zip(edges, rows.T, strict=True)]
        return np.stack([np.bincount(found, minlength=BINS) for found in bins])

    def _counts(self, packed: bytes) -> NDArray[np.int64]:
        found = np.frombuffer(packed, np.int64) if packed else np.zeros(self.width * BINS, np.int64)
        return found.reshape(self.width, BINS)


def _edges(column: Rows) -> Rows:
    """The deciles; many customers have the same number (no click at all), so some are equal, and count once."""
    deciles = np.unique(np.quantile(column, np.arange(1, BINS) / BINS, method="lower"))
    return np.concatenate((deciles, np.full(BINS - 1 - len(deciles), np.inf)))


def _shares(counts: NDArray[np.int64]) -> Rows:
    """Shares of the bins, by column; half a row in each, so that none is empty."""
    more = counts + 0.5
    return np.asarray(more / more.sum(axis=1, keepdims=True))
