"""Claims about the learner, one each."""

from math import exp, log

import msgspec
import pytest

from harken.dead_letter import Reason
from harken.example import CHURN, ExamplePack
from harken.features import FEATURE_NAMES
from harken.fold.tables import readable
from harken.item import Item
from harken.learner import Learner
from harken.learning import visits as visits_module
from harken.learning.packs import MalformedPack, read_pack
from harken.learning.prior import priors_now
from harken.models.churn import prior_weight
from harken.models.online_logistic import OnlineLogistic
from harken.models.rhythm import DEFAULT
from harken.recommend.assortment import ItemNews
from tests.learned import LearnerDriver
from tests.unit.agents.learning.samples import BEGIN_S, DAY_S, label, pack, rhythm, visit


def test_nothing_is_said_before_anything_was_learned() -> None:
    driver = LearnerDriver()
    driver.learn([])
    assert driver.said() == ({}, {}, {})
    assert driver.state == {}


def test_a_snapshot_says_what_it_knows_and_scorers_can_read_it() -> None:
    driver = LearnerDriver()
    driver.learn([pack([label(n) for n in range(40)])], step_s=BEGIN_S)
    snapshot = driver.snapshot
    assert (snapshot.labels, snapshot.step_s, snapshot.names) == (40, BEGIN_S, FEATURE_NAMES)
    assert snapshot.version.startswith("kalman-40-")
    assert readable(snapshot) is snapshot
    assert len(snapshot.weights) == len(snapshot.means) == len(snapshot.scales) == len(FEATURE_NAMES)
    assert driver.card("churn")["version"] == snapshot.version
    assert driver.card("churn")["labels"] == "40"


def test_the_version_is_of_the_numbers_not_of_the_run() -> None:
    drivers = [LearnerDriver() for _ in range(3)]
    for driver, n in zip(drivers, (30, 30, 31), strict=True):
        driver.learn([pack([label(k) for k in range(n)])])
    one, same, other = (driver.snapshot.version for driver in drivers)
    assert one == same != other


def test_rhythms_alone_make_a_better_prior_and_no_model() -> None:
    driver = LearnerDriver()
    driver.learn([pack([rhythm(n, customer=f"c-{n}") for n in range(60)])])
    assert driver.snapshot.labels == 0
    assert driver.snapshot.names == ()
    assert driver.snapshot.rhythm != DEFAULT


def test_stored_and_rescored_are_never_mixed() -> None:
    #  A stored score that is always the same separates nobody; the model, judged before it learns, does.
    driver = LearnerDriver()
    driver.learn([pack([label(n, score=0.25) for n in range(1500)])])
    metrics = driver.card("churn")["metrics"]
    assert metrics["stored"]["all_time"]["auc"] == 0.5
    assert metrics["rescored"]["all_time"]["auc"] > 0.6
    assert metrics["stored"]["all_time"]["labels"] == metrics["rescored"]["all_time"]["labels"] == 1500


def test_a_label_is_judged_before_it_is_learned() -> None:
    driver, model = LearnerDriver(), OnlineLogistic()
    labels = [label(0, left=True), label(1, left=False)]
    driver.learn([pack(labels)])
    losses = []
    for example in labels:
        prior_logit = priors_now([example], lambda _: DEFAULT)[0]
        features = dict(zip(FEATURE_NAMES, example.features, strict=True))
        weight = prior_weight(model.labels)
        logit = weight * prior_logit + (1 - weight) * model.logit_one({**features, "prior_logit": prior_logit})
        losses.append(log(1 + exp(-logit if example.left else logit)))
        model.learn_one(features, example.left)
    rescored = driver.card("churn")["metrics"]["rescored"]["all_time"]
    assert rescored["log_loss"] == pytest.approx(sum(losses) / 2, abs=1e-4)


def test_silence_of_more_than_a_horizon_is_judged_apart() -> None:
    driver = LearnerDriver()
    driver.learn([pack([label(n) for n in range(240)])])
    stored = driver.card("churn")["metrics"]["stored"]
    #  `label` has silences of n % 120 days, and a horizon of 90.
    assert stored["silent_longer"]["labels"] == 2 * 29
    assert stored["silent_up_to_horizon"]["labels"] == 2 * 91


def test_examples_of_another_release_are_counted_and_left_out() -> None:
    driver, plain = LearnerDriver(), LearnerDriver()
    own = [label(n) for n in range(0, 20, 2)]
    plain.learn([pack(own)])
    other = [label(n, lane=1) for n in range(1, 20, 2)]
    driver.learn([pack(own[:5]), pack(other, names=tuple(reversed(FEATURE_NAMES))), pack(own[5:])])
    assert driver.snapshot == plain.snapshot
    assert driver.card("churn")["left_out"] == "10"


@pytest.mark.parametrize("value", [1e300, -1e13])
def test_impossible_numbers_are_counted_and_left_out(value: float) -> None:
    driver, plain = LearnerDriver(), LearnerDriver()
    plain.learn([pack([label(0)])])
    bad = msgspec.structs.replace(label(1), features=[value, *label(1).features[1:]])
    short = msgspec.structs.replace(label(2), features=label(2).features[:-1])
    driver.learn([pack([label(0), bad, short])])
    assert driver.snapshot == plain.snapshot
    assert driver.card("churn")["left_out"] == "2"


def raw(examples: bytes, model: str = CHURN) -> bytes:
    return msgspec.json.encode(ExamplePack(model=model, lane=0, names=(), examples=msgspec.Raw(examples)))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"no json", Reason.WRONG_TYPE),
        (b"\xff\xfe", Reason.WRONG_TYPE),
        (b"[1, 2]", Reason.WRONG_TYPE),
        (raw(b"{}"), Reason.WRONG_TYPE),
        (raw(b'[{"cause": 1}]'), Reason.WRONG_TYPE),
        (raw(msgspec.json.encode([visit(0, "a")])), Reason.WRONG_TYPE),
        (raw(b"[" * 100_000 + b"]" * 100_000), Reason.WRONG_TYPE),
        (raw(b"[]", model="weather"), Reason.UNKNOWN_KIND),
        (raw(msgspec.json.encode([msgspec.structs.replace(label(0), cause="0|label")])), Reason.OUT_OF_RANGE),
        (raw(msgspec.json.encode([msgspec.structs.replace(visit(0, "a"), weight=-1.0)]), "visit"), Reason.OUT_OF_RANGE),
        (raw(msgspec.json.encode([msgspec.structs.replace(visit(0, "a"), cause="a|b")]), "visit"), Reason.OUT_OF_RANGE),
    ],
)
def test_bytes_that_are_no_pack_are_refused_for_a_reason(value: bytes, reason: Reason) -> None:
    with pytest.raises(MalformedPack) as refused:
        read_pack(value)
    assert refused.value.reason == reason


def test_a_pack_that_does_not_open_changes_nothing_at_all() -> None:
    learner = Learner(0)
    broken = ExamplePack(model=CHURN, lane=0, names=FEATURE_NAMES, examples=msgspec.Raw(b"[1]"))
    with pytest.raises(MalformedPack):
        learner.learn([pack([label(0)]), broken])
    assert learner.checkpoint() == {}
    learner.learn([pack([label(0)])])
    assert learner.checkpoint() != {}


def test_what_was_taken_together_is_said_of_each_item_that_changed() -> None:
    driver = LearnerDriver()
    driver.learn([pack([visit(0, "pot"), visit(1, "cup", "pot")])])
    assert driver.similar("pot") == [("cup", 1.0)]
    assert driver.similar("cup") == [("pot", 0.5)]
    assert driver.card("visit") == {"items": "2", "visits": "2"}


def test_popular_lists_are_overall_and_by_category_and_lose_who_falls_out() -> None:
    driver = LearnerDriver()
    driver.learn([pack([visit(n, f"old-{n}", category="tea") for n in range(100)])])
    assert len(driver.scores["harken:popular:tea"]) == len(driver.scores["harken:popular"]) == 100
    driver.restart()
    driver.learn([pack([visit(200, "new", category="tea"), visit(201, "new")])])
    assert driver.scores["harken:popular"]["new"] == 1.0
    assert len(driver.scores["harken:popular"]) == len(driver.scores["harken:popular:tea"]) == 100


def test_the_category_that_was_idle_for_longest_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits_module, "MOST_LISTS", 3)
    driver = LearnerDriver()
    driver.learn([pack([visit(0, "a", category="old"), visit(1, "b", category="tea")])])
    driver.restart()
    driver.learn([pack([visit(2, "c", category="new")])])
    assert {key for key, members in driver.scores.items() if members} == {
        "harken:popular",
        "harken:popular:tea",
        "harken:popular:new",
    }
    assert "harken:learned:0:visit:popular:old" not in driver.state


def test_only_what_changed_is_written_again() -> None:
    driver = LearnerDriver()
    driver.learn([pack([visit(0, "a"), visit(1, "b", "a")]), pack([label(0)])])
    driver.learner.learn([pack([visit(2, "c", "b")])])
    driver.learner.published(DAY_S)
    keys = {key.removeprefix("harken:learned:0:") for key in driver.learner.checkpoint()}
    assert keys == {"visit:item:b", "visit:item:c", "visit:popular:", "visit:numbers"}
    assert driver.learner.checkpoint() == {}


def test_what_nobody_took_is_published_by_what_it_is_like_and_a_restart_forgets_none_of_it() -> None:
    #  the shop tells of two cups; one is taken after a lamp, the other by nobody; then of a third
    cups = {name: Item(item_id=name, title=f"Cup of {name} stripes") for name in ("red", "blue", "green")}
    driver = LearnerDriver()
    assert driver.learner.heard is None
    driver.learn([pack([visit(0, "lamp"), visit(1, "red", "lamp")])])
    assert driver.learner.heard == {}
    driver.learner.tell(ItemNews([(name, cups[name]) for name in ("red", "blue")], {"3": 7}))
    driver.learn([pack([visit(2, "tray")])])
    assert [name for name, _ in driver.similar("red")] == ["lamp", "blue"]
    driver.restart()
    assert driver.learner.heard == {"3": 7}
    driver.learner.tell(ItemNews([("green", cups["green"])], {"3": 8}))
    driver.learn([pack([visit(3, "tray")])])
    assert {name: score < 0 for name, score in driver.similar("red")} == {"blue": True, "green": True, "lamp": False}
    driver.learner.tell(ItemNews([("green", None)], {"3": 9}))
    driver.learn([pack([visit(4, "tray")])])
    assert [name for name, _ in driver.similar("red")] == ["lamp", "blue"]
