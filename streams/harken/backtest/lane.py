"""One lane of a backtest: a worker's merge and work, turned while its step allows it."""

from bisect import bisect_left
from collections.abc import Callable, Sequence

from harken.batch import Entry, Record
from harken.events import INBOUND
from harken.lane.merge import Merge
from harken.lane.work import Work, Writes
from harken.ledger.base import Changes, Ledger
from harken.settings import Settings

#: Told what a turn wrote, and which entries it consumed.
Done = Callable[[Writes, Sequence[Entry]], None]
#: Nothing of a backtest is ever fetched from elsewhere: what a lane has is all there is.
_ALL = 0


class BacktestLane:
    """A lane whose turns are committed as `harken.lane.lane` does, and said to nobody.

    Parameters
    ----------
    work : its mind.
    ledger : of the role `activity`, in memory.
    done : told of every turn.
    """

    def __init__(self, number: int, work: Work, ledger: Ledger, settings: Settings, done: Done) -> None:
        self._number = number
        self._work = work
        self._ledger = ledger
        self._settings = settings
        self._done = done
        self._merge = Merge(INBOUND)
        self._merge.reset(dict.fromkeys(INBOUND, 0), dict.fromkeys(INBOUND, _ALL))

    async def begin(self) -> None:
        """Take the lane."""
        self._lease = await self._ledger.take(self._number)
        await self._work.begin(self._lease)

    @property
    def step_s(self) -> float:
        """The boundary that the lane has reached, epoch seconds."""
        return self._lease.step_s

    @property
    def clock_s(self) -> float:
        """Its stream clock, epoch seconds."""
        return self._lease.clock_s

    def put(self, records: Sequence[Record]) -> None:
        """Decode records and sort them in."""
        by_topic: dict[str, list[Record]] = {}
        for record in records:
            by_topic.setdefault(record.topic, []).append(record)
        for topic, some in by_topic.items():
            self._merge.runs[topic].put(self._work.entries(some), [len(record.value or b"") for record in some])

    async def run(self, certain_until_s: float, learned_s: float) -> None:
        """Turn until nothing is left whose order is certain, or the learner has to learn first.

        Parameters
        ----------
        certain_until_s : nothing older than this is still to come, epoch seconds.
        learned_s : the boundary up to which the learner has learned, epoch seconds.
        """
        while self._lease.step_s <= learned_s:
            entries = self._certain(certain_until_s)
            if not entries:
                return
            writes = await self._work.turn(self._lease, entries, complete=True, idle=False)
            if writes is None:
                return
            await self._commit(writes, entries[: writes.consumed])

    def _certain(self, until_s: float) -> list[Entry]:
        #  What lies beyond the boundary is not offered: it would be looked at in every step before its own. But where
        #  nothing else is left its first is, for the lane to see that it has reached the boundary.
        beyond_s = self._lease.step_s + self._settings.step_s + self._settings.lateness_s
        most = self._before(min(until_s, beyond_s)) or min(1, self._before(until_s))
        return self._merge.peek(min(most, self._settings.batch_events), self._settings.batch_bytes) if most else []

    def _before(self, until_s: float) -> int:
        return sum(bisect_left(run.times, until_s) for run in self._merge.runs.values())

    async def _commit(self, writes: Writes, consumed: Sequence[Entry]) -> None:
        changes = Changes(
            offsets=self._merge.offsets_after(consumed),
            clock_s=writes.clock_s,
            step_s=writes.step_s,
            strings=writes.strings,
            scores=writes.scores,
            hashes=writes.hashes,
            wakeups=writes.wakeups,
            inflow=writes.inflow,
            rules=writes.rules,
            hour=writes.hour,
        )
        self._lease = await self._ledger.commit(self._lease, changes)
        self._merge.drop(consumed)
        self._done(writes, consumed)
