"""A customer who was given up for lost has come back."""

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
class Reactivated:
    """Raised by an order after more than the horizon without one.

    Parameters
    ----------
    expires_s : how long it is news, event seconds.
    """

    kind: ClassVar[str] = "reactivated"
    hears: ClassVar[tuple[type[Event], ...]] = (Purchase,)
    superior: ClassVar[None] = None
    first_look_s: ClassVar[None] = None
    limits: Limits = LIMITS
    expires_s: float = 7 * DAY_S

    def strikes(self, happening: Happening) -> bool:
        """An order, and the one before it is long ago."""
        order = happening.event
        return isinstance(order, Purchase) and order.kind in ORDERS and happening.since_order_s > happening.horizon_s

    def level(self, moment: Moment, churn: float | None) -> float | None:
        """One, where it struck; other moments say nothing about it."""
        del churn
        return 1.0 if self.kind in moment.struck else None

    def severity(self, level: float) -> Severity:
        """Good news."""
        del level
        return "info"

    def reasons(self, moment: Moment, churn: Sequence[Reason], language: Language) -> tuple[Reason, ...]:
        """How long they were away."""
        del churn
        if moment.happening is None:
            return ()
        away_d = moment.happening.since_order_s / DAY_S
        return (Reason("return", language.say("reactivated", away=away_d), 0.0),)

    def suggest(self, moment: Moment, language: Language) -> str:
        """Make it a beginning."""
        del moment
        return language.say("reactivated.do")
