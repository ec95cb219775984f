"""When a customer is woken: kinds of wake-ups, and their next time, from state that no score touches."""

from math import floor
from typing import Final
from zlib import crc32

from harken.fold.config import ActivityConfig

CART: Final = "cart"
LABEL: Final = "label"
LOOK: Final = "look"
PROPENSITY: Final = "soon"
RETENTION: Final = "retention"
SNAPSHOT: Final = "snapshot"
#: Before the kind of a point alert: its time is over.
EXPIRE: Final = "expire:"
#: Before the kind of an alert that was snoozed.
SNOOZED: Final = "snoozed:"
OVERRIDE: Final = "override"
#: What alerts came to of a customer whom no snapshot will look at by then.
OUTCOME: Final = "outcome"
#: A text has waited for its score for long enough.
UNRATED: Final = "unrated"
#: Quiet hours are over.
QUIET: Final = "quiet"
#: It is their turn, of what waits for an hour in which it may be announced.
HOURLY: Final = "hourly"
#: Before the kind of an alert that looks at customers who have not ordered yet.
FIRST_LOOK: Final = "first:"


def next_snapshot(customer_id: str, after_s: float, every_s: float) -> float:
    """The next time of this customer's own snapshot grid, shifted by a stable hash of the id: not all come at once.

    Parameters
    ----------
    after_s : epoch seconds; the result is later.
    every_s : between two snapshots, > 0.
    """
    phase_s = crc32(customer_id.encode()) / 2**32 * every_s
    due_s = phase_s + (floor((after_s - phase_s) / every_s) + 1) * every_s
    return due_s if due_s > after_s else due_s + every_s


def next_look(now_s: float, silent_s: float, config: ActivityConfig) -> float | None:
    """When to look again at a customer silent for so long; None where only snapshots will."""
    if silent_s > config.look_until_horizons * config.horizon_s:
        return None
    return now_s + max(config.look_s, silent_s * config.look_share)
