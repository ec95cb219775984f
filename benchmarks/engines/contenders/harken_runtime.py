"""harken's own runtime with a trivial mind: `harken worker` as it is, but for what its lanes do with a batch.

Transport, lanes, merge of the five topics, ledger on Redis, outbox, sender, health and metrics are those of a worker.
What cannot be decoded goes to the dead letters.
"""

from collections.abc import Sequence
from math import inf
from typing import cast

import msgspec

from benchmarks.engines.task import Task, given
from harken import topology
from harken.batch import Entry, Record
from harken.events import INBOUND, Event
from harken.lane.progress import ENCODE, FOLD, LOAD, QUEUE, Progress
from harken.lane.reading import read_entry
from harken.lane.speech import Speech
from harken.lane.tally import Tally, rejects_of
from harken.lane.turnstile import Turnstile
from harken.lane.work import Work, Writes
from harken.ledger import Ledger
from harken.ledger.base import Lease
from harken.meters.metrics import Metrics
from harken.outbox import Message, Outbox
from harken.settings import Settings, load_settings
from harken.worker import run_worker


class Counted(msgspec.Struct, gc=False):
    """What is read of an event: `ts` is epoch milliseconds."""

    customer_id: str
    ts: int


class Said(msgspec.Struct, gc=False):
    """The message out."""

    customer: str
    count: int


_decode = msgspec.json.Decoder(Counted).decode
_encode = msgspec.json.encode


class CountWork:
    """One lane's counts; the cache is what the ledger has.

    Parameters
    ----------
    sink : full name of the topic to say on.
    cached : customers this lane may cache.
    """

    topics: tuple[str, ...] = INBOUND
    unsettled = False

    def __init__(
        self,
        sink: str,
        ledger: Ledger,
        speech: Speech,
        turnstile: Turnstile,
        settings: Settings,
        cached: int,
        progress: Progress,
    ) -> None:
        self._sink = sink
        self._ledger = ledger
        self._speech = speech
        self._turnstile = turnstile
        self._settings = settings
        self._most = cached
        self._progress = progress
        self._counts: dict[str, int] = {}

    def entries(self, records: Sequence[Record]) -> list[Entry]:
        """Decode records."""
        return [_entry(record) for record in records]

    async def begin(self, lease: Lease) -> None:
        """Forget the cache: somebody else may have written since."""
        del lease
        self._counts.clear()

    def end(self) -> None:
        """Let go of the counts."""
        self._counts.clear()

    async def turn(self, lease: Lease, entries: Sequence[Entry], *, complete: bool, idle: bool) -> Writes | None:
        """Count, and say each count."""
        del complete, idle
        if not entries:
            return None
        events = [cast(Counted, entry.event) for entry in entries if entry.reject is None]
        customers = {event.customer_id for event in events}
        await self._load(lease, list(customers - self._counts.keys()))
        self._progress.begin(QUEUE)
        async with self._turnstile.pass_through():
            self._progress.begin(FOLD)
            messages = self._count(events)
        self._progress.begin(ENCODE)
        strings: dict[str, bytes | None] = {self._key(c): b"%d" % self._counts[c] for c in customers}
        if len(self._counts) > self._most:
            self._counts.clear()
        return self._writes(lease, entries, messages, strings)

    async def documents(self, customers: Sequence[str]) -> Sequence[bytes | None]:
        """No documents are published."""
        return [None] * len(customers)

    def cached(self) -> int:
        """Customers in the cache."""
        return len(self._counts)

    def wait_s(self) -> float:
        """As long as any lane."""
        return self._settings.idle_check_s

    def _key(self, customer: str) -> str:
        return f"{self._settings.key_prefix}count:{customer}"

    async def _load(self, lease: Lease, customers: Sequence[str]) -> None:
        self._progress.begin(LOAD)
        loaded = await self._ledger.load(lease, [self._key(c) for c in customers], -inf, 0)
        for customer, value in zip(customers, loaded.values, strict=True):
            self._counts[customer] = int(value or 0)

    def _count(self, events: Sequence[Counted]) -> list[Message]:
        counts, sink, messages = self._counts, self._sink, []
        for event in events:
            customer = event.customer_id
            counts[customer] = number = counts[customer] + 1
            messages.append(Message(sink, customer.encode(), _encode(Said(customer, number))))
        return messages

    def _writes(
        self, lease: Lease, entries: Sequence[Entry], messages: list[Message], strings: dict[str, bytes | None]
    ) -> Writes:
        rejects = [entry.reject for entry in entries if entry.reject is not None]
        return Writes(
            consumed=len(entries),
            clock_s=max(lease.clock_s, *(entry.ts_s for entry in entries)),
            step_s=lease.step_s,
            outbox=Outbox([*messages, *map(self._speech.dead_letter, rejects)], ()),
            strings=strings,
            scores={},
            hashes={},
            wakeups={},
            counts={"applied": len(messages)},
            tally=Tally({}, rejects_of(rejects), {}),
        )


def _entry(record: Record) -> Entry:
    try:
        event = _decode(record.value or b"")
    except msgspec.DecodeError:
        return read_entry(record, inf)  # names the reason
    #  A lane looks at the events of commands only; what the others are is between a work and itself.
    return Entry(event.ts / 1000, record, cast(Event, event), None)


def run(task: Task) -> None:
    """A worker whose lanes count."""
    turnstile = Turnstile()

    def counting(
        settings: Settings, activity: Ledger, learner: Ledger, speech: Speech, metrics: Metrics
    ) -> topology.MakeWork:
        del learner, metrics

        def make(partition: int, lanes: int, progress: Progress) -> Work:
            del partition
            cached = max(1, settings.cached_customers // lanes)
            return CountWork(task.sink, activity, speech, turnstile, settings, cached, progress)

        return make

    topology._activity = counting
    run_worker(load_settings(task.environment()))


if __name__ == "__main__":
    run(given())
