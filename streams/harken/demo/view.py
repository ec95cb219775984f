"""What the demo shows, as a value: one look at everything."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from harken.alert import Alert


class ModelCard(NamedTuple):
    """What the learner says of the churn model; figures are None before both classes were seen."""

    version: str = "none yet"
    labels: int = 0
    base_rate: float | None = None
    stored_auc: float | None = None
    rescored_auc: float | None = None
    stored_log_loss: float | None = None


class AtRisk(NamedTuple):
    """One of the riskiest customers; `left` is the simulator's truth, which harken never sees."""

    customer_id: str
    probability: float
    remaining: float
    why: str
    left: bool


class Truth(NamedTuple):
    """How many customers were ever alerted as about to leave, and how many of them have left the simulated shop.

    `joined` and `left` are the same for all its customers, to compare with.
    """

    alerted: int = 0
    alerted_left: int = 0
    joined: int = 0
    left: int = 0


class View(NamedTuple):
    """One look.

    Parameters
    ----------
    took_s : since the start.
    day : event time of the shop, epoch seconds; None before its first event.
    sent : records given to the broker; `applied` of them are in customers' documents.
    sent_a_second, applied_a_second : over the last few seconds.
    alerts : the newest first.
    counts : alerts by kind and transition.
    """

    took_s: float
    day_s: float | None
    sent: int
    applied: int
    sent_a_second: float
    applied_a_second: float
    model: ModelCard
    alerts: Sequence[Alert]
    counts: Mapping[str, int]
    riskiest: Sequence[AtRisk]
    truth: Truth

    @property
    def lag(self) -> int:
        """Records that wait."""
        return max(0, self.sent - self.applied)
