"""The activity lane's work: poison is found and refused, steps are kept, published is what was committed."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise
from math import inf

import pytest

from harken.activity import Activity
from harken.alert import Severity
from harken.alerting.lifecycle import Limits
from harken.batch import Entry
from harken.dead_letter import HEADERS
from harken.document import Reason
from harken.events import Click, Command, Event, Feedback, Purchase
from harken.fold.config import DAY_S
from harken.fold.happening import Happening
from harken.fold.moment import Moment
from harken.lane.activity_work import document_key
from harken.language import Language
from harken.ledger.base import StaleLease
from harken.rules import RULES
from tests.driver import entries_of
from tests.unit.lane.turns import LANE, Turns

BEGIN_S = 1_700_000_000.0
LATENESS_S = 60.0


def order(second: float, customer: str) -> Purchase:
    return Purchase(
        id=f"{customer}-{second}", customer_id=customer, ts=round((BEGIN_S + second) * 1000), kind="order", total=5.0
    )


def view(second: float, customer: str) -> Click:
    ts_ms = round((BEGIN_S + second) * 1000)
    return Click(id=f"v-{customer}-{second}", customer_id=customer, ts=ts_ms, kind="view", item_id="cup")


def tick(second: float) -> Command:
    return Command(id=f"tick-{second}", ts=round((BEGIN_S + second) * 1000), kind="tick")


def entries(*events: Event) -> Sequence[Entry]:
    return entries_of(events, LANE)


class Allergic:
    """A rule of somebody's that fails for one customer, from a time on."""

    kind = "allergic"
    limits: Limits = RULES[0].limits
    expires_s = None
    hears: tuple[type[Event], ...] = ()
    superior = None
    first_look_s = None

    def __init__(self, customer_id: str, from_s: float = -inf) -> None:
        self._customer_id = customer_id
        self._from_s = from_s

    def strikes(self, happening: Happening) -> bool:  # noqa: ARG002 - the protocol's
        return False

    def level(self, moment: Moment, churn: float | None) -> float | None:
        if moment.customer.id == self._customer_id and moment.now_s >= self._from_s:
            raise ZeroDivisionError(f"{self._customer_id}: division by {churn}")
        return None

    def severity(self, level: float) -> Severity:  # noqa: ARG002 - the protocol's
        return "info"

    def reasons(
        self,
        moment: Moment,  # noqa: ARG002 - the protocol's
        churn: Sequence[Reason],  # noqa: ARG002 - the protocol's
        language: Language,  # noqa: ARG002 - the protocol's
    ) -> tuple[Reason, ...]:
        return ()

    def suggest(self, moment: Moment, language: Language) -> str:  # noqa: ARG002 - the protocol's
        return ""


def reason_of(headers: Sequence[tuple[str, bytes]]) -> dict[str, str]:
    fields = dict(HEADERS)
    return {fields[name]: value.decode() for name, value in headers}


# -- poison ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [0, 3, 12, 19])
async def test_an_event_that_cannot_be_folded_is_refused_and_all_others_are_applied(place: int) -> None:
    turns = Turns(rules=(*RULES, Allergic("eve")))
    await turns.take()
    names = [f"c{n}" for n in range(20)]
    names[place] = "eve"
    await turns.feed(entries(*(order(n, name) for n, name in enumerate(names))))
    applied = [name for name in names if await turns.customer(name) is not None]
    assert applied == [name for name in names if name != "eve"]
    (letter,) = turns.refused()
    said = reason_of(letter.headers)
    assert (said["reason"], said["topic"], said["offset"]) == ("fold_failed", "t.purchases", str(place))
    assert said["detail"].startswith("ZeroDivisionError in level")
    assert turns.counts["poison"] == 1
    assert turns.counts["applied"] == 19


async def test_poison_of_one_lane_costs_those_folded_with_it_nothing() -> None:
    ill = Turns(rules=(*RULES, Allergic("eve")))
    well, alone = Turns(beside=ill), Turns(rules=(*RULES, Allergic("eve")))
    for turns in (ill, well, alone):
        await turns.take()
    await asyncio.gather(
        ill.feed(entries(order(0, "adam"), order(1, "eve"))), well.feed(entries(order(0, "zoe"), view(1, "joe")))
    )
    await alone.feed(entries(order(0, "zoe"), view(1, "joe")))
    assert (ill.counts["poison"], ill.counts["applied"]) == (1, 1)
    assert well.counts == alone.counts
    assert not well.refused()
    for name in ("zoe", "joe"):
        (found,), (expected,) = [await turns.ledger.read([document_key(name)]) for turns in (well, alone)]
        assert found == expected is not None


async def test_a_fault_is_logged_by_its_place_and_its_words_only_for_debugging(
    caplog: pytest.LogCaptureFixture,
) -> None:
    turns = Turns(rules=[*RULES, Allergic("hildegard")])
    await turns.take()
    caplog.set_level("DEBUG")
    await turns.feed(entries(order(0, "adam"), order(1, "hildegard"), order(2, "zoe")))
    above = [record for record in caplog.records if record.levelname != "DEBUG"]
    assert [record.getMessage() for record in above] == ["batch cannot be folded; looking for the one"]
    assert "test_activity_work.py" in above[0].__dict__["frames"]
    assert not any("hildegard" in str(record.__dict__) for record in above)
    assert "hildegard" in caplog.text


async def test_what_a_poison_event_left_half_done_is_not_written() -> None:
    turns = Turns(rules=(*RULES, Allergic("eve", BEGIN_S + 10)))
    await turns.take()
    await turns.feed(entries(order(0, "eve"), order(20, "eve"), view(21, "ada")))
    eve = await turns.customer("eve")
    assert eve is not None
    assert (eve.version, eve.activity.orders) == (1, 1)
    assert await turns.customer("ada") is not None


@pytest.mark.parametrize("others", [0, 1, 4])
async def test_a_wakeup_that_cannot_be_run_is_taken_out_and_the_others_run(others: int) -> None:
    look_s = Turns().activity.config.look_s
    names = [*(f"c{n}" for n in range(others)), "eve", *(f"z{n}" for n in range(others))]
    versions = []
    for rules in (RULES, (*RULES, Allergic("eve", BEGIN_S + look_s))):
        turns = Turns(rules=rules)
        await turns.take()
        # All at one time: so are their looks.
        await turns.feed(entries(*(order(0, name) for name in names)))
        more = entries_of([*(order(0, name) for name in names), tick(look_s + LATENESS_S + 1)], LANE)[-1:]
        await turns.feed(more)
        versions.append([customer.version for name in names if (customer := await turns.customer(name)) is not None])
    healthy, with_poison = versions
    assert with_poison == [version - (name == "eve") for name, version in zip(names, healthy, strict=True)]
    (letter,) = turns.refused()
    said = reason_of(letter.headers)
    assert (letter.key, letter.value) == (b"eve", b"look")
    assert (said["reason"], said["topic"]) == ("fold_failed", "wakeups")


async def test_a_wakeup_that_only_a_tick_lets_run_is_taken_out_and_the_tick_stays() -> None:
    #   orders  x x x x ... 60 of them, then silence: unusual after half a day
    #   eve's look                             . . . ?      held back, until
    #   tick                                            x   there were no orders; all looks run, eve's cannot
    look_s = Turns().activity.config.look_s
    turns = Turns(rules=(*RULES, Allergic("eve", BEGIN_S + look_s)))
    await turns.take()
    orders = [*(order(n, f"c{n}") for n in range(60)), order(60, "eve")]
    await turns.feed(entries(*orders))
    await turns.feed(entries_of([*orders, tick(look_s + LATENESS_S + 61)], LANE)[-1:])
    (letter,) = turns.refused()
    assert (letter.key, letter.value) == (b"eve", b"look")
    assert turns.counts["ticks"] == 1
    customers = [await turns.customer(f"c{n}") for n in range(60)]
    assert all(customer is not None and customer.version > 1 for customer in customers)


# -- wake-ups ----------------------------------------------------------------------------------------------


async def test_more_wakeups_than_a_batch_takes_all_run_before_the_event_after_them() -> None:
    turns = Turns(batch_wakeups=3)
    await turns.take()
    look_s = turns.activity.config.look_s
    names = [f"c{n}" for n in range(10)]
    await turns.feed(entries(*(order(n / 2, name) for n, name in enumerate(names))))
    await turns.feed(entries(tick(look_s + LATENESS_S + 10), view(look_s + LATENESS_S + 11, "late")))
    customers = [await turns.customer(name) for name in names]
    assert [customer.version for customer in customers if customer is not None] == [2] * 10
    assert turns.counts["wakeups"] == 10


async def test_wakeups_due_at_one_time_are_run_together_even_when_they_are_more_than_a_batch_takes() -> None:
    turns = Turns(batch_wakeups=3)
    await turns.take()
    names = [f"c{n}" for n in range(10)]
    await turns.feed(entries(*(order(0, name) for name in names)))
    await turns.feed(entries(tick(turns.activity.config.look_s + LATENESS_S)))
    assert turns.counts["wakeups"] == 10


async def test_an_idle_live_lane_runs_what_is_due_by_the_stores_time() -> None:
    turns = Turns(clock="live")
    await turns.take()
    await turns.feed(entries(order(0, "ada")))
    turns.now_s = BEGIN_S + turns.activity.config.look_s + LATENESS_S
    assert await turns.turn(idle=False) is None
    assert await turns.turn(idle=True) is not None
    assert turns.counts["wakeups"] == 1


async def test_an_idle_lane_of_a_replay_has_no_time_of_its_own() -> None:
    turns = Turns(clock="event")
    await turns.take()
    await turns.feed(entries(order(0, "ada")))
    turns.now_s = BEGIN_S + 1000 * DAY_S
    assert await turns.turn(idle=True) is None


# -- the cap over all customers ----------------------------------------------------------------------------


def word(second: float, customer: str) -> Feedback:
    ts_ms = round((BEGIN_S + second) * 1000)
    return Feedback(id=f"w-{customer}", customer_id=customer, ts=ts_ms, kind="nps", score=1.0)


async def test_who_takes_the_lane_within_an_hour_goes_on_with_what_was_announced_in_it() -> None:
    #    13 minutes past           the hour is over
    #    |x x  x x  x............|x.......|          words; after two of them another takes the lane
    turns = Turns(partitions=1)
    await turns.take()
    rules = Command(id="r", ts=round(BEGIN_S * 1000), kind="rules", rules={"cap": {"most": 9, "all_per_hour": 3}})
    await turns.feed(entries(rules, word(100, "a"), word(200, "b")))
    await turns.take()
    await turns.feed(entries(word(300, "c"), word(400, "d"), word(500, "e")))
    assert subjects(turns) == ["a", "b", "c"]
    await turns.take()
    await turns.feed(entries(tick(4000)))
    assert sorted(subjects(turns)) == ["a", "b", "c", "d", "e"]


async def test_without_that_cap_a_commit_has_nothing_of_it() -> None:
    turns = Turns()
    await turns.take()
    writes = await turns.turn(entries(word(100, "a"), tick(9000)))
    assert writes is not None
    assert (writes.consumed, writes.hour, turns.lease.hour) == (2, b"", b"")


def subjects(turns: Turns) -> list[str]:
    """Whom alerts were about."""
    return [str(message.key, "utf-8") for message in turns.said if message.topic == "t.alerts" and message.key]


# -- steps -------------------------------------------------------------------------------------------------


async def test_in_step_a_lane_says_its_first_boundary_and_then_waits_for_the_learner() -> None:
    turns = Turns(step_s=DAY_S)
    await turns.take()
    some = entries(order(0, "ada"))
    writes = await turns.turn(some)
    assert writes is not None
    assert (writes.consumed, writes.strings) == (0, {})
    boundary_s = turns.lease.step_s
    assert boundary_s <= some[0].ts_s - LATENESS_S < boundary_s + DAY_S
    waiting = asyncio.create_task(turns.turn(some))
    for _ in range(20):
        await asyncio.sleep(0)
    assert not waiting.done()
    await turns.learned(boundary_s)
    after = await waiting
    assert after is not None
    assert after.consumed == 1


async def test_in_step_no_batch_passes_a_boundary_and_each_is_said_once() -> None:
    turns = Turns(step_s=DAY_S)
    await turns.take()
    await turns.learned(BEGIN_S + 100 * DAY_S)
    rest = list(entries(*(view(n * DAY_S / 2, "ada") for n in range(9))))
    said: list[float] = []
    while rest:
        before_s = turns.lease.step_s
        writes = await turns.turn(rest)
        assert writes is not None
        if turns.lease.step_s != before_s:
            said.append(turns.lease.step_s)
            assert writes.consumed == 0
        assert all(e.ts_s - LATENESS_S < turns.lease.step_s + DAY_S for e in rest[: writes.consumed])
        assert turns.lease.clock_s < turns.lease.step_s + DAY_S
        rest = rest[writes.consumed :]
    assert [after - before for before, after in pairwise(said)] == [DAY_S] * (len(said) - 1)
    assert len(said) == 5


# -- what is published -------------------------------------------------------------------------------------


async def test_published_documents_are_the_committed_ones_without_the_folds_own_state() -> None:
    turns = Turns()
    await turns.take()
    await turns.feed(entries(order(0, "ada"), order(1, 'b"ob')))
    (ada, bob, nobody) = await turns.work.documents(["ada", 'b"ob', "nobody"])
    assert nobody is None
    for name, document in (("ada", ada), ('b"ob', bob)):
        customer = await turns.customer(name)
        assert customer is not None
        assert document == turns.activity.encode_public(customer)


async def test_a_document_that_was_not_committed_is_never_published() -> None:
    turns = Turns()
    await turns.take()
    await turns.feed(entries(order(0, "ada")))
    committed = await turns.work.documents(["ada"])
    more = entries_of([order(0, "ada"), order(5, "ada")], LANE)[1:]
    writes = await turns.work.turn(turns.lease, more, complete=True, idle=False)
    assert writes is not None
    await turns.ledger.take(LANE)  # somebody else
    with pytest.raises(StaleLease):
        await turns.commit(writes, more)
    await turns.take()
    assert await turns.work.documents(["ada"]) == committed


@pytest.mark.parametrize("hostile", ['","state":{"landmark_s":1', '\\","state":{\\"landmark_s\\":', '}],"state":{'])
async def test_no_words_of_a_customer_move_the_end_of_the_public_part(hostile: str) -> None:
    turns = Turns()
    await turns.take()
    event = Click(
        id="v", customer_id="ada", ts=round(BEGIN_S * 1000), kind="view", item_id=hostile, category=hostile,
        channel=hostile[:20],
    )  # fmt: skip
    await turns.feed(entries(event, order(1, hostile)))
    for name in ("ada", hostile):
        customer = await turns.customer(name)
        assert customer is not None
        document = Activity(turns.activity.config).encode(customer)
        assert turns.activity.public_part(document) == turns.activity.encode_public(customer)


@pytest.mark.parametrize("cached", [1, 100])
async def test_who_is_erased_is_said_to_be_gone_and_stays_so_for_whoever_takes_the_lane_next(cached: int) -> None:
    turns = Turns(cached=cached)
    await turns.take()
    erase = Command(id="erase", customer_id="ada", ts=round((BEGIN_S + DAY_S) * 1000), kind="erase")
    await turns.feed(entries(order(0, "ada"), order(0, "bob"), erase))
    assert await turns.work.documents(["ada"]) == [None]
    await turns.take()
    assert await turns.work.documents(["ada"]) == [None]
    await turns.feed(entries(order(2 * DAY_S, "ada")))
    left = await turns.customer("ada")
    assert left is not None
    assert (left.not_eligible, left.activity.orders) == ("erased", 0)


async def test_a_full_cache_changes_nothing() -> None:
    names = [f"c{n % 7}" for n in range(40)]
    documents = []
    for cached, opened in ((1, 1), (100, 1), (100, 100)):
        turns = Turns(cached=cached, opened=opened)
        await turns.take()
        for n, name in enumerate(names):
            one = entries_of([order(k, names[k]) for k in range(n + 1)], LANE)[n:]
            assert one[0].event is not None
            assert one[0].event.customer_id == name
            await turns.feed(one)
        documents.append([await turns.customer(name) for name in sorted(set(names))])
    assert documents[0] == documents[1] == documents[2]


def test_rules_that_were_applied_stay_with_the_lane_whatever_its_next_worker_was_started_with() -> None:
    async def story() -> None:
        turns = Turns()
        await turns.take()
        settings = {"churn_risk": {"enabled": False}}
        rules = Command(id="r-1", ts=round((BEGIN_S + 5) * 1000), kind="rules", rules=settings)
        await turns.feed(entries(order(0, "ada"), rules, order(10, "ada")))
        assert turns.counts["rules_applied"] == 1
        turns.activity.rules = ()
        await turns.take()
        assert b'"r-1"' in turns.lease.rules
        batch = await turns.work._batch(turns.lease, (), BEGIN_S, inf, idle=False)
        assert batch.rules == turns.lease.rules

    asyncio.run(story())
