"""The purchase road's learner: figures before it learns, of those who ordered; a restart changes nothing."""

from typing import Any

from msgspec import json

from harken.shelf import ChurnSnapshot
from tests.learned import LearnerDriver
from tests.unit.agents.learning.samples import pack, propensity


def card(driver: LearnerDriver) -> dict[str, Any]:
    return driver.card("propensity")


def test_each_answer_is_judged_by_the_chance_that_was_given_of_an_order() -> None:
    driver = LearnerDriver()
    driver.learn([pack([propensity(n) for n in range(80)])])
    answers = [propensity(n) for n in range(80)]
    stored = card(driver)["metrics"]["stored"]["all_time"]
    assert stored["labels"] == 80
    assert stored["base_rate"] == round(sum(not answer.left for answer in answers) / 80, 4)
    assert stored["auc"] == 0.5  # one score for all
    assert card(driver)["metrics"]["rescored"]["all_time"]["auc"] > 0.6


def test_it_learns_and_publishes_what_the_fold_reads() -> None:
    driver = LearnerDriver()
    driver.learn([pack([propensity(n) for n in range(80)])])
    found = json.decode(driver.strings["harken:snapshot:propensity"], type=ChurnSnapshot)
    assert (found.labels, found.version) == (80, card(driver)["version"])
    assert any(found.weights)


def test_an_answer_that_comes_again_teaches_nothing() -> None:
    driver = LearnerDriver()
    for _ in range(2):
        driver.learn([pack([propensity(n) for n in range(9)])])
    assert card(driver)["labels"] == "9"


def test_answers_of_another_releases_features_are_counted_and_left_out() -> None:
    driver = LearnerDriver()
    driver.learn([pack([propensity(1)], names=("age",))])
    assert (card(driver)["labels"], card(driver)["left_out"]) == ("0", "1")
