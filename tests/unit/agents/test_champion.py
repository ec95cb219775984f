"""Which churn model scores: promoted and rolled back by hand, or by being better."""

from itertools import pairwise

import msgspec
import pytest

from harken.features import FEATURE_NAMES
from harken.fold.tables import readable
from harken.learning.config import LearnerConfig
from harken.learning.pointer import KEPT
from harken.models.learners import MODELS
from harken.models.model import Servable
from tests.learned import LearnerDriver
from tests.unit.agents.learning.samples import label, ordered, pack


def taught(n: int = 240, config: LearnerConfig | None = None) -> LearnerDriver:
    driver = LearnerDriver(config)
    driver.learn([pack([label(k) for k in range(n)])])
    return driver


def test_the_first_of_the_models_scores_until_another_is_promoted() -> None:
    driver = taught()
    assert driver.churn_card().champion == MODELS[0].name == "kalman"
    before = driver.snapshot.version
    driver.learn([ordered("promote", "batch")])
    card = driver.churn_card()
    assert card.champion == "batch"
    assert card.version == driver.snapshot.version
    assert driver.snapshot.version.startswith("batch-240-")
    assert [(change.deed, change.before, change.after) for change in card.changes] == [
        ("promote", before, card.version)
    ]
    assert before in card.kept


def test_the_champion_of_before_is_taught_beside_it_and_can_be_promoted_again() -> None:
    driver = taught()
    driver.learn([ordered("promote", "logistic")])
    assert driver.snapshot.version.startswith("logistic-240-")


def as_the_release_before_left_it() -> LearnerDriver:
    """The logistic is the champion, what learns beside it is as it was by default."""
    driver = LearnerDriver(LearnerConfig(("logistic", "batch", "bgnbd", "recency", "tree")))
    driver.learn([pack([label(k) for k in range(240)]), ordered("promote", "logistic")])
    home = "harken:learned:0:churn:"
    assert f"{home}model" in driver.state  # the logistic's, as it always was
    driver.state = {key: data for key, data in driver.state.items() if not key.startswith(f"{home}model:kalman")}
    return driver


def test_who_has_a_champion_keeps_it_and_the_new_one_begins_beside_it() -> None:
    old, new = as_the_release_before_left_it(), LearnerDriver()
    new.state = old.state
    new.restart()
    new.learn([pack([label(300)])])
    card = new.churn_card()
    assert (card.champion, card.labels) == ("logistic", 241)
    assert new.snapshot.version.startswith("logistic-241-")
    assert card.models["kalman"].labels == 1


def test_a_ledger_from_before_there_was_a_pointer_has_the_logistic_for_champion() -> None:
    old, new = as_the_release_before_left_it(), LearnerDriver()
    key = "harken:learned:0:churn:numbers"
    numbers = msgspec.json.decode(old.state[key])
    del numbers["pointer"]
    new.state = old.state | {key: msgspec.json.encode(numbers)}
    new.restart()
    new.learn([pack([label(300)])])
    assert (new.churn_card().champion, new.churn_card().labels) == ("logistic", 241)


@pytest.mark.parametrize("name", [model.name for model in MODELS if isinstance(model(), Servable)])
def test_every_model_of_weights_can_score(name: str) -> None:
    driver = taught(config=LearnerConfig((name,)))
    driver.learn([ordered("promote", name)])
    snapshot = driver.snapshot
    assert snapshot.version.startswith(f"{name}-240-")
    assert readable(snapshot) is snapshot
    assert snapshot.names == FEATURE_NAMES
    assert len(snapshot.weights) == len(snapshot.means) == len(snapshot.scales) == len(FEATURE_NAMES)
    assert driver.churn_card().metrics["rescored"] == driver.churn_card().models[name].rescored


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("tree", "no row of numbers"),
        ("stack", "HARKEN_CHALLENGERS"),
        ("oracle", "no model 'oracle'"),
        ("forest", "HARKEN_CHALLENGERS"),
    ],
)
def test_what_cannot_score_is_refused_in_one_line(target: str, why: str) -> None:
    driver = taught()
    driver.learn([ordered("promote", target)])
    card = driver.churn_card()
    assert card.champion == "kalman"
    assert [refusal.order for refusal in card.refused] == ["first"]
    assert why in card.refused[0].why
    assert "\n" not in card.refused[0].why


def test_who_has_learned_nothing_is_not_promoted() -> None:
    driver = LearnerDriver()
    driver.learn([ordered("promote", "batch")])
    assert driver.churn_card().refused[0].why == "batch has learned nothing yet"


def test_an_order_is_obeyed_once_however_often_it_comes() -> None:
    driver = taught()
    driver.learn([ordered("promote", "batch")])
    driver.learn([ordered("promote", "kalman", name="second")])
    driver.restart()
    driver.learn([ordered("promote", "batch"), pack([label(500)])])
    assert driver.churn_card().champion == "kalman"
    assert len(driver.churn_card().changes) == 2


def test_a_rollback_scores_as_it_was_whatever_is_learned_since() -> None:
    driver = taught()
    before = driver.snapshot
    driver.learn([ordered("promote", "recency")])
    driver.learn([ordered("rollback", name="back")])
    assert driver.snapshot == before
    driver.learn([pack([label(k) for k in range(240, 300)])], step_s=7.0)
    assert driver.snapshot == msgspec.structs.replace(before, step_s=7.0)
    card = driver.churn_card()
    assert (card.champion, card.pinned, card.labels) == ("kalman", before.version, 300)
    driver.restart()
    driver.learn([ordered("promote", "kalman", name="on")])
    assert driver.snapshot.version.startswith("kalman-300-")
    assert driver.churn_card().pinned == ""


def test_a_second_rollback_goes_one_further_back() -> None:
    driver = taught()
    kept = driver.churn_card().kept
    driver.learn([ordered("rollback", name="one")])
    assert driver.churn_card().version == kept[-1]
    driver.learn([ordered("rollback", name="two")])
    assert driver.churn_card().version == kept[-2]
    driver.learn([ordered("rollback", kept[3], name="three")])
    assert driver.churn_card().version == kept[3]


def test_a_version_that_is_not_kept_is_refused() -> None:
    driver = taught()
    driver.learn([ordered("rollback", "kalman-1-none")])
    assert driver.churn_card().refused[0].why == "version kalman-1-none is not kept"
    fresh = LearnerDriver()
    fresh.learn([ordered("rollback")])
    assert fresh.churn_card().refused[0].why == "no earlier version is kept"


def test_the_newest_ten_versions_are_kept_one_a_day() -> None:
    #  `label` has two labels a day, so a day's version has learned two more than the one before.
    kept = taught(60).churn_card().kept
    labels = [int(version.split("-")[1]) for version in kept]
    assert len(kept) == KEPT
    assert [after - before for before, after in pairwise(labels)] == [2] * (KEPT - 1)


def test_a_champion_that_is_no_challenger_any_more_learns_on() -> None:
    driver = taught()
    driver.learn([ordered("promote", "batch")])
    alone = LearnerDriver(LearnerConfig(()))
    alone.state = driver.state
    alone.restart()
    alone.learn([pack([label(300)])])
    assert alone.churn_card().labels == 241
    assert set(alone.churn_card().models) == {"kalman", "batch"}
    assert not [key for key in alone.state if key.startswith("harken:learned:0:churn:model:tree")]


def test_a_challenger_that_was_switched_off_begins_anew() -> None:
    driver = taught(config=LearnerConfig(("recency",)))
    on = LearnerDriver(LearnerConfig(("recency", "tree")))
    on.state = driver.state
    on.restart()
    on.learn([pack([label(300)])])
    models = on.churn_card().models
    assert (models["recency"].labels, models["tree"].labels) == (241, 1)


def test_by_itself_nobody_is_promoted_unless_it_is_asked_for() -> None:
    #  The prior says the opposite of the truth, so BG/NBD, which says the prior, is far worse than any other.
    worst = [msgspec.structs.replace(label(k), prior_logit=-6.0 if label(k).left else 6.0) for k in range(900)]
    for promote_after, champion in ((0, "bgnbd"), (300, "kalman")):
        driver = LearnerDriver(LearnerConfig(("bgnbd",), promote_after))
        driver.learn([pack(worst[:300]), ordered("promote", "bgnbd")])
        driver.learn([pack(worst[300:])])
        card = driver.churn_card()
        assert card.champion == champion
        assert [change.deed for change in card.changes] == ["promote", "rule"][: 1 + bool(promote_after)]


def test_labels_that_are_pending_are_those_of_snapshots_without_one() -> None:
    driver = taught(20)
    card = driver.churn_card()
    assert (card.pending, card.delay_d) == (0, 90.0)
