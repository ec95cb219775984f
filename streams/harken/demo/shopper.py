"""One simulated customer: how often they buy, how easily they leave, what they like; and how they change."""

from dataclasses import dataclass
from math import exp
from random import Random
from typing import Final

from harken.demo.catalogue import CLUSTERS

DAY_S: Final = 86_400.0
#: Gamma of purchases a day: mean 1 in 8 days, never fewer than 1 in 25.
BUYS_SHAPE: Final = 2.5
BUYS_MEAN_A_DAY: Final = 1 / 8
BUYS_LEAST_A_DAY: Final = 1 / 25
#: Beta of leaving after a purchase, for a customer of middling satisfaction.
LEAVES_A: Final = 1.0
LEAVES_B: Final = 9.0
#: Beta of how often a purchase disappoints.
DISAPPOINTS_A: Final = 1.0
DISAPPOINTS_B: Final = 7.0
#: How much one experience counts in satisfaction, and how strongly satisfaction bends leaving.
EXPERIENCE: Final = 0.35
BEND: Final = 3.0


@dataclass
class Shopper:
    """A customer with a rate, a habit of leaving and tastes of their own.

    Parameters
    ----------
    buys_a_day : mean purchases a day while a customer.
    visits_a_day : mean visits without a purchase a day while a customer.
    leaves : probability of leaving after a purchase, where satisfaction is .5.
    disappoints : probability that a purchase disappoints them.
    satisfaction : 0 (worst) to 1.
    """

    customer_id: str
    channel: str
    tastes: tuple[str, ...]
    buys_a_day: float
    visits_a_day: float
    leaves: float
    disappoints: float
    satisfaction: float
    orders: int = 0

    def gap_s(self, rng: Random) -> float:
        """Seconds to the next purchase (exponential: purchases are a Poisson process)."""
        return rng.expovariate(self.buys_a_day) * DAY_S

    def visit_gap_s(self, rng: Random) -> float:
        """Seconds to the next visit; the less content, the rarer."""
        return rng.expovariate(self.visits_a_day * (0.25 + 0.75 * self.satisfaction)) * DAY_S

    def experience(self, rng: Random) -> bool:
        """Receive a purchase: satisfaction moves, and whether it disappointed is told."""
        disappointed = rng.random() < self.disappoints
        self.satisfaction += EXPERIENCE * ((0.0 if disappointed else 1.0) - self.satisfaction)
        return disappointed

    def decides_to_leave(self, rng: Random) -> bool:
        """Whether this purchase was the last: 1 - (1 - leaves) ** exp(BEND * (.5 - satisfaction))."""
        stays: float = (1.0 - self.leaves) ** exp(BEND * (0.5 - self.satisfaction))
        return rng.random() >= stays


def draw_shopper(rng: Random, number: int) -> Shopper:
    """A new customer."""
    buys = max(BUYS_LEAST_A_DAY, rng.gammavariate(BUYS_SHAPE, BUYS_MEAN_A_DAY / BUYS_SHAPE))
    return Shopper(
        customer_id=f"shopper-{number:05d}",
        channel=rng.choices(("web", "app", "store"), (5, 4, 1))[0],
        tastes=tuple(rng.sample(CLUSTERS, 2)),
        buys_a_day=buys,
        visits_a_day=2.0 * buys,
        leaves=rng.betavariate(LEAVES_A, LEAVES_B),
        disappoints=rng.betavariate(DISAPPOINTS_A, DISAPPOINTS_B),
        satisfaction=rng.betavariate(8, 2),
    )
