"""A lane's own connection: what WATCH has armed on it, and which keys' types have been seen on it."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ConnectionError as LinkLost
from redis.exceptions import ResponseError

from harken.ledger.base import StoreMisused
from harken.ledger.commands import Command, Packed, pack, read_fence
from harken.ledger.fence import Fence
from harken.ledger.keys import LaneKeys
from harken.ledger.wire import Reply, exchange, expect, refused

#: Keys whose type is remembered; beyond, all are asked for anew.
MAX_KNOWN: Final = 65_536
ABSENT: Final = b"none"


class LaneWire:
    """The connection of one lane; its lock is held by whoever speaks on it.

    Parameters
    ----------
    connection : of this lane alone (WATCH belongs to a connection); connects by itself when it is first used.
    keys : the lane's.
    """

    def __init__(self, connection: AbstractConnection, keys: LaneKeys) -> None:
        self.keys = keys
        self.lock = asyncio.Lock()
        self.armed: Fence | None = None
        self._connection = connection
        self._known: dict[str, bytes] = {}

    async def exchange(self, commands: Iterable[Command]) -> list[Reply]:
        """Send and read all replies; raises the first error among them. Raises LinkLost."""
        replies = await self._exchange(pack(commands))
        expect(replies)
        return replies

    async def watch(self, *reads: Command) -> tuple[Fence | None, list[Reply]]:
        """WATCH the lane's hash and read its fence, with other reads behind it, in one round trip."""
        self.armed = None
        #  An older WATCH has seen what went by script since, and would refuse the next transaction.
        watch: list[Command] = [("UNWATCH",), ("WATCH", self.keys.ledger), read_fence(self.keys)]
        _, _, values, *replies = await self.exchange([*watch, *reads])
        found = Fence.of_values(values)
        self.armed = found
        return found, replies

    async def execute(self, transaction: Packed) -> bool:
        """Send MULTI to EXEC together; whether it was applied, False where the fence broke.

        Raises StoreUnavailable where the store refused a command (nothing is written then), StoreMisused where one
        failed while the rest ran, which `know` makes sure of only as long as nobody else writes to our keys.
        """
        if not self._connection.is_connected:
            raise LinkLost("the connection that was armed is gone")
        self.armed = None
        replies = await self._exchange(transaction)
        executed = replies[-1]
        if isinstance(executed, ResponseError):
            expect(replies)
        if executed is None:
            return False
        failed = [reply for reply in executed if isinstance(reply, ResponseError)]
        if failed:
            self._known.clear()
            raise refused(failed[0])
        return True

    async def know(self, types: Mapping[str, bytes]) -> None:
        """Make sure, once for each key and connection, that it is absent or of the type that is to be written."""
        news = [key for key in types if self._known.get(key) != types[key]]
        if not news:
            return
        found: Sequence[bytes] = await self.exchange([("TYPE", key) for key in news])
        if any(kind not in (ABSENT, types[key]) for key, kind in zip(news, found, strict=True)):
            raise StoreMisused("a key of harken's holds another type than harken writes; nothing was written")
        if len(self._known) + len(news) > MAX_KNOWN:
            self._known.clear()
        self._known.update((key, types[key]) for key in news)

    async def drop(self) -> None:
        """Let go of the connection; the next use makes another."""
        self._forget()
        await self._connection.disconnect(nowait=True)

    async def _exchange(self, packed: Packed) -> list[Reply]:
        if not self._connection.is_connected:
            self._forget()
        try:
            return await exchange(self._connection, packed)
        except BaseException:  # a cancellation half-way has closed the connection too
            self._forget()
            raise

    def _forget(self) -> None:
        self.armed = None
        self._known.clear()
