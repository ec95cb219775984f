"""A kind of alert that is switched off: nothing raises it any more, and what was raised is resolved."""

from collections.abc import Sequence
from dataclasses import dataclass

from harken.alert import Severity
from harken.alerting.lifecycle import Limits
from harken.document import Reason
from harken.events import Event
from harken.fold.happening import Happening
from harken.fold.moment import Moment
from harken.language import Language
from harken.rules.rule import Rule


@dataclass(frozen=True)
class Off:
    """Asked as its rule was, it is always calm: left out, it would leave alerts that nobody ever resolves."""

    rule: Rule

    @property
    def kind(self) -> str:
        """The rule's."""
        return self.rule.kind

    @property
    def limits(self) -> Limits:
        """The rule's."""
        return self.rule.limits

    @property
    def expires_s(self) -> float | None:
        """The rule's: what it raised ends when it would have."""
        return self.rule.expires_s

    @property
    def superior(self) -> str | None:
        """The rule's."""
        return self.rule.superior

    @property
    def hears(self) -> tuple[type[Event], ...]:
        """Nothing."""
        return ()

    @property
    def first_look_s(self) -> float | None:
        """None is wanted."""
        return None

    def strikes(self, happening: Happening) -> bool:
        """Never."""
        del happening
        return False

    def level(self, moment: Moment, churn: float | None) -> float | None:
        """Calm."""
        del moment, churn
        return None if self.rule.expires_s is not None else 0.0

    def severity(self, level: float) -> Severity:
        """The rule's."""
        return self.rule.severity(level)

    def reasons(self, moment: Moment, churn: Sequence[Reason], language: Language) -> tuple[Reason, ...]:
        """That it was switched off."""
        del moment, churn
        return (Reason("off", language.say("off", kind=self.kind), 0.0),)

    def suggest(self, moment: Moment, language: Language) -> str:
        """The rule's."""
        return self.rule.suggest(moment, language)
