"""River's scaler and AdaGrad with each feature touched once instead of four times: the same numbers, bit for bit.

They are River's own classes with River's own state; what is left out is looking the same feature up again and again,
and asking for the learning rate once for each (docs/decisions/0027). `tests/unit/agents/models/test_one_pass.py`
compares them with River's.
"""

from collections.abc import Mapping
from typing import Any

from river import optim, preprocessing


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
