"""Whether a text is good: logistic regression on hashed tokens, AdaGrad, one text at a time, all languages in one.

AdaGrad: Duchi, Hazan & Singer (2011), Adaptive Subgradient Methods, JMLR 12. Weights begin as the valences of a lexicon
(VADER: Hutto & Gilbert 2014, ICWSM), so that the first customers are understood before anybody has rated.
"""

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from math import exp, sqrt
from typing import Final, NamedTuple
from zlib import compress, decompress

import numpy as np
from msgspec import Struct, msgpack
from numpy.typing import NDArray

from harken.shelf import TextSnapshot
from harken.text.hashes import BUCKETS, Hashes, bucket
from harken.text.tokens import tokens_of

LEARNING_RATE: Final = 0.5
#: Squared gradients begin with it, or the first text would move each of its weights by the whole rate.
FIRST_SQUARES: Final = 0.003
#: Weight of a word for each point of its valence (-4 to 4).
VALENCE_WEIGHT: Final = 1.0
LOGIT_BOUND: Final = 30.0


class TextScore(NamedTuple):
    """How likely a text is good (0 to 1), and the share of its buckets of which anything is known (0 to 1)."""

    good: float
    known: float


class _Numbers(Struct):
    """Buckets with what was learned of them; all of them in a dump, those that changed in a patch."""

    labels: int
    intercept: float
    intercept_squares: float
    buckets: bytes
    weights: bytes
    squares: bytes


_numbers: Final = msgpack.Decoder(_Numbers)


class Sentiment:
    """Learns whether a text is good; `labels` is how many it has learned."""

    name = "text"

    def __init__(self) -> None:
        self.labels = 0
        self._weights = np.zeros(BUCKETS, np.float32)
        self._squares = np.zeros(BUCKETS, np.float32)
        self._intercept = 0.0
        self._intercept_squares = 0.0
        self._touched: list[Hashes] = []

    def seed(self, lexicon: Mapping[str, float]) -> None:
        """Begin with what a lexicon says: valences (-4 to 4) by word; what is no single word is passed over."""
        for word, valence in lexicon.items():
            tokens = tokens_of(word)
            if tokens == [word.replace("'", "").encode()]:
                self._weights[bucket(tokens)] = VALENCE_WEIGHT * valence

    def score_one(self, hashes: Hashes) -> TextScore:
        """How good a text is, and how much of it is known; reading it changes nothing."""
        return score_one(self._weights, self._intercept, hashes)

    def learn_one(self, hashes: Hashes, good: bool) -> None:
        """Learn one label."""
        x = 1.0 / sqrt(len(hashes)) if len(hashes) else 0.0
        loss = self.score_one(hashes).good - good
        squares = self._squares.take(hashes) + np.float32((loss * x) ** 2)
        self._squares[hashes] = squares
        self._weights[hashes] -= np.float32(LEARNING_RATE * loss * x) / np.sqrt(squares + np.float32(FIRST_SQUARES))
        self._intercept_squares += loss * loss
        self._intercept -= LEARNING_RATE * loss / sqrt(self._intercept_squares + FIRST_SQUARES)
        self._touched.append(hashes)
        self.labels += 1

    def snapshot(self) -> TextSnapshot:
        """What scorers need, in half precision: a copy."""
        weights = self._weights.astype(np.float16)
        digest = blake2b(weights.tobytes(), digest_size=4).hexdigest()
        return TextSnapshot(f"{self.name}-{self.labels}-{digest}", self.labels, weights, self._intercept)

    @property
    def changed(self) -> bool:
        """Whether anything was learned since the last `dump` or `patch`."""
        return bool(self._touched)

    def dump(self) -> bytes:
        """Everything learned, compressed; patches begin anew after it."""
        self._touched = []
        return compress(self._encode(np.flatnonzero((self._weights != 0) | (self._squares != 0))), 1)

    def patch(self) -> bytes:
        """What changed since the last `dump` or `patch`."""
        touched, self._touched = self._touched, []
        return self._encode(np.unique(np.concatenate(touched)) if touched else np.empty(0, np.uint32))

    def load(self, dump: bytes, patches: Iterable[bytes] = ()) -> None:
        """Continue exactly where the dump and the patches after it stood, whatever was learned before."""
        self.__init__()  # type: ignore[misc]  # what is put in below must be all there is
        for data in (decompress(dump), *patches):
            numbers = _numbers.decode(data)
            self.labels = numbers.labels
            self._intercept, self._intercept_squares = numbers.intercept, numbers.intercept_squares
            buckets = np.frombuffer(numbers.buckets, "<u4")
            self._weights[buckets] = np.frombuffer(numbers.weights, "<f4")
            self._squares[buckets] = np.frombuffer(numbers.squares, "<f4")

    def _encode(self, buckets: "NDArray[np.unsignedinteger] | NDArray[np.signedinteger]") -> bytes:
        return msgpack.encode(
            _Numbers(
                labels=self.labels,
                intercept=self._intercept,
                intercept_squares=self._intercept_squares,
                buckets=buckets.astype("<u4").tobytes(),
                weights=self._weights[buckets].astype("<f4").tobytes(),
                squares=self._squares[buckets].astype("<f4").tobytes(),
            )
        )


def untaught(lexicon: Mapping[str, float]) -> TextSnapshot:
    """What is on the shelf before anything was learned: the lexicon alone."""
    model = Sentiment()
    model.seed(lexicon)
    return model.snapshot()


def score_one(weights: "NDArray[np.float32] | NDArray[np.float16]", intercept: float, hashes: Hashes) -> TextScore:
    """The score of a text by these weights; one that says nothing has the intercept's, and nothing of it is known."""
    if not len(hashes):
        return TextScore(_probability(intercept), 0.0)
    found = weights.take(hashes)
    logit = intercept + float(found.sum(dtype=np.float64)) / sqrt(len(hashes))
    return TextScore(_probability(logit), int(np.count_nonzero(found)) / len(hashes))


def _probability(logit: float) -> float:
    return 1.0 / (1.0 + exp(-max(-LOGIT_BOUND, min(LOGIT_BOUND, logit))))
