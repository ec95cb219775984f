"""Labels of customers whose score somebody had set by hand: learned with a weight of their own, and judged twice."""

from math import log

import msgspec
import pytest

from harken.example import ChurnExample
from harken.learning.config import LearnerConfig
from tests.learned import LearnerDriver
from tests.unit.agents.learning.samples import label, pack


def some(by_hand: float | None) -> list[ChurnExample]:
    """240 labels; every tenth with a score that somebody set, where one is given."""
    found = [label(n) for n in range(240)]
    if by_hand is None:
        return found
    return [msgspec.structs.replace(one, override=by_hand) if n % 10 == 0 else one for n, one in enumerate(found)]


def taught(by_hand: float | None, weight: float = 1.0) -> LearnerDriver:
    driver = LearnerDriver(LearnerConfig(override_weight=weight))
    driver.learn([pack(some(by_hand))])
    return driver


def test_an_override_that_weighs_as_any_label_moves_no_model_and_one_that_weighs_more_does() -> None:
    assert taught(0.9).snapshot == taught(None).snapshot
    assert taught(0.9, 4.0).snapshot != taught(None).snapshot
    assert taught(None, 4.0).snapshot == taught(None).snapshot


def test_the_stored_figures_are_the_models_whatever_people_said() -> None:
    assert taught(0.9, 4.0).churn_card().metrics["stored"] == taught(None).churn_card().metrics["stored"]


def test_people_and_model_are_judged_by_the_same_labels() -> None:
    overridden = some(0.9)[::10]
    left = [one.left for one in overridden]
    assert 0 < sum(left) < len(left)
    figures = taught(0.9).churn_card().overrides
    assert {who: figures[who]["labels"] for who in figures} == {"people": 24, "model": 24}
    for who, said in (("people", 0.9), ("model", 0.4)):
        losses = [-log(said if gone else 1 - said) for gone in left]
        assert figures[who]["log_loss"] == pytest.approx(sum(losses) / len(left), abs=1e-4)
    assert taught(None).churn_card().overrides == {}


def test_one_override_is_told_of_although_nothing_can_be_ranked() -> None:
    driver = LearnerDriver()
    driver.learn([pack([msgspec.structs.replace(label(0, left=True), override=0.75)])])
    people = driver.churn_card().overrides["people"]
    assert people == {"labels": 1, "log_loss": round(-log(0.75), 4), "brier": 0.0625}


def test_a_learner_that_begins_again_goes_on_with_overrides_as_if_it_never_stopped() -> None:
    driver, other = taught(0.9, 3.0), taught(0.9, 3.0)
    driver.restart()
    more = [msgspec.structs.replace(label(n), override=0.3) for n in range(240, 300)]
    for each in (driver, other):
        each.learn([pack(more)])
    assert driver.churn_card() == other.churn_card()
    assert driver.snapshot == other.snapshot
