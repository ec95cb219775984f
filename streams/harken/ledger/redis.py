"""The ledger on Redis (6.2 or newer) or Valkey: large batches each on a lane's own connection, small ones together.

A large batch: `load` sends WATCH and reads the fence together with the documents; `commit` sends everything from MULTI
to EXEC without waiting for replies between. Whoever changes the lane's hash in between makes EXEC write nothing. A
small one: `load`, and a script that compares the fence itself, go over a connection that all lanes share, with those of
others. A commit whose reply is lost may still be on its way to the store; it carries its WATCH or its fence with it, so
it is refused once anybody has taken the lane or committed.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final, TypeVar
from uuid import uuid4

from redis.asyncio.connection import AbstractConnection, BlockingConnectionPool
from redis.exceptions import ConnectionError as LinkLost

from harken.ledger.base import Changes, Lease, Loaded, StoreUnavailable
from harken.ledger.check import check
from harken.ledger.commands import Command, Packed, commit_commands, pack, read_fence, transaction
from harken.ledger.fence import Fence
from harken.ledger.fields import lease_of, next_lease, offsets_of, time_of
from harken.ledger.keys import EPOCH, INCARNATION, NUMBER, STEP_S, TOKEN, LaneKeys, lane_keys
from harken.ledger.lane_wire import LaneWire
from harken.ledger.script import DONE, commit_script, forbids_scripts
from harken.ledger.shared_wire import SharedWire
from harken.ledger.wakeups import wakeups_of
from harken.ledger.wire import Reply, bounded, exchange, expect

#: A connection that was idle may be found dead: once more on a new one. A commit reads back on the second.
ATTEMPTS: Final = 3
#: Keys of a load, or what a commit writes, that go with other lanes'.
TOGETHER: Final = 200

T = TypeVar("T")


def _new_id() -> str:
    return uuid4().hex


class RedisLedger:
    """One role's ledger in one Redis.

    Parameters
    ----------
    url : `redis://`, `rediss://` or `unix://`, with database, user and password as redis-py reads them.
    role : whose lanes these are.
    key_prefix : of the ledger's own keys; keys in `load`, `Changes` and the reads are taken as they are.
    timeout_s : the end of every exchange, connecting and reading back included, seconds; a small load or commit that
        comes while one is under way waits for that one and then for its own.
    connect_timeout_s : the end of one attempt to connect, seconds.
    readers : most connections for reads without a lease; each lane has one of its own besides, and all share one.
    together : most keys of a load, or things that a commit writes, that go over the one they share; -1: none.
    new_id : makes incarnations and tokens; no two may ever be equal.
    """

    def __init__(
        self,
        url: str,
        role: str,
        key_prefix: str = "harken:",
        *,
        timeout_s: float = 5.0,
        connect_timeout_s: float = 2.0,
        readers: int = 4,
        together: int = TOGETHER,
        new_id: Callable[[], str] = _new_id,
    ) -> None:
        self._role = role
        self._prefix = key_prefix
        self._timeout_s = timeout_s
        self._new_id = new_id
        self._lanes: dict[int, LaneWire] = {}
        # socket_timeout None: a call has one bound, not one for each of its reads. RESP2 has no pushes between replies.
        self._pool = BlockingConnectionPool.from_url(
            url,
            max_connections=readers,
            timeout=timeout_s,
            socket_timeout=None,
            socket_connect_timeout=connect_timeout_s,
            protocol=2,
            client_name=f"harken-{role}",
        )
        self._shared = SharedWire(self._new_connection(), timeout_s)
        #: Whether commits may go by script: not where the store runs none, or is too old to say there what is allowed.
        self._scripts = True
        self._together = together

    async def take(self, lane: int) -> Lease:
        """See `Ledger.take`. One transaction without a fence: whoever comes last has the lane."""
        keys = self._keys(lane)
        taking: list[Command] = [
            ("UNWATCH",),  # an earlier load's WATCH would stop this EXEC where somebody took the lane since
            ("MULTI",),
            ("HSETNX", keys.ledger, INCARNATION, self._new_id()),
            ("HSETNX", keys.ledger, NUMBER, 0),
            ("HINCRBY", keys.ledger, EPOCH, 1),
            ("HSET", keys.ledger, TOKEN, self._new_id()),
            ("HGETALL", keys.ledger),
            ("GET", keys.outbox),
            ("EXEC",),
        ]
        async with self._lane(lane) as wire:
            wire.armed = None
            replies = await _again(lambda: wire.exchange(taking))
        expect(replies[-1])
        *_, flat, outbox = replies[-1]
        return lease_of(self._role, lane, _fields(flat), outbox)

    async def load(self, lease: Lease, keys: Sequence[str], until_s: float, limit: int) -> Loaded:
        """See `Ledger.load`."""
        own = self._keys(lease.lane)
        reads: list[Command] = [("MGET", *keys)] if keys else []
        if limit > 0:
            reads.append(("ZRANGE", own.due, "-inf", float(until_s), "BYSCORE", "LIMIT", 0, limit, "WITHSCORES"))
        if len(keys) <= self._together:
            (values, *replies), _ = await self._shared.exchange([read_fence(own), *reads])
            expect([values, *replies])
            found = Fence.of_values(values)
        else:
            async with self._lane(lease.lane) as wire:
                found, replies = await _again(lambda: wire.watch(*reads))
        if found != Fence.of(lease):
            raise Fence.of(lease).refusal(found)
        return Loaded(replies[0] if keys else (), wakeups_of(replies[-1]) if limit > 0 else ())

    async def commit(self, lease: Lease, changes: Changes) -> Lease:
        """See `Ledger.commit`."""
        check(changes)
        keys, fence = self._keys(lease.lane), Fence.of(lease)
        commands, types = list(commit_commands(keys, lease, changes)), _types(keys.due, changes)
        small = changes.size <= self._together
        if not small or not await self._by_script(fence, commit_script(keys.ledger, fence, types, commands)):
            async with self._lane(lease.lane) as wire:
                await _apply(wire, fence, types, transaction(commands))
        return next_lease(lease, changes)

    async def read(self, keys: Sequence[str]) -> Sequence[bytes | None]:
        """See `Ledger.read`."""
        if not keys:
            return ()
        (values,) = await self._read(("MGET", *keys))
        found: Sequence[bytes | None] = values
        return found

    async def read_scores(self, key: str, first: int = 0, last: int = -1) -> Sequence[tuple[str, float]]:
        """See `Ledger.read_scores`."""
        (flat,) = await self._read(("ZREVRANGE", key, first, last, "WITHSCORES"))
        return [(member.decode(), float(score)) for member, score in zip(flat[::2], flat[1::2], strict=True)]

    async def read_hash(self, key: str) -> Mapping[str, bytes]:
        """See `Ledger.read_hash`."""
        (flat,) = await self._read(("HGETALL", key))
        return _fields(flat)

    async def steps(self, lanes: Sequence[int]) -> Sequence[float]:
        """See `Ledger.steps`."""
        return [time_of(value) for value in await self._read(*(("HGET", self._hash(lane), STEP_S) for lane in lanes))]

    async def offsets(self, lanes: Sequence[int]) -> Sequence[Mapping[str, int]]:
        """See `Ledger.offsets`."""
        flats = await self._read(*(("HGETALL", self._hash(lane)) for lane in lanes))
        return [offsets_of(_fields(flat)) for flat in flats]

    async def time_s(self) -> float:
        """See `Ledger.time_s`."""
        ((seconds, micros),) = await self._read(("TIME",))
        return int(seconds) + int(micros) / 1e6

    async def close(self) -> None:
        """See `Ledger.close`."""
        for wire in self._lanes.values():
            await wire.drop()
        self._lanes.clear()
        await self._shared.close()
        await self._pool.aclose()

    async def _by_script(self, fence: Fence, script: Command) -> bool:
        """Whether it was run (or had been, its reply lost); False where there are no scripts. Raises StaleLease."""
        if not self._scripts:
            return False
        (reply,), again = await self._shared.exchange([script])
        if reply == DONE:
            return True
        if forbids_scripts(reply):
            self._scripts = False
            return False
        expect([reply])
        found = Fence.of_values(reply)
        if again and found == fence.after():
            return True
        raise fence.refusal(found)

    def _keys(self, lane: int) -> LaneKeys:
        return lane_keys(self._prefix, self._role, lane)

    def _hash(self, lane: int) -> str:
        return self._keys(lane).ledger

    def _new_connection(self) -> AbstractConnection:
        made: AbstractConnection = self._pool.make_connection()  # type: ignore[no-untyped-call] # half typed
        return made

    @asynccontextmanager
    async def _lane(self, lane: int) -> AsyncIterator[LaneWire]:
        wire = self._lanes.get(lane)
        if wire is None:
            wire = LaneWire(self._new_connection(), self._keys(lane))
            self._lanes[lane] = wire
        async with bounded(self._timeout_s), wire.lock:
            yield wire

    async def _read(self, *commands: Command) -> list[Reply]:
        packed = pack(commands)
        async with bounded(self._timeout_s):
            replies = await _again(lambda: self._read_once(packed))
        expect(replies)
        return replies

    async def _read_once(self, packed: Packed) -> list[Reply]:
        connection = await self._pool.get_connection()  # type: ignore[no-untyped-call] # as above
        try:
            return await exchange(connection, packed)
        finally:
            await self._pool.release(connection)


async def _apply(wire: LaneWire, fence: Fence, types: Mapping[str, bytes], transaction: Packed) -> None:
    """Run the transaction under the fence; after a lost reply look whether it was applied."""
    in_doubt = False
    for attempt in range(ATTEMPTS):
        sending = False
        try:
            if wire.armed != fence:
                found, _ = await wire.watch()
                if in_doubt and found == fence.after():
                    return
                if found != fence:
                    await wire.drop()
                    raise fence.refusal(found)
            await wire.know(types)
            sending = True
            if await wire.execute(transaction):
                return
        except LinkLost:
            if attempt == ATTEMPTS - 1:
                raise
            in_doubt = in_doubt or sending
    raise StoreUnavailable("somebody keeps writing to the lane's hash; nothing was written")


async def _again(attempt: Callable[[], Awaitable[T]]) -> T:
    """What only reads, or may be done twice: once more where the connection turns out to be dead."""
    try:
        return await attempt()
    except LinkLost:
        return await attempt()


def _types(due: str, changes: Changes) -> dict[str, bytes]:
    """The type each key must have (or be absent) for the transaction to run to its end; those it deletes may be any."""
    types = dict.fromkeys((key for key in changes.scores if key not in changes.strings), b"zset")
    if changes.wakeups:
        types[due] = b"zset"
    types.update(dict.fromkeys((key for key in changes.hashes if key not in changes.strings), b"hash"))
    return types


def _fields(flat: Sequence[bytes]) -> dict[str, bytes]:
    return {name.decode(): value for name, value in zip(flat[::2], flat[1::2], strict=True)}
