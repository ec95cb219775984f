"""A worker: one role's app from preflight to the last commit."""

import asyncio
from collections.abc import Mapping, Set
from importlib import import_module
from typing import Final

from harken.allocator import keep_memory
from harken.garbage import collect_seldom
from harken.health.attendant import Attendant
from harken.logs import get_logger
from harken.settings import Settings
from harken.topics import check_topics, create_topics
from harken.topology import Road, build
from harken.transport.app import run_apps

log = get_logger(__name__)

#: How often a worker says in its log what it has done, seconds.
STATUS_EVERY_S = 10.0

#: What the first batch needs and takes long to import (SciPy); imported in a thread, while the group makes up its mind.
NEEDED_SOON: Final = "harken.value.outlook"


def run_worker(settings: Settings) -> int:
    """Run until SIGINT or SIGTERM; returns 0 after a clean stop.

    The first signal drains (batches in hand are finished or left to the ledger, the group is told), a second one ends
    at once. Raises what `harken.topics.check_topics` finds missing, before anything is started.
    """
    if settings.create_topics:
        create_topics(settings)
    check_topics(settings)
    keep_memory()
    collect_seldom()
    asyncio.run(_run(settings))
    return 0


async def _run(settings: Settings) -> None:
    road = build(settings)
    attendant = Attendant(settings, road.lanes, road.metrics)
    attendant.start()
    beside = [asyncio.create_task(_say_status(road)), asyncio.create_task(road.watch.run())]
    if settings.role == "activity":
        beside.append(asyncio.create_task(_import_soon()))
    try:
        await run_apps(road.app)
    finally:
        for task in beside:
            task.cancel()
        await attendant.close()
        await road.sender.close()
        for ledger in road.ledgers:
            await ledger.close()


async def _import_soon() -> None:
    await asyncio.to_thread(import_module, NEEDED_SOON)


async def _say_status(road: Road) -> None:
    before: tuple[Mapping[str, int], Set[int]] = {}, frozenset()
    while True:
        await asyncio.sleep(STATUS_EVERY_S)
        tally = dict(road.lanes.tally())
        waiting = {n: lane.status for n, lane in (road.lanes.progress() or {}).items() if lane.status != "running"}
        #  Also where nothing was done: that lanes wait is news, and that they wait no longer.
        if (tally, waiting.keys()) != before:
            log.info("status", **tally, **({"waiting": waiting} if waiting else {}))
            before = tally, frozenset(waiting)
