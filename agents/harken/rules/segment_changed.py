"""The customer has come to resemble others than before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from msgspec import UNSET

from harken.alert import Severity
from harken.alerting.lifecycle import Limits
from harken.customer import Moved
from harken.document import Reason
from harken.events import Event
from harken.fold.config import DAY_S
from harken.fold.happening import Happening
from harken.fold.moment import Moment
from harken.language import Language

LIMITS: Final = Limits(raise_at=1.0, clear_below=1.0)


@dataclass(frozen=True)
class SegmentChanged:
    """Raised where a customer goes to another segment; it is over some days later, or when they are back.

    Off unless it is switched on: segments are for campaigns, which read them from documents and lists.

    Parameters
    ----------
    limits : of 1 while it is news, 0 afterwards.
    news_s : how long it is news, event seconds.
    """

    kind: ClassVar[str] = "segment_changed"
    expires_s: ClassVar[None] = None
    hears: ClassVar[tuple[type[Event], ...]] = ()
    superior: ClassVar[None] = None
    first_look_s: ClassVar[None] = None
    limits: Limits = LIMITS
    news_s: float = 7 * DAY_S

    def strikes(self, happening: Happening) -> bool:
        """No single event raises it."""
        del happening
        return False

    def level(self, moment: Moment, churn: float | None) -> float | None:
        """Whether a change is news at this moment."""
        del churn
        moved = _moved(moment)
        if moved is None or moment.customer.segment is UNSET:
            return 0.0
        return 0.0 if moment.now_s - moved.at_ms / 1000 >= self.news_s else 1.0

    def severity(self, level: float) -> Severity:
        """To know, not to act on at once: what is urgent other kinds say."""
        del level
        return "info"

    def reasons(self, moment: Moment, churn: Sequence[Reason], language: Language) -> tuple[Reason, ...]:
        """From where to where."""
        del churn
        moved = _moved(moment)
        if moved is None:
            return ()
        segment, before = moment.customer.segment, language.name("segment", moved.before)
        if segment is UNSET:
            return (Reason("segment", language.say("segment_left", before=before), 0.0),)
        now = language.name("segment", segment)
        return (Reason("segment", language.say("segment_changed", before=before, now=now), 0.0),)

    def suggest(self, moment: Moment, language: Language) -> str:
        """Campaigns go by segments."""
        return language.say("segment_changed.do", now=language.name("segment", str(moment.customer.segment)))


def _moved(moment: Moment) -> Moved | None:
    """The last change: where the customer has been put at this very moment (`harken.fold.segments`)."""
    return moment.customer.state.moved
