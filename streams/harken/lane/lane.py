"""A lane: partition p of all topics of a role, one task, the single writer of its customers.

Take it (a new epoch, the ledger's offsets), say what its outbox still holds, seek; then for each batch: work, commit,
say, mark. Nothing leaves this task but by cancellation: a store or broker that is down is tried again for ever with
back-off, and says so; a lane that somebody else took stands down (architecture, sections 2 and 3).
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from math import inf
from time import monotonic

from faust.types import TP

from harken.batch import Entry
from harken.events import COMMANDS, Command
from harken.lane.again import again
from harken.lane.beginning import OffsetsBeyondLog, begin_at
from harken.lane.identity import Identities, TopicMadeAnew, refuse_strangers
from harken.lane.merge import Merge
from harken.lane.patience import Patience
from harken.lane.poison import frames, last_line
from harken.lane.progress import BLOCKED, COMMIT, IDLE, MERGE, SAY, STOPPED, TAKE, WORK, Progress
from harken.lane.standstill import Standstill, refuse_standstill
from harken.lane.trouble import Trouble
from harken.lane.work import Work, Writes
from harken.ledger.base import Changes, Lease, Ledger, StaleLease, StoreUnavailable
from harken.logs import get_logger
from harken.meters.lane_meter import LaneMeter
from harken.outbox import Message, Outbox, pack, unpack
from harken.sender import DeliveryFailed, Sender
from harken.settings import Settings
from harken.topics import BrokerUnreachable, MissingTopic, UnequalPartitions
from harken.transport.ports import NotAssigned, Poll, Source

log = get_logger(__name__)


#: What a lane waits for, with the reason that it gives; all else is unforeseen.
TROUBLE = (
    StoreUnavailable, OffsetsBeyondLog, TopicMadeAnew, MissingTopic, UnequalPartitions, BrokerUnreachable, NotAssigned,
    Standstill,
)  # fmt: skip


class Lane:
    """One lane of one worker, from assignment to revocation.

    Parameters
    ----------
    partition : the lane's number.
    work : what it runs.
    ledger, sender : where it writes and speaks.
    names : full topic name by short name.
    source : the consumer, for seeking and end offsets.
    refuse : makes the dead letter of a message that the broker will never accept.
    meter : told what was done, once a batch.
    progress : told what is being done, and read by whoever asks how the lane is.
    identities : the topics' ids, compared with the ledger's when the lane is taken.
    """

    def __init__(
        self,
        partition: int,
        work: Work,
        ledger: Ledger,
        sender: Sender,
        names: Mapping[str, str],
        source: Source,
        settings: Settings,
        publish: Callable[[str, bytes | None], Message],
        refuse: Callable[[Message, str], Message],
        meter: LaneMeter,
        progress: Progress,
        identities: Identities,
    ) -> None:
        self.partition = partition
        self.generation = source.generation()
        self.durable: dict[TP, int] = {}
        self.counts: dict[str, int] = {}
        self.progress = progress
        self._identities = identities
        self._ids: Mapping[str, str] = {}
        self._meter = meter
        self._work = work
        self._ledger = ledger
        self._sender = sender
        self._tps = {topic: TP(names[topic], partition) for topic in work.topics}
        self._short = {tp.topic: topic for topic, tp in self._tps.items()}
        self._all_short = {name: topic for topic, name in names.items()}
        self._source = source
        self._settings = settings
        self._publish = publish
        self._refuse = refuse
        self._merge = Merge(work.topics)
        self._seeks: dict[str, int] = {}
        #: Where each topic was begun to be read when the lane was taken.
        self._begun: Mapping[str, int] = {}
        self._taken = False
        self._arrived = asyncio.Event()
        self._told_to_stop = asyncio.Event()
        self._trouble = Trouble(partition, progress, self._told_to_stop)
        self._unsettled = False
        most_s = inf if settings.step_s else settings.merge_wait_s
        self._patience = Patience(most_s, settings.idle_check_s, self._ask_ends)
        self._asked_ends_s = self._looked_s = float("-inf")
        self._stopping = False
        self._lost = False
        self._in_hand = False
        #: What taking a poll in has raised; the lane's own task raises it, and the lane is taken again.
        self._fault: Exception | None = None
        self._task: asyncio.Task[None] | None = None

    # -- the consumer's side -------------------------------------------------------------------------------

    def admits(self, tp: TP) -> bool:
        """Whether more records of this topic partition may be polled now."""
        if not self._taken or self._stopping:
            return False
        run = self._merge.runs[self._short[tp.topic]]
        if len(run.entries) < self._settings.buffer_records and run.bytes < self._settings.buffer_bytes:
            return True
        run.unread = True
        return False

    def put(self, poll: Poll) -> None:
        """Buffer what one poll brought; what was read in an older generation or before the last seek is refused."""
        topic = self._short[poll.tp.topic]
        if not self._taken or poll.generation != self.generation or poll.seek != self._seeks.get(topic):
            return
        if self._fault is not None:
            return  # what comes behind the poll that could not be taken in would hide that it is missing
        run = self._merge.runs[topic]
        try:
            entries = self._work.entries(poll.records)
        except Exception as error:  # noqa: BLE001 - raised again where it stops the lane and not the agent
            self._fault = error
            self._arrived.set()
            return
        run.put(entries, [len(record.key or b"") + len(record.value or b"") for record in poll.records])
        if topic == COMMANDS and any(type(e.event) is Command and e.event.kind == "tick" for e in entries):
            self._unsettled = True
        run.position = max(run.position, poll.position)
        run.saw_end(poll.end)
        self._arrived.set()

    def lose(self, tp: TP) -> None:
        """The log no longer has what comes next of this topic partition: take the lane again, which compares."""
        log.error("records were lost that were not read", lane=self.partition, topic=tp.topic)
        self._lost = True
        self._arrived.set()

    def compare(self, found: Mapping[str, str] | None) -> bool:
        """Take the lane again where its topics are not those any more that it was taken with (`TopicWatch`)."""
        if not self._taken or (found is not None and all(found.get(topic) == id_ for topic, id_ in self._ids.items())):
            return False
        self._lost = True
        self._arrived.set()
        return True

    @property
    def stopped(self) -> bool:
        """Whether this lane was told to stop; it is never started again."""
        return self._stopping

    @property
    def cached(self) -> int:
        """Customers in the lane's cache."""
        return self._work.cached()

    def start(self) -> None:
        """Start the lane's task."""
        self._task = asyncio.create_task(self._live(), name=f"lane-{self.partition}")

    async def stop(self, within_s: float) -> None:
        """Finish the batch in hand within the bound or abandon it: its outbox is safe in the ledger."""
        self._stopping = True
        self._told_to_stop.set()
        self._arrived.set()
        if self._task is None:
            return
        was_running = self.progress.running
        #  Before a commit there is nothing to finish: what was read is read again by whoever takes the lane.
        pending = {self._task}
        if self._in_hand:
            _, pending = await asyncio.wait(pending, timeout=within_s)
        if pending:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        self._work.end()
        self._merge.runs.clear()
        self.progress.begin(STOPPED)
        if was_running:
            log.info("lane released", lane=self.partition)

    # -- the lane's own task -------------------------------------------------------------------------------

    async def _live(self) -> None:
        while not self._stopping:
            try:
                lease = await self._take()
                await self._run(lease)
            except StaleLease as stale:
                self._meter.refused_lease(stale)
                await self._trouble.rest(str(stale), self._settings.session_timeout_s if stale.overtaken else 0.0)
            except TROUBLE as trouble:
                await self._trouble.rest(str(trouble))
            except Exception as error:
                log.debug("lane failed", exc_info=True)
                await self._trouble.rest(f"unforeseen: {last_line(error)}", frames=frames(error))
            finally:
                self._taken = self._in_hand = self.progress.running = False

    async def _take(self) -> Lease:
        self._lost, self._fault = False, None
        self.progress.begin(TAKE)
        lease = await self._ledger.take(self.partition)
        found = await self._identities.now()
        self._ids = {topic: found[topic] for topic in self._tps if topic in found}
        refuse_strangers(lease.topic_ids, self._ids)
        await self._work.begin(lease)  # forgets what an older lease cached, before documents are said from it
        await self._say_outbox(unpack(lease.outbox))
        tps = list(self._tps.values())
        starts, ends = await self._source.starts(tps), await self._source.ends(tps)
        positions = {topic: self._begin_at(lease, topic, starts[tp], ends[tp]) for topic, tp in self._tps.items()}
        self._begun = positions
        self._patience.forget()
        self._merge.reset(positions, {topic: ends[tp] for topic, tp in self._tps.items()})
        for topic, tp in self._tps.items():
            self._seeks[topic] = await self._source.seek(tp, positions[topic])
        self.durable = {self._tps[topic]: offset for topic, offset in lease.offsets.items() if topic in self._tps}
        self._taken = self.progress.running = True
        behind = sum(ends[tp] - positions[topic] for topic, tp in self._tps.items())
        log.info("lane taken", lane=self.partition, epoch=lease.epoch, batch=lease.number, behind=behind)
        return lease

    def _begin_at(self, lease: Lease, topic: str, start: int, end: int) -> int:
        position, lost = begin_at(self._tps[topic], lease.offsets.get(topic), start, end)
        if lost:
            self._notice("lost_to_retention", lost)
        return position

    async def _run(self, lease: Lease) -> None:
        while not self._stopping and not self._lost:
            if self._fault is not None:
                raise self._fault
            self._arrived.clear()
            self.progress.begin(MERGE)
            entries = await self._ready()
            #  Asked now, before anything is awaited: what arrives meanwhile is not among the entries.
            complete = self._merge.complete()
            idle = not entries and await self._is_idle()
            self.progress.begin(WORK)
            writes = await self._work.turn(lease, entries, complete=complete, idle=idle)
            if writes is None:
                if past := self._merge.passed({**self._begun, **lease.offsets}):
                    lease = await self._commit_past(lease, past)
                if complete:  # while there is more to read, what failed before has not been tried again
                    self._trouble.over()
                await self._sleep()
                continue
            refuse_standstill(lease, len(entries), writes)
            self._in_hand = True
            self.progress.begin(COMMIT)
            lease = await self._commit(lease, writes, entries)
            self._meter.committed(entries[: writes.consumed], writes)
            if writes.outbox.messages or writes.outbox.customers:
                await self._say_outbox(writes.outbox)
            self.durable.update({self._tps[topic]: offset for topic, offset in lease.offsets.items()})
            self._in_hand = False
            self._looked_s = monotonic()
            self._trouble.over()
            self._count(writes.counts)

    async def _ready(self) -> Sequence[Entry]:
        if self._unsettled or self._work.unsettled:
            await self._settle()
        patient = await self._patience.lasts(self._merge.blocked_by())
        if not patient:
            self._notice("merge_waits_given_up", 1)
        return self._merge.peek(self._settings.batch_events, self._settings.batch_bytes, patient=patient)

    async def _settle(self) -> None:
        """A tick was sent after everything older was acknowledged: ask for the ends, and wait for all of it."""
        self._unsettled = self._work.unsettled = False
        await self._ask_ends()

    async def _ask_ends(self) -> None:
        ends = await self._source.ends(list(self._tps.values()))
        self._merge.saw_ends({topic: ends[tp] for topic, tp in self._tps.items()})
        self._asked_ends_s = monotonic()

    async def _is_idle(self) -> bool:
        #  Who has just done something has a clock that is new enough. To say that a lane is idle again takes two round
        #  trips to the store, as many as a batch of a few events.
        if not self._merge.caught_up() or monotonic() - self._looked_s < self._settings.idle_check_s:
            return False
        self._looked_s = monotonic()
        if monotonic() - self._asked_ends_s > self._settings.idle_check_s:
            await self._ask_ends()
        return self._merge.caught_up()

    async def _commit(self, lease: Lease, writes: Writes, entries: Sequence[Entry]) -> Lease:
        consumed = entries[: writes.consumed]
        changes = Changes(
            offsets=self._merge.offsets_after(consumed),
            clock_s=writes.clock_s,
            step_s=writes.step_s,
            outbox=pack(writes.outbox),
            strings=writes.strings,
            scores=writes.scores,
            hashes=writes.hashes,
            wakeups=writes.wakeups,
            topic_ids=self._new_ids(lease),
            inflow=writes.inflow,
            rules=writes.rules,
            hour=writes.hour,
        )
        lease = await self._ledger.commit(lease, changes)
        self._merge.drop(consumed)
        return lease

    def _new_ids(self, lease: Lease) -> Mapping[str, str]:
        return {} if lease.topic_ids == self._ids else self._ids

    async def _commit_past(self, lease: Lease, past: Mapping[str, int]) -> Lease:
        """Write where reading stands, and nothing else; the outbox of the last batch has been said."""
        self.progress.begin(COMMIT)
        changes = Changes(offsets=past, clock_s=lease.clock_s, step_s=lease.step_s, topic_ids=self._new_ids(lease))
        lease = await self._ledger.commit(lease, changes)
        self.durable.update({self._tps[topic]: offset for topic, offset in past.items()})
        return lease

    async def _say_outbox(self, outbox: Outbox) -> None:
        messages = list(outbox.messages)
        if outbox.customers:
            documents = await self._work.documents(outbox.customers)
            pairs = zip(outbox.customers, documents, strict=True)
            messages += [self._publish(customer, document) for customer, document in pairs]
        while messages:
            self.progress.begin(SAY)
            try:
                await self._sender.say(messages)
            except DeliveryFailed as failure:
                self._meter.not_delivered(failure, self._all_short)
                messages = again(messages, failure, self._refuse)
                await asyncio.sleep(self._trouble.pause_s(str(failure)))
            else:
                return

    async def _sleep(self) -> None:
        if not self._stopping:
            self.progress.begin(BLOCKED if self._patience.waiting else IDLE)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._work.wait_s()):  # `wait_for` makes a task of each wait
                    await self._arrived.wait()

    def _notice(self, name: str, count: int) -> None:
        """Count what happens outside of a turn."""
        self._count({name: count})
        self._meter.noticed(name, count)

    def _count(self, counts: Mapping[str, int]) -> None:
        for name, n in counts.items():
            self.counts[name] = self.counts.get(name, 0) + n
