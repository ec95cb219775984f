"""The champion of the churn road: standardised features, logistic regression, AdaGrad, one example at a time.

River's `StandardScaler | LogisticRegression(AdaGrad(0.1))` (learning.md 1.7). AdaGrad: Duchi, Hazan & Singer (2011),
Adaptive Subgradient Methods, JMLR 12. Its numbers are read out for the scorers (`coefficients`) and for the checkpoint
(`dump`), as data.
"""

from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct, json
from river import compose, linear_model, optim, preprocessing

LEARNING_RATE = 0.1


class Coefficients(NamedTuple):
    """The model as numbers, by feature name: `sum weights * (x - means) / scales + intercept` is the logit."""

    means: Mapping[str, float]
    scales: Mapping[str, float]
    weights: Mapping[str, float]
    intercept: float


class _Numbers(Struct):
    """Everything that River's two steps have learned."""

    labels: int
    counts: dict[str, int]
    means: dict[str, float]
    variances: dict[str, float]
    weights: dict[str, float]
    squared_gradients: dict[str, float]
    iterations: int
    intercept: float


_decoder = json.Decoder(_Numbers)


class OnlineLogistic:
    """Learns whether a customer left from features by name; `labels` is how many it has learned."""

    name = "logistic"

    def __init__(self) -> None:
        self.labels = 0
        self._scaler = preprocessing.StandardScaler()
        self._regression = linear_model.LogisticRegression(optimizer=optim.AdaGrad(LEARNING_RATE))
        self._pipeline = compose.Pipeline(self._scaler, self._regression)

    def learn_one(self, features: Mapping[str, float], left: bool) -> None:
        """Learn one label (True: the customer left)."""
        self._pipeline.learn_one(dict(features), left)
        self.labels += 1

    def predict_one(self, features: Mapping[str, float]) -> float:
        """The probability that the customer leaves; reading it changes nothing."""
        return float(self._pipeline.predict_proba_one(self._known(features))[True])

    def logit_one(self, features: Mapping[str, float]) -> float:
        """The score before it is a probability; reading it changes nothing."""
        standard = self._scaler.transform_one(self._known(features))
        weights = self._regression.weights
        return float(self._regression.intercept + sum(weights.get(name, 0.0) * x for name, x in standard.items()))

    def coefficients(self) -> Coefficients:
        """The model as numbers; a feature that never varied has scale 1 and, standardised, counts for nothing."""
        weights = self._regression.weights
        names = [name for name in self._scaler.counts if name in weights]
        variances = self._scaler.vars
        return Coefficients(
            means={name: self._scaler.means[name] for name in names},
            scales={name: variances[name] ** 0.5 if variances[name] else 1.0 for name in names},
            weights={name: weights[name] if variances[name] else 0.0 for name in names},
            intercept=float(self._regression.intercept),
        )

    def dump(self) -> bytes:
        """Everything learned, as JSON."""
        optimizer = self._regression.optimizer
        numbers = _Numbers(
            labels=self.labels,
            counts=dict(self._scaler.counts),
            means=dict(self._scaler.means),
            variances=dict(self._scaler.vars),
            weights=dict(self._regression.weights),
            squared_gradients=dict(optimizer.g2),
            iterations=optimizer.n_iterations,
            intercept=float(self._regression.intercept),
        )
        return json.encode(numbers)

    def load(self, data: bytes) -> None:
        """Continue exactly where `dump` stood, whatever was learned before; raises msgspec.DecodeError."""
        numbers = _decoder.decode(data)
        self.__init__()  # type: ignore[misc]  # what is added below must be added to nothing
        self.labels = numbers.labels
        self._scaler.counts.update(numbers.counts)
        self._scaler.means.update(numbers.means)
        self._scaler.vars.update(numbers.variances)
        # River has no public way in for weights that were learned elsewhere.
        self._regression._weights.update(numbers.weights)
        self._regression.intercept = numbers.intercept
        self._regression.optimizer.g2.update(numbers.squared_gradients)
        self._regression.optimizer.n_iterations = numbers.iterations

    def _known(self, features: Mapping[str, float]) -> dict[str, float]:
        """Features that were ever learned: River's scaler would make state for any other."""
        counts = self._scaler.counts
        return {name: x for name, x in features.items() if name in counts}
