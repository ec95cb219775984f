"""What an alert rule is: a kind, its limits, and what it makes of a moment."""

from collections.abc import Sequence
from typing import Protocol

from harken.alert import Severity
from harken.alerting.lifecycle import Limits
from harken.document import Reason
from harken.events import Feedback
from harken.fold.moment import Moment


class Rule(Protocol):
    """One kind of alert. `expires_s` is the life of a point kind, which resolves by itself; None for the others."""

    @property
    def kind(self) -> str:
        """Its name, in ids and types."""
        ...

    @property
    def limits(self) -> Limits:
        """When it is raised and cleared."""
        ...

    @property
    def expires_s(self) -> float | None:
        """Seconds of event time from raised to resolved."""
        ...

    def strikes(self, feedback: Feedback) -> bool:
        """Whether this word alone raises it (point kinds)."""
        ...

    def level(self, moment: Moment, churn: float | None) -> float | None:
        """How bad it is, to be held against the limits; None where nothing can be said.

        `churn` is the calibrated probability, None for who is not in the population.
        """
        ...

    def severity(self, level: float) -> Severity:
        """How urgent that is."""
        ...

    def reasons(self, moment: Moment, churn: Sequence[Reason]) -> tuple[Reason, ...]:
        """Why; `churn` are the reasons of the churn score."""
        ...

    def suggest(self, moment: Moment) -> str:
        """What could be done about it."""
        ...
