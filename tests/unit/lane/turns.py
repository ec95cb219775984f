"""A lane's work without an engine: entries in, turns committed to a ledger in memory as the lane does it."""

from collections.abc import Sequence

from harken.activity import Activity
from harken.batch import Entry
from harken.customer import Customer
from harken.features import FEATURE_NAMES
from harken.lane.activity_work import ActivityWork, document_key
from harken.lane.carpool import Carpool
from harken.lane.progress import Progress
from harken.lane.shelf_reader import ShelfReader
from harken.lane.speech import Speech
from harken.lane.standstill import refuse_standstill
from harken.lane.step import Steps
from harken.lane.turnstile import Turnstile
from harken.lane.work import Writes
from harken.ledger.base import Changes
from harken.ledger.memory import MemoryLedger
from harken.ledger.memory_store import MemoryStore
from harken.outbox import Message, pack
from harken.rules import RULES
from harken.rules.rule import Rule
from harken.settings import Settings, load_settings
from harken.topics import TOPICS
from harken.topology import activity_config

NAMES = {topic.name: f"t.{topic.name}" for topic in TOPICS}
LANE = 0
MOST_TURNS = 1000


class Turns:
    """One activity lane and its ledger.

    Parameters
    ----------
    settings : over the defaults, by name.
    cached, opened : customers the lane may cache, and of these keep open.
    beside : another lane of the same worker.
    """

    def __init__(
        self,
        rules: Sequence[Rule] = RULES,
        cached: int = 100,
        opened: int = 100,
        beside: "Turns | None" = None,
        **settings: object,
    ) -> None:
        self.settings: Settings = load_settings({}, **{"clock": "event", "redis": "memory://", **settings})
        self.store = MemoryStore()
        self.now_s = 0.0
        self.ledger = MemoryLedger("activity", self.store, lambda: self.now_s)
        self.learner = MemoryLedger("learner", self.store, lambda: self.now_s)
        self.activity = Activity(activity_config(self.settings), rules)
        self.shelf = ShelfReader(self.ledger, self.settings.key_prefix)
        self.carpool = Carpool(self.activity.fold_together, Turnstile())
        if beside is not None:
            self.activity, self.shelf, self.carpool = beside.activity, beside.shelf, beside.carpool
        self.work = ActivityWork(
            LANE,
            self.activity,
            self.ledger,
            self.shelf,
            Steps(self.settings.step_s, self.learner, [LANE]),
            Speech(NAMES, FEATURE_NAMES),
            self.carpool,
            self.settings,
            cached,
            opened,
            Progress(),
        )
        self.said: list[Message] = []
        self.counts: dict[str, int] = {}

    async def take(self) -> None:
        """Take the lane anew."""
        self.lease = await self.ledger.take(LANE)
        await self.work.begin(self.lease)

    async def turn(self, entries: Sequence[Entry] = (), *, idle: bool = False) -> Writes | None:
        """One turn, committed."""
        writes = await self.work.turn(self.lease, entries, complete=True, idle=idle)
        if writes is not None:
            refuse_standstill(self.lease, len(entries), writes)
            await self.commit(writes, entries)
        return writes

    async def commit(self, writes: Writes, entries: Sequence[Entry]) -> None:
        """Commit a turn as the lane does."""
        changes = Changes(
            offsets={entry.record.topic: entry.record.offset + 1 for entry in entries[: writes.consumed]},
            clock_s=writes.clock_s,
            step_s=writes.step_s,
            outbox=pack(writes.outbox),
            strings=writes.strings,
            scores=writes.scores,
            hashes=writes.hashes,
            wakeups=writes.wakeups,
            inflow=writes.inflow,
            rules=writes.rules,
            hour=writes.hour,
        )
        self.lease = await self.ledger.commit(self.lease, changes)
        self.said += writes.outbox.messages
        for name, count in writes.counts.items():
            self.counts[name] = self.counts.get(name, 0) + count

    async def feed(self, entries: Sequence[Entry]) -> None:
        """Turns until all are consumed."""
        rest = list(entries)
        for _ in range(MOST_TURNS):
            if not rest:
                return
            writes = await self.turn(rest)
            assert writes is not None
            rest = rest[writes.consumed :]
        raise AssertionError(f"{len(rest)} entries are never consumed")

    async def learned(self, boundary_s: float) -> None:
        """The learner says that it has learned what was known by then."""
        lease = await self.learner.take(LANE)
        await self.learner.commit(lease, Changes(offsets={}, clock_s=0.0, step_s=boundary_s))

    async def customer(self, customer_id: str) -> Customer | None:
        """A customer as committed."""
        (value,) = await self.ledger.read([document_key(customer_id)])
        return None if value is None else self.activity.decode(value)

    def refused(self) -> list[Message]:
        """Dead letters said so far."""
        return [message for message in self.said if message.topic == NAMES["dead-letters"]]
