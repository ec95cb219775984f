"""BG/NBD alone: the prior that every score is blended with, as a champion or challenger of its own.

Its logit is the last feature: in a score from parameters of that time, when the label comes of those known by then
(`harken.learning.prior`). Labels teach it nothing; what it learns from is the rhythms of customers.
"""

from typing import ClassVar, Final

from msgspec import Struct, json

from harken.models.model import WHOLE, Coefficients, Features, Pieces, sigmoid

PRIOR_LOGIT: Final = "prior_logit"


class _Numbers(Struct):
    labels: int


_decoder: Final = json.Decoder(_Numbers)


class BgNbd:
    """Says what the prior says; `labels` counts only."""

    name: ClassVar = "bgnbd"
    by_default: ClassVar = True

    def __init__(self) -> None:
        self.labels = 0

    def learn_one(self, features: Features, left: bool, weight: float = 1.0) -> None:
        """Count one label, whatever its weight."""
        del features, left, weight
        self.labels += 1

    def predict_one(self, features: Features) -> float:
        """The prior's probability; one half where it is not known."""
        return sigmoid(self.logit_one(features))

    def logit_one(self, features: Features) -> float:
        """The prior's logit; 0 where it is not known."""
        return features.get(PRIOR_LOGIT, 0.0)

    def coefficients(self) -> Coefficients:
        """One weight, 1, on the prior's logit."""
        return Coefficients({PRIOR_LOGIT: 0.0}, {PRIOR_LOGIT: 1.0}, {PRIOR_LOGIT: 1.0}, 0.0)

    def dump(self) -> dict[str, bytes]:
        """The count, as JSON."""
        return {WHOLE: json.encode(_Numbers(self.labels))}

    def load(self, pieces: Pieces) -> None:
        """Continue exactly where `dump` stood; raises msgspec.DecodeError."""
        self.labels = _decoder.decode(pieces[WHOLE]).labels
