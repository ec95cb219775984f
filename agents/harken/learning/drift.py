"""Whether a model does worse than it did: ADWIN on its log loss, one-sided, when the learning curve is over.

Bifet & Gavaldà (2007), Learning from time-changing data with adaptive windowing, SDM, section 3.2; River's. It takes
its numbers to be independent, and labels are not: those of one day share its weather, those of one customer the
customer. So it is shown means of blocks. What it has found is said once: the window shrinks on for hundreds of labels,
each time anew, and begins afresh instead, when the model has learned as much as it had to before the first.

The window is not part of a checkpoint: a learner that was restarted looks at what it learns from then on.
"""

from math import log
from typing import Final

from river.drift import ADWIN

#: On stationary data an unguarded ADWIN fired twice: it saw the learning curve (learning.md, section 1).
WARM_UP: Final = 5000
#: Labels in one mean. Days of 300 labels with a chance of their own (.2 or .4, by lot) are stationary: shown one by
#: one, six to twenty drifts were found in 30,000 of them; in blocks of ten, none to two. Blocks of 20 miss a model that
#: is wrong about everything for some hundred labels and then has learned better.
BLOCK: Final = 10
FLOOR: Final = 1e-6


class DriftWatch:
    """One model's losses.

    Parameters
    ----------
    delta : confidence of ADWIN, 0 to 1; smaller: fewer false alarms.
    """

    def __init__(self, delta: float = 0.002) -> None:
        self._delta = delta
        self._begin(WARM_UP)
        #: Mean log loss before the last block and with it; after drift, of what used to be and of what is now.
        self.losses = (0.0, 0.0)

    def _begin(self, from_labels: int) -> None:
        """Know nothing, and look from so many labels on."""
        self._window = ADWIN(delta=self._delta, clock=1)
        self._sum, self._count = 0.0, 0
        self._from = from_labels

    def judge(self, score: float, left: bool, labels: int) -> bool:
        """Take one label (True: left) of a score (0 to 1); whether the loss has grown for good with it.

        Parameters
        ----------
        labels : that the model had learned before.
        """
        if labels < self._from:
            return False
        chance = score if left else 1.0 - score
        self._sum -= log(max(chance, FLOOR))
        self._count += 1
        if self._count < BLOCK:
            return False
        before = self._window.estimation
        self._window.update(self._sum / BLOCK)
        self._sum, self._count = 0.0, 0
        self.losses = (before, self._window.estimation)
        worse = bool(self._window.drift_detected and self._window.estimation > before)
        if worse:
            self._begin(labels + 1 + WARM_UP)
        return worse
