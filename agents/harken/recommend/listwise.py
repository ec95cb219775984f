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
        scores = self.score_many(rows)
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        gradient = rows[taken].mean(axis=0) - chances @ rows
        self._squares += gradient * gradient
        self.weights += RATE * gradient / np.sqrt(self._squares)

    def dump(self) -> tuple[Sequence[float], Sequence[float]]:
        """Weights, and sums of squared gradients."""
        return self.weights.tolist(), self._squares.tolist()

    def load(self, weights: Sequence[float], squares: Sequence[float]) -> None:
        """Continue exactly where `dump` stood."""
        self.weights, self._squares = np.array(weights), np.array(squares)
