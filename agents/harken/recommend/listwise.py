"""The ranker of the blend: a conditional logit over all candidates of a customer.

It raises the probability of what was taken among them, by AdaGrad (McFadden 1974, Conditional Logit Analysis of
Qualitative Choice Behavior; listwise as in Cao, Qin, Liu, Tsai & Li 2007, Learning to Rank: From Pairwise to Listwise
Approach, ICML, section 4; Duchi, Hazan & Singer 2011, JMLR 12). Why not pairwise: docs/decisions/0028.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Row = NDArray[np.float64]

RATE: Final = 0.1
#: Of all weights; who knows a candidate at all speaks for it.
BEGIN: Final = 0.1


class Listwise:
    """A weight for each feature of a candidate.

    Parameters
    ----------
    features : how many, > 0.
    """

    def __init__(self, features: int) -> None:
        self.weights: Row = np.full(features, BEGIN)
        self._squares: Row = np.ones(features)

    def score_many(self, rows: Row) -> Row:
        """Of each row of features its score; a difference of 1 is a chance e times as high."""
        scores: Row = rows @ self.weights
        return scores

    def learn_one(self, rows: Row, taken: NDArray[np.bool_]) -> None:
        """Some of these candidates were taken; where none or all of them were there is nothing to learn."""
        if not taken.any() or taken.all():
            return
        self._step(rows[taken].mean(axis=0) - self._chances(rows) @ rows)

    def learn_shown(self, rows: Row, weights: Row) -> None:
        """Of these candidates, which were all on one list, some were taken.

        Parameters
        ----------
        weights : for how much each counts as taken, >= 0; by the inverse of the chance that its place is looked at
            (`harken.recommend.examination`), over many lists nobody is the worse for not being looked at. 0: it was not
            taken, or not seen.
        """
        total = weights.sum()
        if len(rows) > 1 and total > 0:
            self._step(weights @ rows - total * (self._chances(rows) @ rows))

    def _chances(self, rows: Row) -> Row:
        scores = self.score_many(rows)
        chances: Row = np.exp(scores - scores.max())
        chances /= chances.sum()
        return chances

    def _step(self, gradient: Row) -> None:
        self._squares += gradient * gradient
        self.weights += RATE * gradient / np.sqrt(self._squares)

    def dump(self) -> tuple[Sequence[float], Sequence[float]]:
        """Weights, and sums of squared gradients."""
        return self.weights.tolist(), self._squares.tolist()

    def load(self, weights: Sequence[float], squares: Sequence[float]) -> None:
        """Continue exactly where `dump` stood; features that were not there then begin with a weight of 0."""
        more = len(self.weights) - len(weights)
        self.weights = np.concatenate((weights, np.zeros(more)))
        self._squares = np.concatenate((squares, np.ones(more)))
