"""All models' opinions weighed: an online logistic regression on their logits, taught by the same labels.

Wolpert (1992), Stacked generalization, Neural Networks 5(2); here each logit is that of a model which has not yet
learned the label, so no fold is held out. Its features are named for the models, which may come and go as features do.
Off by default: no row of numbers, so it can only say how much there is left to gain.
"""

from typing import ClassVar

from harken.models.model import Features, Pieces
from harken.models.online_logistic import OnlineLogistic


class Stack:
    """Learns whether a customer left from the logits of other models, by their names."""

    name: ClassVar = "stack"
    by_default: ClassVar = False

    def __init__(self) -> None:
        self._logistic = OnlineLogistic()

    @property
    def labels(self) -> int:
        """How many it has learned."""
        return self._logistic.labels

    def learn_one(self, features: Features, left: bool, weight: float = 1.0) -> None:
        """Learn one label (True: the customer left)."""
        self._logistic.learn_one(features, left, weight)

    def predict_one(self, features: Features) -> float:
        """The probability that the customer leaves; asking changes nothing."""
        return self._logistic.predict_one(features)

    def logit_one(self, features: Features) -> float:
        """The same before it is a probability; asking changes nothing."""
        return self._logistic.logit_one(features)

    def dump(self) -> dict[str, bytes]:
        """Everything learned, as JSON."""
        return self._logistic.dump()

    def load(self, pieces: Pieces) -> None:
        """Continue exactly where `dump` stood; raises msgspec.DecodeError."""
        self._logistic.load(pieces)
