"""The consumer of the batch transport: one Faust message per topic and round of polls, for topics that are ours.

What it changes of Faust's, and why, is in docs/decisions and in the design's list of traps: nothing of ours is polled
before it was sought, commits are what the lanes call durable and never what Faust's streams acknowledge, and a
revocation waits for the lanes before anything is dropped. Topics that are not ours keep the stock path.
"""

import asyncio
import contextlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from time import monotonic
from typing import Any, Final

from aiokafka.errors import ConsumerStoppedError, KafkaError
from aiokafka.structs import ConsumerRecord
from faust.transport.drivers.aiokafka import Consumer
from faust.types import TP, ConsumerMessage

from harken.back_off import BackOff
from harken.batch import Record
from harken.topics import BrokerUnreachable
from harken.transport.driver import LoopDriver
from harken.transport.ports import Intake, NotAssigned, Poll
from harken.transport.quiet import SERVICES

logger = logging.getLogger(__name__)

#: A poll waits at most so long while a partition is left out of it: the lane may want it again at any time.
LEFT_OUT_WAIT_S: Final = 0.05
#: How often it is looked whether the agent has taken what was handed over, when it has not at once.
TAKEN_CHECK_S: Final = 0.001
#: How often partitions without records are looked at, whether aiokafka has moved them.
LOST_CHECK_S: Final = 0.5
#: A round costs aiokafka about a millisecond, whatever it brings (every partition is in every request): after one that
#: brought little the next waits a moment, for company. Without, 1,000 events a second cost a third of a core.
SMALL_ROUND: Final = 500
PAUSE_S: Final = 0.0005
#: Records handed over in one round, beyond which the rest waits where it was fetched: taking a record in costs 20 us,
#: and all that a backlog's first fetches bring would keep the loop from everything else for seconds.
ROUND_RECORDS: Final = 4000
#: A commit to Kafka is a courtesy and never holds anything up for longer.
COMMIT_TIMEOUT_S: Final = 3.0
#: A question to the broker about offsets or topics.
OFFSETS_TIMEOUT_S: Final = 10.0
#: How often a broker that says nothing of our topics is asked again.
UNKNOWN_CHECK_S: Final = 1.0
#: How long a partition rests after its records could not be read.
UNREADABLE_REST_S: Final = 1.0

Fetched = Sequence[ConsumerRecord[bytes, bytes]]


class BatchConsumer(Consumer):  # type: ignore[misc] # Faust ships no types that mypy follows
    """Reads for the lanes of one app (`Source`); the app says which topics are ours and who takes them in."""

    logger = SERVICES
    _thread: LoopDriver

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._intake: Intake = self.app.intake
        self._short: Mapping[str, str] = self.app.short_names
        self._revoke_within_s: float = self.app.conf.broker_rebalance_timeout / 2
        self._most_records: int = self.app.conf.broker_max_poll_records
        self._generation = 0
        #: Next offset to hand over, of every partition that was sought in this generation.
        self._next: dict[TP, int] = {}
        self._seeks: dict[TP, int] = {}
        #: End offsets as fetches saw them; a partition that was made anew is lost first, which forgets its own.
        self._seen_ends: dict[TP, int] = {}
        self._committed: dict[TP, int] = {}
        self._resting_until_s: dict[TP, float] = {}
        self._underway: list[ConsumerMessage] = []
        self._lent: frozenset[TP] = frozenset()
        self._letting_go = asyncio.Lock()
        self._wake = self._thread.news
        self._pause_s = 0.0
        self._back_off = BackOff()
        self._look_for_lost_at_s = 0.0
        self._looking: asyncio.Future[None] | None = None

    def _new_consumer_thread(self) -> LoopDriver:
        return LoopDriver(self, loop=self.loop, thread_loop=self.loop, beacon=self.beacon)

    # -- Source: what lanes ask ----------------------------------------------------------------------------

    async def seek(self, tp: TP, offset: int) -> int:
        """Read from this offset on; see `harken.transport.ports.Source`."""
        if tp not in self.assignment():
            raise NotAssigned(f"{tp.topic}[{tp.partition}] is not assigned to this worker")
        self._thread.seek(tp, offset)  # drops what aiokafka has fetched, and the answer that is on its way
        self._next[tp] = offset
        self._seeks[tp] = self._seeks.get(tp, 0) + 1
        self._wake.set()
        return self._seeks[tp]

    async def ends(self, tps: Sequence[TP]) -> Mapping[TP, int]:
        """End offsets, asked now, and never below what a fetch has seen.

        The demo's broker answers the *first* offset of the last batch plus one; its fetches are right.
        """
        answers = await self._ask_offsets(tps, first=False)
        return {tp: max(end, self._seen_ends.get(tp, 0)) for tp, end in answers.items()}

    async def starts(self, tps: Sequence[TP]) -> Mapping[TP, int]:
        """First offsets, asked now."""
        return await self._ask_offsets(tps, first=True)

    def generation(self) -> int:
        """The consumer group generation now."""
        return self._generation

    async def _ask_offsets(self, tps: Sequence[TP], *, first: bool) -> Mapping[TP, int]:
        try:
            return await asyncio.wait_for(self._thread.offsets(tps, first=first), OFFSETS_TIMEOUT_S)
        except (TimeoutError, KafkaError) as error:
            raise BrokerUnreachable(f"the broker did not say where its topics start and end: {error!r}") from error

    # -- polling -------------------------------------------------------------------------------------------

    def _get_active_partitions(self) -> set[TP]:
        """Faust's own, without asking of each whether it is one, in every round."""
        active: set[TP] | None = self._active_partitions
        return super()._get_active_partitions() if active is None else active

    async def _getmany(
        self,
        active_partitions: set[TP] | None,
        timeout: float,  # noqa: ASYNC109 # Faust's signature
    ) -> dict[TP, Fetched]:
        """Hand over what was fetched of our topics; return what was fetched of others, for Faust's own path."""
        assert active_partitions is not None  # None is Faust's client-only mode, which creates no group
        if not await self._taken(timeout):
            return {}
        pause_s, self._pause_s = self._pause_s, 0.0
        try:
            if pause_s:
                await asyncio.sleep(pause_s)
            polls, rest = self._read(active_partitions)
            if not polls and not rest:
                self._wake.clear()
                wait_s = LEFT_OUT_WAIT_S if self._left_out(active_partitions) else LOST_CHECK_S
                await self._thread.wait_for_news(min(timeout, wait_s))
                polls, rest = self._read(active_partitions)
        except ConsumerStoppedError:
            raise
        except KafkaError as error:
            pause_s = self._back_off.failed(repr(error))
            if self._back_off.is_news:
                logger.error("reading from Kafka failed; it is tried again: %r", error)
            await asyncio.sleep(pause_s)
            return {}
        if self._back_off.tries:
            self._back_off.succeeded()
        if 0 < sum(len(poll.records) for poll in polls) < SMALL_ROUND:
            self._pause_s = PAUSE_S
        by_topic: dict[str, list[Poll]] = {}
        for poll in polls:
            by_topic.setdefault(poll.tp.topic, []).append(poll)
        for some in by_topic.values():
            if not self.flow_active or some[0].generation != self._generation:
                return {}  # revoked meanwhile: the lanes have stopped, and whoever takes them seeks
            await self._hand_over(some)
        return rest

    def _read(self, active: set[TP]) -> tuple[list[Poll], dict[TP, Fetched]]:
        """One look at what aiokafka has fetched, without waiting."""
        if not self.flow_active:
            return [], {}
        polls: list[Poll] = []
        rest: dict[TP, Fetched] = {}
        room = ROUND_RECORDS
        for tp in self._thread.fetched():
            if tp.topic not in self._short:
                if tp in active:
                    rest[TP(*tp)] = self._thread.drain(tp, self._most_records)
            elif room > 0 and self._wants(tp) and not self._is_lost(tp):
                polls += (new := list(self._poll(TP(*tp))))
                room -= sum(len(poll.records) for poll in new)
        return polls, rest

    def _left_out(self, active: set[TP]) -> bool:
        """Whether records of ours wait where they were fetched; now and then it also tells what was lost."""
        if monotonic() >= self._look_for_lost_at_s:
            self._look_for_lost_at_s = monotonic() + LOST_CHECK_S
            for tp in active:
                if tp.topic in self._short and self._wants(tp):
                    self._is_lost(tp)
        return any(tp.topic in self._short for tp in self._thread.fetched())

    def _wants(self, tp: TP) -> bool:
        return tp in self._next and monotonic() >= self._resting_until_s.get(tp, 0.0) and self._intake.admits(tp)

    def _is_lost(self, tp: TP) -> bool:
        """Whether aiokafka has moved by itself from where we left off, as it does when that offset is gone."""
        if self._thread.read_offset(tp) == self._next[tp]:
            return False
        logger.error("offset %d of %s[%d] is not in the log any more", self._next.pop(tp), tp.topic, tp.partition)
        self._seen_ends.pop(tp, None)
        self._intake.on_lost(tp)
        return True

    def _poll(self, tp: TP) -> Iterator[Poll]:
        try:
            records = self._thread.drain(tp, self._most_records, self._record)
        except KafkaError as error:
            #  aiokafka has moved on over the records before the bad one without giving them out: read them again.
            logger.error("%s[%d] at %d cannot be read: %r", tp.topic, tp.partition, self._next[tp], error)
            self._resting_until_s[tp] = monotonic() + UNREADABLE_REST_S
            self._thread.seek(tp, self._next[tp])
            return
        position = self._thread.read_offset(tp)
        if position is None or position == self._next[tp]:
            return
        self._next[tp] = position
        end = self._seen_ends[tp] = self._thread.end_offset(tp)
        yield Poll(tp, records, self._generation, self._seeks[tp], end, position)

    def _record(self, tp: TP, read: Any) -> Record:
        return Record(self._short[tp.topic], tp.partition, read.offset, read.key, read.value, read.timestamp)

    async def _hand_over(self, polls: Sequence[Poll]) -> None:
        """Hand over what a round brought of one topic; Faust is told the last one's place, and goes by none of it."""
        last = polls[-1]
        tp = last.tp
        at_s = last.records[-1].timestamp_ms / 1000 if last.records else 0.0
        message = ConsumerMessage(
            tp.topic, tp.partition, last.position - 1, at_s, 0, None, None, polls, None, None, None, tp,
            generation_id=self.app.consumer_generation_id,
        )  # fmt: skip
        await self.callback(message)
        if message.refcount:
            self._underway.append(message)
        elif not message.acked:
            logger.error("no agent takes %s[%d]", tp.topic, tp.partition)

    async def _taken(self, within_s: float) -> bool:
        """Whether the agent has taken all that was handed over: so the way there never holds more than one round."""
        deadline_s = monotonic() + within_s
        tries = 0
        while self._underway and monotonic() < deadline_s:
            self._underway = [message for message in self._underway if not message.acked]
            if self._underway:
                tries += 1
                await asyncio.sleep(0 if tries < 2 * len(self._underway) + 10 else TAKEN_CHECK_S)
        return not self._underway

    def on_buffer_full(self, tp: TP) -> None:
        """Streams of ours never hold a partition back: the lanes count, and the consumer asks them."""
        if tp.topic not in self._short:
            super().on_buffer_full(tp)

    async def perform_seek(self) -> None:
        """Return at once: lanes seek for themselves, other partitions start where aiokafka finds them committed."""

    def stop_flow(self) -> None:
        """Stop handing over, and the poll that is waiting."""
        super().stop_flow()
        self._wake.set()

    # -- commits -------------------------------------------------------------------------------------------

    async def force_commit(self, topics: Any = None, start_new_transaction: bool = True) -> bool:
        """Commit what the lanes call durable, and of other topics what Faust's streams have acknowledged."""
        others = await super().force_commit(topics, start_new_transaction=start_new_transaction)
        return await self._commit_durable() or others

    async def _commit_durable(self) -> bool:
        assigned = self.assignment()
        offsets = {
            tp: offset
            for tp, offset in self._intake.durable().items()
            if tp in assigned and self._committed.get(tp) != offset
        }
        if not offsets:
            return False
        try:
            done: bool = await asyncio.wait_for(self._thread.commit(offsets), COMMIT_TIMEOUT_S)
        except TimeoutError:
            logger.warning("offsets were not committed to Kafka within %g s (the ledger has them)", COMMIT_TIMEOUT_S)
            return False
        if done:
            self._committed.update(offsets)
        return done

    # -- rebalances ----------------------------------------------------------------------------------------

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Let the lanes finish, commit what is durable, and only then drop the partitions."""
        self.stop_flow()
        await self.let_go(self._revoke_within_s)
        if not self.app.should_stop:
            await super().on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Begin a generation; nothing of ours is read in it until it is sought."""
        if self.app.should_stop:
            return
        self._generation = generation_id
        self._next.clear()
        self._committed.clear()
        self._underway.clear()
        await super().on_partitions_assigned(assigned, generation_id)
        self._lent = frozenset(tp for tp in assigned if tp.topic in self._short)
        await self._intake.on_assigned(self._lent, generation_id, self)
        if self._looking is None or self._looking.done():
            self._looking = self.add_future(self._look_for_topics())

    async def _look_for_topics(self) -> None:
        """A broker that has just started says nothing of its topics for a moment: who leads the group shares out none.

        aiokafka would look again after five minutes.
        """
        while not self.should_stop and (unknown := self._thread.unknown(self._short)):
            logger.warning("the broker says nothing of %s; asking again", ", ".join(unknown))
            await self.sleep(UNKNOWN_CHECK_S)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._thread.ask_metadata(), OFFSETS_TIMEOUT_S)

    async def let_go(self, within_s: float) -> None:
        """Take all partitions back from the lanes, within a bound, and commit what they call durable."""
        async with self._letting_go:
            lent, self._lent = self._lent, frozenset()
            if not lent:
                return
            try:
                await asyncio.wait_for(self._intake.on_revoked(lent), within_s)
            except TimeoutError:
                logger.error("lanes did not stop within %g s; what they had in hand is applied again", within_s)
            self._next.clear()
            await self._commit_durable()

    async def verify_all_partitions_active(self) -> None:
        """Faust's livelock detector mistakes a lane in back-off for a hang; lag is watched elsewhere."""
