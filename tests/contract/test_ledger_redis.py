"""What the Redis ledger makes of a network and a server that fail it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from math import inf
from time import monotonic

import pytest

from harken.ledger.base import Loaded, Overtaken, StaleLease, StoreMisused, StoreRewound, StoreUnavailable
from harken.ledger.redis import TOGETHER
from tests.contract.ledger_stores import WAYS, RedisStoreUnderTest, changes
from tests.proxy import Proxy
from tests.services.server import RedisServer

CLICKS = "harken.clicks"
DEADLINE_S = 10.0
pytestmark = pytest.mark.parametrize("together", WAYS.values(), ids=WAYS)
SHORT_S = 0.4


async def until(holds: Callable[[], bool]) -> None:
    """Poll until it holds; fail at the deadline."""
    deadline_s = monotonic() + DEADLINE_S
    while not holds():
        assert monotonic() < deadline_s, "it did not come to hold"
        await asyncio.sleep(0.002)


class Wired:
    """A store, a ledger that reaches it through a proxy, and one that reaches it directly."""

    def __init__(self, store: RedisStoreUnderTest, proxy: Proxy, timeout_s: float) -> None:
        self.store = store
        self.proxy = proxy
        self.ledger = store.ledger(timeout_s=timeout_s)
        self.ada = f"{store.prefix}ada"

    def batch(self) -> int:
        """The lane's batch number as the server has it."""
        return int(self.store.admin.hget(f"{self.store.prefix}ledger:activity:0", "number") or -1)


@asynccontextmanager
async def wired(url: str, together: int, timeout_s: float = 5.0) -> AsyncIterator[Wired]:
    async with Proxy.before(url) as proxy:
        store = RedisStoreUnderTest(url, proxy.url(url), together)
        try:
            yield Wired(store, proxy, timeout_s)
        finally:
            await store.close()


@asynccontextmanager
async def direct(url: str, together: int) -> AsyncIterator[tuple[RedisStoreUnderTest, str]]:
    store = RedisStoreUnderTest(url, together=together)
    try:
        yield store, f"{store.prefix}ada"
    finally:
        await store.close()


# A connection that is cut


async def test_a_commit_whose_reply_is_lost_is_found_applied(redis_url: str, together: int) -> None:
    async with wired(redis_url, together) as w:
        lease = await w.ledger.take(0)
        await w.ledger.load(lease, [w.ada], inf, 9)
        w.proxy.hold_replies()
        commit = asyncio.create_task(w.ledger.commit(lease, changes(offsets={CLICKS: 7}, strings={w.ada: b"1"})))
        await until(lambda: w.batch() == 1)
        w.proxy.cut()
        w.proxy.release()
        lease = await commit
        assert lease.number == 1 == w.batch()
        assert (await w.ledger.commit(lease, changes())).number == 2


async def test_a_commit_that_never_reached_the_store_is_sent_again(redis_url: str, together: int) -> None:
    async with wired(redis_url, together) as w:
        lease = await w.ledger.take(0)
        await w.ledger.load(lease, [], inf, 9)
        w.proxy.hold_requests()
        commit = asyncio.create_task(w.ledger.commit(lease, changes(strings={w.ada: b"1"})))
        await until(lambda: w.proxy.held_bytes > 0)
        w.proxy.cut()
        w.proxy.release()
        assert (await commit).number == 1 == w.batch()
        assert list(await w.ledger.read([w.ada])) == [b"1"]


async def test_a_commit_whose_reply_is_lost_while_another_takes_the_lane_is_refused(
    redis_url: str, together: int
) -> None:
    async with wired(redis_url, together) as w, direct(redis_url, together) as (other, _):
        other.prefix = w.store.prefix
        lease = await w.ledger.take(0)
        await w.ledger.load(lease, [], inf, 9)
        w.proxy.hold_replies()
        commit = asyncio.create_task(w.ledger.commit(lease, changes(offsets={CLICKS: 7})))
        await until(lambda: w.batch() == 1)
        taken = await other.ledger().take(0)
        w.proxy.cut()
        w.proxy.release()
        with pytest.raises(Overtaken):
            await commit
        assert taken.offsets == {CLICKS: 7}


@pytest.mark.parametrize("retaken", [False, True])
async def test_a_commit_that_arrives_late_is_applied_only_if_nobody_took_the_lane(
    redis_url: str, together: int, retaken: bool
) -> None:
    #  worker     commit --> (held on its way)   cut, gives up
    #  another                                                    takes the lane
    #  store                                                                        the commit arrives
    async with wired(redis_url, together) as w, direct(redis_url, together) as (other, _):
        other.prefix = w.store.prefix
        lease = await w.ledger.take(0)
        await w.ledger.load(lease, [], inf, 9)
        w.proxy.hold_requests()
        w.proxy.refuse()
        commit = asyncio.create_task(w.ledger.commit(lease, changes(offsets={CLICKS: 7}, strings={w.ada: b"late"})))
        await until(lambda: w.proxy.held_bytes > 0)
        w.proxy.cut(keep_server=True)
        with pytest.raises(StoreUnavailable):
            await commit
        if retaken:
            await other.ledger().take(0)
        w.proxy.release()
        await until(lambda: w.proxy.open == 0)
        found = await other.ledger().take(0)
        assert found.offsets == ({} if retaken else {CLICKS: 7})
        assert w.store.admin.get(w.ada) == (None if retaken else b"late")


async def test_a_connection_that_died_between_load_and_commit_costs_nothing(redis_url: str, together: int) -> None:
    async with wired(redis_url, together) as w:
        lease = await w.ledger.take(0)
        for number in range(1, 4):
            await w.ledger.load(lease, [], inf, 9)
            w.proxy.cut()
            lease = await w.ledger.commit(lease, changes())
            assert lease.number == number == w.batch()
            w.proxy.cut()


async def test_a_connection_that_died_takes_its_watch_with_it_and_the_fence_still_holds(
    redis_url: str, together: int
) -> None:
    async with wired(redis_url, together) as w, direct(redis_url, together) as (other, _):
        other.prefix = w.store.prefix
        lease = await w.ledger.take(0)
        await w.ledger.load(lease, [], inf, 9)
        w.proxy.cut()
        await other.ledger().take(0)
        with pytest.raises(Overtaken):
            await w.ledger.commit(lease, changes(strings={w.ada: b"late"}))
        assert w.store.admin.get(w.ada) is None


async def test_reads_survive_a_dead_connection(redis_url: str, together: int) -> None:
    async with wired(redis_url, together) as w:
        w.store.admin.set(w.ada, b"1")
        for _ in range(3):
            assert list(await w.ledger.read([w.ada])) == [b"1"]
            w.proxy.cut()


async def test_a_store_that_cannot_be_reached_is_reached_when_it_is_back(redis_url: str, together: int) -> None:
    async with wired(redis_url, together) as w:
        lease = await w.ledger.take(0)
        w.proxy.refuse()
        w.proxy.cut()
        for call in (
            w.ledger.take(0),
            w.ledger.take(1),
            w.ledger.load(lease, [], inf, 9),
            w.ledger.commit(lease, changes()),
            w.ledger.read([w.ada]),
            w.ledger.time_s(),
        ):
            with pytest.raises(StoreUnavailable):
                await call
        w.proxy.refuse(False)
        assert (await w.ledger.commit(lease, changes())).number == 1
        assert list(await w.ledger.read([w.ada])) == [None]


# A store that does not answer


async def test_every_call_ends_in_time_when_nothing_answers(redis_url: str, together: int) -> None:
    async with wired(redis_url, together, timeout_s=SHORT_S) as w:
        lease = await w.ledger.take(0)
        await w.ledger.read([w.ada])
        w.proxy.hold_replies()
        for call in (
            w.ledger.load(lease, [w.ada], inf, 9),
            w.ledger.commit(lease, changes()),
            w.ledger.take(0),
            w.ledger.take(1),
            w.ledger.read([w.ada]),
            w.ledger.steps([0]),
            w.ledger.time_s(),
        ):
            start_s = monotonic()
            with pytest.raises(StoreUnavailable):
                await call
            assert monotonic() - start_s < 2 * SHORT_S
        w.proxy.release()


async def test_replies_that_come_too_late_are_never_taken_for_others(redis_url: str, together: int) -> None:
    async with wired(redis_url, together, timeout_s=SHORT_S) as w:
        w.store.admin.mset({w.ada: b"ada", f"{w.ada}2": b"two"})
        lease = await w.ledger.take(0)
        w.proxy.hold_replies()
        with pytest.raises(StoreUnavailable):
            await w.ledger.load(lease, [f"{w.ada}2"], inf, 9)
        with pytest.raises(StoreUnavailable):
            await w.ledger.read([f"{w.ada}2"])
        w.proxy.release()
        lease = await w.ledger.take(0)
        assert list((await w.ledger.load(lease, [w.ada], inf, 9)).values) == [b"ada"]
        assert list(await w.ledger.read([w.ada])) == [b"ada"]


@pytest.mark.parametrize("types_are_asked", [False, True])
async def test_a_cancelled_commit_leaves_the_lane_fenced(redis_url: str, together: int, types_are_asked: bool) -> None:
    #  the cancelled call's connection is gone, and with it its WATCH: the next commit must not run without one
    async with wired(redis_url, together) as w, direct(redis_url, together) as (other, _):
        other.prefix = w.store.prefix
        lease = await w.ledger.take(0)
        await w.ledger.load(lease, [], inf, 9)
        w.proxy.hold_requests()
        change = changes(scores={f"{w.ada}:top": {"a": 1.0}} if types_are_asked else {}, strings={w.ada: b"late"})
        commit = asyncio.create_task(w.ledger.commit(lease, change))
        await until(lambda: w.proxy.held_bytes > 0)
        commit.cancel()
        with pytest.raises(asyncio.CancelledError):
            await commit
        await other.ledger().take(0)
        w.proxy.release()
        with pytest.raises(Overtaken):
            await w.ledger.commit(lease, change)
        assert w.store.admin.get(w.ada) is None


async def test_a_frozen_server_applies_a_commit_once_or_never(
    own_redis: Callable[[], RedisServer], together: int
) -> None:
    server = own_redis()
    async with direct(server.url, together) as (store, ada):
        ledger = store.ledger(timeout_s=SHORT_S)
        lease = await ledger.take(0)
        await ledger.load(lease, [], inf, 9)
        server.pause()
        with pytest.raises(StoreUnavailable):
            await ledger.commit(lease, changes(offsets={CLICKS: 7}, strings={ada: b"1"}))
        server.resume()
        taken = await store.ledger().take(0)
        written = (taken.offsets, store.admin.get(ada))
        assert written in [({}, None), ({CLICKS: 7}, b"1")]
        with pytest.raises(StaleLease):
            await ledger.commit(lease, changes(strings={ada: b"2"}))


# A server that refuses


async def test_a_store_out_of_memory_writes_nothing_and_the_same_lease_commits_later(
    own_redis: Callable[[], RedisServer], together: int
) -> None:
    async with direct(own_redis().url, together) as (store, ada):
        ledger = store.ledger()
        gone = f"{store.prefix}gone"
        store.admin.set(gone, b"still here")
        store.admin.config_set("maxmemory-policy", "noeviction")
        lease = await ledger.take(0)
        await ledger.load(lease, [], inf, 9)
        change = changes(offsets={CLICKS: 7}, strings={ada: b"1", gone: None}, wakeups={("ada", "look"): 1.0})
        store.admin.config_set("maxmemory", 1)
        for _ in range(2):
            with pytest.raises(StoreUnavailable, match="maxmemory"):
                await ledger.commit(lease, change)
        assert (store.admin.get(gone), store.admin.get(ada)) == (b"still here", None)
        assert await ledger.offsets([0]) == [{}]
        with pytest.raises(StoreUnavailable, match="maxmemory"):
            await ledger.take(0)
        store.admin.config_set("maxmemory", 0)
        await ledger.commit(lease, change)
        assert (store.admin.get(gone), store.admin.get(ada)) == (None, b"1")


async def test_a_store_that_became_a_read_only_replica_writes_nothing(
    own_redis: Callable[[], RedisServer], together: int
) -> None:
    server = own_redis()
    async with direct(server.url, together) as (store, ada):
        ledger = store.ledger()
        lease = await ledger.take(0)
        await ledger.load(lease, [], inf, 9)
        store.admin.slaveof("127.0.0.1", 1)
        for call in (ledger.commit(lease, changes(strings={ada: b"1"})), ledger.take(0)):
            with pytest.raises(StoreUnavailable):
                await call
        store.admin.slaveof()
        assert (await ledger.commit(lease, changes(strings={ada: b"1"}))).number == 1


async def test_a_wrong_password_is_told_within_the_bound(own_redis: Callable[[], RedisServer], together: int) -> None:
    async with direct(own_redis().url, together) as (store, _):
        lease = await store.ledger().take(0)
        store.admin.config_set("requirepass", "a")
        with pytest.raises(StoreUnavailable):
            await store.ledger().commit(lease, changes())
        store.admin.config_set("requirepass", "")


# A server that comes back


async def test_a_killed_server_comes_back_with_what_was_committed(
    own_redis: Callable[[], RedisServer], together: int
) -> None:
    server = own_redis()
    async with direct(server.url, together) as (store, ada):
        store.admin.config_set("appendfsync", "always")
        ledger = store.ledger()
        lease = await ledger.commit(await ledger.take(0), changes(offsets={CLICKS: 1}, strings={ada: b"1"}))
        server.kill()
        with pytest.raises(StoreUnavailable):
            await ledger.commit(lease, changes(offsets={CLICKS: 2}))
        server.start()
        assert list((await ledger.load(lease, [ada], inf, 9)).values) == [b"1"]
        assert (await ledger.commit(lease, changes(offsets={CLICKS: 2}))).number == 2


async def test_a_server_that_comes_back_older_refuses_the_next_commit(
    own_redis: Callable[[], RedisServer], together: int
) -> None:
    #  batch   1 (in the append-only file)   the file is switched off   2   kill -9, start: batch 1 again
    server = own_redis()
    async with direct(server.url, together) as (store, ada):
        store.admin.config_set("appendfsync", "always")
        ledger = store.ledger()
        lease = await ledger.commit(await ledger.take(0), changes(offsets={CLICKS: 1}, strings={ada: b"1"}))
        store.admin.config_set("appendonly", "no")
        lease = await ledger.commit(lease, changes(offsets={CLICKS: 2}, strings={ada: b"2"}))
        server.kill()
        server.start()
        with pytest.raises(StoreRewound):
            await ledger.commit(lease, changes(offsets={CLICKS: 3}, strings={ada: b"3"}))
        taken = await ledger.take(0)
        assert (taken.offsets, list(await ledger.read([ada]))) == ({CLICKS: 1}, [b"1"])


# Strangers in the store


async def test_a_stranger_who_touches_the_lanes_hash_only_costs_a_round_trip(redis_url: str, together: int) -> None:
    async with direct(redis_url, together) as (store, _):
        ledger = store.ledger()
        lease = await ledger.take(0)
        await ledger.load(lease, [], inf, 9)
        store.admin.hset(f"{store.prefix}ledger:activity:0", "note", "x")
        assert (await ledger.commit(lease, changes())).number == 1


async def test_a_type_that_a_stranger_changes_later_is_told_and_refused_from_then_on(
    redis_url: str, together: int
) -> None:
    async with direct(redis_url, together) as (store, ada):
        ledger = store.ledger()
        top = f"{store.prefix}top"
        lease = await ledger.commit(await ledger.take(0), changes(scores={top: {"a": 1.0}}))
        store.plant(top, "hash")
        change = changes(offsets={CLICKS: 1}, strings={ada: b"1"}, scores={top: {"a": 2.0}})
        with pytest.raises(StoreMisused):
            await ledger.commit(lease, change)
        taken = await ledger.take(0)
        found = (taken.number, taken.offsets, store.admin.get(ada))
        #  A script looks at types as it writes; of a transaction Redis runs the rest, and the batch counts as applied.
        assert found == ((1, {}, None) if together > 0 else (2, {CLICKS: 1}, b"1"))
        store.admin.delete(ada)
        with pytest.raises(StoreMisused):
            await ledger.commit(taken, change)
        assert (await ledger.take(0)).number == found[0]
        assert store.admin.get(ada) is None


@pytest.mark.parametrize("forbidden", ["-eval", "-zrem", "-@scripting -zrem"])
async def test_what_a_user_may_not_do_is_refused_before_anything_is_written(
    own_redis: Callable[[], RedisServer], together: int, forbidden: str
) -> None:
    async with direct(own_redis().url, together) as (store, ada):
        ledger = store.ledger()
        lease = await ledger.commit(await ledger.take(0), changes(wakeups={("ada", "look"): 1.0}))
        store.admin.acl_setuser("default", enabled=True, nopass=True, commands=forbidden.split())
        change = changes(strings={ada: b"1"}, wakeups={("ada", "look"): None})
        if "-zrem" in forbidden:
            with pytest.raises(StoreUnavailable):
                await ledger.commit(lease, change)
            assert store.admin.get(ada) is None
            store.admin.acl_setuser("default", enabled=True, nopass=True, commands=["+zrem"])
        lease = await ledger.commit(lease, change)
        assert await ledger.load(lease, [ada], inf, 9) == Loaded([b"1"], [])


# Lanes that share a connection


async def test_one_lanes_wrong_commit_is_nobody_elses_fault(redis_url: str, together: int) -> None:
    async with direct(redis_url, together) as (store, ada):
        ledger = store.ledger()
        leases = [await ledger.take(lane) for lane in range(4)]
        await store.ledger().take(1)
        store.plant(f"{store.prefix}due:2", "string")
        change = changes(strings={ada: b"1"}, wakeups={("ada", "look"): 1.0})
        found = await asyncio.gather(*(ledger.commit(lease, change) for lease in leases), return_exceptions=True)
        assert [type(one).__name__ for one in found] == ["Lease", "Overtaken", "StoreMisused", "Lease"]


async def test_lanes_that_go_at_once_need_fewer_exchanges_than_they_are(
    own_redis: Callable[[], RedisServer], together: int
) -> None:
    async with direct(own_redis().url, together) as (store, ada):
        ledger = store.ledger()
        leases = [await ledger.take(lane) for lane in range(9)]
        await asyncio.gather(*(ledger.load(lease, [ada], inf, 9) for lease in leases))
        before = store.admin.info("stats")["total_reads_processed"]
        await asyncio.gather(*(ledger.commit(lease, changes(strings={ada: b"1"})) for lease in leases))
        asked = 1
        exchanges = store.admin.info("stats")["total_reads_processed"] - before - asked
        assert exchanges == 1 if together > 0 else exchanges >= len(leases)


async def test_who_is_cancelled_leaves_the_others_exchange_as_it_is(redis_url: str, together: int) -> None:
    async with wired(redis_url, together) as w:
        one, two = await w.ledger.take(0), await w.ledger.take(1)
        await w.ledger.load(one, [], inf, 9)
        w.proxy.hold_replies()
        commits = [asyncio.create_task(w.ledger.commit(lease, changes(offsets={CLICKS: 7}))) for lease in (one, two)]
        await until(lambda: w.batch() == 1)
        commits[0].cancel()
        w.proxy.release()
        assert (await commits[1]).number == 1
        assert (await w.ledger.take(0)).offsets == {CLICKS: 7}


async def test_a_large_batch_behind_a_small_one_is_not_refused_for_it(redis_url: str, together: int) -> None:
    async with direct(redis_url, together) as (store, ada):
        ledger = store.ledger()
        lease = await ledger.take(0)
        many = [f"{ada}{n}" for n in range(2 * TOGETHER)]
        for strings in (many, many[:1], many, many[:1], many[:1], many):
            await ledger.load(lease, strings, inf, 9)
            lease = await ledger.commit(lease, changes(strings=dict.fromkeys(strings, b"1")))
        assert lease.number == 6
