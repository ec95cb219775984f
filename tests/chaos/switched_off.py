"""What keeps harken's promise, taken away one at a time: the suite must notice each.

These are patches of a worker process of the tests; no flag of harken does this.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from faust.types import TP

from harken.lane import lane as lane_module
from harken.lane.lane import Lane
from harken.ledger.base import Changes, Lease, Loaded
from harken.ledger.check import check
from harken.ledger.commands import commit_commands, transaction
from harken.ledger.fields import next_lease
from harken.ledger.keys import lane_keys
from harken.ledger.redis import RedisLedger
from harken.ledger.wakeups import wakeups_of
from harken.outbox import Message, Outbox
from harken.sender import Sender
from harken.transport.consumer import BatchConsumer

#: The variable that names what is switched off.
OFF = "CHAOS_OFF"
#: The ledger's second commit where state and offsets are not written together: a worker can be told to die at it.
TORN = "commit_offsets"


def switch_off(mechanism: str) -> None:
    """Take one of `MECHANISMS` away from this process."""
    MECHANISMS[mechanism]()


def _epoch() -> None:
    """Commits and loads compare nothing with what the ledger says."""

    async def load(self: RedisLedger, lease: Lease, keys: Sequence[str], until_s: float, limit: int) -> Loaded:
        values = await self.read(keys)
        due = lane_keys(self._prefix, self._role, lease.lane).due
        reply = await self._read(("ZRANGE", due, "-inf", float(until_s), "BYSCORE", "LIMIT", 0, limit, "WITHSCORES"))
        return Loaded(values, wakeups_of(reply[0]) if limit > 0 else ())

    async def commit(self: RedisLedger, lease: Lease, changes: Changes) -> Lease:
        check(changes)
        async with self._lane(lease.lane) as wire:
            await wire.exchange([("UNWATCH",)])
            await wire.execute(transaction(commit_commands(wire.keys, lease, changes)))
        return next_lease(lease, changes)

    _replace(RedisLedger, "load", load)
    _replace(RedisLedger, "commit", commit)


def _outbox() -> None:
    """What a batch has to say is said, but not written with the batch."""

    def nothing(outbox: Outbox) -> bytes:
        del outbox
        return b""

    _replace(lane_module, "pack", nothing)


def _deliveries() -> None:
    """Messages are handed to the producer, and nobody waits for the broker."""

    async def say(self: Sender, messages: Sequence[Message]) -> None:
        producer = self._producers.get(0.0) or self._connect(0.0)
        for message in messages:
            producer.produce(message.topic, message.value, message.key, headers=list(message.headers))
        producer.poll(0)

    _replace(Sender, "say", say)


def _atomic() -> None:
    """State is written first, offsets in a second commit."""
    whole = RedisLedger.commit

    async def commit(self: RedisLedger, lease: Lease, changes: Changes) -> Lease:
        lease = await whole(self, lease, msgspec.structs.replace(changes, offsets={}))
        rest = Changes(offsets=changes.offsets, clock_s=changes.clock_s, step_s=changes.step_s, outbox=changes.outbox)
        #  A batch without state tears nothing.
        second = getattr(type(self), TORN) if changes.strings else whole
        return await second(self, lease, rest)

    _replace(RedisLedger, "commit", commit)
    setattr(RedisLedger, TORN, whole)


def _seek() -> None:
    """Lanes begin where Kafka has the group's offsets, not where the ledger stands."""
    kafkas: dict[TP, int] = {}
    asked = BatchConsumer.starts

    async def starts(self: BatchConsumer, tps: Sequence[TP]) -> Mapping[TP, int]:
        for tp in tps:
            kafkas[tp] = await self._thread._ensure_consumer().committed(tp) or 0
        return await asked(self, tps)

    def begin_at(self: Lane, lease: Lease, topic: str, start: int, end: int) -> int:
        del lease, start, end
        return kafkas[self._tps[topic]]

    _replace(BatchConsumer, "starts", starts)
    _replace(Lane, "_begin_at", begin_at)


def _replace(owner: Any, name: str, value: object) -> None:
    assert hasattr(owner, name), f"{owner} has no {name} any more: nothing would be switched off"
    setattr(owner, name, value)


MECHANISMS: dict[str, Callable[[], None]] = {
    "epoch": _epoch,
    "outbox": _outbox,
    "deliveries": _deliveries,
    "atomic": _atomic,
    "seek": _seek,
}
