"""The churn road's learning: labels into the online model, rhythms into the BG/NBD prior, both into one snapshot.

Every label is judged twice before it is learned, and the two are never mixed: *stored*, by the score that was given
at the time, and *re-scored*, by the model as it is now on the features as they were then (Grzenda, Gomes & Bifet 2020,
Delayed labelling evaluation for data streams).
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from math import exp, isfinite
from typing import Final

from msgspec import Struct, field, json

from harken.example import CHURN, RHYTHM, ChurnExample, ExamplePack
from harken.features import FEATURE_NAMES
from harken.learning.drift import DriftWatch
from harken.learning.known import Known
from harken.learning.packs import churn_examples, rhythm_examples
from harken.learning.publication import Publication
from harken.learning.reservoir import Reservoir
from harken.metrics.progressive import Progressive
from harken.models import MODELS
from harken.models.churn import prior_weight
from harken.models.online_logistic import OnlineLogistic
from harken.shelf import ChurnSnapshot

MODEL_KEY: Final = "churn:model"
NUMBERS_KEY: Final = "churn:numbers"
RHYTHM_KEY: Final = "churn:rhythm"

#: No feature of a customer is beyond it, and one that were would ruin every sum that it enters, for ever.
LARGEST: Final = 1e12


class _Numbers(Struct):
    """What is kept beside the model."""

    known: Known = field(default_factory=Known)
    known_rhythms: Known = field(default_factory=Known)
    stored: Progressive = field(default_factory=Progressive)
    rescored: Progressive = field(default_factory=Progressive)
    left_out: int = 0
    drifts: int = 0


_numbers = json.Decoder(_Numbers)


class ChurnPart:
    """Learns from packs of `churn` and `rhythm` examples.

    Parameters
    ----------
    names : the features' names, in order; examples with others (another release's) are counted and left out.
    """

    models = (CHURN, RHYTHM)

    def __init__(self, names: tuple[str, ...] = FEATURE_NAMES) -> None:
        self._names = names
        self._model: OnlineLogistic = MODELS[0]()
        self._numbers = _Numbers()
        self._reservoir = Reservoir()
        self._drift = DriftWatch()
        self._changed = False

    def learn(self, packs: Sequence[ExamplePack], *, in_step: bool) -> None:
        """Learn the new ones among these packs' examples, in step sorted by the time they became known."""
        # All packs are opened before the first example is remembered: one that does not open changes nothing.
        labels = [(e, pack.names) for pack in packs if pack.model == CHURN for e in churn_examples(pack)]
        rhythms = [e for pack in packs if pack.model == RHYTHM for e in rhythm_examples(pack)]
        numbers = self._numbers
        labels = [pair for pair in labels if numbers.known.is_new_wakeup(pair[0].cause)]
        rhythms = [e for e in rhythms if numbers.known_rhythms.is_new_wakeup(e.cause)]
        if in_step:
            labels.sort(key=lambda pair: (pair[0].known_s, pair[0].cause))
            rhythms.sort(key=lambda e: (e.known_s, e.cause))
        for rhythm in rhythms:
            self._reservoir.learn_one(rhythm)
        for label, names in labels:
            if names == self._names and _is_usable(label, len(names)):
                self._learn_one(label)
            else:
                numbers.left_out += 1
        self._changed |= bool(labels or rhythms)

    def published(self, step_s: float) -> Publication:
        """The snapshot for the scorers, and the model's card."""
        snapshot = self._snapshot(step_s)
        card = {
            "champion": self._model.name,
            "version": snapshot.version,
            "labels": str(self._model.labels),
            "left_out": str(self._numbers.left_out),
            "drifts": str(self._numbers.drifts),
            "metrics": json.encode(self.figures()).decode(),
        }
        return Publication(
            strings={"snapshot:churn": json.encode(snapshot)},
            scores={},
            hashes={"model:churn": {name: value.encode() for name, value in card.items()}},
        )

    def figures(self) -> dict[str, dict[str, dict[str, float]]]:
        """Progressive metrics in their two columns."""
        return {"stored": self._numbers.stored.figures(), "rescored": self._numbers.rescored.figures()}

    @property
    def drifts(self) -> int:
        """How often the model has been found to do worse than it did; nothing is reset for it."""
        return self._numbers.drifts

    def checkpoint(self) -> dict[str, bytes | None]:
        """State that changed since the last call, by key."""
        if not self._changed:
            return {}
        self._changed = False
        return {
            MODEL_KEY: self._model.dump(),
            NUMBERS_KEY: json.encode(self._numbers),
            RHYTHM_KEY: self._reservoir.dump(),
        }

    def restore(self, state: Mapping[str, bytes]) -> bool:
        """Continue exactly where the checkpoint stood; whether there was one."""
        if MODEL_KEY not in state:
            return False
        self._model.load(state[MODEL_KEY])
        self._numbers = _numbers.decode(state[NUMBERS_KEY])
        self._reservoir.load(state[RHYTHM_KEY])
        return True

    def _learn_one(self, example: ChurnExample) -> None:
        numbers = self._numbers
        features = dict(zip(self._names, example.features, strict=True))
        silent_long = example.silent_s > example.known_s - example.at_s
        numbers.stored.judge(example.score, example.left, silent_long=silent_long)
        rescored = self._blend(features, example.prior_logit)
        numbers.rescored.judge(rescored, example.left, silent_long=silent_long)
        numbers.drifts += self._drift.judge(rescored, example.left, self._model.labels)
        self._model.learn_one(features, example.left)

    def _blend(self, features: Mapping[str, float], prior_logit: float) -> float:
        weight = prior_weight(self._model.labels)
        online = self._model.logit_one(features)
        return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, weight * prior_logit + (1.0 - weight) * online))))

    def _snapshot(self, step_s: float) -> ChurnSnapshot:
        numbers = self._model.coefficients()
        names = self._names if self._model.labels else ()
        digest = blake2b(self._model.dump() + json.encode(self._reservoir.parameters), digest_size=4).hexdigest()
        return ChurnSnapshot(
            version=f"{self._model.name}-{self._model.labels}-{digest}",
            step_s=step_s if isfinite(step_s) else 0.0,
            labels=self._model.labels,
            names=names,
            means=tuple(numbers.means.get(name, 0.0) for name in names),
            scales=tuple(numbers.scales.get(name, 1.0) for name in names),
            weights=tuple(numbers.weights.get(name, 0.0) for name in names),
            intercept=numbers.intercept,
            rhythm=self._reservoir.parameters,
        )


def _is_usable(example: ChurnExample, features: int) -> bool:
    """Whether it has all features and none is beyond all bounds; one of a snapshot taken by another release may not."""
    numbers = (*example.features, example.prior_logit)
    return len(example.features) == features and all(abs(x) <= LARGEST for x in numbers)
