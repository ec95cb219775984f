"""One connection to Redis: packed commands out together, replies back in order, errors as facts."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError, ResponseError

from harken.ledger.base import StoreMisused, StoreUnavailable
from harken.ledger.commands import Packed

Reply = Any


async def exchange(connection: AbstractConnection, packed: Packed) -> list[Reply]:
    """Send, and read every reply; an error reply is a value, so that what follows it is read too.

    Whatever breaks the exchange half-way (a cut, a time-out, a cancellation) closes the connection: replies that still
    come would be taken for those of the next one. Raises redis' ConnectionError.
    """
    try:
        for piece in packed.pieces:
            await connection.send_packed_command(piece, check_health=False)
        return [await _reply(connection) for _ in range(packed.replies)]
    except BaseException:  # redis-py closes it in most of these cases itself
        await connection.disconnect(nowait=True)
        raise


async def _reply(connection: AbstractConnection) -> Reply:
    try:
        return await connection.read_response()
    except ResponseError as error:
        return error


def expect(replies: Sequence[Reply]) -> None:
    """Raise what the first error reply means, if there is one."""
    for reply in replies:
        if isinstance(reply, ResponseError):
            raise refused(reply)


def refused(error: ResponseError) -> StoreUnavailable:
    """OOM, READONLY, MISCONF, NOPERM and the like pass when somebody sees to them; a wrong type is another matter."""
    if str(error).startswith("WRONGTYPE"):
        return StoreMisused("a key of harken's holds another type than harken writes")
    return StoreUnavailable(f"the store refused: {error}")


@asynccontextmanager
async def bounded(timeout_s: float) -> AsyncIterator[None]:
    """Whatever the store does, an end within `timeout_s` seconds; its faults become StoreUnavailable."""
    try:
        async with asyncio.timeout(timeout_s):
            yield
    except TimeoutError as error:
        raise StoreUnavailable(f"the store did not answer within {timeout_s:g} s") from error
    except RedisError as error:
        raise StoreUnavailable(f"the store cannot be reached: {error}") from error
