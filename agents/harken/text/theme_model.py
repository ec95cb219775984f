"""What a text is about: a small logistic classifier for each theme, on the same hashes, rows of one matrix.

Each knows from the start whether a text holds one of its words (`harken.text.themes`), which is one more feature; what
else speaks for it is learned from texts that came with a topic. AdaGrad, as in `harken.text.sentiment`.
"""

from collections.abc import Iterable
from math import sqrt
from typing import Final
from zlib import compress, decompress

import numpy as np
from msgspec import Struct, msgpack
from numpy.typing import NDArray

from harken.text.hashes import Hashes
from harken.text.themes import THEMES

#: Fewer than the text model's: topics are few words' work, and there is a row for each theme.
BUCKETS: Final = 1 << 16
LEARNING_RATE: Final = 0.5
FIRST_SQUARES: Final = 0.003
#: Before anything is learned a text with a word of a theme is about it with probability .73, one without with .05.
FIRST_INTERCEPT: Final = -3.0
FIRST_WORD_WEIGHT: Final = 4.0

_N: Final = len(THEMES)
_BITS: Final[NDArray[np.int64]] = 1 << np.arange(_N, dtype=np.int64)


class _Numbers(Struct):
    """`heads` are intercepts and word weights and their squares; the rest is of the buckets named, theme by theme."""

    themes: tuple[str, ...]
    topics: int
    heads: bytes
    buckets: bytes
    weights: bytes
    squares: bytes


_numbers: Final = msgpack.Decoder(_Numbers)


class ThemeModel:
    """Learns what texts are about; `topics` is how many it has learned."""

    def __init__(self) -> None:
        self.topics = 0
        #  Intercept and word weight of each theme, then their squared gradients.
        self._heads = np.array([[FIRST_INTERCEPT] * _N, [FIRST_WORD_WEIGHT] * _N, [1.0] * _N, [1.0] * _N], np.float64)
        self._weights = np.zeros((_N, BUCKETS), np.float32)
        self._squares = np.zeros((_N, BUCKETS), np.float32)
        self._touched: list[Hashes] = []

    def score_one(self, hashes: Hashes, words: int) -> NDArray[np.float64]:
        """How likely a text is about each theme, in the order of `THEMES`; reading it changes nothing.

        Parameters
        ----------
        words : themes whose words are in it, as bits.
        """
        logits = self._heads[0] + self._heads[1] * _flags(words)
        if len(hashes):
            columns = self._weights.take(hashes & (BUCKETS - 1), axis=1)
            logits = logits + columns.sum(axis=1, dtype=np.float64) / sqrt(len(hashes))
        found: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0)))
        return found

    def themes_of(self, hashes: Hashes, words: int) -> int:
        """The themes that a text is more likely about than not, as bits."""
        return int(_BITS[self.score_one(hashes, words) >= 0.5].sum())

    def learn_one(self, hashes: Hashes, words: int, themes: int) -> None:
        """Learn what one text is about (bits), and that it is about nothing else."""
        loss = self.score_one(hashes, words) - _flags(themes)
        for row, x in enumerate((np.ones(_N), _flags(words))):
            gradient = loss * x
            self._heads[row + 2] += gradient**2
            self._heads[row] -= LEARNING_RATE * gradient / np.sqrt(self._heads[row + 2])
        at = np.unique(hashes & (BUCKETS - 1))
        self._touched.append(at)
        if len(at):
            gradients = (loss / sqrt(len(hashes))).astype(np.float32)[:, None]
            squares = self._squares[:, at] + gradients**2
            self._squares[:, at] = squares
            self._weights[:, at] -= np.float32(LEARNING_RATE) * gradients / np.sqrt(squares + np.float32(FIRST_SQUARES))
        self.topics += 1

    @property
    def changed(self) -> bool:
        """Whether anything was learned since the last `dump` or `patch`."""
        return bool(self._touched)

    def dump(self) -> bytes:
        """Everything learned, compressed; patches begin anew after it."""
        self._touched = []
        return compress(self._encode(np.flatnonzero(self._squares.any(axis=0)).astype(np.uint32)), 1)

    def patch(self) -> bytes:
        """What changed since the last `dump` or `patch`."""
        touched, self._touched = self._touched, []
        return self._encode(np.unique(np.concatenate(touched)) if touched else np.empty(0, np.uint32))

    def load(self, dump: bytes, patches: Iterable[bytes] = ()) -> None:
        """Continue exactly where the dump and the patches after it stood, whatever was learned before.

        What another release wrote, with other themes, is passed over.
        """
        self.__init__()  # type: ignore[misc]  # what is put in below must be all there is
        for data in (decompress(dump), *patches):
            numbers = _numbers.decode(data)
            if numbers.themes != THEMES:
                continue
            self.topics = numbers.topics
            self._heads[:] = np.frombuffer(numbers.heads, "<f8").reshape(4, _N)
            buckets = np.frombuffer(numbers.buckets, "<u4")
            self._weights[:, buckets] = np.frombuffer(numbers.weights, "<f4").reshape(_N, -1)
            self._squares[:, buckets] = np.frombuffer(numbers.squares, "<f4").reshape(_N, -1)

    def _encode(self, buckets: Hashes) -> bytes:
        return msgpack.encode(
            _Numbers(
                themes=THEMES,
                topics=self.topics,
                heads=self._heads.astype("<f8").tobytes(),
                buckets=buckets.astype("<u4").tobytes(),
                weights=self._weights[:, buckets].astype("<f4").tobytes(),
                squares=self._squares[:, buckets].astype("<f4").tobytes(),
            )
        )


def _flags(bits: int) -> NDArray[np.float64]:
    found: NDArray[np.float64] = ((bits & _BITS) != 0).astype(np.float64)
    return found
