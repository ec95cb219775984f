"""A worker: one role's app from preflight to the last commit."""

import asyncio
import gc
from collections.abc import Mapping

from harken.allocator import keep_memory
from harken.health.attendant import Attendant
from harken.logs import get_logger
from harken.settings import Settings
from harken.topics import check_topics, create_topics
from harken.topology import Road, build
from harken.transport.app import run_apps

log = get_logger(__name__)

#: How often a worker says in its log what it has done, seconds.
STATUS_EVERY_S = 10.0

#: A lane's buffers are some hundred thousand tuples that hold no cycle and live for a second. With Python's own numbers
#: (700, 10, 10) looking for cycles among them is a third of a worker's time; the few cycles that there are (tasks,
#: exceptions) can wait. The first number is of objects more than at the last look before the youngest are looked at,
#: the others are rounds of that before the next older: what a full cache holds is looked at seldom.
COLLECT_AFTER = (2_000_000, 10, 20)


def run_worker(settings: Settings) -> int:
    """Run until SIGINT or SIGTERM; returns 0 after a clean stop.

    The first signal drains (batches in hand are finished or left to the ledger, the group is told), a second one ends
    at once. Raises what `harken.topics.check_topics` finds missing, before anything is started.
    """
    if settings.create_topics:
        create_topics(settings)
    check_topics(settings)
    keep_memory()
    gc.freeze()  # what is imported stays
    gc.set_threshold(*COLLECT_AFTER)
    asyncio.run(_run(settings))
    return 0


async def _run(settings: Settings) -> None:
    road = build(settings)
    attendant = Attendant(settings, road.lanes, road.metrics)
    attendant.start()
    beside = [asyncio.create_task(_say_status(road)), asyncio.create_task(road.watch.run())]
    try:
        await run_apps(road.app)
    finally:
        for task in beside:
            task.cancel()
        await attendant.close()
        await road.sender.close()
        for ledger in road.ledgers:
            await ledger.close()


async def _say_status(road: Road) -> None:
    before: Mapping[str, int] = {}
    while True:
        await asyncio.sleep(STATUS_EVERY_S)
        tally = road.lanes.tally()
        if tally != before:
            waiting = {n: lane.status for n, lane in (road.lanes.progress() or {}).items() if lane.status != "running"}
            log.info("status", **tally, **({"waiting": waiting} if waiting else {}))
            before = dict(tally)
