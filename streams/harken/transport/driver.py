"""Faust's aiokafka driver, run in the event loop of the app instead of a thread of its own.

Why no thread: threads share one interpreter lock, so the driver's would add no core, only hand-overs and, while lanes
compute, up to 5 ms of waiting for the lock at each; and what a seek, a poll and a rebalance do to one another can be
read off the code when they cannot run at the same time. The price is that nothing in the loop may compute for longer
than the session timeout, since heartbeats wait as well.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from time import monotonic
from typing import Any, Final

from aiokafka import AIOKafkaConsumer
from aiokafka.consumer.fetcher import FetchError
from aiokafka.errors import ConsumerStoppedError, KafkaError
from aiokafka.structs import OffsetAndMetadata
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, ensure_aiokafka_TP
from faust.types import TP
from mode import Service
from mode.utils.futures import maybe_async

from harken.transport.fetch_plan import FetchPlan
from harken.transport.fetch_session import SessionClient
from harken.transport.quiet import SERVICES

logger = logging.getLogger(__name__)

#: The broker answers a fetch that names every partition when a record comes, or after at most so long: it is how long a
#: seek may wait for the fetch that is under way. Faust's driver has 1,500 fixed. With 20 an idle worker cost the broker
#: a sixth of a core.
FETCH_MAX_WAIT_MS: Final = 200
#: The same for a fetch that leaves partitions out, as something of them is not taken yet; and for all fetches while
#: partitions are being sought.
LEFT_OUT_MAX_WAIT_MS: Final = 20
SEEKING_S: Final = 2.0
#: Records that nobody polls keep aiokafka from fetching the other partitions of that broker for so long (100 ms there).
PREFETCH_BACKOFF_S: Final = LEFT_OUT_MAX_WAIT_MS / 1000


class LoopDriver(AIOKafkaConsumerThread):  # type: ignore[misc] # Faust ships no types that mypy follows
    """One aiokafka consumer; "thread" in the names that it inherits is the app's own loop."""

    logger = SERVICES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Set when something was fetched, and by whoever wants a poll to end.
        self.news = asyncio.Event()
        self._seeking_until_s = 0.0

    async def start(self) -> None:
        """Start the consumer here, not in a thread."""
        await Service.start(self)

    async def maybe_start(self) -> bool:
        """Start unless started; says whether it did."""
        if self._started.is_set():
            return False
        await self.start()
        return True

    async def stop(self) -> None:
        """Leave the group and close."""
        if self._started.is_set() and not self._stopped.is_set():
            self._stopped.set()
            await self._shutdown_thread()

    async def call_thread(self, fun: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call it here and now."""
        return await maybe_async(fun(*args, **kwargs))

    async def cast_thread(self, fun: Callable[..., Awaitable[Any]], *args: Any, **kwargs: Any) -> None:
        """Call it here and now."""
        await maybe_async(fun(*args, **kwargs))

    async def on_start(self) -> None:
        """Make the consumer and connect it; what it fetches is news at once.

        aiokafka's own word of it takes three rounds of the loop more: to its fetcher, to a waiter, to whoever waits.
        """
        await super().on_start()
        fetcher = self._ensure_consumer()._fetcher
        fetcher._prefetch_backoff = PREFETCH_BACKOFF_S
        fetcher._client = SessionClient(fetcher._client)
        fetcher._get_actions_per_node = FetchPlan(fetcher).actions
        take_in = fetcher._proc_fetch_request

        async def tell(assignment: Any, node_id: int, request: Any) -> bool:
            if fetcher._records or monotonic() < self._seeking_until_s:
                request._max_wait_ms = LEFT_OUT_MAX_WAIT_MS
            brought: bool = await take_in(assignment, node_id, request)
            if brought:
                self.news.set()
            return brought

        fetcher._proc_fetch_request = tell

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Pass a revocation on."""
        await self.consumer.on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Pass an assignment on."""
        self._seeking_until_s = monotonic() + SEEKING_S
        await self.consumer.on_partitions_assigned(assigned, generation_id)

    def _create_worker_consumer(self, transport: Any) -> AIOKafkaConsumer:
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = FETCH_MAX_WAIT_MS
        return consumer

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        """Commit; a failure is said and tried again at the next interval (the stock driver ends the worker)."""
        commits = {ensure_aiokafka_TP(tp): OffsetAndMetadata(offset, "") for tp, offset in offsets.items()}
        try:
            await self._ensure_consumer().commit(commits)
        except KafkaError as error:  # IllegalStateError, CommitFailedError and all that the broker may answer
            logger.warning("offsets were not committed to Kafka (the ledger has them): %r", error)
            return False
        return True

    # -- reading -------------------------------------------------------------------------------------------

    def seek(self, partition: TP, offset: int) -> None:
        """Read on from this offset; what was fetched of the partition and not drained is dropped."""
        self._seeking_until_s = monotonic() + SEEKING_S
        super().seek(partition, offset)

    def read_offset(self, tp: TP) -> int | None:
        """The next offset that will be read; None where there is none (a reset is under way)."""
        state = self._state(tp)
        return state.position if state is not None and state.has_valid_position else None

    def end_offset(self, tp: TP) -> int:
        """The end offset as the last fetch saw it; 0 before the first."""
        state = self._state(tp)
        return 0 if state is None else state.highwater or 0

    def fetched(self) -> Sequence[TP]:
        """Partitions of which something was fetched and not yet drained."""
        consumer = self._ensure_consumer()
        if consumer._closed or consumer._fetcher._closed:
            raise ConsumerStoppedError
        with consumer._subscription.fetch_context():  # tells aiokafka that somebody still polls
            return list(consumer._fetcher._records)

    def drain(self, tp: TP, most: int, make: Callable[[TP, Any], Any] | None = None) -> Sequence[Any]:
        """Take at most so many fetched records of a partition; raises KafkaError (then `seek` before going on).

        Parameters
        ----------
        make : makes what is returned of the partition and a record as aiokafka reads it; None makes `ConsumerRecord`.
        """
        fetcher = self._ensure_consumer()._fetcher
        result = fetcher._records[tp]
        if isinstance(result, FetchError):
            del fetcher._records[tp]
            fetcher._notify(fetcher._wait_consume_future)
            result.check_raise()
        if make is not None and result._partition_records is not None:
            result._partition_records._consumer_record = make  # an object of eleven fields less for each record
        try:
            records: Sequence[Any] = result.getall(most)
        finally:
            if not result.has_more():
                del fetcher._records[tp]
                fetcher._notify(fetcher._wait_consume_future)
        return records

    async def wait_for_news(self, timeout_s: float) -> None:
        """Return when something was fetched since `news` was cleared, at the latest after the timeout."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self.news.wait()

    async def offsets(self, tps: Iterable[TP], *, first: bool) -> Mapping[TP, int]:
        """First or end offsets, asked of the broker now."""
        consumer = self._ensure_consumer()
        ask = consumer.beginning_offsets if first else consumer.end_offsets
        answer = await ask([ensure_aiokafka_TP(tp) for tp in tps])
        return {TP(tp.topic, tp.partition): offset for tp, offset in answer.items()}

    def unknown(self, topics: Iterable[str]) -> Sequence[str]:
        """Those of these topics that the broker has not told anything of."""
        cluster = self._ensure_consumer()._client.cluster
        return sorted(topic for topic in topics if not cluster.partitions_for_topic(topic))

    async def ask_metadata(self) -> None:
        """Ask the broker for its topics; what has changed has the group shared out anew."""
        await self._ensure_consumer()._client.force_metadata_update()

    def _state(self, tp: TP) -> Any:
        subscription = self._ensure_consumer()._subscription.subscription
        assignment = None if subscription is None else subscription.assignment
        return None if assignment is None else assignment.state_value(tp)
