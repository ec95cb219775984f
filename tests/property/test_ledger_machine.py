"""Any history of takings, loads, commits, crashes and lost stores reads the same on Redis as in memory."""

import asyncio
from collections.abc import Callable, Coroutine
from itertools import count
from math import inf
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from harken.errors import HarkenError
from harken.ledger.base import Changes, Lease, Ledger
from tests.contract.ledger_stores import MemoryStoreUnderTest, RedisStoreUnderTest

ROLES = ("activity", "learner")
LANES = (0, 1)
WORKERS = range(2)
TOPICS = ("clicks", "purchases")
STRINGS = ("customer:a", "customer:b", "customer:c")
SETS = ("top", "popular")
HASHES = ("model", "other")
#: Some commits are larger, so that both of a Redis ledger's ways come one after the other.
MOST_TOGETHER = 3
TIMES = (-inf, 1.0, 2.0, 2.5, 1_700_000_000.1, inf)

names = st.sampled_from(("a", "a\0", "a\0b", "é", "b"))
scores = st.one_of(st.none(), st.sampled_from(TIMES))
deleted = {name: st.just(None) for name in SETS + HASHES}
written = {name: st.one_of(st.none(), st.binary(max_size=3)) for name in STRINGS}
changes = st.builds(
    Changes,
    offsets=st.dictionaries(st.sampled_from(TOPICS), st.integers(0, 9), max_size=2),
    clock_s=st.sampled_from(TIMES),
    step_s=st.sampled_from(TIMES),
    outbox=st.binary(max_size=3),
    strings=st.fixed_dictionaries({}, optional=written | deleted),
    scores=st.dictionaries(st.sampled_from(SETS), st.dictionaries(names, scores, max_size=3), max_size=2),
    hashes=st.dictionaries(st.sampled_from(HASHES), st.dictionaries(names, st.binary(max_size=3), max_size=2)),
    wakeups=st.dictionaries(st.tuples(names, st.sampled_from(("look", "label"))), scores, max_size=4),
)


class Side:
    """One store and the ledgers that the workers have on it, by worker and role."""

    def __init__(self, store: MemoryStoreUnderTest | RedisStoreUnderTest) -> None:
        self.store = store
        # The same ids on both sides, so that whole leases compare.
        numbers = count()
        self._new_id: Callable[[], str] = lambda: f"id{next(numbers)}"
        self.ledgers: dict[tuple[int, str], Ledger] = {}
        for worker in WORKERS:
            self.start(worker)

    def start(self, worker: int) -> None:
        for role in ROLES:
            self.ledgers[worker, role] = self.store.ledger(role, new_id=self._new_id)

    async def everything(self) -> list[object]:
        """All that can be read without a lease."""
        ledger = self.ledgers[0, ROLES[0]]
        found: list[object] = [list(await ledger.read([self.store.prefix + key for key in STRINGS + SETS + HASHES]))]
        found += [list(await ledger.read_scores(self.store.prefix + name)) for name in SETS]
        found += [dict(await ledger.read_hash(self.store.prefix + name)) for name in HASHES]
        for role in ROLES:
            other = self.ledgers[0, role]
            found.append((list(await other.steps(LANES)), list(await other.offsets(LANES))))
        return found

    def prefixed(self, change: Changes) -> Changes:
        prefix = self.store.prefix
        return Changes(
            offsets=change.offsets,
            clock_s=change.clock_s,
            step_s=change.step_s,
            outbox=change.outbox,
            strings={prefix + key: value for key, value in change.strings.items()},
            scores={prefix + key: value for key, value in change.scores.items()},
            hashes={prefix + key: value for key, value in change.hashes.items()},
            wakeups=change.wakeups,
        )


class Histories(RuleBasedStateMachine):
    """The same history on both sides; a lease stands for both, since they must be equal."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self.memory = Side(MemoryStoreUnderTest())
        self.redis = Side(RedisStoreUnderTest(url, together=MOST_TOGETHER))
        self.leases: list[Lease] = []

    def teardown(self) -> None:
        self._loop.run_until_complete(self.redis.store.close())
        self._loop.close()

    def both(self, act: Callable[[Side], Coroutine[Any, Any, object]]) -> object:
        """What happened, which is the same on both sides."""
        found = [self._loop.run_until_complete(_outcome(act(side))) for side in (self.memory, self.redis)]
        assert found[0] == found[1]
        return found[0]

    @rule(worker=st.sampled_from(WORKERS), role=st.sampled_from(ROLES), lane=st.sampled_from(LANES))
    def take(self, worker: int, role: str, lane: int) -> None:
        lease = self.both(lambda side: side.ledgers[worker, role].take(lane))
        assert isinstance(lease, Lease)
        self.leases.append(lease)

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), worker=st.sampled_from(WORKERS), until_s=st.sampled_from(TIMES), limit=st.integers(0, 4))
    def load(self, data: st.DataObject, worker: int, until_s: float, limit: int) -> None:
        lease = data.draw(st.sampled_from(self.leases[-3:]))
        keys = data.draw(st.lists(st.sampled_from(STRINGS + SETS), max_size=3))

        async def act(side: Side) -> object:
            prefixed = [side.store.prefix + key for key in keys]
            loaded = await side.ledgers[worker, lease.role].load(lease, prefixed, until_s, limit)
            return list(loaded.values), list(loaded.wakeups)

        self.both(act)

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), worker=st.sampled_from(WORKERS), change=changes)
    def commit(self, data: st.DataObject, worker: int, change: Changes) -> None:
        lease = data.draw(st.sampled_from(self.leases[-3:]))
        before = self.both(Side.everything)
        done = self.both(lambda side: side.ledgers[worker, lease.role].commit(lease, side.prefixed(change)))
        if isinstance(done, Lease):
            assert done.number == lease.number + 1
            self.leases.append(done)
        else:
            assert self.both(Side.everything) == before

    @precondition(lambda self: self.leases)
    @rule(worker=st.sampled_from(WORKERS), change=changes)
    def work(self, worker: int, change: Changes) -> None:
        """Take, load and commit, as a lane that nobody disturbs does."""
        lease = self.leases[-1]

        async def act(side: Side) -> object:
            ledger = side.ledgers[worker, lease.role]
            mine = await ledger.take(lease.lane)
            await ledger.load(mine, [], inf, 1)
            return await ledger.commit(mine, side.prefixed(change))

        done = self.both(act)
        assert isinstance(done, Lease)
        self.leases.append(done)

    @rule(worker=st.sampled_from(WORKERS))
    def crash(self, worker: int) -> None:
        for side in (self.memory, self.redis):
            side.start(worker)

    @rule()
    def back_up(self) -> None:
        for side in (self.memory, self.redis):
            side.store.back_up()

    @rule()
    def restore(self) -> None:
        for side in (self.memory, self.redis):
            side.store.restore()

    @rule()
    def empty(self) -> None:
        for side in (self.memory, self.redis):
            side.store.empty()

    @invariant()
    def the_same_is_read(self) -> None:
        self.both(Side.everything)


async def _outcome(act: Coroutine[Any, Any, object]) -> object:
    try:
        return await act
    except HarkenError as error:
        return type(error)


def test_any_history_reads_the_same_on_redis_as_in_memory(redis_url: str) -> None:
    class HistoriesHere(Histories):
        def __init__(self) -> None:
            super().__init__(redis_url)

    run_state_machine_as_test(
        HistoriesHere,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
