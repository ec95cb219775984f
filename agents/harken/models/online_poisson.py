"""Order days to come, learned online: standardised features, Poisson regression, AdaGrad, one example at a time.

River's `StandardScaler | LinearRegression(AdaGrad(0.05), loss=Poisson())`. It is the challenger of BG/NBD's expectation
(learning.md, 4), which comes in as the last feature, as the chance of no order (`harken.value.forecast`).
"""

from math import exp
from typing import Any, Final

from river import linear_model, optim

from harken.models.model import HIGHEST_LOG, LOWEST_LOG, Features
from harken.models.one_pass import OnePassAdaGrad
from harken.models.online_linear import OnlineLinear

LEARNING_RATE: Final = 0.05
#: No label pulls harder: who orders on sixty days of ninety is no reason to expect more of everybody.
STEEPEST: Final = 3.0


class _Bounded(optim.losses.Poisson):  # type: ignore[misc]  # River is without types
    """River's loss, whose exponential would overflow where a feature lies far beyond all that came before."""

    def gradient(self, y_true: float, y_pred: float) -> float:
        return exp(min(y_pred, HIGHEST_LOG)) - y_true


class OnlinePoisson(OnlineLinear):
    """Learns how many days with an order came, from features by name; `labels` is how many it has learned."""

    def learn_one(self, features: Features, days: float) -> None:
        """Learn one label: the days with an order, >= 0."""
        self._regression.learn_one(self._scaler.learn_transform_one(features), days)
        self.labels += 1

    def predict_one(self, features: Features) -> float:
        """The days expected; reading it changes nothing."""
        return exp(self.log_one(features))

    def log_one(self, features: Features) -> float:
        """Their log; reading it changes nothing."""
        return min(max(self._sum_one(features), LOWEST_LOG), HIGHEST_LOG)

    def _untaught(self) -> Any:
        return linear_model.LinearRegression(
            optimizer=OnePassAdaGrad(LEARNING_RATE), loss=_Bounded(), clip_gradient=STEEPEST
        )
