"""What must hold of what came of alerts, for any stream of events."""

from collections import Counter, defaultdict
from dataclasses import replace
from statistics import median

from hypothesis import given, settings
from msgspec import UNSET

from harken.backtest.foresight import Foresight
from harken.events import Command, Event, Feedback, Purchase, seconds
from harken.fold.config import DAY_S
from harken.fold.purchases import ORDERS
from harken.fold.words import GOODBYE
from harken.rules.cancel_intent import CancelIntent
from harken.rules.leaving import LEAVING
from tests.driver import Driver, entries_of
from tests.property.fold_events import CONFIG, SHELF, streams

SETTINGS = settings(max_examples=40, deadline=None)
KEPT = replace(CONFIG, retention_s=4000 * DAY_S)
H_S = CONFIG.horizon_s


def in_order(events: list[Event]) -> list[Event]:
    """By time, each once, and nobody orders harken to be silent and to speak up again when nobody looks."""
    once = {event.id: event for event in events if not isinstance(event, Command)}
    return sorted(once.values(), key=lambda event: seconds(event.ts))


def lived(events: list[Event]) -> Driver:
    """What became of a stream, and of three silent horizons behind it."""
    driver = Driver(KEPT, shelf=SHELF)
    driver.feed(entries_of(events))
    driver.idle(driver.clock_s + 3 * H_S)
    return driver


def foresight_of(driver: Driver, events: list[Event], kind: str, until_s: float) -> dict[str, object]:
    """The same counted from alerts and events alone, by what backtests count with; alerts until then."""
    told = Foresight(H_S)
    refused = {reject.record.offset for reject in driver.rejects if reject.record.topic == "purchases"}
    purchases = [event for event in events if isinstance(event, Purchase)]
    left_out = {event.id for n, event in enumerate(purchases) if n in refused}
    for example in driver.outcome_examples:
        if example.kind == kind and example.right is UNSET and example.known_s <= until_s:
            told.raised(example.cause.split("|")[2], round(example.known_s * 1000) / 1000)
    for event in events:
        if isinstance(event, Purchase) and event.kind in ORDERS and event.id not in left_out:
            told.ordered(event.customer_id, seconds(event.ts))
        elif isinstance(event, Feedback) and event.kind == GOODBYE:
            told.said_goodbye(event.customer_id, seconds(event.ts))
    return told.figures(driver.clock_s, None)


@SETTINGS
@given(streams())
def test_what_the_fold_says_of_alerts_is_what_alerts_and_events_say(drawn: list[Event]) -> None:
    events = in_order(drawn)
    driver = lived(events)
    until_s = driver.clock_s - 1.5 * H_S
    judged, right, leads = Counter[str](), Counter[str](), defaultdict[str, list[float]](list)
    departures = 0
    for example in driver.outcome_examples:
        if example.leads is not UNSET:
            departures += 1
            for kind, lead_s in example.leads.items():
                leads[kind].append(lead_s)
        elif isinstance(example.right, bool) and float(example.cause.split("|")[1].split(":")[3]) <= until_s:
            judged[example.kind] += 1
            right[example.kind] += example.right
    for kind in LEAVING:
        found = foresight_of(driver, events, kind, until_s)
        assert (judged[kind], right[kind]) == (found["judged"], found["right"])
        assert found["unresolved"] == 0
        assert departures == found["departures"]
        if kind != CancelIntent.kind:  # what a goodbye raises foresees nothing, though it has the goodbye's time
            assert len(leads[kind]) == found["foreseen"]
            if leads[kind]:
                assert round(median(leads[kind]) / DAY_S, 4) == found["lead_d"]


@SETTINGS
@given(streams())
def test_every_alert_that_says_somebody_may_leave_is_told_once_and_judged_once_at_most(events: list[Event]) -> None:
    driver = lived(events)
    announced = [a for a in driver.alerts if a.data.kind in LEAVING and a.data.transition == "raised"]
    told = [example for example in driver.outcome_examples if example.kind and example.right is UNSET]
    judged = [example for example in driver.outcome_examples if example.kind and example.right is not UNSET]
    assert Counter(a.data.kind for a in announced) == Counter(example.kind for example in told)
    assert len({example.cause for example in driver.outcome_examples}) == len(driver.outcome_examples)
    waiting = sum(len(driver.customer(name).state.raised) for name in driver.documents)
    assert len(judged) + waiting == len(told)
