"""How likely the next order is within seven days: what is said, what becomes of it, and what of it is kept."""

from dataclasses import replace

import pytest
from msgspec import UNSET, json, structs

from harken.activity import ActivityConfig
from harken.events import Feedback, Purchase
from harken.features import FEATURE_NAMES
from harken.fold.config import DAY_S
from harken.fold.labels import SOON_S
from harken.models.churn import initial_snapshot
from tests.driver import EMPTY_SHELF, Driver

BEGIN_S = 1_700_000_000.0
#: Snapshots come every ten days.
CONFIG = ActivityConfig(horizon_s=30 * DAY_S)


def order(day: float, customer: str = "ada") -> Purchase:
    return Purchase(id=f"{customer}-{day}", customer_id=customer, ts=round((BEGIN_S + day * DAY_S) * 1000), total=20.0)


def driven(*events: Purchase | Feedback, until_day: float) -> Driver:
    driver = Driver(CONFIG)
    driver.send(*events)
    driver.idle(BEGIN_S + until_day * DAY_S)
    return driver


def test_silence_makes_the_next_order_less_likely_and_who_never_ordered_has_no_chance_told() -> None:
    driver = driven(order(0), order(5), order(10), until_day=10)
    before = driver.customer("ada").propensity_7d
    driver.idle(BEGIN_S + 40 * DAY_S)
    after = driver.customer("ada").propensity_7d
    assert isinstance(before, float)
    assert isinstance(after, float)
    assert 0 < after < 0.6 * before
    driver.send(Feedback(id="f", customer_id="bob", ts=round((BEGIN_S + 41 * DAY_S) * 1000), kind="nps", score=9.0))
    assert driver.customer("bob").propensity_7d is UNSET
    assert b"propensity" not in driver.documents["bob"]


def test_who_says_goodbye_has_none_any_more() -> None:
    goodbye = Feedback(id="f", customer_id="ada", ts=round((BEGIN_S + 6 * DAY_S) * 1000), kind="cancellation")
    assert driven(order(0), order(5), goodbye, until_day=6).customer("ada").propensity_7d is UNSET


def test_the_answer_comes_after_seven_days_and_says_whether_an_order_came_in_them() -> None:
    #         snapshot    7 d          the next snapshot, 3 days on
    #   ada   |. . x . . .|. . .|
    #   bob   |. . . . . .|. x .|          an order too late for the answer
    first = driven(order(0), order(0, "bob"), until_day=20)
    at = {a.cause.split("|")[2]: (a.at_s - BEGIN_S) / DAY_S for a in reversed(first.propensity_examples)}
    driver = driven(order(0), order(0, "bob"), until_day=min(at.values()))
    later = sorted([order(at["ada"] + 3), order(at["bob"] + 8, "bob")], key=lambda event: int(str(event.ts)))
    driver.send(*later)
    driver.idle(BEGIN_S + 20 * DAY_S)
    told: dict[str, bool] = {}
    for answer in driver.propensity_examples:
        assert answer.known_s == answer.at_s + SOON_S
        told.setdefault(answer.cause.split("|")[2], answer.left)
    assert told == {"ada": False, "bob": True}


def test_an_answer_has_the_features_of_its_snapshot_and_the_score_that_was_given() -> None:
    driver = driven(order(0), until_day=20)
    answer, prediction = driver.propensity_examples[0], driver.predictions[0]
    assert round(answer.at_s * 1000) == prediction.at_ms
    assert answer.features[:-1] == list(prediction.features.values())[:-1]
    assert answer.features[-1] == answer.prior_logit > prediction.features["prior_logit"]
    assert answer.score > prediction.score  # seven days without an order are likelier than thirty
    assert answer.silent_s == answer.at_s - BEGIN_S


def test_what_was_learned_speaks_on_the_churn_models_rhythm() -> None:
    taught = structs.replace(
        initial_snapshot(),
        version="v7",
        labels=10**6,
        names=FEATURE_NAMES,
        means=(0.0,) * len(FEATURE_NAMES),
        scales=(1.0,) * len(FEATURE_NAMES),
        weights=(0.0,) * len(FEATURE_NAMES),
        intercept=-2.0,
    )
    driver = Driver(CONFIG, shelf=EMPTY_SHELF._replace(propensity=taught))
    driver.send(order(0))
    assert driver.customer("ada").propensity_7d == pytest.approx(0.8808, abs=0.002)  # 1 / (1 + exp(-2))


def test_a_model_of_another_releases_features_says_nothing() -> None:
    strange = structs.replace(initial_snapshot(), version="v7", labels=10**6, names=("age",), means=(0.0,))
    one, other = Driver(CONFIG), Driver(CONFIG, shelf=EMPTY_SHELF._replace(propensity=strange))
    for driver in (one, other):
        driver.send(order(0))
    assert one.documents == other.documents


def test_seven_days_cost_a_customer_less_than_60_bytes_while_they_last_and_nothing_after() -> None:
    driver = driven(order(0), until_day=30)
    customer = driver.customer("ada")
    waiting = [pending for pending in customer.state.pending if pending.soon is not None]
    assert len(waiting) <= 1
    soon = b"".join(json.encode(pending.soon) for pending in waiting)
    assert len(soon) + len(b'"soon":,"soon":1700000000.123,') < 60
    driver.idle(BEGIN_S + 36 * DAY_S)
    assert len([pending for pending in driver.customer("ada").state.pending if pending.soon is None]) >= 2


def test_a_horizon_of_a_week_or_less_says_what_the_prior_says_and_asks_nothing() -> None:
    driver = Driver(replace(CONFIG, horizon_s=7 * DAY_S))
    driver.send(order(0))
    driver.idle(BEGIN_S + 40 * DAY_S)
    assert isinstance(driver.customer("ada").propensity_7d, float)
    assert driver.churn_examples
    assert not driver.propensity_examples


def test_a_document_of_an_older_release_is_read_and_its_snapshots_have_no_answer() -> None:
    driver = driven(order(0), until_day=9.9)
    old = json.decode(driver.documents["ada"])
    del old["propensity_7d"]
    assert old["state"]["pending"]
    for pending in old["state"]["pending"]:
        pending.pop("soon", None)
    driver.documents["ada"] = json.encode(old)
    driver.idle(BEGIN_S + 45 * DAY_S)
    assert isinstance(driver.customer("ada").propensity_7d, float)
    assert driver.propensity_examples
