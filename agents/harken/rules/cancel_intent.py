"""The customer says, or shows, that they want to leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from harken.alert import Severity
from harken.alerting.lifecycle import Limits
from harken.document import Reason
from harken.events import Click, Event, Feedback
from harken.fold.config import DAY_S
from harken.fold.happening import Happening
from harken.fold.moment import Moment
from harken.fold.words import GOODBYE
from harken.language import Language

LIMITS: Final = Limits(raise_at=1.0, clear_below=1.0)
_TOPIC: Final = "cancel"


@dataclass(frozen=True)
class CancelIntent:
    """Raised by a cancellation, by a word whose topic is one, and by a click path: pages of goodbye, again and again.

    Parameters
    ----------
    visits : of pages by which customers leave, within an hour (`harken.fold.goodbyes`).
    expires_s : how long somebody has to act, event seconds.
    """

    kind: ClassVar[str] = "cancel_intent"
    hears: ClassVar[tuple[type[Event], ...]] = (Feedback, Click)
    superior: ClassVar[None] = None
    first_look_s: ClassVar[None] = None
    limits: Limits = LIMITS
    visits: int = 3
    expires_s: float = 3 * DAY_S

    def strikes(self, happening: Happening) -> bool:
        """A word that says so, or enough visits."""
        event = happening.event
        if isinstance(event, Feedback):
            return event.kind == GOODBYE or (event.topic is not None and _TOPIC in event.topic.casefold())
        return happening.goodbyes >= self.visits

    def level(self, moment: Moment, churn: float | None) -> float | None:
        """One, where it struck; other moments say nothing about it."""
        del churn
        return 1.0 if self.kind in moment.struck else None

    def severity(self, level: float) -> Severity:
        """Tomorrow is too late."""
        del level
        return "critical"

    def reasons(self, moment: Moment, churn: Sequence[Reason], language: Language) -> tuple[Reason, ...]:
        """What was said or done; never the customer's own text."""
        del churn
        happening = moment.happening
        if happening is None:
            return ()
        if isinstance(happening.event, Feedback):
            goodbye = happening.event.kind == GOODBYE
            return (Reason("feedback", language.say("cancel_intent" if goodbye else "cancel_intent.spoke"), 0.0),)
        return (Reason("pages", language.say("cancel_intent.pages", visits=happening.goodbyes), 0.0),)

    def suggest(self, moment: Moment, language: Language) -> str:
        """Be there before they are gone."""
        said = moment.happening is not None and isinstance(moment.happening.event, Feedback)
        return language.say("cancel_intent.do" if said else "cancel_intent.do.pages")
