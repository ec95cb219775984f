"""The stored churn scores against their labels: by month, by decile of probability, and what the riskiest hold.

The learner's own card has the two columns of figures; here is what a curve needs. Only counts are kept.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any

from harken.example import ChurnExample
from harken.metrics.progressive import WARM_UP, Tally, calibration
from harken.metrics.silences import Silences

#: Points of the gain curve.
_POINTS = 20


class StoredScores:
    """Takes labels in the order in which they are learned."""

    def __init__(self) -> None:
        self._labels = 0
        self._all, self._warm, self._held_out = Tally(), Tally(), Tally()
        self._months: dict[str, Tally] = {}
        self.silences = Silences()

    def judge(self, labels: Sequence[ChurnExample]) -> None:
        """Take the labels of a step."""
        for label in sorted(labels, key=lambda e: (e.known_s, e.cause)):
            month = f"{datetime.fromtimestamp(label.known_s, UTC):%Y-%m}"
            tallies = [self._all, self._months.setdefault(month, Tally())]
            if self._labels >= WARM_UP:
                tallies.append(self._warm)
            for tally in tallies:
                tally.judge(label.score, label.left)
            self.silences.take(label.silent_s, max(label.known_s - label.at_s, 1.0), label.left)
            if label.treated is False:
                self._held_out.judge(label.score, label.left)
            self._labels += 1

    @property
    def base_rate(self) -> float | None:
        """The share of all labels that left."""
        return sum(self._all.left) / self._labels if self._labels else None

    def figures(self) -> dict[str, Any]:
        """Months; calibration and gain after the warm-up, or of all labels where there are no more.

        Of the held-out, where there are any, their figures alone: nobody has acted on what was said of them.
        """
        chosen = self._warm if self._labels > WARM_UP else self._all
        held_out = self._held_out.figures()
        return {
            **({"held_out": held_out} if held_out["labels"] else {}),
            "months": {month: tally.figures() for month, tally in sorted(self._months.items())},
            "curves_after": WARM_UP if chosen is self._warm else 0,
            "calibration": list(calibration(chosen)),
            "gain": gain(chosen),
        }


def gain(tally: Tally) -> list[dict[str, float]]:
    """Of all who left, the share among the riskiest so many: at 5, 10, ... 100 percent of the labels."""
    left, stayed = tally.left[::-1], tally.stayed[::-1]  # the highest scores first
    found = [0.0, *accumulate(left)]
    asked = [0.0, *accumulate(map(sum, zip(left, stayed, strict=True)))]
    if not found[-1]:
        return []
    points, at = [], 0
    for n in range(1, _POINTS + 1):
        share = n / _POINTS
        while asked[at + 1] < share * asked[-1]:
            at += 1
        inside = (share * asked[-1] - asked[at]) / (asked[at + 1] - asked[at])
        points.append(
            {"asked": share, "found": round((found[at] + inside * (found[at + 1] - found[at])) / found[-1], 4)}
        )
    return points
