"""What a lane does while one of its topics has fallen silent; times in hours of event time."""

from collections.abc import Iterator

from harken.events import Click, Command, Event, Purchase
from harken.fold.config import DAY_S, ActivityConfig
from tests.driver import Driver, entries_of

HOUR_MS = 3_600_000
BEGIN_MS = 1_767_225_600_000
#: A horizon of two days: looks, snapshots and labels come soon.
CONFIG = ActivityConfig(horizon_s=2 * DAY_S, lateness_s=0.0, remember_ids=4)
CUSTOMERS = 8


def at(hour: float) -> int:
    return BEGIN_MS + round(hour * HOUR_MS)


def order(hour: float) -> Purchase:
    customer = f"c{round(hour * 2) % CUSTOMERS}"
    return Purchase(
        id=f"p{hour}", customer_id=customer, ts=at(hour), kind="order", order_id=f"o{hour}", currency="GBP", total=5.0
    )


def view(hour: float) -> Click:
    return Click(id=f"c{hour}", customer_id=f"c{round(hour * 2) % CUSTOMERS}", ts=at(hour), kind="view", item_id="i")


def both(first_h: int, last_h: int) -> Iterator[Event]:
    """A click and an order every half hour."""
    for half in range(2 * first_h, 2 * last_h):
        yield view(half / 2)
        yield order(half / 2)


def clicks(first_h: int, last_h: int) -> Iterator[Event]:
    """Only the clicks: the producer of purchases is dead."""
    return (view(half / 2) for half in range(2 * first_h, 2 * last_h))


def labels(driver: Driver) -> int:
    return len(driver.churn_examples)


def test_nobody_ages_while_the_producer_of_one_topic_is_silent() -> None:
    driver = Driver(CONFIG)
    driver.send(*both(0, 60))
    driver.send(*clicks(60, 72))  # half a day: that is not unusual yet
    held, due = labels(driver), driver.wakeups
    assert held, "labels were given out before"
    driver.send(*clicks(72, 120))
    assert labels(driver) == held
    assert any(due_s < driver.clock_s for due_s in due.values()), "what was due waits"
    assert [alert.id for alert in driver.ops] == ["topic_silent|purchases|1|raised"]


def test_a_topic_that_is_back_lets_go_what_waited_and_says_so() -> None:
    driver = Driver(CONFIG)
    driver.send(*both(0, 60), *clicks(60, 120))
    held = labels(driver)
    driver.send(*both(120, 125))
    assert labels(driver) > held
    assert all(due_s > driver.clock_s for due_s in driver.wakeups.values())
    stem = "topic_silent|purchases|1"
    assert [alert.id for alert in driver.ops] == [f"{stem}|raised", f"{stem}|resolved"]


def test_what_a_silent_producer_sends_late_counts_for_the_labels_that_waited() -> None:
    lost, late = Driver(CONFIG), Driver(CONFIG)
    for driver in (lost, late):
        driver.send(*both(0, 60), *clicks(60, 120))
    backlog = [event for event in both(60, 120) if isinstance(event, Purchase)]
    late.send(*backlog, *both(120, 125))
    lost.send(*both(120, 125))
    stayed = sum(not example.left for example in late.churn_examples)
    assert stayed > sum(not example.left for example in lost.churn_examples)


def test_what_waits_for_a_topic_that_is_back_later_in_the_batch_holds_no_event_before_it() -> None:
    #  clicks     x x x x x x x x x x        a batch: all of this
    #  purchases  x x x                 x    back: may let run more than a batch takes
    #  wake-ups            ^ ^ ^ ^ ^ ^       held; the batch has the first two of them
    driver = Driver(CONFIG)
    driver.send(*both(0, 60))
    rest = entries_of([*clicks(60, 120), *both(120, 125)])
    while rest:
        rest = rest[driver.fold(rest, most_wakeups=2).consumed :]
    whole = Driver(CONFIG)
    whole.send(*both(0, 60), *clicks(60, 120), *both(120, 125))
    assert driver.documents == whole.documents
    assert driver.wakeups == whole.wakeups


def test_silence_at_night_is_usual() -> None:
    driver = Driver(CONFIG)
    for day in range(6):
        driver.send(*both(24 * day, 24 * day + 8))  # sixteen hours of night, each longer than the twelve of the setting
    first, rest = driver.ops[:2], driver.ops[2:]
    assert [alert.data.transition for alert in first] in ([], ["raised", "resolved"])
    assert not rest


def test_a_topic_that_never_had_a_usual_is_not_missed() -> None:
    driver = Driver(CONFIG)
    driver.send(*both(0, 2), *clicks(2, 200))
    assert not driver.ops
    assert labels(driver)


def test_a_tick_says_that_nothing_older_is_on_its_way() -> None:
    driver = Driver(CONFIG)
    driver.send(*both(0, 60), *clicks(60, 120))
    held = labels(driver)
    driver.send(Command(id="tick", ts=at(121), kind="tick"))
    assert labels(driver) > held
    assert [alert.data.transition for alert in driver.ops] == ["raised", "resolved"]


def test_clicks_replayed_a_year_ahead_make_nobody_older() -> None:
    driver = Driver(CONFIG)
    driver.send(*both(0, 60), *clicks(60, 72))
    held = labels(driver)
    driver.send(*clicks(24 * 365, 24 * 365 + 3))
    assert labels(driver) == held
    driver.send(*(event for event in both(60, 24 * 20) if isinstance(event, Purchase)))
    assert labels(driver) > held, "time goes on as far as purchases are known"


def test_with_the_setting_off_time_goes_on() -> None:
    driver = Driver(ActivityConfig(horizon_s=2 * DAY_S, lateness_s=0.0, silent_topic_s=0.0))
    driver.send(*both(0, 60))
    before = labels(driver)
    driver.send(*clicks(60, 120))
    assert labels(driver) > before
    assert not driver.ops


def test_one_lane_speaks_for_all() -> None:
    driver = Driver(CONFIG, lane=3)
    driver.send(*both(0, 60), *clicks(60, 120))
    assert not driver.ops
    assert driver.counts["topics_silent"] == 1
