"""A turn after which the next one would be the same: a fault of the work that would commit nothing for ever, unseen."""

from harken.errors import HarkenError
from harken.lane.work import Writes
from harken.ledger.base import Lease


class Standstill(HarkenError):
    """The work was offered entries and moved neither them, nor the clock, nor the step, nor anybody's wake-ups."""


def refuse_standstill(lease: Lease, offered: int, writes: Writes) -> None:
    """Raise Standstill where a turn on so many entries, begun at this lease, has moved nothing."""
    moved = writes.consumed or writes.wakeups or writes.clock_s > lease.clock_s or writes.step_s > lease.step_s
    if offered and not moved:
        raise Standstill(f"none of {offered} records moved, at {lease.clock_s:.3f} of the stream clock")
