"""Recency alone: the least that anybody would try, days since the last order against a threshold that is learned.

What a model with 32 features is worth is what it does better than this (learning.md, section 1: AUC .671 on UCI).
"""

from typing import ClassVar, Final

from harken.models.model import Features
from harken.models.online_logistic import OnlineLogistic

LOG_RECENCY: Final = "log_recency"


class Recency(OnlineLogistic):
    """The online logistic model, with one feature."""

    name: ClassVar = "recency"
    by_default: ClassVar = True

    def learn_one(self, features: Features, left: bool, weight: float = 1.0) -> None:
        """Learn one label (True: the customer left)."""
        super().learn_one(_only(features), left, weight)

    def predict_one(self, features: Features) -> float:
        """The probability that the customer leaves; asking changes nothing."""
        return super().predict_one(_only(features))

    def logit_one(self, features: Features) -> float:
        """The same before it is a probability; asking changes nothing."""
        return super().logit_one(_only(features))


def _only(features: Features) -> Features:
    found = features.get(LOG_RECENCY)
    return {} if found is None else {LOG_RECENCY: found}
