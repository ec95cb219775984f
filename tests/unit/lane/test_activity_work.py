"""The activity lane's work on a ledger in memory: what is set aside, and where a step ends."""

from math import inf, nextafter

import pytest

from harken.activity import Activity, ActivityConfig
from harken.batch import Entry
from harken.dead_letter import Reason, from_record
from harken.events import Command, Event, Purchase
from harken.features import FEATURE_NAMES
from harken.fold.moment import Moment
from harken.lane.activity_work import ActivityWork
from harken.lane.shelf_reader import ShelfReader
from harken.lane.speech import Speech
from harken.lane.step import Steps
from harken.lane.turnstile import Turnstile
from harken.lane.work import Writes
from harken.ledger.base import Changes, Lease
from harken.ledger.memory import MemoryLedger
from harken.ledger.memory_store import MemoryStore
from harken.outbox import pack
from harken.rules.churn_risk import ChurnRisk
from harken.settings import load_settings
from harken.topics import TOPICS
from tests.driver import entries_of

DAY_S = 86_400.0
BEGIN_S = 19_700 * DAY_S  # a midnight


class FailsForBob(ChurnRisk):
    """A rule with a fault that one customer meets."""

    def level(self, moment: Moment, churn: float | None) -> float | None:
        if moment.customer.id == "bob":
            raise ZeroDivisionError("of bob's own making")
        return super().level(moment, churn)


class OneLane:
    """A lane's work with its ledger, driven turn by turn."""

    def __init__(self, *rules: ChurnRisk, step_s: float = 0.0) -> None:
        store = MemoryStore()
        self.settings = load_settings({"HARKEN_CLOCK": "event", "HARKEN_STEP_S": str(step_s)})
        self.ledger = MemoryLedger("activity", store, lambda: 0.0)
        self.learner = MemoryLedger("learner", store, lambda: 0.0)
        names = {topic.name: topic.name for topic in TOPICS}
        self.work = ActivityWork(
            3,
            Activity(ActivityConfig(horizon_s=30 * DAY_S), rules=rules),
            self.ledger,
            ShelfReader(self.ledger, "harken:"),
            Steps(step_s, self.learner, [0]),
            Speech(names, FEATURE_NAMES),
            Turnstile(),
            self.settings,
            1000,
        )
        self.lease: Lease
        self.turns: list[Writes] = []

    async def take(self) -> None:
        self.lease = await self.ledger.take(3)
        await self.work.begin(self.lease)

    async def turn(self, entries: list[Entry]) -> list[Entry]:
        """One turn and its commit; what is left of the entries."""
        writes = await self.work.turn(self.lease, entries, complete=True, idle=False)
        assert writes is not None
        self.turns.append(writes)
        consumed = entries[: writes.consumed]
        changes = Changes(
            offsets={entry.record.topic: entry.record.offset + 1 for entry in consumed},
            clock_s=writes.clock_s,
            step_s=writes.step_s,
            outbox=pack(writes.outbox),
            strings=writes.strings,
            wakeups=writes.wakeups,
        )
        self.lease = await self.ledger.commit(self.lease, changes)
        return entries[writes.consumed :]

    async def run(self, entries: list[Entry], most_turns: int = 60) -> None:
        while entries:
            entries = await self.turn(entries)
            assert len(self.turns) < most_turns


def order(customer: str, n: int, day: float) -> Purchase:
    ts_ms = round((BEGIN_S + day * DAY_S) * 1000)
    return Purchase(id=f"{customer}-{n}", customer_id=customer, ts=ts_ms, currency="GBP", total=1.0)


async def test_an_event_that_breaks_the_fold_is_found_and_set_aside_and_the_rest_is_applied() -> None:
    events: list[Event] = [order(f"c{n}", n, n / 100) for n in range(20)]
    events.insert(13, order("bob", 1, 0.125))
    lane = OneLane(FailsForBob())
    await lane.take()
    await lane.run(entries_of(events, lane=3))
    assert await lane.ledger.read(["customer:bob"]) == [None]
    assert all(await lane.ledger.read([f"customer:c{n}" for n in range(20)]))
    letters = [m for writes in lane.turns for m in writes.outbox.messages if m.topic == "dead-letters"]
    letter = from_record(letters[0].key, letters[0].value, letters[0].headers)
    assert len(letters) == 1
    assert (letter.reason, letter.offset) == (Reason.FOLD_FAILED, 13)
    assert letter.detail.startswith("ZeroDivisionError in level")
    assert "bob's own" not in letter.detail


async def test_a_lane_says_each_boundary_after_all_that_was_due_before_it_and_waits_for_the_learner() -> None:
    #  day   0     1     2        boundaries are midnights; the learner has said day 0 only
    #  ada   x.6   x.6   x.6
    lane = OneLane(ChurnRisk(), step_s=DAY_S)
    await lane.take()
    entries = entries_of([order("ada", n, n + 0.6) for n in range(3)], lane=3)
    entries = await lane.turn(entries)
    assert (lane.lease.step_s, lane.lease.clock_s, len(entries)) == (BEGIN_S, -inf, 3)
    lease = await lane.learner.take(0)
    lease = await lane.learner.commit(lease, Changes(offsets={}, clock_s=-inf, step_s=BEGIN_S))
    entries = await lane.turn(entries)
    assert len(entries) == 2
    assert lane.lease.clock_s == nextafter(BEGIN_S + DAY_S, -inf)
    entries = await lane.turn(entries)
    assert (lane.lease.step_s, len(entries)) == (BEGIN_S + DAY_S, 2)
    await lane.learner.commit(lease, Changes(offsets={}, clock_s=-inf, step_s=BEGIN_S + DAY_S))
    assert len(await lane.turn(entries)) == 1


@pytest.mark.parametrize("days", [1, 3])
async def test_a_tick_far_away_is_reached_one_boundary_at_a_time(days: int) -> None:
    lane = OneLane(ChurnRisk(), step_s=DAY_S)
    await lane.take()
    lease = await lane.learner.take(0)
    await lane.learner.commit(lease, Changes(offsets={}, clock_s=-inf, step_s=BEGIN_S + 9 * DAY_S))
    tick = Command(id="tick", ts=round((BEGIN_S + (days + 0.5) * DAY_S) * 1000), kind="tick")
    await lane.run(entries_of([order("ada", 1, 0.6), tick], lane=3))
    said = [writes.step_s for writes in lane.turns]
    steps = sorted({step_s for step_s in said if step_s > -inf})
    assert steps == [BEGIN_S + day * DAY_S for day in range(days + 1)]
