"""The Faust app of one role, with the batch transport in it, and how to run it."""

import asyncio
import logging
import signal
from collections.abc import Iterable, Sequence
from typing import Any, Final

import faust
from faust.app.base import BootStrategy
from faust.transport.drivers.aiokafka import Transport
from faust.types import TopicT
from mode import ServiceT

from harken.errors import HarkenError
from harken.settings import Settings
from harken.topics import TOPICS, topic_name
from harken.transport.consumer import BatchConsumer
from harken.transport.credentials import for_faust
from harken.transport.ports import Intake
from harken.transport.quiet import SERVICES, quieten

logger = logging.getLogger(__name__)

#: Most records of one topic partition in one poll.
POLL_RECORDS: Final = 4000
#: Lanes have so long to finish when the app stops, and the app so long to leave its group.
DRAIN_WITHIN_S: Final = 5.0
STOP_WITHIN_S: Final = 10.0


class WorkerCrashed(HarkenError):
    """A service of the app ended unforeseen; the cause is chained."""


class BatchTransport(Transport):  # type: ignore[misc] # Faust ships no types that mypy follows
    """Faust's aiokafka transport with our consumer."""

    Consumer = BatchConsumer
    default_port = 9092


class ConsumerOnly(BootStrategy):  # type: ignore[misc] # Faust ships no types that mypy follows
    """Everything outbound goes through librdkafka, so Faust's own producer is not started."""

    enable_kafka_producer = False


class PollSchema(faust.Schema):  # type: ignore[misc] # Faust ships no types that mypy follows
    """Hands polls to the agent as they are."""

    def compile(self, app: Any, **_: Any) -> Any:
        """Make the function that turns a message into an event."""

        async def decode(message: Any, *, propagate: bool = False) -> Any:  # noqa: ARG001 # Faust passes it by name
            return app.create_event(None, message.value, None, message)

        return decode


class BatchApp(faust.App):  # type: ignore[misc] # Faust ships no types that mypy follows
    """A Faust app whose consumer hands polls to an intake.

    Parameters
    ----------
    settings : names, timeouts, addresses.
    intake : the lanes.
    """

    BootStrategy = ConsumerOnly
    logger = SERVICES

    def __init__(self, id: str, *, settings: Settings, intake: Intake, **options: Any) -> None:
        super().__init__(id, **options)
        self.settings = settings
        self.intake = intake
        #: Topics that are ours: full name to short name.
        self.short_names: dict[str, str] = {}

    def on_init_dependencies(self) -> Iterable[ServiceT]:
        """What Faust starts with the app, without its monitor's ear: nobody reads it, and each poll was told to it."""
        services: Iterable[ServiceT] = super().on_init_dependencies()
        self.sensors.remove(self.monitor)
        return services

    def _new_transport(self) -> BatchTransport:
        return BatchTransport(self.conf.broker_consumer, self)

    def _create_directories(self) -> None:
        """Nothing of ours is on disk."""

    def _on_rebalance_when_stopped(self) -> None:
        """Nothing: Faust would close the consumer under the hands of its own shutdown."""

    async def on_stop(self) -> None:
        """Let the lanes finish and commit before Faust drops anything."""
        if self._consumer is not None:
            self._consumer.stop_flow()
            await self._consumer.let_go(min(DRAIN_WITHIN_S, self.settings.rebalance_timeout_s / 2))
        await super().on_stop()


def create_app(settings: Settings, intake: Intake, role: str) -> BatchApp:
    """A Faust app for one role; its id, and so its consumer group, is `harken-<instance>-<role>`.

    Starts nothing and connects to nothing.
    """
    quieten()
    return BatchApp(
        f"harken-{settings.instance}-{role}",
        settings=settings,
        intake=intake,
        broker=[f"aiokafka://{address.strip()}" for address in settings.kafka.split(",")],
        broker_credentials=for_faust(settings),
        broker_commit_interval=1.0,
        broker_heartbeat_interval=settings.session_timeout_s / 3,
        broker_max_poll_records=POLL_RECORDS,
        broker_rebalance_timeout=settings.rebalance_timeout_s,
        #  Joining a group is one request that lasts as long as the rebalance.
        broker_request_timeout=settings.rebalance_timeout_s + settings.session_timeout_s + 5.0,
        broker_session_timeout=settings.session_timeout_s,
        consumer_auto_offset_reset="earliest",
        store="memory://",
        stream_buffer_maxsize=65_536,  # never filled: the consumer waits until a round of polls is taken
        stream_wait_empty=False,
        table_standby_replicas=1,  # with 0 Faust assigns round robin and splits lanes
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
    )


def batches(app: BatchApp, *topics: str) -> TopicT:
    """What an agent reads: the polls of a round of each of these topics (full names of `harken.topics.TOPICS`).

    Their messages are not acknowledged to Faust (`acks=False`): its compiled streams keep acknowledged offsets for
    commits without asking the consumer, and here what is committed is what the lanes call durable.
    """
    short = {topic_name(app.settings, topic.name): topic.name for topic in TOPICS}
    app.short_names.update({name: short[name] for name in topics})
    return app.topic(*topics, schema=PollSchema(), acks=False)


async def run_apps(*apps: BatchApp) -> None:
    """Run until SIGINT or SIGTERM, or until one crashes; then drain and leave the groups, within 10 s.

    A second signal ends the process at once, as signals do by default. Raises WorkerCrashed.
    """
    loop = asyncio.get_running_loop()
    told = asyncio.Event()

    def drain(number: signal.Signals) -> None:
        logger.info("%s: finishing what is in hand; once more ends at once", number.name)
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(each)
            signal.signal(each, signal.SIG_DFL)
        told.set()

    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, drain, each)
    starting = asyncio.gather(*(app.start() for app in apps))
    endings = [asyncio.ensure_future(event.wait()) for event in (told, *(app._crashed for app in apps))]
    try:
        await _until_ended(starting, endings)
    finally:
        await _stop(apps)
        for task in (starting, *endings):
            task.cancel()
    for app in apps:
        if app.crash_reason is not None:
            raise WorkerCrashed(f"{app.conf.id}: {app.crash_reason!r}") from app.crash_reason


async def _until_ended(starting: "asyncio.Future[Any]", endings: Sequence["asyncio.Future[Any]"]) -> None:
    await asyncio.wait({starting, *endings}, return_when=asyncio.FIRST_COMPLETED)
    if starting.done():
        await starting  # raises what kept an app from starting
        await asyncio.wait(endings, return_when=asyncio.FIRST_COMPLETED)


async def _stop(apps: Sequence[BatchApp]) -> None:
    stops = {asyncio.ensure_future(app.stop()) for app in apps}
    done, late = await asyncio.wait(stops, timeout=STOP_WITHIN_S)
    for stop in late:
        stop.cancel()
        logger.error("an app did not stop within %g s; it is abandoned", STOP_WITHIN_S)
    for stop in done:
        if (error := stop.exception()) is not None:
            logger.error("stopping failed: %r", error)
