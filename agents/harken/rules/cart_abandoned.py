"""The customer has put something into the cart, and no order came."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from harken.alert import Severity
from harken.alerting.lifecycle import Limits
from harken.document import Reason
from harken.events import Event
from harken.fold.config import DAY_S
from harken.fold.happening import Happening
from harken.fold.moment import Moment
from harken.language import Language

HOUR_S: Final = 3600.0
LIMITS: Final = Limits(raise_at=1.0, clear_below=1.0, cool_down_s=7 * DAY_S)


@dataclass(frozen=True)
class CartAbandoned:
    """Raised some hours after the last `add_to_cart` without an order since; the order resolves it, and so does time.

    What was taken out of the cart again is not counted: most who leave never do that. Off unless it is switched on: it
    is marketing's word to a customer, and not every shop sends its carts.

    Parameters
    ----------
    limits : of the share of the waiting time that is over.
    wait_s : from the last item put in, event seconds; looked at once, just then.
    gone_s : after so long the cart counts for nothing any more, event seconds, > wait_s.
    """

    kind: ClassVar[str] = "cart_abandoned"
    expires_s: ClassVar[None] = None
    hears: ClassVar[tuple[type[Event], ...]] = ()
    superior: ClassVar[None] = None
    first_look_s: ClassVar[None] = None
    limits: Limits = LIMITS
    wait_s: float = 4 * HOUR_S
    gone_s: float = 7 * DAY_S

    def strikes(self, happening: Happening) -> bool:
        """No single event raises it: it is the want of one."""
        del happening
        return False

    def level(self, moment: Moment, churn: float | None) -> float | None:
        """Time since the last item was put in over the time that there is to order it."""
        del churn
        cart_s = moment.cart_s
        if cart_s is None or moment.now_s - cart_s >= self.gone_s:
            return 0.0
        return (moment.now_s - cart_s) / self.wait_s

    def severity(self, level: float) -> Severity:
        """A chance, no danger."""
        del level
        return "info"

    def reasons(self, moment: Moment, churn: Sequence[Reason], language: Language) -> tuple[Reason, ...]:
        """Since when."""
        del churn
        if moment.cart_s is None:
            return ()
        hours = (moment.now_s - moment.cart_s) / HOUR_S
        return (Reason("cart", language.say("cart_abandoned", hours=hours), 0.0),)

    def suggest(self, moment: Moment, language: Language) -> str:
        """Help, before any discount."""
        del moment
        return language.say("cart_abandoned.do")
