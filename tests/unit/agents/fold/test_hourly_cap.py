"""What floods waits for an hour in which there is room, and is told then, if it is still true."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from harken.activity import ActivityConfig
from harken.alert import Alert
from harken.alerting.cap import Cap
from harken.alerting.hourly import HOUR_S, SPREAD_S
from harken.events import Command, Event, Feedback
from harken.fold.config import DAY_S
from harken.rules.detractor import Detractor
from tests.driver import Driver, entries_of
from tests.pages.alert_stories import BEGIN_S, CONFIG, HOUR, at, order, tick

THREE = replace(CONFIG, cap=Cap(most=9, all_per_hour=3))
NAMES = [f"n{n:02}" for n in range(8)]


def words(day: float, names: list[str] = NAMES, score: int = 2) -> Iterator[Event]:
    """Everybody orders, and says a bad word a second after the one before."""
    yield from (order(name, 0.5) for name in names)
    for n, name in enumerate(names):
        ts = at(day) + 1000 * n
        yield Feedback(id=f"w-{name}-{day}", customer_id=name, ts=ts, kind="nps", score=score, item_id=f"i{n}")


def when(alert: Alert) -> str:
    return datetime.fromisoformat(alert.time).astimezone(UTC).strftime("%d %H:%M")


def raised(driver: Driver, kind: str = "detractor") -> list[Alert]:
    return [alert for alert in driver.alerts if alert.data.kind == kind and alert.data.transition == "raised"]


def test_the_first_of_an_hour_are_told_at_once_and_the_others_in_the_hours_after_with_what_was_said() -> None:
    #   day 1   09:15       10:00       11:00
    #   ________|x x x......|...........|...........    eight words
    #            ^ ^ ^       ^ ^ ^       ^ ^            three an hour
    driver = Driver(THREE)
    driver.send(*words(1 + 9.25 * HOUR), tick(1 + 9.5 * HOUR))
    assert [alert.subject for alert in raised(driver)] == NAMES[:3]
    state = driver.customer("n05").alerts["detractor"]
    assert (state.status, state.withheld, state.episode) == ("raised", "hourly", 0)
    driver.send(tick(1 + 12 * HOUR))
    told = raised(driver)
    assert Counter(when(alert)[:5] for alert in told) == {"03 09": 3, "03 10": 3, "03 11": 2}
    assert all(int(when(alert)[6:]) <= SPREAD_S / 60 for alert in told)
    assert {alert.subject: alert.data.reasons[0].text for alert in told} == {
        name: f"answered nps with 2 of 10 for i{n}" for n, name in enumerate(NAMES)
    }
    assert {alert.id for alert in told} == {f"{name}|detractor|1|raised" for name in NAMES}
    assert driver.withheld == {("detractor", "hourly"): 5}
    for name in NAMES:
        own = driver.customer(name).state
        assert (own.held, own.waits, own.due.get("hourly")) == ((), False, None)


def test_who_is_lost_to_a_dead_producer_is_told_by_and_by_and_nobody_is_forgotten() -> None:
    names = [f"n{n:03}" for n in range(60)]
    driver, hours = Driver(replace(THREE, cap=Cap(most=9, all_per_hour=5), silent_topic_s=0.0)), Counter[int]()
    driver.send(*(order(name, 7 * week) for week in range(12) for name in names))
    until_s = BEGIN_S + 160 * DAY_S
    while driver.clock_s < until_s:
        said = [alert for alert in driver.fold((), idle_until_s=until_s).alerts if alert.data.severity == "warning"]
        #  A batch is within one hour, where anything is decided in it.
        hours[int(driver.clock_s // HOUR_S)] += len(said)
    assert max(hours.values()) == 5
    assert {alert.subject for alert in raised(driver, "churn_risk")} == set(names)
    assert not any(state.withheld for name in names for state in driver.customer(name).alerts.values())


def test_who_says_something_more_while_they_wait_is_told_with_it_where_there_is_room() -> None:
    driver = Driver(THREE)
    again = Feedback(id="w-2", customer_id="n07", ts=at(1 + 10.05 * HOUR), kind="nps", score=0)
    driver.send(*words(1 + 9.25 * HOUR), again, tick(1 + 12 * HOUR))
    (alert,) = [alert for alert in raised(driver) if alert.subject == "n07"]
    assert (when(alert), alert.data.reasons[0].text) == ("03 10:03", "answered nps with 0 of 10")


def test_what_is_over_before_its_turn_is_not_told_at_all() -> None:
    #  One an hour: the eighth would have their turn seven hours later, the word counts for five and a half.
    driver = Driver(replace(THREE, cap=Cap(most=9, all_per_hour=1)), (Detractor(expires_s=5.5 * HOUR_S),))
    driver.send(*words(1 + 9.25 * HOUR), tick(2))
    assert len(raised(driver)) == 6
    untold = [name for name in NAMES if driver.customer(name).alerts["detractor"].episode == 0]
    assert {driver.customer(name).alerts["detractor"].status for name in untold} == {"ok"}
    assert not {alert.subject for alert in driver.alerts} & set(untold)


def test_critical_alerts_and_ends_do_not_wait() -> None:
    driver = Driver(replace(THREE, cap=Cap(most=9, all_per_hour=1)))
    goodbyes = [
        Feedback(id=f"g-{name}", customer_id=name, ts=at(1 + 9.3 * HOUR), kind="ticket", topic="cancel")
        for name in NAMES
    ]
    driver.send(*words(1 + 9.25 * HOUR, NAMES[:2]), *goodbyes, tick(1 + 9.5 * HOUR))
    assert len(raised(driver)) == 1
    assert len(raised(driver, "cancel_intent")) == len(NAMES)
    driver.idle(BEGIN_S + 5 * DAY_S)
    ends = [alert for alert in driver.alerts if alert.data.transition == "resolved"]
    assert {when(alert)[:5] for alert in ends if alert.data.kind == "cancel_intent"} == {"06 09"}


def test_lanes_share_the_cap() -> None:
    told = []
    for lane in (0, 1):
        driver = Driver(replace(THREE, lanes=2), lane=lane)
        driver.send(*words(1 + 9.25 * HOUR), tick(1 + 9.5 * HOUR))
        told.append(len(raised(driver)))
    assert sorted(told) == [1, 2]


def test_a_cap_that_rules_bring_or_take_away_holds_from_its_place_on() -> None:
    def command(hour: float, cap: dict[str, object]) -> Command:
        return Command(id=f"r-{hour}", ts=at(1 + hour * HOUR), kind="rules", rules={"cap": cap})

    driver = Driver(CONFIG)
    capped = command(8, {"most": 9, "all_per_hour": 2})
    driver.send(capped, *words(1 + 9.25 * HOUR), command(9.4, {"most": 9}), tick(1 + 9.5 * HOUR))
    assert len(raised(driver)) == 2
    #  Whoever waits has a turn; the first of them is now for all who come to it.
    driver.send(tick(1 + 14 * HOUR))
    assert len(raised(driver)) == len(NAMES)


def test_without_a_cap_nothing_is_kept_and_no_batch_ends_with_the_hour() -> None:
    driver = Driver(CONFIG)
    events = [*words(1 + 9.25 * HOUR), tick(30)]
    assert driver.fold(entries_of(events)).consumed == len(events)
    assert driver.hour == b""
    assert ActivityConfig().cap.all_per_hour is None
    assert b"waits" not in driver.documents["n05"]
