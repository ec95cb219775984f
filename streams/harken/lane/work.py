"""What a lane runs: the part that differs between the roles.

Two implementations: `harken.lane.activity_work` (events into customers) and `harken.lane.learner_work` (examples
into models). The lane itself takes, merges, commits, says and marks; the work decides what is written.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from harken.batch import Entry, Record
from harken.lane.tally import NOTHING, Tally
from harken.ledger.base import Lease
from harken.outbox import Outbox


class Writes(NamedTuple):
    """What one turn of a lane writes and says; `consumed` of the offered entries are done with it.

    The mappings are those of `harken.ledger.base.Changes`. `counts` and `tally` are what it did, in numbers.
    """

    consumed: int
    clock_s: float
    step_s: float
    outbox: Outbox
    strings: Mapping[str, bytes | None]
    scores: Mapping[str, Mapping[str, float | None]]
    hashes: Mapping[str, Mapping[str, bytes]]
    wakeups: Mapping[tuple[str, str], float | None]
    counts: Mapping[str, int]
    tally: Tally = NOTHING
    inflow: bytes = b""
    rules: bytes = b""
    hour: bytes = b""


class Work(Protocol):
    """The mind of one lane, with its cache."""

    #: Short names of the lane's topics, in merge order.
    topics: tuple[str, ...]

    def entries(self, records: Sequence[Record]) -> list[Entry]:
        """Decode records; what cannot be decoded is an entry with a reject."""
        ...

    async def begin(self, lease: Lease) -> None:
        """The lane was taken: forget what was cached, restore what must be."""
        ...

    def end(self) -> None:
        """The lane is gone from this worker: let go of what was cached, whoever still holds the work itself."""
        ...

    #: Whether the lane must ask for the topics' ends before it offers entries again.
    unsettled: bool

    async def turn(self, lease: Lease, entries: Sequence[Entry], *, complete: bool, idle: bool) -> Writes | None:
        """One batch: at most these entries, in order; None where there is nothing to write now.

        `complete` says that all that the broker is known to have is buffered; `idle` that nothing of it waits
        and that the broker was asked lately. Raises StaleLease, StoreUnavailable.
        """
        ...

    async def documents(self, customers: Sequence[str]) -> Sequence[bytes | None]:
        """The public documents of these customers as they are committed, JSON; None where there is none."""
        ...

    def cached(self) -> int:
        """Customers in the lane's cache."""
        ...

    def wait_s(self) -> float:
        """How long the lane may sleep when no record comes, seconds."""
        ...
