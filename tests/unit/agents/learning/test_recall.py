"""What models would have said at the time."""

from math import exp

import numpy as np
import pytest
from msgspec.structs import replace

from harken.example import ChurnExample
from harken.features import FEATURE_NAMES
from harken.learning import recall as recall_module
from harken.learning.recall import Recall
from harken.models.bgnbd import BgNbd
from harken.models.churn import blend, shares
from harken.models.model import Servable
from harken.models.online_logistic import OnlineLogistic
from tests.learned import LearnerDriver
from tests.unit.agents.learning.samples import BEGIN_S, DAY_S, pack

HORIZON_S = 90 * DAY_S
NAMES = ("a", "b", "prior_logit")


def models() -> dict[str, Servable]:
    return {"logistic": OnlineLogistic(), "bgnbd": BgNbd()}


def day(n: float) -> float:
    return BEGIN_S - BEGIN_S % DAY_S + n * DAY_S


def teach(found: dict[str, Servable], n: int) -> None:
    for model in found.values():
        model.learn_one({"a": n % 5 - 2.0, "b": n % 3}, n % 5 > 2)


def test_a_model_is_recalled_as_it_was_on_that_day() -> None:
    #  day    0    1    2    3    4    5    6      a score of day n knows the labels of the days before it
    #  label  x    x         x              x
    recall, found = Recall(NAMES), models()
    row = {"a": 1.5, "b": 0.5}
    said: dict[int, float] = {}
    for n in (0, 1, 3, 6):
        recall.remember(day(n) + 60.0, HORIZON_S, found)
        said[n] = blend(found["logistic"].labels, found["logistic"].logit_one(row), 0.3)
        teach(found, n)
    for at, known_before in ((0.5, 0), (1.5, 1), (2.5, 3), (3.5, 3), (4.5, 6), (5.5, 6)):
        scores = recall.scores(day(at), [1.5, 0.5, 0.3], 0.3)
        assert scores["logistic"] == pytest.approx(said[known_before], abs=1e-12)
        assert scores["bgnbd"] == pytest.approx(1 / (1 + exp(-0.3)))


def test_what_was_before_the_first_memory_of_a_taught_learner_is_not_made_up() -> None:
    recall, found = Recall(NAMES), models()
    teach(found, 1)
    recall.remember(day(0), HORIZON_S, found)
    recall.remember(day(1), HORIZON_S, found)
    assert recall.scores(day(0.5), [0.0, 0.0, 0.3], 0.3) == {}
    assert recall.scores(day(1.5), [0.0, 0.0, 0.3], 0.3) != {}


def test_memories_end_with_the_horizon_and_continue_from_a_dump() -> None:
    recall, found = Recall(NAMES), models()
    for n in range(400):
        recall.remember(day(n), HORIZON_S, found)
        teach(found, n)
    assert recall.scores(day(399 - 91), [0.0, 0.0, 0.3], 0.3) == {}
    assert recall.scores(day(399 - 90), [0.0, 0.0, 0.3], 0.3) != {}
    assert len(recall.dump()) <= 1 + recall_module.TIMES + 2
    other = Recall(NAMES)
    other.load(recall.dump())
    assert other.dump() == recall.dump()
    assert other.scores(day(350), [1.0, 2.0, 0.3], 0.3) == recall.scores(day(350), [1.0, 2.0, 0.3], 0.3)


def test_what_is_recalled_of_the_champion_is_what_it_said_at_the_time() -> None:
    #  A learner in step: each day it learns what became known; what it then publishes gives the next day's scores.
    rng, driver = np.random.default_rng(1), LearnerDriver()
    waiting: list[ChurnExample] = []
    for n in range(140):
        known = [example for example in waiting if day(n) <= example.known_s < day(n + 1)]
        waiting = [example for example in waiting if example.known_s >= day(n + 1)]
        for k in range(6):
            row = rng.normal(size=len(FEATURE_NAMES))
            at_s = day(n + 1) + 3600.0 * k
            known_s = at_s + 30 * DAY_S
            waiting.append(
                ChurnExample(
                    cause=f"0|label|c{k}|{known_s!r}",
                    at_s=at_s,
                    known_s=known_s,
                    features=row.tolist(),
                    score=0.5,
                    prior_logit=float(row[-1]),
                    version="prior",
                    silent_s=0.0,
                    left=bool(row[0] + row[1] > rng.normal()),
                )
            )
        driver.learn([pack(known)] if known else [], in_step=True, step_s=day(n + 1))
        waiting[-6:] = [spoken(driver, example) for example in waiting[-6:]]
    card = driver.churn_card()
    stored, recalled = card.metrics["stored"]["all_time"], card.models["kalman"].recalled["all_time"]
    assert stored["labels"] == recalled["labels"] > 600
    assert stored == recalled
    #  Were nothing learned in between, this would say nothing.
    assert recalled["log_loss"] != card.models["kalman"].rescored["all_time"]["log_loss"]


def spoken(driver: LearnerDriver, example: ChurnExample) -> ChurnExample:
    """The example with the score that scorers give by what is published."""
    if "harken:snapshot:churn" not in driver.strings:
        return replace(example, score=blend(0, 0.0, example.prior_logit))
    snapshot = driver.snapshot
    logit = sum(share for _, share in shares(snapshot, example.features, example.prior_logit))
    return replace(example, score=1 / (1 + exp(-logit)))
