"""What a churn model is, whichever way it learns: the port of everything in `MODELS`."""

from collections.abc import Mapping
from math import exp, log
from typing import ClassVar, Final, NamedTuple, Protocol, runtime_checkable

#: A model is never surer than this: one mistake must not ruin its log loss.
FLOOR: Final = 1e-6
#: Logs of days with an order beyond which no forecast goes: none is 0, and thirty years have no more days.
LOWEST_LOG: Final = -20.0
HIGHEST_LOG: Final = 9.3

#: The scale of a feature that never varied: whatever it is, it is not off.
STILL: Final = 1e30

Features = Mapping[str, float]
#: A model as bytes, by name of the piece. What is large comes in pieces, so that only those that changed are written.
Pieces = Mapping[str, bytes]
#: The name of the only piece of a model that has one.
WHOLE: Final = ""


class Coefficients(NamedTuple):
    """A model as numbers, by feature name: `sum weights * (x - means) / scales + intercept` is the logit.

    Where it has hidden units (`harken.models.hidden`) what they add, by `units`, a weight each, is added.
    """

    means: Features
    scales: Features
    weights: Features
    intercept: float
    units: tuple[float, ...] = ()


class Model(Protocol):
    """Learns whether customers left, from features by name.

    Features come and go: one that was never learned says nothing, one that is missing counts as usual. Nothing but what
    was learned, and in which order, decides what a model says.
    """

    #: As in `HARKEN_CHALLENGERS`, in versions and on the card.
    name: ClassVar[str]
    #: Whether it learns beside the champion unless it is switched off; the dear ones do not.
    by_default: ClassVar[bool]

    @property
    def labels(self) -> int:
        """How many it has learned."""
        ...

    def learn_one(self, features: Features, left: bool, weight: float = 1.0) -> None:
        """Learn one label (True: the customer left), which counts as so many (> 0) as far as the model can."""
        ...

    def predict_one(self, features: Features) -> float:
        """The probability that the customer leaves, 0 to 1; asking changes nothing."""
        ...

    def logit_one(self, features: Features) -> float:
        """The same before it is a probability; asking changes nothing."""
        ...

    def dump(self) -> dict[str, bytes]:
        """Everything learned, as data."""
        ...

    def load(self, pieces: Pieces) -> None:
        """Continue exactly where `dump` stood, whatever was learned before; raises msgspec.DecodeError."""
        ...


@runtime_checkable
class Servable(Model, Protocol):
    """A model that scorers can use: it is a few rows of numbers, and what features add to its logit adds up."""

    def coefficients(self) -> Coefficients:
        """The model as numbers."""
        ...


def logit(probability: float) -> float:
    """Log odds, at most those of a probability `FLOOR` from certainty."""
    bounded = min(max(probability, FLOOR), 1.0 - FLOOR)
    return log(bounded / (1.0 - bounded))


def sigmoid(x: float) -> float:
    """The probability of these log odds."""
    return 1.0 / (1.0 + exp(-x)) if x > -500.0 else 0.0
