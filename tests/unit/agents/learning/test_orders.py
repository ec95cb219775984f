"""The regression of order days learns from churn's labels: figures before it learns, and nothing twice."""

from typing import Any

from msgspec import UNSET, json, structs

from harken.example import ChurnExample
from harken.shelf import ValueSnapshot
from tests.learned import LearnerDriver
from tests.unit.agents.learning.samples import label, pack, value


def told(n: int) -> ChurnExample:
    """The `n`th label: none, one or two days where 1.5 were expected."""
    return structs.replace(label(n), order_days=n % 3, expected_days=1.5)


def card(driver: LearnerDriver) -> dict[str, Any]:
    return driver.card("value")


def snapshot(driver: LearnerDriver) -> ValueSnapshot:
    return json.decode(driver.strings["harken:snapshot:value"], type=ValueSnapshot)


def test_each_label_is_judged_by_what_was_expected_and_then_learned() -> None:
    driver = LearnerDriver()
    driver.learn([pack([told(n) for n in range(60)])])
    stored, rescored = (card(driver)["metrics"][column]["all_time"] for column in ("stored", "rescored"))
    assert (stored["labels"], rescored["labels"]) == (60, 59)  # before its first label it says nothing
    assert stored["actual_over_expected"] == round(1.0 / 1.5, 4)
    assert card(driver)["order_labels"] == "60"


def test_what_scorers_read_has_learned_it() -> None:
    driver = LearnerDriver()
    driver.learn([pack([told(n) for n in range(60)])])
    found = snapshot(driver).orders
    assert found is not None
    assert found.labels == 60
    assert any(found.gains)


def test_a_label_that_comes_again_teaches_nothing() -> None:
    driver = LearnerDriver()
    for _ in range(2):
        driver.learn([pack([told(n) for n in range(9)])])
    assert card(driver)["order_labels"] == "9"


def test_labels_of_an_older_release_or_with_other_features_teach_no_order_days() -> None:
    driver = LearnerDriver()
    older = [structs.replace(label(n), order_days=UNSET, expected_days=UNSET) for n in range(9)]
    driver.learn([pack(older), pack([value(1)])])
    driver.learn([pack([told(20)], names=("age",))])
    assert snapshot(driver).orders is None
    assert card(driver)["order_labels"] == "0"


def test_more_days_than_anybody_has_teach_nothing() -> None:
    driver = LearnerDriver()
    driver.learn([pack([structs.replace(told(1), order_days=10**9), told(2)])])
    assert card(driver)["order_labels"] == "1"
