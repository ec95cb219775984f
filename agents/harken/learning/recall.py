"""What each model would have said at the time: models that are numbers as they were, kept for a horizon.

Only the champion's scores are given out, so only they come back with their labels. A challenger's is worked out when
the label comes: from the features as they were and the challenger as it was, which is a few rows of numbers a day. It
had then learned nothing that was not known then, so it is as honest as a score that was stored (docs/decisions/0010). A
model that is no row of numbers has no such score.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from math import exp, floor
from typing import Final

import numpy as np
from msgspec import Struct, msgpack
from numpy.typing import NDArray

from harken.features.older import whole_gains
from harken.models.churn import prior_weight
from harken.models.hidden import added
from harken.models.model import STILL, Pieces, Servable

Column = NDArray[np.float64]

#: How many times within a horizon models are remembered: once a day where it is 90 days.
TIMES: Final = 90
#: Memories of a learner at most; a horizon that was made longer is remembered from then on.
MOST: Final = 128


class _Memory(Struct, array_like=True):
    """Models as they had learned all that was known before `from_s` (epoch seconds)."""

    from_s: float
    models: list[str]
    gains: bytes
    offsets: list[float]
    #: The prior's share in each score.
    priors: list[float]
    #: Of a model with hidden units: means of the features, what one of them is in standard deviations, and the weights
    #: of the units, float64.
    units: dict[str, bytes] = {}


_decoder: Final = msgpack.Decoder(_Memory)


class _Ready:
    """A memory, ready to score rows of so many features with."""

    def __init__(self, memory: _Memory, features: int) -> None:
        self.from_s = memory.from_s
        self.models = memory.models
        gains = np.frombuffer(memory.gains, "<f8").reshape(len(memory.models), -1)
        known = gains.shape[1]
        self.gains = gains if known == features else whole_gains(gains)
        self.offsets, self.priors = np.array(memory.offsets), np.array(memory.priors)
        self.units = []
        for name, data in memory.units.items():
            numbers = np.frombuffer(data, "<f8")
            of_features = numbers[: 2 * known].reshape(2, known)
            means, deviations = of_features if known == features else whole_gains(of_features)
            self.units.append((memory.models.index(name), means, deviations, numbers[2 * known :]))

    def logits(self, row: Column, names: tuple[str, ...]) -> Column:
        """What each model says, without the prior."""
        found: Column = self.gains @ row + self.offsets
        for at, means, deviations, weights in self.units:
            found[at] += added((row - means) * deviations, names, weights)
        return found


class Recall:
    """Remembers models as labels come.

    Parameters
    ----------
    names : the features, in order.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._memories: list[_Memory] = []
        self._ready: list[_Ready] = []
        self._slot: int | None = None

    def remember(self, known_s: float, horizon_s: float, models: Mapping[str, Servable]) -> None:
        """Before a label that became known at `known_s` is learned: keep the models, where a new day has begun.

        Parameters
        ----------
        horizon_s : how long labels take; older memories are of no use.
        """
        slot_s = horizon_s / TIMES
        slot = floor(known_s / slot_s)
        if self._slot is None:
            self._slot = slot
            if not any(model.labels for model in models.values()):
                self._keep(self._memory(0.0, models))  # nobody had learned anything, ever
        if slot <= self._slot:
            return
        #  Nothing was learned since the day of the last label ended, so this is how they were from then on.
        self._keep(self._memory((self._slot + 1) * slot_s, models))
        self._slot = slot
        useless = bisect_right(self._memories, known_s - horizon_s, key=lambda memory: memory.from_s) - 1
        self._forget(max(useless, len(self._memories) - MOST))

    def scores(self, at_s: float, row: Sequence[float], prior_logit: float) -> dict[str, float]:
        """What the models would have said at `at_s` (epoch seconds), by name; none where that is not remembered.

        Parameters
        ----------
        row : the features as they were, in order.
        """
        at = bisect_right(self._ready, at_s, key=lambda memory: memory.from_s) - 1
        if at < 0:
            return {}
        memory = self._ready[at]
        own = memory.logits(np.array(row), self._names)
        logits = memory.priors * prior_logit + (1.0 - memory.priors) * own
        said = [1.0 / (1.0 + exp(-max(-30.0, min(30.0, logit)))) for logit in logits.tolist()]
        return {name: score for name, score in zip(memory.models, said, strict=True) if name}

    def disown(self, name: str) -> None:
        """Forget who had this name until now: another model bears it."""
        for memory, ready in zip(self._memories, self._ready, strict=True):
            memory.models = ready.models = ["" if one == name else one for one in memory.models]

    def dump(self) -> dict[str, bytes]:
        """All memories, a piece each; which slot is current."""
        pieces = {str(round(memory.from_s)): msgpack.encode(memory) for memory in self._memories}
        return {"slot": msgpack.encode(self._slot), **pieces}

    def load(self, pieces: Pieces) -> None:
        """Continue exactly where `dump` stood; raises msgspec.DecodeError."""
        self._slot = msgpack.decode(pieces["slot"], type=int | None)
        memories = [_decoder.decode(data) for name, data in pieces.items() if name != "slot"]
        self._memories, self._ready = [], []
        for memory in sorted(memories, key=lambda memory: memory.from_s):
            self._keep(memory)

    def _memory(self, from_s: float, models: Mapping[str, Servable]) -> _Memory:
        gains, offsets, priors, units = [], [], [], {}
        for name, model in models.items():
            read = model.coefficients()
            #  With 0 labels scorers have the prior only.
            priors.append(prior_weight(model.labels))
            gain = {feature: weight / read.scales[feature] for feature, weight in read.weights.items()}
            gains.append([gain.get(feature, 0.0) for feature in self._names])
            offsets.append(read.intercept - sum(gain[feature] * read.means[feature] for feature in gain))
            if read.units:
                means = [read.means.get(feature, 0.0) for feature in self._names]
                deviations = [1.0 / read.scales.get(feature, STILL) for feature in self._names]
                units[name] = np.array((*means, *deviations, *read.units), "<f8").tobytes()
        return _Memory(from_s, list(models), np.array(gains, "<f8").tobytes(), offsets, priors, units)

    def _keep(self, memory: _Memory) -> None:
        self._memories.append(memory)
        self._ready.append(_Ready(memory, len(self._names)))

    def _forget(self, oldest: int) -> None:
        if oldest > 0:
            del self._memories[:oldest], self._ready[:oldest]
