"""The two sides of the batch transport: what the consumer asks of the lanes, and what lanes ask of the consumer."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from faust.types import TP

from harken.batch import Record


class Poll(NamedTuple):
    """What one poll brought of one topic partition.

    `seek` counts the seeks of the partition: a lane refuses what was polled before its own last one.
    `end` is the broker's end offset as this poll's fetch saw it.
    """

    tp: TP
    records: Sequence[Record]
    generation: int
    seek: int
    end: int


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


class Source(Protocol):
    """What the lanes ask of the consumer."""

    async def seek(self, tp: TP, offset: int) -> int:
        """Read this partition from `offset` on; returns the count of its seeks, which later polls carry."""
        ...

    async def ends(self, tps: Sequence[TP]) -> Mapping[TP, int]:
        """The broker's end offset of each, asked now (not from a cache)."""
        ...

    async def starts(self, tps: Sequence[TP]) -> Mapping[TP, int]:
        """The broker's first offset of each, asked now."""
        ...

    def generation(self) -> int:
        """The consumer group generation now."""
        ...
