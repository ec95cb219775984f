"""The customer has just said something that cannot wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

from harken.alert import Severity
from harken.alerting.lifecycle import Limits
from harken.document import Reason
from harken.events import Event, Feedback
from harken.fold.config import DAY_S
from harken.fold.happening import Happening
from harken.fold.moment import Moment
from harken.fold.satisfaction import SCALES, OffScale, on_scale
from harken.language import Language

LIMITS: Final = Limits(raise_at=1.0, clear_below=1.0)
_ROUNDING: Final = 1e-9


def _worst() -> Mapping[str, float]:
    return {
        "nps": 6 / 10,  # detractors answer 0 to 6 of 10 (Reichheld 2003)
        "rating": (2 - 1) / 4,  # 2 stars of 5
        "review": (2 - 1) / 4,
        "csat": (2 - 1) / 4,  # "dissatisfied"
    }


@dataclass(frozen=True)
class Detractor:
    """Raised by one bad score, and over a week later unless another one comes.

    Parameters
    ----------
    at_most : by kind of feedback, the best score that still strikes, on the scale from 0 (worst) to 1.
    expires_s : how long somebody has to act, event seconds.
    """

    kind: ClassVar[str] = "detractor"
    hears: ClassVar[tuple[type[Event], ...]] = (Feedback,)
    superior: ClassVar[None] = None
    first_look_s: ClassVar[None] = None
    limits: Limits = LIMITS
    at_most: Mapping[str, float] = field(default_factory=_worst)
    expires_s: float = 7 * DAY_S

    def strikes(self, happening: Happening) -> bool:
        """NPS of 6 or less, 2 stars or less, "dissatisfied" or worse."""
        said = happening.event
        if not isinstance(said, Feedback):
            return False
        score = on_scale(said)
        at_most = self.at_most.get(said.kind)
        return not (score is None or at_most is None or isinstance(score, OffScale)) and score <= at_most + _ROUNDING

    def level(self, moment: Moment, churn: float | None) -> float | None:
        """One, where the word was bad; other moments say nothing about it."""
        del churn
        return 1.0 if self.kind in moment.struck else None

    def severity(self, level: float) -> Severity:
        """A bad word is a warning; what it costs, the other kinds tell."""
        del level
        return "warning"

    def reasons(self, moment: Moment, churn: Sequence[Reason], language: Language) -> tuple[Reason, ...]:
        """What was answered; never the customer's own text."""
        del churn
        said = None if moment.happening is None else moment.happening.event
        if not isinstance(said, Feedback) or said.score is None:
            return ()
        best = SCALES[said.kind].best if said.scale_max is None else said.scale_max
        text = language.say("detractor", feedback=said.kind, score=said.score, best=best)
        about = "" if said.item_id is None else language.say("detractor.item", item=said.item_id)
        return (Reason("feedback", text + about, 0.0),)

    def suggest(self, moment: Moment, language: Language) -> str:
        """Talk to them."""
        del moment
        return language.say("detractor.do")
