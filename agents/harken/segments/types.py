"""The names that groups of customers may have, and what each stands for; no segment of one's own has one of them."""

from typing import Final

#: What each name stands for, in spreads from the mean of all: silence, days with an order, money. Up to five groups are
#: named by the first five, more by as many as there are.
TYPES: Final[dict[str, tuple[float, float, float]]] = {
    "champions": (-1.0, 1.6, 1.5),
    "loyal": (-0.4, 0.6, 0.5),
    "new": (-1.1, -0.8, -0.6),
    "at_risk": (0.6, 0.4, 0.4),
    "asleep": (0.8, -0.8, -0.8),
    "big_spenders": (0.0, -0.5, 0.9),
    "occasional": (-0.1, -0.2, -0.4),
    "lost_small": (1.2, -0.9, -1.8),
}
