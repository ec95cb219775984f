"""How likely an order comes within seven days, at every moment of decision of a batch.

It is the churn score's machinery with another horizon: the same features, BG/NBD for the next seven days as the prior,
an online model that learned what came. Its snapshots are the churn model's; only their answer comes sooner.
"""

from typing import Final, NamedTuple

import numpy as np
from msgspec import UNSET, UnsetType, structs
from numpy.typing import NDArray

from harken.example import ChurnExample
from harken.features.numbers import Numbers
from harken.fold.config import DAY_S
from harken.fold.labels import SOON_S
from harken.fold.moment import NO_ROW, Answer, Moment
from harken.fold.stored import features_of
from harken.models.churn import score
from harken.shelf import ChurnSnapshot

Column = NDArray[np.float64]


class Chances(NamedTuple):
    """By moment: the probability that no order comes, and the logit of the prior's."""

    left: list[float]
    prior_logit: list[float]


NO_CHANCES: Final = Chances([], [])


def chances(numbers: Numbers[Column], rows: Column, snapshot: ChurnSnapshot) -> Chances:
    """The chances at all moments that are scored.

    Parameters
    ----------
    numbers, rows : columns, and their features.
    snapshot : the model as last published, with the population's rhythm.
    """
    repeats = np.maximum(numbers.days - 1.0, 0.0)
    scores = score(snapshot, rows, repeats, numbers.span_d, numbers.age_d, SOON_S / DAY_S)
    return Chances(scores.probability.tolist(), scores.prior_logit.tolist())


class Propensity:
    """The chances of one batch's moments; `examples` is what became of earlier ones."""

    def __init__(self, found: Chances) -> None:
        self.examples: list[ChurnExample] = []
        self._left, self._prior = found

    def put(self, moment: Moment) -> None:
        """Put it into the customer's document; nothing is expected of who is not in the population."""
        moment.customer.propensity_7d = self.chance(moment)

    def chance(self, moment: Moment) -> float | UnsetType:
        """What there is to say at a moment."""
        row = moment.row
        return UNSET if row == NO_ROW else round(1.0 - self._left[row], 4)

    def fill_in(self, moment: Moment) -> None:
        """Store what is said with the snapshot that waits for its answer."""
        soon, row = moment.soon, moment.row
        if soon is not None:
            soon.score, soon.prior_logit = round(self._left[row], 5), round(self._prior[row], 5)

    def answer(self, answer: Answer) -> None:
        """Give the label out."""
        pending, soon, cause, known_s = answer
        features = features_of(pending.features)
        features[-1] = soon.prior_logit
        self.examples.append(
            ChurnExample(
                cause=cause,
                at_s=pending.at_s,
                known_s=known_s,
                features=features,
                score=soon.score,
                prior_logit=soon.prior_logit,
                version="",  # not kept: it would be half of what is
                silent_s=pending.silent_s,
                left=not soon.ordered,
            )
        )


def readable(snapshot: ChurnSnapshot | None, churn: ChurnSnapshot, names: tuple[str, ...]) -> ChurnSnapshot:
    """What scores: the snapshot on the churn snapshot's rhythm, or only the prior where there is none for these names.
    """
    if snapshot is None or snapshot.names != names:
        return structs.replace(churn, version="prior", labels=0, names=())
    return structs.replace(snapshot, rhythm=churn.rhythm)
