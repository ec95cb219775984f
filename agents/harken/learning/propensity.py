"""The purchase road's learning: whether an order came within seven days of a snapshot, into one online model.

What is kept of churn is kept here with another horizon: an example's `left` is that no order came. Figures tell of
those who ordered, so their scores are the chances of an order (`harken.learning.churn` has the two kinds of figures).
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from math import isfinite
from typing import Final

from msgspec import Struct, field, json

from harken.example import PROPENSITY, ChurnExample, ExamplePack
from harken.features import FEATURE_NAMES
from harken.learning.churn import is_usable
from harken.learning.known import Known, told
from harken.learning.packs import propensity_examples
from harken.learning.publication import Publication
from harken.metrics.progressive import Progressive
from harken.models.churn import blend, model_snapshot
from harken.models.model import WHOLE
from harken.models.online_logistic import OnlineLogistic
from harken.models.rhythm import DEFAULT

MODEL_KEY: Final = "propensity:model"
NUMBERS_KEY: Final = "propensity:numbers"


class _Numbers(Struct):
    """What is kept beside the model."""

    known: Known = field(default_factory=Known)
    stored: Progressive = field(default_factory=Progressive)
    rescored: Progressive = field(default_factory=Progressive)
    left_out: int = 0


_numbers: Final = json.Decoder(_Numbers)


class PropensityPart:
    """Learns from packs of `propensity` examples.

    Parameters
    ----------
    names : the features' names, in order; examples with others (another release's) are counted and left out.
    """

    models = (PROPENSITY,)

    def __init__(self, names: tuple[str, ...] = FEATURE_NAMES) -> None:
        self._names = names
        self._model = OnlineLogistic()
        self._numbers = _Numbers()
        self._changed = False

    def learn(self, packs: Sequence[ExamplePack], *, in_step: bool) -> None:
        """Learn the new ones among these packs' examples, in step sorted by the time they became known."""
        # All packs are opened before the first example is remembered: one that does not open changes nothing.
        labels = [one for pack in packs for one in told(pack, propensity_examples(pack))]
        labels = self._numbers.known.new_of_wakeups(labels, in_step=in_step)
        for label, _, names in labels:
            if names == self._names and is_usable(label, len(names)):
                self._learn_one(label)
            else:
                self._numbers.left_out += 1
        self._changed |= bool(labels)

    def published(self, step_s: float) -> Publication:
        """The snapshot for the fold, and the model's card."""
        numbers, labels = self._numbers, self._model.labels
        coefficients = self._model.coefficients()
        digest = blake2b(json.encode(coefficients), digest_size=4).hexdigest()
        snapshot = model_snapshot(
            coefficients,
            self._names if labels else (),
            version=f"{OnlineLogistic.name}-{labels}-{digest}",
            step_s=step_s if isfinite(step_s) else 0.0,
            labels=labels,
            rhythm=DEFAULT,  # the fold has the churn snapshot's
        )
        card = {
            "version": snapshot.version.encode(),
            "labels": json.encode(labels),
            "left_out": json.encode(numbers.left_out),
            "metrics": json.encode({"stored": numbers.stored.figures(), "rescored": numbers.rescored.figures()}),
        }
        return Publication(
            strings={"snapshot:propensity": json.encode(snapshot)}, scores={}, hashes={"model:propensity": card}
        )

    @property
    def drifts(self) -> int:
        """Drift is watched on the churn model, which sees the same customers."""
        return 0

    def checkpoint(self) -> dict[str, bytes | None]:
        """State that changed since the last call, by key."""
        if not self._changed:
            return {}
        self._changed = False
        return {MODEL_KEY: self._model.dump()[WHOLE], NUMBERS_KEY: json.encode(self._numbers)}

    def restore(self, state: Mapping[str, bytes]) -> bool:
        """Continue exactly where the checkpoint stood; whether there was one."""
        if NUMBERS_KEY not in state:
            return False
        self._model.load({WHOLE: state[MODEL_KEY]})
        self._numbers = _numbers.decode(state[NUMBERS_KEY])
        return True

    def _learn_one(self, example: ChurnExample) -> None:
        features = dict(zip(self._names, example.features, strict=True))
        now = blend(self._model.labels, self._model.logit_one(features), example.prior_logit)
        silent_long = example.silent_s > example.known_s - example.at_s
        for column, left in ((self._numbers.stored, example.score), (self._numbers.rescored, now)):
            column.judge(1.0 - left, not example.left, silent_long=silent_long)
        self._model.learn_one(features, example.left)
