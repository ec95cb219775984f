"""What every ledger does; a new one adds one line to the fixture."""

import asyncio
from collections.abc import AsyncIterator
from math import inf, nan

import pytest

from harken.batch import Wakeup
from harken.ledger.base import (
    Overtaken,
    StaleLease,
    StoreMisused,
    StoreRewound,
    Unstorable,
)
from harken.ledger.commands import KEYS_PER_COMMAND
from tests.contract.ledger_stores import WAYS, MemoryStoreUnderTest, RedisStoreUnderTest, Store, changes

CLICKS = "harken.clicks"
PURCHASES = "harken.purchases"


@pytest.fixture(params=["memory", *WAYS])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    made: Store
    if request.param == "memory":
        made = MemoryStoreUnderTest()
    else:
        made = RedisStoreUnderTest(request.getfixturevalue("redis_url"), together=WAYS[request.param])
    yield made
    await made.close()


async def test_a_lane_that_nobody_took_begins_with_nothing(store: Store) -> None:
    lease = await store.ledger().take(3)
    assert (lease.role, lease.lane, lease.epoch, lease.number) == ("activity", 3, 1, 0)
    assert lease.offsets == {}
    assert (lease.clock_s, lease.step_s, lease.outbox) == (-inf, -inf, b"")
    assert lease.incarnation


async def test_who_takes_a_lane_finds_what_was_committed(store: Store) -> None:
    ledger = store.ledger()
    lease = await ledger.take(3)
    lease = await ledger.commit(
        lease, changes(offsets={CLICKS: 10, PURCHASES: 2}, clock_s=1.1, step_s=86400.0, outbox=b"say")
    )
    await ledger.commit(
        lease, changes(offsets={CLICKS: 12}, clock_s=1_700_000_000.123, step_s=172800.0, outbox=b"\0\xff")
    )
    taken = await store.ledger().take(3)
    assert taken.offsets == {CLICKS: 12, PURCHASES: 2}
    assert (taken.clock_s, taken.step_s, taken.outbox) == (1_700_000_000.123, 172800.0, b"\0\xff")
    assert (taken.incarnation, taken.epoch, taken.number) == (lease.incarnation, 2, 2)


async def test_the_ids_of_topics_are_kept_beside_their_offsets(store: Store) -> None:
    ledger = store.ledger()
    lease = await ledger.commit(await ledger.take(3), changes(topic_ids={CLICKS: "one", PURCHASES: "two"}))
    assert (await ledger.commit(lease, changes(topic_ids={CLICKS: "three"}))).topic_ids == {
        CLICKS: "three",
        PURCHASES: "two",
    }
    taken = await store.ledger().take(3)
    assert taken.topic_ids == {CLICKS: "three", PURCHASES: "two"}
    assert taken.offsets == {}


async def test_what_the_work_keeps_of_its_inflow_stays_until_it_changes(store: Store) -> None:
    ledger = store.ledger()
    lease = await ledger.commit(await ledger.take(3), changes(inflow=b'{"clicks":[1]}'))
    lease = await ledger.commit(lease, changes())
    assert lease.inflow == b'{"clicks":[1]}'
    assert (await store.ledger().take(3)).inflow == b'{"clicks":[1]}'


async def test_rules_that_a_command_brought_stay_until_another_brings_some(store: Store) -> None:
    ledger = store.ledger()
    lease = await ledger.commit(await ledger.take(3), changes(rules=b'{"id":"a"}'))
    lease = await ledger.commit(lease, changes())
    assert lease.rules == b'{"id":"a"}'
    assert (await store.ledger().take(3)).rules == b'{"id":"a"}'
    assert (await ledger.take(4)).rules == b""


async def test_what_was_announced_in_an_hour_stays_until_it_changes(store: Store) -> None:
    ledger = store.ledger()
    lease = await ledger.commit(await ledger.take(3), changes(hour=b"[480000,[0,2,1],3]"))
    lease = await ledger.commit(lease, changes())
    assert lease.hour == b"[480000,[0,2,1],3]"
    assert (await store.ledger().take(3)).hour == b"[480000,[0,2,1],3]"
    assert (await ledger.take(4)).hour == b""


async def test_the_lease_that_a_commit_gives_is_what_a_taker_would_find(store: Store) -> None:
    ledger = store.ledger()
    lease = await ledger.take(3)
    lease = await ledger.commit(lease, changes(offsets={CLICKS: 10}, clock_s=5.0, outbox=b"a"))
    lease = await ledger.commit(lease, changes(offsets={PURCHASES: 4}, clock_s=6.0, outbox=b"b"))
    taken = await store.ledger().take(3)
    assert (lease.offsets, lease.clock_s, lease.step_s, lease.outbox, lease.number) == (
        taken.offsets,
        taken.clock_s,
        taken.step_s,
        taken.outbox,
        taken.number,
    )


async def test_an_empty_outbox_replaces_the_last_one(store: Store) -> None:
    ledger = store.ledger()
    lease = await ledger.commit(await ledger.take(0), changes(outbox=b"say"))
    await ledger.commit(lease, changes())
    assert (await ledger.take(0)).outbox == b""


async def test_load_gives_documents_in_the_order_asked_for(store: Store) -> None:
    ledger = store.ledger()
    ada, bob, cy = (f"{store.prefix}customer:{name}" for name in ("ada", "bob", "çy\0"))
    lease = await ledger.commit(await ledger.take(0), changes(strings={ada: b"1", cy: b"", bob: b"\xff\r\n"}))
    loaded = await ledger.load(lease, [cy, "nobody" + store.prefix, bob, ada], inf, 10)
    assert list(loaded.values) == [b"", None, b"\xff\r\n", b"1"]
    assert list(await ledger.read([ada, cy])) == [b"1", b""]


async def test_load_without_keys_and_without_wakeups_only_arms(store: Store) -> None:
    ledger = store.ledger()
    lease = await ledger.commit(await ledger.take(0), changes(wakeups={("ada", "look"): 1.0}))
    loaded = await ledger.load(lease, [], inf, 0)
    assert (list(loaded.values), list(loaded.wakeups)) == ([], [])
    assert (await ledger.commit(lease, changes())).number == 2
    assert list(await ledger.read([])) == []


async def test_none_deletes_a_document(store: Store) -> None:
    ledger = store.ledger()
    ada, bob = f"{store.prefix}ada", f"{store.prefix}bob"
    lease = await ledger.commit(await ledger.take(0), changes(strings={ada: b"1", bob: b"2"}))
    await ledger.commit(lease, changes(strings={ada: None, "never" + store.prefix: None}))
    assert list(await ledger.read([ada, bob])) == [None, b"2"]


async def test_a_commit_of_many_documents_is_one(store: Store) -> None:
    ledger = store.ledger()
    many = {f"{store.prefix}{n}": b"%d" % n for n in range(3 * KEYS_PER_COMMAND + 1)}
    lease = await ledger.commit(await ledger.take(0), changes(strings=many))
    assert list(await ledger.read(list(many))) == list(many.values())
    await ledger.commit(lease, changes(strings=dict.fromkeys(many)))
    assert set(await ledger.read(list(many))) == {None}


# Wake-ups


async def test_wakeups_come_in_the_order_due_customer_kind(store: Store) -> None:
    #  bytes order would put "a<NUL>b" before "a"; a plain separator would mix up ("a", "b|c") and ("a|b", "c")
    pairs = [("a", "look"), ("a\0", "look"), ("a\0b", "a"), ("a\x01", "a"), ("a|b", "c"), ("a", "b|c"), ("é", "x"),
             ("", "y"), ("\U0001f600", "a"), ("\uffff", "a")]  # fmt: skip
    ledger = store.ledger()
    wakeups: dict[tuple[str, str], float | None] = {pair: float(n % 2) for n, pair in enumerate(pairs)}
    lease = await ledger.commit(await ledger.take(0), changes(wakeups=wakeups))
    loaded = await ledger.load(lease, [], inf, 100)
    assert list(loaded.wakeups) == sorted(Wakeup(float(n % 2), *pair) for n, pair in enumerate(pairs))


async def test_wakeups_are_loaded_up_to_their_time_and_that_included(store: Store) -> None:
    ledger = store.ledger()
    due_s = 1_700_000_000.1
    lease = await ledger.commit(
        await ledger.take(0), changes(wakeups={("ada", "look"): due_s, ("bob", "look"): due_s + 1e-6})
    )
    assert list((await ledger.load(lease, [], due_s, 10)).wakeups) == [Wakeup(due_s, "ada", "look")]
    assert list((await ledger.load(lease, [], due_s - 1e-6, 10)).wakeups) == []


@pytest.mark.parametrize("limit", range(1, 8))
async def test_a_limit_cuts_exactly_the_first_of_the_order(store: Store, limit: int) -> None:
    #  due   1  1  1  2  2  3      a limit of 2 cuts among equals: the last one's own time is not complete
    ledger = store.ledger()
    order = [Wakeup(1.0, "a", "x"), Wakeup(1.0, "a", "y"), Wakeup(1.0, "b", "x"), Wakeup(2.0, "a", "z"),
             Wakeup(2.0, "c", "a"), Wakeup(3.0, "0", "a")]  # fmt: skip
    wakeups: dict[tuple[str, str], float | None] = {w[1:]: w.due_s for w in reversed(order)}
    lease = await ledger.commit(await ledger.take(0), changes(wakeups=wakeups))
    assert list((await ledger.load(lease, [], 3.0, limit)).wakeups) == order[:limit]
    assert list((await ledger.load(lease, [], 3.0, limit)).wakeups) == order[:limit]


async def test_a_later_wakeup_of_the_same_kind_replaces_the_earlier(store: Store) -> None:
    ledger = store.ledger()
    lease = await ledger.take(0)
    for due_s in (5.0, 9.0, 5.0, 2.0, 7.0):
        lease = await ledger.commit(lease, changes(wakeups={("ada", "look"): due_s, ("ada", "label"): 1.0}))
    assert list((await ledger.load(lease, [], inf, 9)).wakeups) == [
        Wakeup(1.0, "ada", "label"),
        Wakeup(7.0, "ada", "look"),
    ]
    lease = await ledger.commit(lease, changes(wakeups={("ada", "look"): None, ("bob", "never"): None}))
    assert list((await ledger.load(lease, [], inf, 9)).wakeups) == [Wakeup(1.0, "ada", "label")]


# The fence


async def test_a_stale_epoch_writes_nothing_at_all(store: Store) -> None:
    first, second = store.ledger(), store.ledger()
    old = await first.take(3)
    new = await second.take(3)
    ada, top, model = (f"{store.prefix}{name}" for name in ("ada", "top", "model"))
    late = changes(
        offsets={CLICKS: 10},
        clock_s=9.0,
        outbox=b"late",
        strings={ada: b"late"},
        scores={top: {"ada": 1.0}},
        hashes={model: {"a": b"1"}},
        wakeups={("ada", "look"): 1.0},
    )
    with pytest.raises(Overtaken):
        await first.commit(old, late)
    assert list(await second.read([ada])) == [None]
    assert await second.read_scores(top) == []
    assert await second.read_hash(model) == {}
    assert list((await second.load(new, [], inf, 10)).wakeups) == []
    after = await second.take(3)
    assert (after.offsets, after.clock_s, after.outbox, after.number) == ({}, -inf, b"", 0)


async def test_a_lane_taken_between_load_and_commit_refuses_the_commit(store: Store) -> None:
    first, second = store.ledger(), store.ledger()
    ada = f"{store.prefix}ada"
    old = await first.take(3)
    await first.load(old, [ada], inf, 10)
    await second.take(3)
    with pytest.raises(Overtaken) as refusal:
        await first.commit(old, changes(strings={ada: b"late"}))
    assert refusal.value.overtaken
    assert list(await second.read([ada])) == [None]


async def test_a_batch_committed_by_another_between_load_and_commit_refuses_the_commit(store: Store) -> None:
    first, second = store.ledger(), store.ledger()
    lease = await first.take(3)
    await first.load(lease, [], inf, 10)
    await second.commit(lease, changes(offsets={CLICKS: 1}))
    with pytest.raises(StaleLease) as refusal:
        await first.commit(lease, changes(offsets={CLICKS: 2}))
    assert not refusal.value.overtaken
    assert (await second.take(3)).offsets == {CLICKS: 1}


async def test_a_lease_is_good_for_one_commit(store: Store) -> None:
    ledger = store.ledger()
    lease = await ledger.take(3)
    await ledger.commit(lease, changes(offsets={CLICKS: 1}))
    with pytest.raises(StaleLease) as refusal:
        await ledger.commit(lease, changes(offsets={CLICKS: 2}))
    assert not refusal.value.overtaken
    assert (await ledger.take(3)).offsets == {CLICKS: 1}


async def test_a_commit_needs_no_load_before_it(store: Store) -> None:
    ledger = store.ledger()
    lease = await ledger.take(3)
    for number in range(1, 4):
        lease = await ledger.commit(lease, changes(offsets={CLICKS: number}))
        assert lease.number == number


async def test_loads_may_follow_each_other_before_a_commit(store: Store) -> None:
    ledger = store.ledger()
    lease = await ledger.take(3)
    for _ in range(3):
        await ledger.load(lease, [], inf, 10)
    assert (await ledger.commit(lease, changes())).number == 1


async def test_a_stale_lease_loads_nothing(store: Store) -> None:
    first, second = store.ledger(), store.ledger()
    old = await first.take(3)
    await second.take(3)
    with pytest.raises(Overtaken):
        await first.load(old, [], inf, 10)


async def test_who_was_overtaken_can_take_the_lane_again(store: Store) -> None:
    first, second = store.ledger(), store.ledger()
    old = await first.take(3)
    await second.take(3)
    with pytest.raises(Overtaken):
        await first.load(old, [], inf, 10)
    again = await first.take(3)
    assert again.epoch == 3
    await first.load(again, [], inf, 10)
    assert (await first.commit(again, changes())).number == 1


@pytest.mark.parametrize("emptied", [False, True])
async def test_a_lane_that_changed_since_our_load_can_be_taken_at_once(store: Store, emptied: bool) -> None:
    first, second = store.ledger(), store.ledger()
    await first.load(await first.take(3), [], inf, 10)
    if emptied:
        store.empty()
    else:
        await second.take(3)
    assert (await first.take(3)).epoch == (1 if emptied else 3)


async def test_an_emptied_store_refuses_the_next_commit(store: Store) -> None:
    ledger = store.ledger()
    lease = await ledger.take(3)
    store.empty()
    with pytest.raises(StoreRewound):
        await ledger.commit(lease, changes(offsets={CLICKS: 5}))
    born = await ledger.take(3)
    assert (born.epoch, born.number, born.offsets) == (1, 0, {})
    assert born.incarnation != lease.incarnation
    with pytest.raises(StoreRewound):  # the same epoch and number, in another life
        await ledger.commit(lease, changes(offsets={CLICKS: 5}))


async def test_a_store_emptied_between_load_and_commit_refuses_the_commit(store: Store) -> None:
    ledger = store.ledger()
    lease = await ledger.take(3)
    await ledger.load(lease, [], inf, 10)
    store.empty()
    with pytest.raises(StoreRewound):
        await ledger.commit(lease, changes(offsets={CLICKS: 5}))
    assert await ledger.offsets([3]) == [{}]


@pytest.mark.parametrize("loads", [False, True])
async def test_a_store_that_lost_its_last_second_refuses_the_next_commit(store: Store, loads: bool) -> None:
    #  batch      1       2       3
    #  ledger     x backup x       . restored: epoch is the same, batch 2 is gone
    ledger = store.ledger()
    lease = await ledger.commit(await ledger.take(3), changes(offsets={CLICKS: 10}))
    store.back_up()
    lease = await ledger.commit(lease, changes(offsets={CLICKS: 20}))
    if loads:
        await ledger.load(lease, [], inf, 10)
    store.restore()
    with pytest.raises(StoreRewound):
        await ledger.commit(lease, changes(offsets={CLICKS: 30}))
    assert (await ledger.take(3)).offsets == {CLICKS: 10}


async def test_two_takers_given_one_epoch_by_a_store_that_went_back_never_pass_for_each_other(store: Store) -> None:
    #  epoch      1 backup    2 first      restored to 1     2 second
    first, second = store.ledger(), store.ledger()
    await first.take(3)
    store.back_up()
    old = await first.take(3)
    store.restore()
    new = await second.take(3)
    assert (old.incarnation, old.epoch, old.number) == (new.incarnation, new.epoch, new.number)
    with pytest.raises(Overtaken):
        await first.commit(old, changes(offsets={CLICKS: 99}))
    assert (await second.commit(new, changes(offsets={CLICKS: 1}))).offsets == {CLICKS: 1}


# Lanes and roles


async def test_lanes_of_one_ledger_commit_at_the_same_time(store: Store) -> None:
    ledger = store.ledger()

    async def work(lane: int) -> None:
        lease = await ledger.take(lane)
        for number in range(20):
            key = f"{store.prefix}{lane}:{number}"
            await ledger.load(lease, [key], inf, 10)
            lease = await ledger.commit(
                lease, changes(offsets={CLICKS: lane * 1000 + number}, strings={key: b"%d" % lane})
            )

    await asyncio.gather(*(work(lane) for lane in range(8)))
    assert await ledger.offsets(range(8)) == [{CLICKS: lane * 1000 + 19} for lane in range(8)]


async def test_two_tasks_on_one_lane_take_turns_and_one_of_them_is_refused(store: Store) -> None:
    ledger = store.ledger()
    lease = await ledger.take(0)
    results = await asyncio.gather(
        *(ledger.commit(lease, changes(offsets={CLICKS: n})) for n in range(5)), return_exceptions=True
    )
    refused = [result for result in results if isinstance(result, StaleLease)]
    assert len(refused) == 4
    assert (await ledger.take(0)).number == 1


async def test_the_learners_lane_0_never_meets_the_customers_lane_0(store: Store) -> None:
    customers, learner = store.ledger("activity"), store.ledger("learner")
    lease, other = await customers.take(0), await learner.take(0)
    assert other.epoch == 1
    lease = await customers.commit(
        lease, changes(offsets={CLICKS: 1}, outbox=b"a", step_s=1.0, wakeups={("ada", "look"): 1.0})
    )
    other = await learner.commit(
        other, changes(offsets={"harken.examples": 7}, outbox=b"l", step_s=2.0, wakeups={("m", "publish"): 2.0})
    )
    assert list((await customers.load(lease, [], inf, 9)).wakeups) == [Wakeup(1.0, "ada", "look")]
    assert list((await learner.load(other, [], inf, 9)).wakeups) == [Wakeup(2.0, "m", "publish")]
    assert (await customers.steps([0]), await learner.steps([0])) == ([1.0], [2.0])
    assert ((await customers.take(0)).outbox, (await learner.take(0)).outbox) == (b"a", b"l")


async def test_what_one_role_writes_the_other_reads(store: Store) -> None:
    customers, learner = store.ledger("activity"), store.ledger("learner")
    snapshot = f"{store.prefix}snapshot:churn"
    await learner.commit(await learner.take(0), changes(strings={snapshot: b"{}"}))
    assert list(await customers.read([snapshot])) == [b"{}"]


async def test_steps_and_offsets_of_lanes_are_read_without_taking_them(store: Store) -> None:
    ledger = store.ledger()
    lease = await ledger.take(1)
    await ledger.commit(lease, changes(offsets={CLICKS: 3, PURCHASES: 4}, step_s=86400.0))
    reader = store.ledger()
    assert await reader.steps([0, 1]) == [-inf, 86400.0]
    assert await reader.offsets([0, 1]) == [{}, {CLICKS: 3, PURCHASES: 4}]
    assert await reader.steps([]) == []


# Sorted sets and hashes


async def test_scores_are_read_from_the_highest_by_rank(store: Store) -> None:
    ledger = store.ledger()
    top = f"{store.prefix}at-risk:0"
    members = {"a": 0.1, "b": 0.3, "é": 0.1, "d": inf, "e": -2.5}
    await ledger.commit(await ledger.take(0), changes(scores={top: members}))
    order = [("d", inf), ("b", 0.3), ("é", 0.1), ("a", 0.1), ("e", -2.5)]
    assert list(await ledger.read_scores(top)) == order
    for first, last in [(0, 1), (1, 3), (0, -2), (-2, -1), (3, 99), (-99, 1), (4, 2), (7, 9), (0, -9)]:
        end = last if last >= 0 else len(order) + last
        expected = order[max(first if first >= 0 else len(order) + first, 0) : max(end + 1, 0)]
        assert list(await ledger.read_scores(top, first, last)) == expected


async def test_scores_move_and_go(store: Store) -> None:
    ledger = store.ledger()
    top = f"{store.prefix}top"
    lease = await ledger.commit(await ledger.take(0), changes(scores={top: {"a": 1.0, "b": 2.0}}))
    lease = await ledger.commit(lease, changes(scores={top: {"a": 3.0, "b": None, "c": None}}))
    assert list(await ledger.read_scores(top)) == [("a", 3.0)]
    lease = await ledger.commit(lease, changes(scores={top: {"a": None}}))
    assert list(await ledger.read_scores(top)) == []


async def test_a_sorted_set_that_is_also_deleted_is_replaced_whole(store: Store) -> None:
    ledger = store.ledger()
    top, model = f"{store.prefix}popular", f"{store.prefix}model"
    lease = await ledger.commit(
        await ledger.take(0), changes(scores={top: {"a": 1.0, "b": 2.0}}, hashes={model: {"a": b"1"}})
    )
    await ledger.commit(
        lease, changes(strings={top: None, model: None}, scores={top: {"c": 3.0}}, hashes={model: {"b": b"2"}})
    )
    assert list(await ledger.read_scores(top)) == [("c", 3.0)]
    assert await ledger.read_hash(model) == {"b": b"2"}


async def test_a_hash_keeps_the_fields_that_a_commit_does_not_name(store: Store) -> None:
    ledger = store.ledger()
    model = f"{store.prefix}model:churn"
    lease = await ledger.commit(await ledger.take(0), changes(hashes={model: {"champion": b"1", "labels": b"5"}}))
    await ledger.commit(lease, changes(hashes={model: {"labels": b"6"}, f"{store.prefix}none": {}}, scores={"no": {}}))
    assert await ledger.read_hash(model) == {"champion": b"1", "labels": b"6"}
    assert await ledger.read_hash(f"{store.prefix}none") == {}


# What cannot be written


@pytest.mark.parametrize("planted", ["top", "model", "due:0"])
async def test_a_key_of_a_strangers_type_stops_the_commit_whole(store: Store, planted: str) -> None:
    ledger = store.ledger()
    ada, top, model = (f"{store.prefix}{name}" for name in ("ada", "top", "model"))
    lease = await ledger.take(0)
    store.plant(f"{store.prefix}{planted}", "string")
    change = changes(
        offsets={CLICKS: 1},
        strings={ada: b"1"},
        scores={top: {"a": 1.0}},
        hashes={model: {"a": b"1"}},
        wakeups={("ada", "look"): 1.0},
    )
    for _ in range(2):
        with pytest.raises(StoreMisused):
            await ledger.commit(lease, change)
    assert list(await ledger.read([ada])) == [None]
    assert await ledger.offsets([0]) == [{}]


async def test_once_the_stranger_is_gone_the_same_lease_commits(store: Store) -> None:
    ledger = store.ledger()
    top = f"{store.prefix}top"
    lease = await ledger.take(0)
    store.plant(top, "hash")
    with pytest.raises(StoreMisused):
        await ledger.commit(lease, changes(scores={top: {"a": 1.0}}))
    lease = await ledger.commit(lease, changes(strings={top: None}))
    await ledger.commit(lease, changes(scores={top: {"a": 1.0}}))
    assert list(await ledger.read_scores(top)) == [("a", 1.0)]


async def test_reading_a_strangers_type_is_told(store: Store) -> None:
    ledger = store.ledger()
    store.plant(f"{store.prefix}a", "string")
    with pytest.raises(StoreMisused):
        await ledger.read_scores(f"{store.prefix}a")
    with pytest.raises(StoreMisused):
        await ledger.read_hash(f"{store.prefix}a")
    store.plant(f"{store.prefix}ledger:activity:5", "string")
    with pytest.raises(StoreMisused):
        await ledger.take(5)


@pytest.mark.parametrize(
    "impossible",
    [
        changes(scores={"top": {"a": nan}}),
        changes(wakeups={("a", "look"): nan}),
        changes(clock_s=nan),
        changes(step_s=nan),
        changes(strings={"a": b"1"}, scores={"a": {"b": 1.0}}),
        changes(strings={"a": b"1"}, hashes={"a": {"b": b"1"}}),
        changes(scores={"a": {"b": 1.0}}, hashes={"a": {"b": b"1"}}),
        changes(strings={"\ud800": b"1"}),
        changes(wakeups={("\udfff", "look"): 1.0}),
        changes(scores={"a": {"\ud800": 1.0}}),
    ],
)
async def test_what_no_store_could_hold_writes_nothing(store: Store, impossible: object) -> None:
    ledger = store.ledger()
    lease = await ledger.take(0)
    with pytest.raises(Unstorable):
        await ledger.commit(lease, impossible)  # type: ignore[arg-type] # parametrize hands it on as object
    assert (await ledger.commit(lease, changes())).number == 1


async def test_the_clock_is_the_stores_own(store: Store) -> None:
    before_s = store.clock_s()
    now_s = await store.ledger().time_s()
    assert before_s <= now_s <= store.clock_s()
