"""The customer has just ordered for the nth time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from harken.alert import Severity
from harken.alerting.lifecycle import Limits
from harken.document import Reason
from harken.events import Event, Purchase
from harken.fold.config import DAY_S
from harken.fold.happening import Happening
from harken.fold.moment import Moment
from harken.fold.purchases import ORDERS
from harken.language import Language

LIMITS: Final = Limits(raise_at=1.0, clear_below=1.0)


@dataclass(frozen=True)
class Milestone:
    """Raised by the 5th, 10th, 25th, 50th, 100th order (or renewal), and by every further hundredth.

    Parameters
    ----------
    orders : which orders, ascending.
    then_every : and these beyond the last of them.
    expires_s : how long it is news, event seconds; a milestone reached within that of another one is not told.
    """

    kind: ClassVar[str] = "milestone"
    hears: ClassVar[tuple[type[Event], ...]] = (Purchase,)
    superior: ClassVar[None] = None
    first_look_s: ClassVar[None] = None
    limits: Limits = LIMITS
    orders: tuple[int, ...] = (5, 10, 25, 50, 100)
    then_every: int = 100
    expires_s: float = DAY_S

    def strikes(self, happening: Happening) -> bool:
        """One of these orders; what is given back takes none away."""
        order = happening.event
        if not isinstance(order, Purchase) or order.kind not in ORDERS:
            return False
        count = happening.customer.activity.orders
        return count in self.orders or (count > self.orders[-1] and count % self.then_every == 0)

    def level(self, moment: Moment, churn: float | None) -> float | None:
        """One, where it struck; other moments say nothing about it."""
        del churn
        return 1.0 if self.kind in moment.struck else None

    def severity(self, level: float) -> Severity:
        """Good news."""
        del level
        return "info"

    def reasons(self, moment: Moment, churn: Sequence[Reason], language: Language) -> tuple[Reason, ...]:
        """Which one it is."""
        del churn
        return (Reason("orders", language.say("milestone", orders=moment.orders), 0.0),) if moment.struck else ()

    def suggest(self, moment: Moment, language: Language) -> str:
        """Thank them."""
        del moment
        return language.say("milestone.do")
