"""What drift does: a shadow is opened and said, one at a time, and nothing is reset."""

from harken.example import ChurnExample
from harken.learning.config import LearnerConfig
from harken.learning.drift import WARM_UP
from tests.learned import LearnerDriver
from tests.unit.agents.learning.samples import label, ordered, pack

TURNS = WARM_UP + 1500


def turned(n: int) -> ChurnExample:
    """From `TURNS` on those leave who stayed before."""
    found = label(n)
    return label(n, left=found.left != (n >= TURNS))


def taught(until: int, begin: int = 0, driver: LearnerDriver | None = None) -> LearnerDriver:
    driver = driver or LearnerDriver(LearnerConfig(()))
    for n in range(begin, until, 100):
        driver.learn([pack([turned(k) for k in range(n, min(n + 100, until))])])
    return driver


def test_a_champion_that_does_worse_gets_a_shadow_which_learns_from_then_on_and_it_is_said_once() -> None:
    driver = taught(TURNS)
    assert "shadow" not in driver.churn_card().models
    assert driver.learner.worse() == []
    before = driver.churn_card().labels
    taught(TURNS + 1000, TURNS, driver)
    first, *_ = driver.learner.worse()
    card = driver.churn_card()
    assert (first.number, first.model, first.opened) == (1, "kalman", True)
    assert first.losses[1] > first.losses[0]
    assert TURNS <= first.labels < TURNS + 1000
    assert card.shadow_s == first.at_s
    #  It has seen only what came after that label; the champion was not reset.
    shadow, champion = card.models["shadow"], card.models["kalman"]
    assert shadow.labels == TURNS + 1000 - first.labels - 1
    assert shadow.rescored["all_time"]["labels"] == shadow.labels
    assert champion.labels == before + 1000 == card.labels
    assert shadow.hindrance is None
    assert driver.learner.worse() == []


def test_there_is_one_shadow_at_a_time_and_it_survives_a_restart() -> None:
    driver = taught(TURNS + 1000)
    opened = [worse.opened for worse in driver.learner.worse()]
    assert opened[0]
    assert not any(opened[1:])
    labels = driver.churn_card().models["shadow"].labels
    driver.restart()
    taught(TURNS + 1100, TURNS + 1000, driver)
    card = driver.churn_card()
    assert card.models["shadow"].labels == labels + 100
    assert card.shadow_s > 0


def test_a_shadow_can_be_promoted_by_hand_and_goes_on_after_a_restart() -> None:
    driver = taught(TURNS + 1000)
    driver.learn([ordered("promote", "shadow")])
    assert driver.snapshot.version.startswith("shadow-")
    driver.restart()
    taught(TURNS + 1100, TURNS + 1000, driver)
    card = driver.churn_card()
    assert card.champion == "shadow"
    assert card.version == driver.snapshot.version
    assert {"kalman", "shadow"} <= card.models.keys()


def test_where_no_shadow_is_open_none_can_be_promoted() -> None:
    driver = LearnerDriver(LearnerConfig(()))
    driver.learn([pack([label(n) for n in range(10)]), ordered("promote", "shadow")])
    (refusal,) = driver.churn_card().refused
    assert refusal.why.startswith("no shadow is open")
