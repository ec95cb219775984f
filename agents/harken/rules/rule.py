"""What an alert rule is: a kind, its limits, and what it makes of a moment."""

from collections.abc import Sequence
from typing import Protocol

from harken.alert import Severity
from harken.alerting.lifecycle import Limits
from harken.document import Reason
from harken.events import Event
from harken.fold.happening import Happening
from harken.fold.moment import Moment
from harken.language import Language


class Rule(Protocol):
    """One kind of alert.

    A point kind is raised by what happens in one moment (`strikes`) and resolves by itself, `expires_s` later; the
    others are asked for their `level` at each moment.
    """

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
        """Seconds of event time from raised to resolved; None for all but point kinds."""
        ...

    @property
    def hears(self) -> tuple[type[Event], ...]:
        """Events that it is asked about (point kinds): purchases, feedback, clicks on a page of goodbye."""
        ...

    @property
    def superior(self) -> str | None:
        """The kind of its family that supersedes it: while that is raised this is not."""
        ...

    @property
    def first_look_s(self) -> float | None:
        """So long after a customer's first sign it wants a moment though there is no order, event seconds."""
        ...

    def strikes(self, happening: Happening) -> bool:
        """Whether this alone raises it (point kinds)."""
        ...

    def level(self, moment: Moment, churn: float | None) -> float | None:
        """How bad it is, to be held against the limits; None where nothing can be said.

        `churn` is the calibrated probability, None for who is not in the population.
        """
        ...

    def severity(self, level: float) -> Severity:
        """How urgent that is."""
        ...

    def reasons(self, moment: Moment, churn: Sequence[Reason], language: Language) -> tuple[Reason, ...]:
        """Why; `churn` are the reasons of the churn score; `language` is that of whoever reads it."""
        ...

    def suggest(self, moment: Moment, language: Language) -> str:
        """What could be done about it."""
        ...
