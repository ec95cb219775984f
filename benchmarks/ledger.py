"""What a document costs in the ledger: load, commit, and a commit by script for comparison.

    python -m benchmarks.ledger [redis://...] [--sizes 10,100,1000,4000] [--bytes 1200] [--seconds 1]

Microseconds a document by the wall, and of them of this process' processor: `load` reads the documents and the wake-ups
that are due, `commit` writes the documents, and `wakes` also moves one wake-up and one score for each. `script` is the
same fence with documents as the arguments of one EVALSHA. Documents are random hexadecimal, so nothing compresses.
"""

import argparse
import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from math import inf
from typing import NamedTuple
from uuid import uuid4

from redis.asyncio import Redis

from harken.ledger.base import Changes, Lease, Ledger
from harken.ledger.memory import MemoryLedger
from harken.ledger.memory_store import MemoryStore
from harken.ledger.redis import RedisLedger

SCRIPT = """
local fence = redis.call('HMGET', KEYS[1], 'incarnation', 'token', 'epoch', 'number')
for i = 1, 4 do if fence[i] ~= ARGV[i] then return false end end
for i = 5, #ARGV, 1000 do redis.call('MSET', unpack(ARGV, i, math.min(i + 999, #ARGV))) end
redis.call('HINCRBY', KEYS[1], 'number', 1)
return 1
"""


#: `both` is a load and a commit, whose rate is the last column.
COLUMNS = ("load", "commit", "both", "wakes", "script", "memory")


class Cost(NamedTuple):
    """Microseconds a document."""

    wall_us: float
    cpu_us: float

    def __str__(self) -> str:
        return f"{self.wall_us:6.2f} ({self.cpu_us:5.2f})"


async def measure(act: Callable[[], Awaitable[object]], size: int, seconds: float) -> Cost:
    """Do it for so long, after once to warm up."""
    await act()
    rounds = 0
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    while time.perf_counter() - wall_s < seconds:
        await act()
        rounds += 1
    documents = rounds * size
    return Cost((time.perf_counter() - wall_s) * 1e6 / documents, (time.process_time() - cpu_s) * 1e6 / documents)


class Lane:
    """A lane that always changes the same customers."""

    def __init__(self, ledger: Ledger, prefix: str, size: int, document_bytes: int) -> None:
        dice = random.Random(size)
        self._ledger = ledger
        self._lease: Lease | None = None
        self._top = f"{prefix}at-risk:0"
        self.names = [f"{prefix}customer:{n}" for n in range(size)]
        self.documents = {name: dice.randbytes(document_bytes // 2).hex().encode() for name in self.names}
        self._number = 0

    async def lease(self) -> Lease:
        if self._lease is None:
            self._lease = await self._ledger.take(0)
        return self._lease

    async def load(self) -> None:
        await self._ledger.load(await self.lease(), self.names, 0.0, 2000)

    async def commit(self) -> None:
        self._lease = await self._ledger.commit(await self.lease(), self._changes())

    async def both(self) -> None:
        await self.load()
        await self.commit()

    async def wakes(self) -> None:
        await self._ledger.load(await self.lease(), (), 0.0, 2000)
        due_s = float(self._number)
        changes = self._changes(
            wakeups={(name, "look"): due_s for name in self.names}, scores={self._top: dict.fromkeys(self.names, due_s)}
        )
        self._lease = await self._ledger.commit(await self.lease(), changes)

    def _changes(self, **more: object) -> Changes:
        self._number += 1
        kept = {"strings": self.documents, "offsets": {"harken.clicks": self._number}, "clock_s": 1.0, "step_s": -inf}
        return Changes(**kept, **more)  # type: ignore[arg-type] # one dictionary of fields of several types


class ScriptLane:
    """The same documents by one script."""

    def __init__(self, redis: "Redis", lane: Lane, lease: Lease, key: str) -> None:
        self._commit = redis.register_script(SCRIPT)
        self._documents: list[str | int | bytes] = [part for item in lane.documents.items() for part in item]
        self._lease = lease
        self._key = key
        self._number = lease.number

    async def commit(self) -> None:
        fence: list[str | int | bytes] = [self._lease.incarnation, self._lease.token, self._lease.epoch, self._number]
        if await self._commit(keys=[self._key], args=[*fence, *self._documents]) is None:
            raise RuntimeError("the script refused its own fence")
        self._number += 1


async def run(url: str, sizes: list[int], document_bytes: int, seconds: float) -> None:
    """Print one line for each batch size."""
    prefix = f"bench:{uuid4().hex}:"
    redis = Redis.from_url(url)
    print(f"documents of {document_bytes} bytes; us a document by the wall (by this process' processor)")
    print(" ".join([f"{'batch':>6}", *(f"{name:>14}" for name in COLUMNS), f"{'documents/s':>12}"]))
    try:
        for size in sizes:
            ledger = RedisLedger(url, "activity", prefix)
            lane = Lane(ledger, prefix, size, document_bytes)
            memory = Lane(MemoryLedger("activity", MemoryStore(), time.time), prefix, size, document_bytes)
            await lane.commit()
            costs = [await measure(act, size, seconds) for act in (lane.load, lane.commit, lane.both, lane.wakes)]
            script = ScriptLane(redis, lane, await ledger.take(0), f"{prefix}ledger:activity:0")
            costs += [await measure(script.commit, size, seconds), await measure(memory.both, size, seconds)]
            rate = 1e6 / costs[2].wall_us
            print(" ".join([f"{size:>6}", *map(str, costs), f"{rate:>12,.0f}"]), flush=True)
            await ledger.close()
    finally:
        async for key in redis.scan_iter(match=f"{prefix}*", count=1000):
            await redis.delete(key)
        await redis.aclose()


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?", default="redis://127.0.0.1:6379/0")
    parser.add_argument("--sizes", default="10,100,1000,4000")
    parser.add_argument("--bytes", type=int, default=1200)
    parser.add_argument("--seconds", type=float, default=1.0)
    given = parser.parse_args()
    asyncio.run(run(given.url, [int(size) for size in given.sizes.split(",")], given.bytes, given.seconds))


if __name__ == "__main__":
    main()
