"""The lanes of one worker: partition p of all its topics is lane p, and none is taken that is not whole."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterable, Callable, Mapping, Sequence

from faust.types import TP

from harken.garbage import collect_now
from harken.lane.lane import Lane
from harken.lane.progress import Progress
from harken.logs import get_logger
from harken.transport.ports import Poll, Source

log = get_logger(__name__)


class Lanes:
    """What the consumer fills and Faust's rebalances start and stop (`harken.transport.ports.Intake`).

    Parameters
    ----------
    topics : full names of the role's topics; a lane has all of them or is refused.
    make : makes the lane of a partition, given the consumer and how many lanes this worker has.
    rebalanced : called at each assignment.
    stop_within_s : bound of finishing a batch when partitions are revoked, seconds.
    """

    def __init__(
        self,
        topics: frozenset[str],
        make: Callable[[int, Source, int], Lane],
        rebalanced: Callable[[], None],
        stop_within_s: float,
    ) -> None:
        self._topics = topics
        self._make = make
        self._stop_within_s = stop_within_s
        self.lanes: dict[int, Lane] = {}
        self.counts: Counter[str] = Counter()
        self._rebalanced = rebalanced
        self._assigned = False

    async def take(self, stream: AsyncIterable[Sequence[Poll]]) -> None:
        """The agent: hands every poll to its lane; never waits, never decides, never raises."""
        async for polls in stream:
            for poll in polls:
                lane = self.lanes.get(poll.tp.partition)
                if lane is not None:
                    lane.put(poll)

    def admits(self, tp: TP) -> bool:
        """Whether the lane wants more of this topic partition now."""
        lane = self.lanes.get(tp.partition)
        return lane is not None and lane.admits(tp)

    def durable(self) -> Mapping[TP, int]:
        """What may be committed to Kafka, over all lanes."""
        return {tp: offset for lane in self.lanes.values() for tp, offset in lane.durable.items()}

    async def on_assigned(self, assigned: frozenset[TP], generation: int, source: Source) -> None:
        """Start a lane for each partition that came with all its topics."""
        del generation  # the source knows it, and each lane asks
        self._assigned = True
        self._rebalanced()
        ours = Counter(tp.partition for tp in assigned if tp.topic in self._topics)
        whole = [partition for partition, count in ours.items() if count == len(self._topics)]
        for partition in ours.keys() - set(whole):
            log.error("partition came without some of its topics; it is refused", partition=partition)
        for partition in self.lanes.keys() - set(whole):
            self._retire(partition)
        for partition in sorted(whole):
            if partition in self.lanes and not self.lanes[partition].stopped:
                continue
            self._retire(partition)
            self.lanes[partition] = self._make(partition, source, len(whole))
            self.lanes[partition].start()

    async def on_revoked(self, revoked: frozenset[TP]) -> None:
        """Let the lanes of these finish, all at once, within the bound; their `durable` stays for the last commit."""
        gone = {tp.partition for tp in revoked} & self.lanes.keys()
        await asyncio.gather(*(self.lanes[partition].stop(self._stop_within_s) for partition in gone))
        if gone:
            collect_now()

    def on_lost(self, tp: TP) -> None:
        """The lane is taken again, which compares the ledger with the log."""
        lane = self.lanes.get(tp.partition)
        if lane is not None:
            lane.lose(tp)

    def compare(self, found: Mapping[str, str] | None) -> int:
        """How many lanes are to be taken again, as their topics' ids are not these (None: no topics to go on with)."""
        return sum(lane.compare(found) for lane in list(self.lanes.values()))

    def tally(self) -> Mapping[str, int]:
        """What was counted since the worker started, by name."""
        total = Counter(self.counts)
        for lane in self.lanes.values():
            total.update(lane.counts)
        return total

    def progress(self) -> Mapping[int, Progress] | None:
        """What each lane of this worker is doing, for any thread; None before the first assignment."""
        lanes = list(self.lanes.items())
        return {n: lane.progress for n, lane in lanes if not lane.stopped} if self._assigned else None

    def cached(self) -> int:
        """Customers in all lanes' caches."""
        return sum(lane.cached for lane in list(self.lanes.values()))

    def _retire(self, partition: int) -> None:
        lane = self.lanes.pop(partition, None)
        if lane is not None:
            self.counts.update(lane.counts)
