"""The simulated shop: the same seed gives the same shop, and its ground truth is true."""

from collections import defaultdict
from itertools import takewhile
from random import Random

from harken.demo.shop import Shop, ShopSize
from harken.demo.shopper import DAY_S
from harken.events import CLICKS, FEEDBACK, PURCHASES, Feedback, Purchase
from harken.replay.line import Line

START_S = 1_262_563_200.0
SIZE = ShopSize(customers=60, opening_d=10, joins_a_day=1)


def opened(seed: int, days: float) -> tuple[Shop, list[Line]]:
    shop = Shop(Random(seed), START_S, SIZE)
    return shop, list(takewhile(lambda line: line.ts_s < START_S + days * DAY_S, shop.lines()))


def test_a_seed_gives_the_same_events_and_another_seed_others() -> None:
    assert opened(7, 30)[1] == opened(7, 30)[1]
    assert opened(7, 30)[1] != opened(8, 30)[1]


def test_events_are_in_time_order_with_ids_of_their_own_on_all_three_topics() -> None:
    _, lines = opened(7, 60)
    times = [line.ts_s for line in lines]
    ids = [line.event.id for line in lines if not isinstance(line.event, dict)]
    assert times == sorted(times)
    assert len(set(ids)) == len(lines)
    assert {line.topic for line in lines} == {CLICKS, PURCHASES, FEEDBACK}


def test_who_has_left_does_nothing_any_more() -> None:
    shop, lines = opened(7, 150)
    assert shop.left
    for line in lines:
        left_s = shop.left.get(line.customer_id or "")
        #  A customer's last word may fall on the very moment of leaving (times are whole milliseconds).
        assert left_s is None or line.ts_s <= left_s + 0.001


def test_who_has_not_left_comes_back() -> None:
    shop, lines = opened(7, 150)
    orders: defaultdict[str, int] = defaultdict(int)
    for line in lines:
        if isinstance(line.event, Purchase) and line.event.kind == "order":
            orders[line.event.customer_id] += 1
    joined = [name for name, at_s in shop.joined.items() if at_s < START_S + 30 * DAY_S]
    stayed = [name for name in joined if name not in shop.left]
    assert stayed
    assert sum(orders[name] for name in stayed) / len(stayed) > 5


def test_the_discontented_leave_more_often() -> None:
    shop, lines = opened(7, 200)
    worst: dict[str, float] = {}
    for line in lines:
        if isinstance(line.event, Feedback) and line.event.kind == "rating" and line.event.score is not None:
            name = line.event.customer_id
            worst[name] = min(worst.get(name, 5.0), line.event.score)
    unhappy = [name in shop.left for name, score in worst.items() if score <= 2]
    happy = [name in shop.left for name, score in worst.items() if score >= 4]
    assert sum(unhappy) / len(unhappy) > sum(happy) / len(happy)


def test_an_orders_total_is_the_sum_of_its_items() -> None:
    _, lines = opened(7, 30)
    orders = [line.event for line in lines if isinstance(line.event, Purchase) and line.event.kind == "order"]
    assert orders
    for order in orders:
        assert order.total == round(sum(item.quantity * (item.price or 0.0) for item in order.items), 2)
