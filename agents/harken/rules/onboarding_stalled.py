"""A new customer has not taken the first steps in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from harken.alert import Severity
from harken.alerting.lifecycle import Limits
from harken.document import Reason
from harken.events import Event
from harken.fold.config import DAY_S
from harken.fold.happening import Happening
from harken.fold.moment import NO_ROW, Moment
from harken.language import Language

LIMITS: Final = Limits(raise_at=1.0, clear_below=1.0)


@dataclass(frozen=True)
class OnboardingStalled:
    """No first order though they looked around, or no second one on another day.

    Who is new stays so for `new_times` as long; later it is resolved too, and `churn_risk` says what there is to say.

    Parameters
    ----------
    limits : of the share of the time that is over.
    first_s : from the first sign to the first order, event seconds; looked at once, just then.
    first_clicks : who has clicked less often was passing by.
    second_s : from the first order to the second, event seconds.
    new_times : as a multiple of these, > 1.
    """

    kind: ClassVar[str] = "onboarding_stalled"
    expires_s: ClassVar[None] = None
    hears: ClassVar[tuple[type[Event], ...]] = ()
    superior: ClassVar[None] = None
    limits: Limits = LIMITS
    first_s: float = 7 * DAY_S
    first_clicks: int = 10
    second_s: float = 45 * DAY_S
    new_times: float = 2.0

    @property
    def first_look_s(self) -> float:
        """When the first order should be there."""
        return self.first_s

    def strikes(self, happening: Happening) -> bool:
        """No single event raises it."""
        del happening
        return False

    def level(self, moment: Moment, churn: float | None) -> float | None:
        """Time since the last step over the time that there is for the next."""
        del churn
        if moment.gaps:
            return 0.0
        if moment.first_order_ms is None:
            if moment.clicks < self.first_clicks:
                return 0.0
            share = (moment.now_s - moment.first_seen_ms / 1000) / self.first_s
        elif moment.row == NO_ROW:
            return 0.0  # they said goodbye
        else:
            share = (moment.now_s - moment.first_order_ms / 1000) / self.second_s
        return share if share < self.new_times else 0.0

    def severity(self, level: float) -> Severity:
        """Nothing is lost yet."""
        del level
        return "info"

    def reasons(self, moment: Moment, churn: Sequence[Reason], language: Language) -> tuple[Reason, ...]:
        """Which step, and since when."""
        del churn
        if moment.first_order_ms is None:
            since_d = (moment.now_s - moment.first_seen_ms / 1000) / DAY_S
            text = language.say("onboarding_stalled", clicks=moment.clicks, since=since_d)
            return (Reason("first order", text, 0.0),)
        since_d = (moment.now_s - moment.first_order_ms / 1000) / DAY_S
        return (Reason("second order", language.say("onboarding_stalled.second", since=since_d), 0.0),)

    def suggest(self, moment: Moment, language: Language) -> str:
        """Help with the step that is missing."""
        first = moment.first_order_ms is None
        return language.say("onboarding_stalled.do" if first else "onboarding_stalled.do.second")
