"""The online logistic with its logits put right: a slope and an offset, learned from the same labels (Platt scaling).

Platt (1999), Probabilistic outputs for support vector machines; here by AdaGrad, one label at a time, on the logit that
was given before the label was learned. It stays a weight for each feature, so it is judged as it would have scored, and
could score. Off by default: it never did better than no recalibration at all (docs/decisions/0031).
"""

from math import sqrt
from typing import ClassVar, Final

from msgspec import Struct, json

from harken.models.model import WHOLE, Coefficients, Features, Pieces, sigmoid
from harken.models.online_logistic import OnlineLogistic

#: Slower ones follow the season less, faster ones more; of .01, .05 and .1 the slowest did least harm.
LEARNING_RATE: Final = 0.01
BASE: Final = "base"


class _Line(Struct):
    """`slope * logit + offset`, and the sums of its squared gradients."""

    slope: float = 1.0
    offset: float = 0.0
    slope_squares: float = 1e-8
    offset_squares: float = 1e-8


_decoder: Final = json.Decoder(_Line)


class Platt:
    """Learns whether a customer left from features by name."""

    name: ClassVar = "platt"
    by_default: ClassVar = False

    def __init__(self) -> None:
        self._base = OnlineLogistic()
        self._line = _Line()

    @property
    def labels(self) -> int:
        """How many it has learned."""
        return self._base.labels

    def learn_one(self, features: Features, left: bool, weight: float = 1.0) -> None:
        """Learn one label (True: the customer left): first the line, on what was said before, then the model."""
        line, logit = self._line, self._base.logit_one(features)
        off = weight * (sigmoid(line.slope * logit + line.offset) - left)
        line.slope_squares += (off * logit) ** 2
        line.offset_squares += off**2
        line.slope -= LEARNING_RATE / sqrt(line.slope_squares) * off * logit
        line.offset -= LEARNING_RATE / sqrt(line.offset_squares) * off
        self._base.learn_one(features, left, weight)

    def predict_one(self, features: Features) -> float:
        """The probability that the customer leaves; asking changes nothing."""
        return sigmoid(self.logit_one(features))

    def logit_one(self, features: Features) -> float:
        """The same before it is a probability; asking changes nothing."""
        return self._line.slope * self._base.logit_one(features) + self._line.offset

    def coefficients(self) -> Coefficients:
        """The model as numbers: those of the logistic, stretched and moved."""
        read, line = self._base.coefficients(), self._line
        weights = {name: line.slope * weight for name, weight in read.weights.items()}
        return read._replace(weights=weights, intercept=line.slope * read.intercept + line.offset)

    def dump(self) -> dict[str, bytes]:
        """Everything learned, as JSON."""
        return {WHOLE: json.encode(self._line), BASE: self._base.dump()[WHOLE]}

    def load(self, pieces: Pieces) -> None:
        """Continue exactly where `dump` stood, whatever was learned before; raises msgspec.DecodeError."""
        self._line = _decoder.decode(pieces[WHOLE])
        self._base.load({WHOLE: pieces[BASE]})
