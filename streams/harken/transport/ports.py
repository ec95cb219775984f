"""The two sides of the batch transport: what the consumer asks of the lanes, and what lanes ask of the consumer."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from faust.types import TP

from harken.batch import Record
from harken.errors import HarkenError


class NotAssigned(HarkenError):
    """The partition is not this worker's now; who asked has been revoked or is about to be."""


class Poll(NamedTuple):
    """What one poll brought of one topic partition.

    `seek` counts the seeks of the partition: a lane refuses what was polled before its own last one.
    `end` is the broker's end offset as this poll's fetch saw it.
    `position` is the next offset to be read: records may be none or end below it where the log holds offsets that are
    no records (markers of transactions, what compaction removed), so "position equals end" must be asked of it.
    """

    tp: TP
    records: Sequence[Record]
    generation: int
    seek: int
    end: int
    position: int = 0


class Intake(Protocol):
    """What the consumer asks of the lanes; all calls are on the event loop, none may wait."""

    def admits(self, tp: TP) -> bool:
        """Whether this topic partition may be polled now: its lane is taken and sought, its buffer not full."""
        ...

    def durable(self) -> Mapping[TP, int]:
        """Next offset per topic partition that is applied, said and may be committed to Kafka."""
        ...

    async def on_assigned(self, assigned: frozenset[TP], generation: int, source: "Source") -> None:
        """All partitions this worker now owns; starts lanes, returns at once."""
        ...

    async def on_revoked(self, revoked: frozenset[TP]) -> None:
        """Finish or abandon batches of these, within a bound, and drop their buffers and caches."""
        ...

    def on_lost(self, tp: TP) -> None:
        """The next offset of this partition is not in the log any more: it is not polled until it is sought again.

        Retention removed it or the topic was made anew, while the lane was running; the lane must be taken again, which
        compares the ledger with the log. Records never go on from another offset by themselves.
        """
        ...


class Source(Protocol):
    """What the lanes ask of the consumer; all of it on the event loop."""

    async def seek(self, tp: TP, offset: int) -> int:
        """Read this partition from `offset` on; returns the count of its seeks, which later polls carry.

        Nothing of a partition is polled before its first seek in a generation. Raises NotAssigned.
        """
        ...

    async def ends(self, tps: Sequence[TP]) -> Mapping[TP, int]:
        """The broker's end offset of each, asked now (not from a cache). Raises BrokerUnreachable."""
        ...

    async def starts(self, tps: Sequence[TP]) -> Mapping[TP, int]:
        """The broker's first offset of each, asked now. Raises BrokerUnreachable."""
        ...

    def generation(self) -> int:
        """The consumer group generation now."""
        ...
