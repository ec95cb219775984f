"""Many trees that notice when the world changes: River's adaptive random forest, over the newest labels.

Gomes et al. (2017), Adaptive random forests for evolving data stream classification, Machine Learning 106(9). Off by
default: on UCI it was worse than a line and many times dearer (learning.md, 1.7).

A forest's state (trees, drift detectors in compiled code, generators of chance) is not written down. What is kept is
the log of the labels it learned from, and a forest is grown from it again, to the same trees, since its seed is fixed.
So that the log has an end, forests come in generations: a young one starts every `GENERATION` labels and takes over
when the next one starts (docs/decisions/0010). Growing again takes seconds, when a learner starts.
"""

from math import isnan
from typing import Any, ClassVar, Final

import numpy as np
from msgspec import Struct, json
from river.forest import ARFClassifier

from harken.models.model import Features, Pieces, logit
from harken.models.sample import Sample

TREES: Final = 10
#: Labels of a generation; the forest that speaks has learned from one to two of them.
GENERATION: Final = 2000
COUNT: Final = "count"


class _Count(Struct):
    labels: int = 0


_decoder: Final = json.Decoder(_Count)


class Forest:
    """Learns whether a customer left from features by name; `labels` is how many it was taught."""

    name: ClassVar = "forest"
    by_default: ClassVar = False

    def __init__(self) -> None:
        self.labels = 0
        self._log = Sample(2 * GENERATION)
        self._old: Any = _planted(0)
        self._young: Any = None

    def learn_one(self, features: Features, left: bool, weight: float = 1.0) -> None:
        """Learn one label (True: the customer left); River's forest weighs labels by chance alone, so all weigh 1."""
        del weight
        at = self.labels % (2 * GENERATION)
        self._log.put(at, features, left)
        self._grow(self.labels)
        self.labels += 1

    def predict_one(self, features: Features) -> float:
        """The trees' vote; asking changes nothing."""
        if not self.labels:
            return 0.5
        known = {name: float(np.float32(x)) for name, x in features.items() if name in self._log.names}
        votes = self._old.predict_proba_one(known)
        left, stayed = votes.get(True, 0.0), votes.get(False, 0.0)
        return float((left + 0.01) / (left + stayed + 0.02))

    def logit_one(self, features: Features) -> float:
        """The same in log odds."""
        return logit(self.predict_one(features))

    def dump(self) -> dict[str, bytes]:
        """The labels that today's forests were grown from, in pieces."""
        return {COUNT: json.encode(_Count(self.labels)), **self._log.dump()}

    def load(self, pieces: Pieces) -> None:
        """Grow the forests again; raises msgspec.DecodeError."""
        self.labels = _decoder.decode(pieces[COUNT]).labels
        self._log.load(pieces)
        newest = max(0, self.labels - 1) // GENERATION
        oldest = max(0, newest - 1)
        self._old, self._young = _planted(oldest), None
        for n in range(oldest * GENERATION, self.labels):
            self._grow(n, first=oldest * GENERATION)

    def _grow(self, n: int, first: int = 0) -> None:
        """Teach both generations label `n` of the log, as it is there."""
        if n % GENERATION == 0 and n > first:
            self._old = self._young or self._old
            self._young = _planted(n // GENERATION)
        at = n % (2 * GENERATION)
        row = self._log.rows[at].tolist()
        features = {name: x for name, x in zip(self._log.names, row, strict=True) if not isnan(x)}
        left = bool(self._log.left[at])
        self._old.learn_one(features, left)
        if self._young is not None:
            self._young.learn_one(features, left)


def _planted(generation: int) -> Any:
    return ARFClassifier(n_models=TREES, seed=generation)
