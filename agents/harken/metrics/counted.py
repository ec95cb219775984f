"""Progressive metrics of a count that was forecast: Poisson deviance, actual over expected, correlation; of sums alone.

Each forecast is judged once, by its label. The ratio of actual to expected of the recent ones is what is known of a
season: what it says of the coming month is measured in docs/value.md.
"""

from math import log, sqrt
from typing import Final

from msgspec import Struct, field

from harken.metrics.progressive import RECENT_LABELS

_GROWTH: Final = 2.0 ** (1.0 / RECENT_LABELS)
_REBASE_AT: Final = 1e12
#: No forecast counts as less: of one of 0 any count would be infinitely unlikely.
LEAST: Final = 1e-6


class CountTally(Struct):
    """Weighted sums: how many, what was expected, what came, their squares and product, the deviance."""

    n: float = 0.0
    expected: float = 0.0
    actual: float = 0.0
    expected_2: float = 0.0
    actual_2: float = 0.0
    product: float = 0.0
    deviance: float = 0.0

    def judge(self, expected: float, actual: float, weight: float = 1.0) -> None:
        """Take one label (>= 0) of a forecast (>= 0)."""
        expected = max(expected, LEAST)
        self.n += weight
        self.expected += weight * expected
        self.actual += weight * actual
        self.expected_2 += weight * expected * expected
        self.actual_2 += weight * actual * actual
        self.product += weight * expected * actual
        surprise = actual * log(actual / expected) if actual else 0.0
        self.deviance += weight * 2.0 * (surprise - actual + expected)

    def scale(self, factor: float) -> None:
        """Let every label judged so far count `factor` times what it did."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) * factor)

    def figures(self, unit: float = 1.0) -> dict[str, float]:
        """What the sums say; `unit` is the weight of the newest label."""
        figures: dict[str, float] = {"labels": round(self.n / unit)}
        if not self.n:
            return figures
        figures |= {
            "deviance": round(self.deviance / self.n, 4),
            "actual_over_expected": round(self.actual / self.expected, 4),
        }
        spread = (self.expected_2 - self.expected**2 / self.n) * (self.actual_2 - self.actual**2 / self.n)
        if spread > 0:
            together = self.product - self.expected * self.actual / self.n
            figures["correlation"] = round(together / sqrt(spread), 4)
        return figures


class Counted(Struct):
    """One column of figures: over all labels, and over the recent ones."""

    all_time: CountTally = field(default_factory=CountTally)
    recent: CountTally = field(default_factory=CountTally)
    recent_weight: float = 1.0

    def judge(self, expected: float, actual: float) -> None:
        """Take one label (>= 0) of a forecast (>= 0)."""
        self.all_time.judge(expected, actual)
        self.recent_weight *= _GROWTH
        self.recent.judge(expected, actual, self.recent_weight)
        if self.recent_weight > _REBASE_AT:
            self.recent.scale(1.0 / self.recent_weight)
            self.recent_weight = 1.0

    def figures(self) -> dict[str, dict[str, float]]:
        """All figures, by name."""
        return {"all_time": self.all_time.figures(), "recent": self.recent.figures(self.recent_weight)}
