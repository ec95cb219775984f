"""Who is better for good: paired losses of the champion and its challengers on the same labels, in windows.

A challenger is promoted where, at the end of a window of n labels, its log loss on them was lower with a bound: the
mean of the differences lies `BOUND` standard errors above 0. Each window is looked at once, at its end, and no label is
in two of them, so looking often does not make a winner of chance. Three snapshots of a customer overlap within a
horizon, so n labels count as a third of them.
"""

from collections.abc import Mapping
from math import inf, log, sqrt
from typing import Final

from msgspec import Struct, field

from harken.models.model import FLOOR

#: One-sided, 1 in 740 where two are as good as each other; a year has few windows.
BOUND: Final = 3.0
#: Snapshots of one customer whose horizons overlap (`harken.fold.config`, `snapshot_s`).
OVERLAP: Final = 3.0


class Lead(Struct):
    """How much lower a challenger's loss was than the champion's: mean and squares (Welford), nats a label."""

    mean: float = 0.0
    squares: float = 0.0


class Leads(Struct):
    """One window of labels.

    Parameters
    ----------
    labels : in it so far.
    """

    labels: int = 0
    by_model: dict[str, Lead] = field(default_factory=dict)

    def judge(self, champion: str, scores: Mapping[str, float], left: bool, window: int) -> str | None:
        """Take one label of the scores (0 to 1) that all models gave at the time; who has won, if anybody has.

        Parameters
        ----------
        window : labels of a window, > 1.
        """
        base = scores.get(champion)
        if base is None:
            return None
        self.labels += 1
        base_loss = _loss(base, left)
        for name, score in scores.items():
            #  Who comes within a window waits for the next: all of one window are compared on the same labels.
            if name != champion and (self.labels == 1 or name in self.by_model):
                lead = self.by_model.setdefault(name, Lead())
                off = base_loss - _loss(score, left) - lead.mean
                lead.mean += off / self.labels
                lead.squares += off * (base_loss - _loss(score, left) - lead.mean)
        if self.labels < window:
            return None
        winner = max(self.by_model, key=self._bound, default=None)
        won = winner if winner is not None and self._bound(winner) > 0 else None
        self.clear()
        return won

    def clear(self) -> None:
        """Begin a new window."""
        self.labels = 0
        self.by_model = {}

    def forget(self, name: str) -> None:
        """Another model bears this name from now on."""
        self.by_model.pop(name, None)

    def _bound(self, name: str) -> float:
        lead = self.by_model[name]
        error = sqrt(OVERLAP * lead.squares / max(self.labels - 1, 1) / self.labels)
        return lead.mean - BOUND * error if self.labels > 1 else -inf


def _loss(score: float, left: bool) -> float:
    return -log(max(score if left else 1.0 - score, FLOOR))
