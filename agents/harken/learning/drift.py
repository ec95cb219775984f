"""Whether a model does worse than it did: ADWIN on its log loss, one-sided, when the learning curve is over.

Bifet & Gavaldà (2007), Learning from time-changing data with adaptive windowing, SDM, section 3.2; River's. The window
is not part of a checkpoint: a learner that was restarted looks at what it learns from then on.
"""

from math import log
from typing import Final

from river.drift import ADWIN

#: On stationary data an unguarded ADWIN fired twice: it saw the learning curve (learning.md, section 1).
WARM_UP: Final = 5000
FLOOR: Final = 1e-6


class DriftWatch:
    """One model's losses.

    Parameters
    ----------
    delta : confidence of ADWIN, 0 to 1; smaller: fewer false alarms.
    """

    def __init__(self, delta: float = 0.002) -> None:
        self._window = ADWIN(delta=delta)
        #: Mean log loss before the last label and with it; after drift, of what used to be and of what is now.
        self.losses = (0.0, 0.0)

    def judge(self, score: float, left: bool, labels: int) -> bool:
        """Take one label (True: left) of a score (0 to 1); whether the loss has grown for good with it.

        Parameters
        ----------
        labels : that the model had learned before.
        """
        if labels < WARM_UP:
            return False
        chance = score if left else 1.0 - score
        before = self._window.estimation
        self._window.update(-log(max(chance, FLOOR)))
        self.losses = (before, self._window.estimation)
        return bool(self._window.drift_detected and self._window.estimation > before)
