"""River's scaler, logistic and AdaGrad with each feature touched once instead of four times: the same numbers, bit for
bit.

They are River's own classes with River's own state, but for weights in a plain dictionary; what is left out is looking
the same feature up again and again, and asking for the learning rate once for each (docs/decisions/0027).
`tests/unit/agents/models/test_one_pass.py` compares them with River's.
"""

from collections.abc import Mapping
from typing import Any

from river import linear_model, optim, preprocessing


class OnePassScaler(preprocessing.StandardScaler):  # type: ignore[misc]  # River is without types
    """River's `StandardScaler`; learns an example and scales it."""

    def learn_transform_one(self, x: Mapping[str, float]) -> dict[str, float]:
        """What `learn_one` and then `transform_one` do: the example, scaled by all that came and by itself."""
        counts, means, variances = self.counts, self.means, self.vars
        scaled = {}
        for name, value in x.items():
            counts[name] = count = counts[name] + 1
            off = value - means[name]
            means[name] = mean = means[name] + off / count
            off_now = value - mean
            variance = variances[name]
            variances[name] = variance = variance + (off * off_now - variance) / count
            scaled[name] = off_now / variance**0.5 if variance else 0.0
        return scaled


class OnePassAdaGrad(optim.AdaGrad):  # type: ignore[misc]  # as above
    """River's `AdaGrad`."""

    def _step_with_dict(self, w: Any, g: Any) -> Any:
        squares, rate, eps = self.g2, self.learning_rate, self.eps
        for name, gradient in g.items():
            squares[name] = square = squares[name] + gradient**2
            w[name] -= rate / (square + eps) ** 0.5 * gradient
        return w


class OnePassLogistic(linear_model.LogisticRegression):  # type: ignore[misc]  # as above
    """River's `LogisticRegression`, one example at a time, without penalties.

    River keeps weights in a dictionary of Rust's: to sum over it from here takes three times as long as over Python's.

    Parameters
    ----------
    optimizer : of one step a label.
    """

    def __init__(self, optimizer: OnePassAdaGrad) -> None:
        super().__init__(optimizer=optimizer)
        self._weights: dict[str, float] = {}

    @property
    def weights(self) -> dict[str, float]:
        """By feature."""
        return self._weights

    def learn_one(self, x: Mapping[str, float], y: bool, w: float = 1.0) -> None:
        """What River's does."""
        weights, optimizer, total = self._weights, self.optimizer, 0.0
        for name, value in x.items():
            if name in weights:
                total += weights[name] * value
            else:
                weights[name] = 0.0
        slope = w * self.loss.gradient(y_true=y, y_pred=total + self.intercept)
        self.intercept -= self.intercept_lr.get(optimizer.n_iterations) * slope
        optimizer._step_with_dict(weights, {name: value * slope for name, value in x.items()})
        optimizer.n_iterations += 1
