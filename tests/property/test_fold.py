"""What must hold of the fold for any stream of events."""

from dataclasses import replace
from math import exp
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import astuple

from harken.activity import ActivityConfig
from harken.alerting.cap import Cap
from harken.customer import Customer
from harken.events import INBOUND, Command, Event, Purchase, seconds
from harken.fold.config import DAY_S
from harken.fold.decay import TAUS_S
from harken.text.sentiment import untaught
from tests.driver import Driver, entries_of, merged
from tests.property.fold_events import BEGIN_MS, CONFIG, EAGER, SHELF, erasing_streams, floods, ruled_streams, streams

#: Scores of one row and of a matrix may differ in their last digit: BLAS adds in another order.
SCORE_TOLERANCE = 1e-9
SETTINGS = settings(max_examples=30, deadline=None)
#: Misses a topic after six hours, from its second event on.
IMPATIENT = replace(CONFIG, silent_topic_s=6 * 3600.0, silent_topic_from=2)
#: Of all customers one announcement an hour, or in this lane one in five.
FLOODED, IN_TURN = (replace(CONFIG, cap=Cap(most=9, all_per_hour=1), lanes=lanes) for lanes in (1, 5))
#: Two topics missed at once, and what they held back comes in a flood.
BACK = replace(IMPATIENT, cap=Cap(most=9, all_per_hour=1))
#: Later than any stream's last event by more than the retention.
END_S = BEGIN_MS / 1000 + 600 * DAY_S


def result(driver: Driver) -> dict[str, Any]:
    """All that a lane leaves behind and says, as plain values; what is published may depend on batches."""
    return {
        "customers": {c: msgspec.json.decode(document) for c, document in driver.documents.items()},
        "wakeups": driver.wakeups,
        "clock": driver.clock_s,
        "alerts": msgspec.to_builtins(driver.alerts),
        "predictions": msgspec.to_builtins(driver.predictions),
        "churn": msgspec.to_builtins(driver.churn_examples),
        "propensity": msgspec.to_builtins(driver.propensity_examples),
        "rhythm": msgspec.to_builtins(driver.rhythm_examples),
        "value": msgspec.to_builtins(driver.value_examples),
        "raise": msgspec.to_builtins(driver.raise_examples),
        "outcome": msgspec.to_builtins(driver.outcome_examples),
        "at risk": driver.at_risk,
        "hour": driver.hour,
        "withheld": driver.withheld,
        "segments": {name: members for name, members in driver.segments.items() if members},
        "visits": msgspec.to_builtins(driver.visit_examples),
        "texts": msgspec.to_builtins(driver.text_examples),
        "rejects": [reject.record for reject in driver.rejects],
        #  Whether a silence is noticed that is over before its batch is, depends on where that was cut.
        "counts": {name: count for name, count in driver.counts.items() if name != "topics_silent"},
    }


def same(left: Any, right: Any, path: str = "") -> None:
    """Equal but for the last digits of floats; the failing path is told."""
    if isinstance(left, dict) and isinstance(right, dict):
        assert left.keys() == right.keys(), path
        for key in left:
            same(left[key], right[key], f"{path}/{key}")
    elif isinstance(left, list | tuple) and isinstance(right, list | tuple):
        assert len(left) == len(right), path
        for n, (one, other) in enumerate(zip(left, right, strict=True)):
            same(one, other, f"{path}/{n}")
    elif isinstance(left, float) and isinstance(right, float):
        assert left == pytest.approx(right, rel=SCORE_TOLERANCE, abs=SCORE_TOLERANCE), path
    else:
        assert left == right, path


def fed(events: list[Event], batch: int = 1000) -> Driver:
    """A lane that has folded these events, so many at a time."""
    driver = Driver(CONFIG, shelf=SHELF)
    driver.feed(entries_of(events), batch)
    return driver


def stages(driver: Driver) -> list[dict[str, Any]]:
    """What a lane has done: by now, after a quiet week, and when silence has removed everybody."""
    now = result(driver)
    driver.idle(driver.clock_s + 7 * DAY_S)
    later = result(driver)
    driver.idle(END_S)
    return [now, later, result(driver)]


@SETTINGS
@given(streams(), st.integers(2, 7))
def test_it_does_not_matter_where_batches_are_cut(events: list[Event], batch: int) -> None:
    whole, single, some = fed(events), fed(events, 1), fed(events, batch)
    expected = stages(whole)
    same(expected, stages(single))
    same(expected, stages(some))
    # The last word about a customer is the same, however often it was said.
    assert set(whole.published) <= set(single.published)


@SETTINGS
@given(streams(), streams(), st.integers(1, 7))
def test_it_does_not_matter_with_whom_a_batch_is_folded(one: list[Event], other: list[Event], batch: int) -> None:
    #   lane 0 alone   a a a|a a a|a a          together   a a a b b b|a a a b b b|a a b b|b
    #   lane 1 alone   b b b|b b b|b b|b
    apart = [fed(one, batch), fed(other, batch)]
    together = [Driver(CONFIG, shelf=SHELF), Driver(CONFIG, shelf=SHELF)]
    rests = [entries_of(one), entries_of(other)]
    while any(rests):
        lanes = [lane for lane in (0, 1) if rests[lane]]
        batches = [together[lane].load(rests[lane][:batch]) for lane in lanes]
        for lane, outcome in zip(lanes, together[0].activity.fold_together(batches), strict=True):
            together[lane].commit(outcome)
            rests[lane] = rests[lane][outcome.consumed :]
    for alone, joined in zip(apart, together, strict=True):
        same(stages(alone), stages(joined))
        assert alone.published == joined.published


@SETTINGS
@given(ruled_streams(), st.integers(2, 7))
def test_it_does_not_matter_where_batches_are_cut_while_rules_are_applied(events: list[Event], batch: int) -> None:
    whole, single, some = fed(events), fed(events, 1), fed(events, batch)
    assert whole.rules == single.rules == some.rules
    expected = stages(whole)
    same(expected, stages(single))
    same(expected, stages(some))


@SETTINGS
@given(erasing_streams(), st.integers(2, 7))
def test_it_does_not_matter_where_batches_are_cut_while_customers_are_erased(events: list[Event], batch: int) -> None:
    whole, single, some = fed(events), fed(events, 1), fed(events, batch)
    expected = stages(whole)
    same(expected, stages(single))
    same(expected, stages(some))
    asked = {event.customer_id for event in events if isinstance(event, Command) and event.kind == "erase"}
    assert whole.documents.keys() == asked
    assert not {pair[0] for pair in whole.wakeups} & asked


@SETTINGS
@given(streams(), st.integers(2, 7))
def test_it_does_not_matter_where_batches_are_cut_while_topics_fall_silent(events: list[Event], batch: int) -> None:
    drivers = [Driver(IMPATIENT, shelf=SHELF) for _ in range(3)]
    for driver, most in zip(drivers, (1000, 1, batch), strict=True):
        driver.feed(entries_of(events), most)
    whole, single, some = (stages(driver) for driver in drivers)
    same(whole, single)
    same(whole, some)


@SETTINGS
@given(streams() | floods(), st.sampled_from([FLOODED, IN_TURN, BACK]), st.integers(2, 7), st.integers(1, 3))
def test_it_does_not_matter_where_batches_are_cut_while_what_floods_waits(
    events: list[Event], config: ActivityConfig, batch: int, most: int
) -> None:
    drivers = [Driver(config, EAGER, SHELF) for _ in range(3)]
    drivers.append(Driver(replace(config, batch_wakeups=most), EAGER, SHELF))
    for driver, size in zip(drivers, (1000, 1, batch, 1000), strict=True):
        driver.feed(entries_of(events), size)
    drivers[-1].idle(drivers[0].clock_s)
    whole, *others = (stages(driver) for driver in drivers)
    for other in others:
        same(whole, other)


@SETTINGS
@given(streams(), st.sampled_from([CONFIG, IMPATIENT]), st.integers(1, 3), st.integers(1, 5))
def test_it_does_not_matter_how_many_wakeups_a_batch_may_run(
    events: list[Event], config: ActivityConfig, most: int, loaded: int
) -> None:
    whole = Driver(config, shelf=SHELF)
    whole.send(*events)
    bounded = Driver(replace(config, batch_wakeups=most), shelf=SHELF)
    rest = entries_of(events)
    while rest:
        rest = rest[bounded.fold(rest, most_wakeups=loaded).consumed :]
    # An early end leaves wake-ups that are due; in a worker the next batch brings them.
    bounded.idle(whole.clock_s)
    same(stages(whole), stages(bounded))


@SETTINGS
@given(streams(), st.integers(1, 4))
def test_a_stop_at_every_step_changes_nothing_but_when(events: list[Event], days: int) -> None:
    whole = fed(events)
    stepped = Driver(CONFIG, shelf=SHELF)
    rest, until_s = entries_of(events), BEGIN_MS / 1000 - 4 * DAY_S
    while rest:
        before_s = stepped.clock_s
        outcome = stepped.fold(rest, step_until_s=until_s)
        assert outcome.clock_s < until_s or outcome.clock_s == before_s
        assert all(due_s >= until_s for due_s in stepped.wakeups.values()) or not outcome.consumed < len(rest)
        rest = rest[outcome.consumed :]
        until_s += days * DAY_S
    same(stages(whole), stages(stepped))


@SETTINGS
@given(streams(), st.randoms(use_true_random=False))
def test_events_that_come_again_at_once_change_nothing(events: list[Event], random: Any) -> None:
    once, again = fed(events), Driver(CONFIG, shelf=SHELF)
    entries = entries_of(events)
    twice = [entry for entry in entries for _ in range(random.choice([1, 1, 2, 3]))]
    again.feed(twice, 7)
    for left, right in zip(stages(once), stages(again), strict=True):
        for stage in (left, right):
            del stage["counts"], stage["rejects"]
        same(left, right)


@SETTINGS
@given(streams(), st.randoms(use_true_random=False))
def test_the_order_in_which_topics_arrive_does_not_matter(events: list[Event], random: Any) -> None:
    entries = entries_of(sorted(events, key=lambda event: int(str(event.ts))))
    topics = [[entry for entry in entries if entry.record.topic == topic] for topic in INBOUND]
    shuffled = list(topics)
    random.shuffle(shuffled)
    one, other = Driver(CONFIG, shelf=SHELF), Driver(CONFIG, shelf=SHELF)
    one.feed(merged(topics))
    other.feed(merged(shuffled), 5)
    same(stages(one), stages(other))


@SETTINGS
@given(streams(most=16), st.randoms(use_true_random=False))
def test_counts_sums_times_and_decayed_sums_do_not_depend_on_the_order_of_events(
    events: list[Event], random: Any
) -> None:
    unique = list({event.id: event for event in events}.values())
    shuffled = list(unique)
    random.shuffle(shuffled)
    # Everything within the lateness, long remembered, nobody removed.
    config = ActivityConfig(rates=CONFIG.rates, lateness_s=400 * DAY_S, remember_ids=100)
    one, other = Driver(config), Driver(config)
    one.feed(entries_of(unique))
    other.feed(entries_of(shuffled))
    for customer_id in one.documents:
        left, right = one.customer(customer_id), other.customer(customer_id)
        assert left.activity == right.activity
        for money in ("spent_minor", "returned_minor", "net_minor"):  # the rest is expected, as at the last decision
            assert getattr(left.value, money) == getattr(right.value, money)
        assert left.profile.first_seen_ms == right.profile.first_seen_ms
        assert left.profile.last_seen_ms == right.profile.last_seen_ms
        assert left.not_eligible == right.not_eligible
        assert (left.state.days, left.state.order_days) == (right.state.days, right.state.order_days)
        assert left.state.hours == right.state.hours
        assert left.state.first_minor == right.state.first_minor
        assert left.state.cancelled_s == right.state.cancelled_s
        for sums in ("clicks", "orders", "spent"):
            assert decayed(left, sums) == pytest.approx(decayed(right, sums), rel=1e-6)


def decayed(customer: Customer, sums: str) -> list[float]:
    """Forward-decayed sums, read at a fixed time: their landmarks may differ."""
    state = customer.state
    ages = [exp((state.landmark_s - END_S) / tau) for tau in TAUS_S]
    return [value * age for value, age in zip(astuple(getattr(state, sums)), ages, strict=True)]


@SETTINGS
@given(streams())
def test_raised_and_resolved_alternate_for_each_customer_and_kind(events: list[Event]) -> None:
    driver = fed(events)
    driver.idle(END_S)
    last: dict[tuple[str, str], str] = {}
    for alert in driver.alerts:
        pair = (alert.subject, alert.data.kind)
        assert alert.data.transition != last.get(pair, "resolved")
        last[pair] = alert.data.transition


@SETTINGS
@given(streams())
def test_every_snapshot_gets_the_label_that_the_stream_tells(events: list[Event]) -> None:
    driver = fed(events)
    driver.idle(END_S)
    orders = [(e.customer_id, e.ts) for e in events if isinstance(e, Purchase) and e.kind in {"order", "renewal"}]
    assert len({example.cause for example in driver.churn_examples}) == len(driver.churn_examples)
    for example in driver.churn_examples:
        assert example.known_s == example.at_s + CONFIG.horizon_s
        customer = example.cause.split("|")[2]
        inside = [ts for c, ts in orders if c == customer and example.at_s < int(str(ts)) / 1000 <= example.known_s]
        if not inside:
            assert example.left


@SETTINGS
@given(streams(), st.floats(0.0, 1.0))
def test_another_future_changes_no_features_and_no_score_of_a_stored_example(events: list[Event], share: float) -> None:
    #          t0 ───────────── cut ───────────── end
    #   told   x  x   x     x    |  x   x  x            examples of moments up to the cut: the same
    #   else   x  x   x     x    |
    in_time = sorted(events, key=lambda event: seconds(event.ts))
    cut_s = seconds(in_time[0].ts) + share * (seconds(in_time[-1].ts) - seconds(in_time[0].ts)) if in_time else 0.0

    def stored(told: list[Event]) -> dict[str, Any]:
        driver = fed(told)
        driver.idle(END_S)
        found = [one for one in (*driver.churn_examples, *driver.propensity_examples) if one.at_s <= cut_s]
        return {one.cause: [one.at_s, one.features, one.score, one.prior_logit, one.silent_s] for one in found}

    same(stored(in_time), stored([event for event in in_time if seconds(event.ts) <= cut_s]))


@SETTINGS
@given(streams())
def test_in_the_end_silence_removes_everybody_and_nothing_stays_scheduled(events: list[Event]) -> None:
    driver = fed(events)
    driver.idle(END_S)
    assert driver.documents == {}
    assert driver.wakeups == {}


@SETTINGS
@given(streams())
def test_what_texts_are_taken_for_schedules_nothing(events: list[Event]) -> None:
    #  Another text model: satisfaction differs, and with it scores; wake-ups and labels must not.
    one, other = Driver(CONFIG, shelf=SHELF), Driver(CONFIG, shelf=SHELF._replace(text=untaught({"good": -4.0})))
    for driver in (one, other):
        driver.feed(entries_of(events))
    assert one.wakeups == other.wakeups
    assert one.clock_s == other.clock_s
    for driver in (one, other):
        driver.idle(END_S)
    assert [(e.cause, e.left) for e in one.churn_examples] == [(e.cause, e.left) for e in other.churn_examples]
    assert [(e.cause, e.good, e.hashes) for e in one.text_examples] == [
        (e.cause, e.good, e.hashes) for e in other.text_examples
    ]
