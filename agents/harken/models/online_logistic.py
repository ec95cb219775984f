"""Standardised features, logistic regression, AdaGrad, one example at a time.

River's `StandardScaler | LogisticRegression(AdaGrad(0.1))` (learning.md 1.7). It was the champion of the churn road
before the filter was as cheap (docs/decisions/0049).
"""

from typing import Any, ClassVar

from harken.models.model import Features, sigmoid
from harken.models.one_pass import OnePassAdaGrad, OnePassLogistic
from harken.models.online_linear import OnlineLinear

LEARNING_RATE = 0.1


class OnlineLogistic(OnlineLinear):
    """Learns whether a customer left from features by name; `labels` is how many it has learned."""

    name: ClassVar = "logistic"
    by_default: ClassVar = True

    def learn_one(self, features: Features, left: bool, weight: float = 1.0) -> None:
        """Learn one label (True: the customer left), by so many times its slope (`weight`)."""
        # What River's pipeline does, without its asking each step what it can.
        self._regression.learn_one(self._scaler.learn_transform_one(features), left, weight)
        self.labels += 1

    def predict_one(self, features: Features) -> float:
        """The probability that the customer leaves; reading it changes nothing."""
        return sigmoid(self.logit_one(features))

    def logit_one(self, features: Features) -> float:
        """The score before it is a probability; reading it changes nothing."""
        return self._sum_one(features)

    def _untaught(self) -> Any:
        return OnePassLogistic(OnePassAdaGrad(LEARNING_RATE))
