"""Features and scores against those of the first customers."""

import msgspec

from harken.features import FEATURE_NAMES
from harken.learning.population import SCORE
from harken.learning.shift import BLOCK, CHANGED, REFERENCE
from tests.learned import LearnerDriver
from tests.unit.agents.learning.samples import pack, propensity, value

COUNT = REFERENCE + BLOCK


def shifts(driver: LearnerDriver) -> dict[str, float]:
    card = driver.hashes["harken:model:population"]
    return msgspec.json.decode(card["shift"], type=dict[str, float])


def watched(*, moves: bool = False) -> LearnerDriver:
    """Many customers; where it moves, the first feature and the score are others for the last of them."""
    driver = LearnerDriver()
    answers, stakes = [propensity(n) for n in range(COUNT)], [value(n) for n in range(COUNT)]
    for n in range(COUNT):
        late = moves and n >= REFERENCE
        features = answers[n].features
        answers[n] = msgspec.structs.replace(answers[n], features=[features[0] + 50.0 * late, *features[1:]])
        stakes[n] = msgspec.structs.replace(stakes[n], churn=0.9 if late else n % 10 / 20)
    for begin in range(0, COUNT, 1500):
        driver.learn([pack(answers[begin : begin + 1500]), pack(stakes[begin : begin + 1500])])
    return driver


def test_who_is_like_the_first_has_not_moved() -> None:
    found = shifts(watched())
    assert list(found) == [SCORE, *FEATURE_NAMES]
    assert max(found.values()) < 0.02


def test_a_shift_is_told_of_the_feature_that_moved_and_survives_a_restart() -> None:
    driver = watched(moves=True)
    found = shifts(driver)
    assert {name for name, index in found.items() if index > CHANGED} == {SCORE, FEATURE_NAMES[0]}
    driver.restart()
    driver.learn([pack([propensity(COUNT)])])
    assert shifts(driver) == found


def test_what_comes_twice_is_counted_once() -> None:
    driver = LearnerDriver()
    driver.learn([pack([propensity(0), propensity(1)])])
    driver.learn([pack([propensity(1), propensity(2)])])
    assert driver.hashes["harken:model:population"]["rows"] == b"3"
