"""Segments of one's own in documents and lists: asked at moments of decision, as things were then."""

from dataclasses import replace
from typing import Any

from msgspec import UNSET

from harken.activity import ActivityConfig
from harken.alerting.holdout import Holdout
from harken.events import Click, Command, Event, Feedback, Purchase
from harken.fold.config import DAY_S
from harken.rules import STANDARD
from harken.segments.defined import define
from tests.driver import Driver, entries_of

BEGIN_S = 1_700_000_000.0
CONFIG = ActivityConfig(horizon_s=30 * DAY_S)


def at(day: float) -> int:
    return round((BEGIN_S + day * DAY_S) * 1000)


def order(day: float, customer: str = "ada", **fields: Any) -> Purchase:
    return Purchase(id=f"o-{customer}-{day}", customer_id=customer, ts=at(day), total=20.0, **fields)


def word(day: float, score: float | None = None, customer: str = "ada") -> Feedback:
    return Feedback(id=f"f-{customer}-{day}", customer_id=customer, ts=at(day), kind="rating", score=score)


def click(day: float, customer: str = "ada", **fields: Any) -> Click:
    return Click(id=f"c-{customer}-{day}", customer_id=customer, ts=at(day), kind="view", **fields)


def rules(day: float, **segments: str) -> Command:
    tables = {name: {"when": when} for name, when in segments.items()}
    return Command(id=f"r-{day}", ts=at(day), kind="rules", rules={"segments": tables})


def driver_of(**segments: str) -> Driver:
    defined = tuple(define(name, {"when": when}) for name, when in sorted(segments.items()))
    return Driver(replace(CONFIG, segments=defined), STANDARD)


def members(driver: Driver) -> dict[str, dict[str, float]]:
    """Members by segment, and on which day they came, of those that have any."""
    return {
        name: {customer: (since_s - BEGIN_S) / DAY_S for customer, since_s in listed.items()}
        for name, listed in driver.segments.items()
        if listed
    }


def test_who_fits_is_listed_and_named_since_the_moment_they_did() -> None:
    #   day    0    1    2    3
    #   ada    x    x    x          three orders
    #   bob         x
    driver = driver_of(regulars="activity.orders >= 3", seen="activity.orders > 0")
    driver.send(order(0), order(1), order(1.5, "bob"), order(2))
    assert driver.customer("ada").groups == ("regulars", "seen")
    assert driver.customer("bob").groups == ("seen",)
    assert members(driver) == {"regulars": {"ada": 2}, "seen": {"ada": 0, "bob": 1.5}}


def test_who_fits_no_more_leaves_and_the_document_says_nothing_of_it() -> None:
    driver = driver_of(content="satisfaction.score > .8")
    driver.send(order(0), word(1, 5.0))
    assert members(driver) == {"content": {"ada": 1}}
    driver.send(word(2, 1.0))
    assert driver.customer("ada").groups is UNSET
    assert b'"groups"' not in driver.documents["ada"]
    assert members(driver) == {}


def test_each_moment_is_asked_as_it_was_wherever_batches_are_cut() -> None:
    #   day       0     1     2      of one batch the customer is as day 2 left them
    #   orders    1     2     3
    #   even            x
    events: list[Event] = [order(0), order(1), order(2)]
    for batch in (1, 2, 3):
        driver = driver_of(odd="activity.orders in [1, 3]", even="activity.orders == 2")
        driver.feed(entries_of(events), batch)
        assert members(driver) == {"odd": {"ada": 2}}


def test_silence_alone_brings_who_fits_by_a_score() -> None:
    driver = driver_of(leaving="churn.probability > .6 and lifecycle.stage != 'lost'")
    driver.send(order(0), order(5), order(10))
    assert driver.customer("ada").groups is UNSET
    driver.idle(BEGIN_S + 60 * DAY_S)
    customer = driver.customer("ada")
    assert customer.churn is not None
    assert (customer.groups == ("leaving",)) == (customer.churn.probability > 0.6)
    assert customer.groups == ("leaving",)
    assert driver.published[-1] == "ada"


def test_clicks_wait_for_the_next_moment_of_decision() -> None:
    driver = driver_of(busy="activity.clicks >= 2 and profile.channels.app > 1")
    driver.send(order(0), click(0.1, channel="app"), click(0.2, channel="app"))
    assert driver.customer("ada").groups is UNSET
    driver.send(word(0.3))
    assert members(driver) == {"busy": {"ada": 0.3}}


def test_who_has_no_order_yet_can_be_in_one() -> None:
    driver = driver_of(talkers="activity.feedback > 0", scored="churn.probability >= 0")
    driver.send(word(0))
    assert driver.customer("ada").groups == ("talkers",)


def test_the_held_out_can_be_left_out() -> None:
    config = replace(CONFIG, holdout=Holdout({"churn": 0.5}))
    reached = define("reached", {"when": "activity.orders > 0 and not 'churn' in held_out"})
    driver = Driver(replace(config, segments=(reached,)), STANDARD)
    names = [f"c-{n}" for n in range(20)]
    driver.send(*(order(0, name) for name in names))
    held = {name for name in names if config.holdout.held_out(name)}
    assert 0 < len(held) < len(names)
    assert members(driver)["reached"].keys() == set(names) - held


def test_who_is_removed_is_in_no_list() -> None:
    driver = driver_of(seen="activity.orders > 0")
    driver.activity.config = replace(driver.activity.config, retention_s=60 * DAY_S)
    driver.send(order(0))
    driver.idle(BEGIN_S + 70 * DAY_S)
    assert driver.documents == {}
    assert members(driver) == {}


def test_a_command_brings_others_and_each_customer_changes_at_their_next_moment() -> None:
    driver = Driver(CONFIG, STANDARD)
    driver.send(order(0), order(0, "bob"), rules(0.125, seen="activity.orders > 0"))
    assert members(driver) == {}
    driver.send(order(0.25))
    assert members(driver) == {"seen": {"ada": 0.25}}
    driver.send(rules(0.375, twice="activity.orders > 1"), order(0.5, "bob"))
    assert members(driver) == {"seen": {"ada": 0.25}, "twice": {"bob": 0.5}}
    driver.idle(BEGIN_S + 2 * DAY_S)  # a look
    assert members(driver) == {"twice": {"ada": 1, "bob": 0.5}}
    driver.send(rules(2.125), order(2.25), order(2.25, "bob"))
    assert members(driver) == {}
    assert driver.customer("ada").groups is UNSET


def test_a_command_with_an_expression_that_cannot_be_is_refused_in_words_of_ours() -> None:
    driver = Driver(CONFIG, STANDARD)
    driver.send(rules(0, secret="ada-example.org == 3"))
    (reject,) = driver.rejects
    assert reject.detail == "rules.segments: at character 1: neither a field nor a number, a text, or some of them"
    assert driver.rules == b""


def test_groups_that_are_the_same_are_held_once() -> None:
    driver = driver_of(seen="activity.orders > 0")
    driver.send(order(0), order(0, "bob"))
    assert driver.customer("ada").groups is driver.customer("bob").groups
