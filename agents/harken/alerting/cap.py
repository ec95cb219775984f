"""The cap: nobody is to be spoken of all day long, however many kinds there are; nor of everybody within the hour."""

from dataclasses import dataclass
from typing import Final, get_args

from harken.alert import Severity
from harken.customer import Announced, State

RANKS: Final[dict[Severity, int]] = {severity: rank for rank, severity in enumerate(get_args(Severity))}
CRITICAL: Final = RANKS["critical"]
#: No more announcements than these are remembered of one customer.
MOST_REMEMBERED: Final = 32
_DAY_S: Final = 86_400.0


@dataclass(frozen=True)
class Cap:
    """At most so many announcements for one customer, of all kinds, in so much time, and so many an hour over all.

    Critical ones pass, and so does whatever resolves. Only what is as severe counts against one, or more severe: good
    news never crowds out a warning.

    Parameters
    ----------
    most : announcements, > 0.
    within_s : event seconds, > 0.
    all_per_hour : announcements in an hour over all customers and lanes, > 0; what is more waits
        (`harken.alerting.hourly`). False: as many as there are.
    """

    most: int = 3
    within_s: float = 7 * _DAY_S
    all_per_hour: int | None = None

    def holds(self, state: State, severity: Severity, now_ms: int) -> bool:
        """Whether one more of this severity has to wait."""
        rank, since_ms = RANKS[severity], now_ms - self.within_s * 1000
        if rank == CRITICAL:
            return False
        return sum(said.at_ms > since_ms and said.rank >= rank for said in state.announced) >= self.most


def note(state: State, now_ms: int, severity: Severity, cap: Cap) -> None:
    """Remember an announcement, and forget those that count no more."""
    since_ms = now_ms - cap.within_s * 1000
    kept = [said for said in state.announced if said.at_ms > since_ms]
    state.announced = [*kept, Announced(now_ms, RANKS[severity])][-MOST_REMEMBERED:]
