"""The fold as a whole, one claim and one timeline a test."""

import gc
from collections.abc import Sequence
from math import inf, log, nextafter
from typing import Any

import pytest
from msgspec import structs

from harken.activity import ActivityConfig
from harken.alerting.announce import rfc3339
from harken.dead_letter import Reason
from harken.events import Click, Command, Feedback, FeedbackKind, LineItem, Purchase, PurchaseKind, Receipt
from harken.fold.config import DAY_S
from harken.fold.schedule import LOOK
from harken.models.churn import initial_snapshot
from harken.recommend.neighbours import Neighbour, Neighbours
from harken.rules import RULES
from harken.rules.churn_risk import ChurnRisk
from harken.rules.rule import Rule
from harken.shelf import RhythmParameters
from tests.driver import EMPTY_SHELF, Driver, entries_of

BEGIN_S = 1_700_000_000.0
#: A shop whose customers come often and stop for good sometimes; nothing was learned yet.
SHELF = EMPTY_SHELF._replace(
    churn=structs.replace(initial_snapshot(), rhythm=RhythmParameters(r=1.0, alpha_d=10.0, a=1.0, b=3.0))
)
CONFIG = ActivityConfig(horizon_s=30 * DAY_S, lateness_s=60.0, rates={"USD": 0.8})


def at(day: float) -> int:
    """Epoch milliseconds of a day after the begin."""
    return round((BEGIN_S + day * DAY_S) * 1000)


def order(day: float, customer: str = "ada", kind: PurchaseKind = "order", **fields: Any) -> Purchase:
    return Purchase(id=f"{kind}-{customer}-{day}", customer_id=customer, ts=at(day), kind=kind, **fields)


def view(day: float, item: str = "cup", customer: str = "ada", **fields: Any) -> Click:
    return Click(
        id=f"view-{customer}-{day}-{item}", customer_id=customer, ts=at(day), kind="view", item_id=item, **fields
    )


def word(day: float, kind: FeedbackKind, score: float | None = None, customer: str = "ada") -> Feedback:
    return Feedback(id=f"{kind}-{customer}-{day}", customer_id=customer, ts=at(day), kind=kind, score=score)


def tick(day: float) -> Command:
    return Command(id=f"tick-{day}", ts=at(day), kind="tick")


def driven(*events: Any, config: ActivityConfig = CONFIG, rules: Sequence[Rule] = RULES) -> Driver:
    driver = Driver(config, rules, SHELF)
    driver.send(*events)
    return driver


# -- counting ----------------------------------------------------------------------------------------------


def test_orders_refunds_and_cancels_make_the_value_in_minor_units_of_one_currency() -> None:
    driver = driven(
        order(0, total=10.0, currency="USD"),
        order(1, total=5.55),
        order(2, kind="renewal", total=1.0),
        order(3, kind="refund", total=2.0),
        order(4, kind="cancel", total=0.5),
        order(5, kind="downgrade", total=99.0),
    )
    value, activity = driver.customer("ada").value, driver.customer("ada").activity
    assert (value.spent_minor, value.returned_minor, value.net_minor) == (800 + 555 + 100, 250, 1205)
    assert (activity.orders, activity.refunds, activity.cancels) == (3, 1, 1)


def test_what_cannot_be_applied_is_refused_with_its_reason_and_touches_nobody() -> None:
    driver = driven(
        order(0, total=1.0, currency="XXX"),
        word(0, "rating", 9.0),
        Receipt(id="r", customer_id="ada", ts=at(0), alert_id="a", outcome="acted"),
    )
    reasons = [reject.reason for reject in driver.rejects]
    assert sorted(reasons) == sorted([Reason.UNKNOWN_CURRENCY, Reason.OUT_OF_RANGE, Reason.OUT_OF_RANGE])
    assert driver.documents == {}


def test_lines_that_come_to_more_than_a_total_may_be_are_refused() -> None:
    line = LineItem("cup", quantity=1e9, price=1e12)
    driver = driven(order(0, items=(line, line)), order(1, items=(LineItem("cup", quantity=2.0, price=2.5),)))
    assert [reject.reason for reject in driver.rejects] == [Reason.OUT_OF_RANGE]
    assert driver.customer("ada").value.spent_minor == 500


def test_a_category_without_a_name_is_none() -> None:
    driver = driven(view(0, "cup", category=""), order(1, items=(LineItem("pot", category=""),)))
    assert driver.customer("ada").state.categories == {}


def test_an_event_that_comes_again_is_counted_and_skipped() -> None:
    driver = driven(order(0, total=1.0), order(0, total=1.0), order(0, total=1.0))
    assert driver.customer("ada").activity.orders == 1
    assert driver.counts["duplicates"] == 2


def test_an_impression_is_no_click_and_teaches_nothing() -> None:
    shown = Click(id="i", customer_id="ada", ts=at(0), kind="impression", item_id="cup")
    driver = driven(shown, view(0))
    assert driver.customer("ada").activity.clicks == 1
    assert len(driver.visit_examples) == 1


def test_each_line_of_an_order_is_an_example_that_names_its_cause() -> None:
    driver = driven(view(0, "cup"), order(1, items=(LineItem("pot"), LineItem("tea"))))
    causes = [(example.cause, example.item_id, example.recent) for example in driver.visit_examples]
    assert causes == [
        ("0|clicks|0|0", "cup", []),
        ("0|purchases|0|0", "pot", ["cup"]),
        ("0|purchases|0|1", "tea", ["pot", "cup"]),
    ]
    assert driver.visit_examples[2].same_session == [True, False]


# -- time --------------------------------------------------------------------------------------------------


def test_the_clock_is_the_largest_event_time_less_the_lateness_and_a_tick_moves_it() -> None:
    driver = driven(view(1), view(0))
    assert driver.clock_s == BEGIN_S + DAY_S - 60
    driver.send(tick(5))
    assert driver.clock_s == BEGIN_S + 5 * DAY_S - 60
    assert driver.counts["late"] == 1


def test_silence_changes_a_customer() -> None:
    #   day   0    5    10   15  . . . . . . 60
    #         x    x    x    x               ?   nothing happened, everything did
    driver = driven(*(order(day, total=1.0) for day in (0, 5, 10, 15)), rules=(ChurnRisk(),))
    before = driver.customer("ada").churn
    driver.idle(BEGIN_S + 60 * DAY_S)
    after = driver.customer("ada").churn
    assert before is not None
    assert after is not None
    assert after.probability > 0.9 > before.probability
    assert [alert.data.kind for alert in driver.alerts] == ["churn_risk", "churn_risk"]
    assert after.reasons[0].text == "what customers with 4 purchase days in 60 days, the last 45 days ago, usually do"


def test_a_customer_without_an_order_has_no_churn_and_the_document_says_why() -> None:
    driver = driven(view(0))
    assert driver.customer("ada").churn is None
    assert driver.customer("ada").not_eligible == "no order yet"
    assert LOOK not in driver.customer("ada").state.due


def test_the_clock_stops_short_of_a_step_and_of_wakeups_that_were_not_loaded() -> None:
    driver = driven(order(0, total=1.0))
    step_s = BEGIN_S + 2 * DAY_S
    outcome = driver.fold(entries_of([tick(1.5), tick(3), tick(4)]), step_until_s=step_s)
    assert outcome.consumed == 1
    assert outcome.clock_s == nextafter(step_s, -inf)
    assert min(driver.wakeups.values()) >= step_s


def test_a_wakeup_for_nobody_is_dropped() -> None:
    driver = driven(view(0))
    driver.wakeups[("nobody", LOOK)] = BEGIN_S
    driver.idle(BEGIN_S + DAY_S)
    assert ("nobody", LOOK) not in driver.wakeups


def test_after_the_retention_of_silence_a_customer_is_gone_with_all_wakeups_and_alerts() -> None:
    config = ActivityConfig(horizon_s=30 * DAY_S, retention_s=100 * DAY_S)
    driver = driven(order(0, total=1.0), order(9, total=1.0), config=config)
    driver.idle(BEGIN_S + 108 * DAY_S)
    assert "ada" in driver.documents
    driver.idle(BEGIN_S + 110 * DAY_S)
    assert (driver.documents, driver.wakeups) == ({}, {})
    assert driver.alerts[-1].data.transition == "resolved"


# -- labels ------------------------------------------------------------------------------------------------


def labels(driver: Driver) -> dict[float, bool]:
    """Labels by the day of their snapshot, in tenths."""
    return {round((e.at_s - BEGIN_S) / DAY_S, 1): e.left for e in driver.churn_examples}


def first_snapshot_day(driver: Driver) -> float:
    return (driver.predictions[0].at_ms / 1000 - BEGIN_S) / DAY_S


def test_both_labels_come_at_the_horizon_and_never_before() -> None:
    driver = driven(order(0, total=1.0))
    driver.idle(BEGIN_S + 12 * DAY_S)
    day = first_snapshot_day(driver)
    driver.send(order(day + 1, total=1.0), order(day + 29, total=1.0))
    assert driver.churn_examples == []
    driver.idle(BEGIN_S + 120 * DAY_S)
    found = labels(driver)
    assert found[round(day, 1)] is False
    assert [left for snapshot, left in found.items() if snapshot > day + 29] == [True] * 6
    assert all(e.known_s == e.at_s + CONFIG.horizon_s for e in driver.churn_examples)


def test_what_is_given_back_is_no_activity() -> None:
    driver = driven(order(0, total=1.0))
    driver.idle(BEGIN_S + 12 * DAY_S)
    driver.send(order(13, kind="refund", total=1.0), order(14, kind="cancel", total=1.0), view(15))
    driver.idle(BEGIN_S + 60 * DAY_S)
    assert set(labels(driver).values()) == {True}


def test_a_goodbye_means_left_whatever_else_happened_and_ends_the_membership() -> None:
    driver = driven(order(0, total=1.0))
    driver.idle(BEGIN_S + 12 * DAY_S)
    driver.send(order(13, total=1.0), word(14, "cancellation"))
    ada = driver.customer("ada")
    assert (ada.churn, ada.not_eligible) == (None, "cancelled")
    driver.idle(BEGIN_S + 60 * DAY_S)
    assert labels(driver)[round(first_snapshot_day(driver), 1)] is True
    assert len(driver.predictions) == len(labels(driver)) <= 2
    driver.send(order(70, total=1.0))
    assert driver.customer("ada").not_eligible is None


def test_a_late_order_counts_and_rewrites_no_label_that_was_given() -> None:
    driver = driven(order(0, total=1.0))
    driver.idle(BEGIN_S + 50 * DAY_S)
    given = labels(driver)
    day = first_snapshot_day(driver)
    driver.send(order(day + 2, total=1.0))
    driver.idle(BEGIN_S + 51 * DAY_S)
    assert labels(driver) == given == dict.fromkeys(given, True)
    assert driver.customer("ada").activity.orders == 2
    assert driver.counts["late"] == 1


def test_a_stored_example_is_what_was_predicted() -> None:
    driver = driven(order(0, total=10.0), view(1))
    driver.idle(BEGIN_S + 45 * DAY_S)
    example, prediction = driver.churn_examples[0], driver.predictions[0]
    assert example.features == list(prediction.features.values())
    assert (example.score, example.version) == (prediction.score, prediction.version)
    assert example.features[-1] == example.prior_logit
    assert driver.rhythm_examples[0].cause == prediction.id


# -- alerts ------------------------------------------------------------------------------------------------


def test_a_bad_word_is_told_at_once_and_is_over_in_a_week() -> None:
    driver = driven(order(0, total=1.0), word(1, "nps", 3.0))
    (raised,) = driver.alerts
    assert (raised.data.kind, raised.time[:10]) == ("detractor", "2023-11-15")
    assert raised.data.reasons[0].text == "answered nps with 3 of 10"
    driver.idle(BEGIN_S + 8 * DAY_S + 60)
    resolved = driver.alerts[-1]
    assert (resolved.data.transition, resolved.episode) == ("resolved", raised.episode)
    assert resolved.time == raised.expirytime


def test_another_bad_word_prolongs_the_episode_and_is_not_told_again() -> None:
    driver = driven(word(1, "nps", 3.0), word(4, "rating", 1.0), tick(9))
    assert [alert.data.transition for alert in driver.alerts] == ["raised"]
    driver.send(tick(12))
    assert [alert.data.transition for alert in driver.alerts] == ["raised", "resolved"]


def test_a_bad_word_of_last_month_raises_nothing_now() -> None:
    driver = driven(view(30), word(1, "nps", 0.0))
    assert driver.alerts == []
    assert driver.customer("ada").satisfaction is not None


def test_churn_risk_is_raised_by_silence_and_resolved_by_an_order() -> None:
    driver = driven(*(order(day, total=1.0) for day in (0, 5, 10, 15)), rules=(ChurnRisk(),))
    driver.idle(BEGIN_S + 60 * DAY_S)
    driver.send(order(61, total=1.0), order(62, total=1.0), tick(64))
    assert [alert.data.transition for alert in driver.alerts] == ["raised", "escalated", "resolved"]
    raised = driver.alerts[0]
    assert raised.data.score >= raised.data.threshold
    assert [alert.data.severity for alert in driver.alerts] == ["warning", "critical", "info"]
    assert len({alert.episode for alert in driver.alerts}) == 1
    assert len({alert.id for alert in driver.alerts}) == 3
    assert raised.data.customer.last_order_ms == at(15)
    logit = log(raised.data.score / (1 - raised.data.score))
    assert sum(reason.logit for reason in raised.data.reasons) == pytest.approx(logit)


def test_an_alert_says_what_was_said_before_it() -> None:
    driver = driven(*(order(day, total=1.0) for day in (0, 5, 10, 15)), rules=(ChurnRisk(),))
    driver.idle(BEGIN_S + 60 * DAY_S)
    driver.send(order(61, total=1.0), order(62, total=1.0), tick(64))
    first, *later = driver.alerts
    assert first.data.previous is None
    before = [(alert.data.transition, alert.data.score, alert.time) for alert in driver.alerts[:-1]]
    found = [alert.data.previous for alert in later]
    assert [(said.transition, said.score, rfc3339(said.at_ms / 1000)) for said in found if said] == before


def test_a_receipt_is_kept_by_the_kind_of_its_alert() -> None:
    driver = driven(word(1, "nps", 3.0))
    said = driver.alerts[0].id
    driver.send(
        Receipt(id="r1", customer_id="ada", ts=at(1.1), alert_id=said, outcome="delivered"),
        Receipt(id="r2", customer_id="ada", ts=at(1.2), alert_id=said, outcome="acted"),
        Receipt(id="r3", customer_id="ada", ts=at(1.3), alert_id="of old", outcome="ignored"),
    )
    receipts = driver.customer("ada").state.receipts
    assert {kind: receipt.outcome for kind, receipt in receipts.items()} == {"detractor": "acted", "unknown": "ignored"}


# -- what to show, what to publish --------------------------------------------------------------------------


def shown(driver: Driver, customer: str) -> list[str]:
    """What is recommended, as others read it."""
    return [item.item_id for item in driver.activity.public(driver.customer(customer)).recommendations]


def test_recommendations_follow_the_last_items_and_never_what_was_just_bought() -> None:
    similar = Neighbours({"cup": [Neighbour("pot", 0.9), Neighbour("tea", 0.5)]})
    driver = Driver(CONFIG, shelf=EMPTY_SHELF._replace(similar=similar))
    driver.send(view(0, "cup"))
    assert shown(driver, "ada") == ["pot", "tea"]
    driver.send(order(1, items=(LineItem("pot"),)))
    assert shown(driver, "ada") == ["tea"]


def test_what_ranking_reads_is_asked_for_before() -> None:
    driver = driven(*(view(day, f"item-{day}", category="old") for day in range(7)))
    entries = entries_of([view(8, "new", category="fresh")])
    items, categories = driver.activity.items_needed(entries, [driver.customer("ada")])
    assert items == {"new", "item-6", "item-5", "item-4", "item-3", "item-2"}
    assert categories == {"old", "fresh"}


def test_an_item_bought_on_several_lines_hides_none_of_those_that_ranking_reads() -> None:
    #  lines   a b c d e e e e      the last five items are e d c b a, not only e
    bought = order(0, items=tuple(LineItem(item) for item in "abcdeeee"))
    driver = driven(bought)
    items, _ = driver.activity.items_needed(entries_of([bought]), ())
    assert set(driver.customer("ada").state.recent[:5]) == items


def test_a_customer_is_published_once_a_batch_and_only_for_news() -> None:
    driver = driven(order(0, total=1.0), order(0.1, total=1.0), view(0.2))
    assert driver.published == ["ada"]
    driver.send(view(0.3))
    assert driver.published == ["ada"]


def test_the_public_document_has_no_state_and_reads_back() -> None:
    driver = driven(order(0, total=1.0), view(1), word(2, "nps", 2.0))
    activity, ada = driver.activity, driver.customer("ada")
    assert b'"state"' not in activity.encode_public(ada)
    assert activity.decode(activity.encode(ada)) == ada


def test_the_version_rises_with_every_applied_event() -> None:
    driver = driven(view(0), view(0), view(0.1))
    assert driver.customer("ada").version == 2


@pytest.mark.parametrize("lateness_s", [0.0, 60.0])
def test_a_snapshot_never_looks_behind_its_own_time(lateness_s: float) -> None:
    config = ActivityConfig(horizon_s=30 * DAY_S, lateness_s=lateness_s)
    driver = driven(order(0, total=1.0), config=config)
    due_s = driver.wakeups[("ada", "snapshot")]
    # An order inside the lateness after the snapshot's due time has been applied when it is taken.
    day = (due_s - BEGIN_S) / DAY_S
    driver.send(order(day + lateness_s / 2 / DAY_S, total=1.0), tick(day + 1))
    assert driver.predictions[0].at_ms >= driver.customer("ada").profile.last_seen_ms or lateness_s == 0
    assert driver.customer("ada").state.pending[0].silent_s >= 0


def test_a_batch_leaves_nothing_for_the_garbage_collector() -> None:
    events = [order(1), view(2), view(2.5, "mug"), word(3, "nps", 2), tick(9), order(20, "bob"), view(60), tick(120)]
    driven(*events)  # what is made once and for all
    gc.collect()
    gc.disable()
    try:
        driver = driven(*events)
        assert driver.alerts
        assert gc.collect() == 0
    finally:
        gc.enable()
