"""One connection for all lanes' small exchanges: what is asked for while one is under way goes together in the next.

At a thousand events a second a worker's lanes speak with the store twelve hundred times a second, each time of a
customer or two, and half of what that costs is the socket and the loop (docs/decisions/0066). Together they need a
third of the exchanges. It is what a log does for commits of several transactions (group commit: DeWitt, Katz, Olken,
Shapiro, Stonebraker & Wood 1984, "Implementation techniques for main memory database systems", section 5.2).
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ConnectionError as LinkLost

from harken.ledger.commands import Command, Packed, pack
from harken.ledger.wire import Reply, bounded, exchange


class Answered(NamedTuple):
    """A reply to each command, errors as values.

    `again`: the connection was lost, and all was sent a second time: whether it was run before is not known.
    """

    replies: list[Reply]
    again: bool


class _Rider(NamedTuple):
    packed: Packed
    answered: "asyncio.Future[Answered]"


class SharedWire:
    """A connection on which nothing is left behind between two exchanges: no WATCH, no MULTI without its EXEC.

    Parameters
    ----------
    connection : of its own; connects by itself when it is first used.
    timeout_s : the end of one exchange, connecting and sending again included, seconds.
    """

    def __init__(self, connection: AbstractConnection, timeout_s: float) -> None:
        self._connection = connection
        self._timeout_s = timeout_s
        self._waiting: list[_Rider] = []
        self._driver: asyncio.Task[None] | None = None

    async def exchange(self, commands: Iterable[Command]) -> Answered:
        """Send, with whatever else is to be sent, what may be run twice.

        Who is cancelled meanwhile leaves the others' exchange as it is; whether its own commands were run is not known
        then. Raises StoreUnavailable.
        """
        rider = _Rider(pack(commands), asyncio.get_running_loop().create_future())
        self._waiting.append(rider)
        if self._driver is None or self._driver.done():
            self._driver = asyncio.create_task(self._drive(), name="shared-wire")
        return await rider.answered

    async def close(self) -> None:
        """Let go of the connection; whoever waits is cancelled."""
        if self._driver is not None:
            self._driver.cancel()
        for rider in self._waiting:
            rider.answered.cancel()
        await self._connection.disconnect(nowait=True)

    async def _drive(self) -> None:
        while self._waiting:
            riders = [rider for rider in self._waiting if not rider.answered.done()]
            self._waiting.clear()
            if not riders:
                return
            try:
                replies, again = await self._travel(riders)
            except asyncio.CancelledError:
                for rider in riders:
                    rider.answered.cancel()
                raise
            except Exception as error:  # noqa: BLE001 - it is the riders', who are told
                #  Who waits behind has waited as long, and would for nothing again.
                for rider in (*riders, *self._waiting):
                    if not rider.answered.done():
                        rider.answered.set_exception(error)
                continue
            left = iter(replies)
            for packed, answered in riders:
                own = [next(left) for _ in range(packed.replies)]
                if not answered.done():
                    answered.set_result(Answered(own, again))

    async def _travel(self, riders: Sequence[_Rider]) -> Answered:
        whole = b"".join(piece for packed, _ in riders for piece in packed.pieces)
        together = Packed((whole,), sum(packed.replies for packed, _ in riders))
        async with bounded(self._timeout_s):
            try:
                return Answered(await exchange(self._connection, together), again=False)
            except LinkLost:
                return Answered(await exchange(self._connection, together), again=True)
