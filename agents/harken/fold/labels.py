"""Labels: what became of a customer within the horizon of a snapshot. They are given out at the horizon, never earlier.

A purchase or a goodbye only flags the snapshots that wait; learning "stayed" at the purchase but "left" at the horizon
ruins calibration (learning.md, 1.3). A late event flags a label that still waits and changes none that was given.
"""

from collections.abc import Iterable
from typing import Final

from harken.customer import PendingLabel, Raised, Trial
from harken.fold.config import DAY_S

#: Snapshots come every third of a horizon, so three wait; a fourth where one was put off by a moment.
MOST_PENDING: Final = 4
#: What is said of the next purchase is about so long.
SOON_S: Final = 7 * DAY_S


def activity_flags(waiting: Iterable[PendingLabel | Trial | Raised], ts: float) -> None:
    """Activity at `ts` (epoch seconds): who was snapshot within the horizon before it has stayed."""
    for pending in waiting:
        if pending.at_s < ts <= pending.due_s:
            pending.active = True


def order_flags(waiting: Iterable[PendingLabel], ts: float) -> None:
    """An order at `ts` (epoch seconds) is activity, and what is said of the next days was about it."""
    for pending in waiting:
        if pending.at_s < ts <= pending.due_s:
            pending.active = True
            if pending.soon is not None and ts <= pending.at_s + SOON_S:
                pending.soon.ordered = True


def goodbye_flags(waiting: Iterable[PendingLabel | Trial | Raised], ts: float) -> None:
    """A goodbye at `ts` (epoch seconds): who was snapshot within the horizon before it has left, orders or not."""
    for pending in waiting:
        if pending.at_s < ts <= pending.due_s:
            pending.cancelled = True


def has_left(pending: PendingLabel | Trial | Raised) -> bool:
    """The label."""
    return pending.cancelled or not pending.active
