"""A neural network with one hidden layer, learned one label at a time by Adam.

Kingma & Ba (2015), Adam: a method for stochastic optimization, ICLR, algorithm 1. Its first weights are drawn from a
seed and the feature's name, so that neither order nor chance decides them. Off by default: on 32 numbers a customer
there is little for it to find that a line does not.
"""

from random import Random
from typing import ClassVar, Final
from zlib import crc32

import numpy as np
from msgspec import Struct, json
from numpy.typing import NDArray

from harken.models.model import WHOLE, Features, Pieces, sigmoid

Column = NDArray[np.float64]

HIDDEN: Final = 16
LEARNING_RATE: Final = 0.003
DECAY_1: Final = 0.9
DECAY_2: Final = 0.999
EPSILON: Final = 1e-8
WILDEST: Final = 10.0
MOST_NAMES: Final = 256
#: Weights besides those of the features: the hidden layer's thresholds, the last layer, its threshold.
_OTHERS: Final = 2 * HIDDEN + 1


class _Numbers(Struct):
    labels: int
    names: list[str]
    counts: list[float]
    means: list[float]
    squares: list[float]
    weights: list[float]
    first: list[float]
    second: list[float]


_decoder: Final = json.Decoder(_Numbers)


class Network:
    """Learns whether a customer left from features by name; `labels` is how many it has learned."""

    name: ClassVar = "network"
    by_default: ClassVar = False

    def __init__(self) -> None:
        self.labels = 0
        self._names: list[str] = []
        self._counts, self._means, self._squares = np.empty(0), np.empty(0), np.empty(0)
        #  All weights in one row, the last layer's first, so that Adam is one line each.
        self._weights = np.concatenate((np.zeros(HIDDEN), _drawn("", HIDDEN**-0.5), [0.0]))
        self._first, self._second = np.zeros(_OTHERS), np.zeros(_OTHERS)

    def learn_one(self, features: Features, left: bool, weight: float = 1.0) -> None:
        """Learn one label (True: the customer left), by so many times its slope (`weight`)."""
        new = [name for name in features if name not in self._names][: MOST_NAMES - len(self._names)]
        if new:
            self._widen(new)
        row = self._row(features)
        known = ~np.isnan(row)
        self._counts += known
        off = np.where(known, row - self._means, 0.0)
        self._means += off / np.maximum(self._counts, 1.0)
        self._squares += off * np.where(known, row - self._means, 0.0)
        self._descend(self._standardised(row), left, weight)
        self.labels += 1

    def predict_one(self, features: Features) -> float:
        """The probability that the customer leaves; asking changes nothing."""
        return sigmoid(self.logit_one(features))

    def logit_one(self, features: Features) -> float:
        """The same before it is a probability; asking changes nothing."""
        if not self.labels:
            return 0.0
        hidden = np.maximum(self._hidden(self._standardised(self._row(features))), 0.0)
        return float(hidden @ self._weights[HIDDEN : 2 * HIDDEN] + self._weights[2 * HIDDEN])

    def dump(self) -> dict[str, bytes]:
        """All numbers, as JSON."""
        numbers = (self._counts, self._means, self._squares, self._weights, self._first, self._second)
        return {WHOLE: json.encode(_Numbers(self.labels, self._names, *(each.tolist() for each in numbers)))}

    def load(self, pieces: Pieces) -> None:
        """Continue exactly where `dump` stood; raises msgspec.DecodeError."""
        found = _decoder.decode(pieces[WHOLE])
        self.labels, self._names = found.labels, found.names
        self._counts, self._means, self._squares = map(np.array, (found.counts, found.means, found.squares))
        self._weights, self._first, self._second = map(np.array, (found.weights, found.first, found.second))

    def _descend(self, z: Column, left: bool, weight: float) -> None:
        """One step of Adam down the log loss."""
        weights = self._weights
        before = self._hidden(z)
        hidden, last = np.maximum(before, 0.0), weights[HIDDEN : 2 * HIDDEN]
        error = weight * (sigmoid(float(hidden @ last + weights[2 * HIDDEN])) - left)
        back = error * last * (before > 0.0)
        gradient = np.concatenate((back, error * hidden, [error], np.outer(z, back).ravel()))
        self._first += (1.0 - DECAY_1) * (gradient - self._first)
        self._second += (1.0 - DECAY_2) * (gradient**2 - self._second)
        step = self.labels + 1
        first, second = self._first / (1.0 - DECAY_1**step), self._second / (1.0 - DECAY_2**step)
        weights -= LEARNING_RATE * first / (np.sqrt(second) + EPSILON)

    def _hidden(self, z: Column) -> Column:
        found: Column = z @ self._weights[_OTHERS:].reshape(-1, HIDDEN) + self._weights[:HIDDEN]
        return found

    def _row(self, features: Features) -> Column:
        return np.array([features.get(name, np.nan) for name in self._names])

    def _standardised(self, row: Column) -> Column:
        spread = np.sqrt(self._squares / np.maximum(self._counts, 1.0))
        varies = spread > 1e-9 * (np.abs(self._means) + 1e-30)
        z = (row - self._means) / np.where(varies, spread, 1.0)
        return np.where(varies & ~np.isnan(z), np.clip(z, -WILDEST, WILDEST), 0.0)

    def _widen(self, names: list[str]) -> None:
        """Room for new features, each with weights of its own."""
        self._names = self._names + names
        self._weights = np.concatenate((self._weights, *(_drawn(name, 0.2) for name in names)))
        none = np.zeros(len(names) * HIDDEN)
        self._first, self._second = np.concatenate((self._first, none)), np.concatenate((self._second, none))
        empty = np.zeros(len(names))
        self._counts, self._means = np.concatenate((self._counts, empty)), np.concatenate((self._means, empty))
        self._squares = np.concatenate((self._squares, empty))


def _drawn(name: str, spread: float) -> list[float]:
    """The hidden layer's first weights for a feature."""
    chance = Random(crc32(name.encode()))
    return [chance.gauss(0.0, spread) for _ in range(HIDDEN)]
