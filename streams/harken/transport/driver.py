"""Faust's aiokafka driver, run in the event loop of the app instead of a thread of its own.

Why no thread: threads share one interpreter lock, so the driver's would add no core, only hand-overs and, while lanes
compute, up to 5 ms of waiting for the lock at each; and what a seek, a poll and a rebalance do to one another can be
read off the code when they cannot run at the same time. The price is that nothing in the loop may compute for longer
than the session timeout, since heartbeats wait as well.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from aiokafka.consumer.fetcher import FetchError
from aiokafka.errors import ConsumerStoppedError, KafkaError
from aiokafka.structs import ConsumerRecord, OffsetAndMetadata
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, ensure_aiokafka_TP
from faust.types import TP
from mode import Service
from mode.utils.futures import maybe_async

from harken.kafka_access import for_librdkafka
from harken.transport.fetching import Fetching
from harken.transport.quiet import SERVICES

logger = logging.getLogger(__name__)

#: Where aiokafka believes to be in partitions that it does not fetch: no answer to a fetch is of this offset.
NOWHERE: Final = 2**62


class LoopDriver(AIOKafkaConsumerThread):  # type: ignore[misc] # Faust ships no types that mypy follows
    """One aiokafka consumer for the group, and one of librdkafka for the records of our topics.

    "Thread" in the names that it inherits is the app's own loop.
    """

    logger = SERVICES
    #: There from `on_start` on.
    fetching: Fetching

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
        """Make both consumers and connect them."""
        await super().on_start()
        app = self.transport.app
        self.fetching = Fetching(for_librdkafka(app.settings), app.conf.id, app.short_names)

    async def on_thread_stop(self) -> None:
        """Leave the group and let go of the broker."""
        await super().on_thread_stop()
        if hasattr(self, "fetching"):
            await asyncio.to_thread(self.fetching.close)

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Pass a revocation on."""
        await self.consumer.on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Pass an assignment on."""
        await self.consumer.on_partitions_assigned(assigned, generation_id)

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

    def keep_from_fetching(self, tps: Iterable[TP]) -> None:
        """Have aiokafka fetch nothing of these in this generation, and drop what it has asked for already."""
        consumer = self._ensure_consumer()
        for tp in map(ensure_aiokafka_TP, tps):
            consumer.seek(tp, NOWHERE)
            consumer.pause(tp)

    def fetched(self) -> Sequence[TP]:
        """Partitions of which aiokafka has fetched something that was not yet drained."""
        consumer = self._ensure_consumer()
        if consumer._closed or consumer._fetcher._closed:
            raise ConsumerStoppedError
        with consumer._subscription.fetch_context():  # tells aiokafka that somebody still polls
            return list(consumer._fetcher._records)

    def drain(self, tp: TP, most: int) -> Sequence[ConsumerRecord[bytes, bytes]]:
        """Take at most so many of a partition's records that aiokafka has fetched; raises KafkaError."""
        fetcher = self._ensure_consumer()._fetcher
        result = fetcher._records[tp]
        if isinstance(result, FetchError):
            del fetcher._records[tp]
            fetcher._notify(fetcher._wait_consume_future)
            result.check_raise()
        try:
            records: Sequence[ConsumerRecord[bytes, bytes]] = result.getall(most)
        finally:
            if not result.has_more():
                del fetcher._records[tp]
                fetcher._notify(fetcher._wait_consume_future)
        return records

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
