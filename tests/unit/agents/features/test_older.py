"""What 0.1 wrote down of fewer features is read as if it had known all."""

import numpy as np
import pytest
from msgspec import json
from msgspec.structs import replace

from harken.card import read_card
from harken.example import ExamplePack
from harken.features import FEATURE_NAMES
from harken.features.older import BEFORE, SINCE, whole_gains, whole_row, whole_snapshot, whole_value
from harken.features.vector import matrix
from harken.learning.churn import ChurnPart
from harken.learning.config import LearnerConfig
from harken.models.churn import score
from harken.models.learners import MODELS
from harken.models.rhythm import DEFAULT
from harken.shelf import NO_VALUE, ChurnSnapshot, OrdersSnapshot
from harken.value.forecast import lift, names_of
from tests.columns import columns
from tests.unit.agents.features.test_vector import ADA, NEW
from tests.unit.agents.learning.samples import label, ordered, pack

NUMBERS = columns([tuple(ADA), tuple(NEW)])
ROWS = matrix(NUMBERS._replace(basket=np.zeros(2)))
WEIGHTS = tuple((n % 5 - 2) / 10 for n in range(len(BEFORE)))
OLD = ChurnSnapshot(
    version="kalman-9-0",
    step_s=0.0,
    labels=9000,
    names=BEFORE,
    means=(0.5,) * len(BEFORE),
    scales=(2.0,) * len(BEFORE),
    weights=WEIGHTS,
    intercept=0.1,
    rhythm=DEFAULT,
)


def old(row: list[float]) -> list[float]:
    """The row as 0.1 had it."""
    return [*row[: -SINCE - 1], row[-1]]


def test_the_features_that_0_1_had_stand_first_in_their_old_order() -> None:
    assert BEFORE[:-1] == FEATURE_NAMES[: len(BEFORE) - 1]
    assert BEFORE[-1] == FEATURE_NAMES[-1] == "prior_logit"
    assert FEATURE_NAMES[-SINCE - 1 : -1] == ("log_overdue", "overdue_by_orders", "log_basket")


@pytest.mark.parametrize("n", range(2))
def test_a_row_gets_what_follows_from_it(n: int) -> None:
    row = [*ROWS[n].tolist(), 0.25]
    assert whole_row(old(row)) == pytest.approx(row)
    assert whole_row(row) == row
    assert whole_row(row[:7]) == row[:7]


def test_a_snapshot_gives_the_scores_that_it_gave() -> None:
    whole = whole_snapshot(OLD)
    assert whole.names == FEATURE_NAMES
    repeats = NUMBERS.days - 1
    then = score(OLD, ROWS[:, :-SINCE], repeats, NUMBERS.span_d, NUMBERS.age_d, 90.0)
    now = score(whole, matrix(NUMBERS), repeats, NUMBERS.span_d, NUMBERS.age_d, 90.0)
    assert now.probability == pytest.approx(then.probability)


def test_a_snapshot_on_any_other_features_is_left_alone() -> None:
    assert whole_snapshot(whole_snapshot(OLD)) == whole_snapshot(OLD)
    other = replace(OLD, names=BEFORE[1:])
    assert whole_snapshot(other) is other


def test_the_order_days_expected_are_those_that_were() -> None:
    names = names_of(BEFORE)
    orders = OrdersSnapshot(labels=5000, names=names, gains=tuple(gain / 10 for gain in WEIGHTS), intercept=0.2)
    whole = whole_value(replace(NO_VALUE, orders=orders)).orders
    assert whole is not None
    prior, expected = np.array([[0.3], [0.1]]), np.array([2.0, 1.0])
    then = lift(orders, np.hstack((ROWS[:, :-SINCE], prior)), expected, 90.0)
    now = lift(whole, np.hstack((matrix(NUMBERS), prior)), expected, 90.0)
    assert now == pytest.approx(then)


def test_a_regression_on_any_other_features_says_nothing() -> None:
    orders = OrdersSnapshot(labels=5000, names=("a", "b"), gains=(1.0, 2.0), intercept=0.2)
    assert whole_value(replace(NO_VALUE, orders=orders)).orders is None
    assert whole_value(NO_VALUE) is NO_VALUE


def test_memories_of_models_get_no_number_for_what_these_never_saw() -> None:
    gains = np.arange(2.0 * len(BEFORE)).reshape(2, -1)
    whole = whole_gains(gains)
    assert whole.shape == (2, len(FEATURE_NAMES))
    assert (whole[:, -1] == gains[:, -1]).all()
    assert (whole[:, : len(BEFORE) - 1] == gains[:, :-1]).all()
    assert not whole[:, -SINCE - 1 : -1].any()


def old_pack(numbers: range) -> ExamplePack:
    """Labels as lanes of 0.1 sent them."""
    found = [label(n) for n in numbers]
    return pack([replace(one, features=old(one.features)) for one in found], names=BEFORE)


def snapshot_of(part: ChurnPart) -> ChurnSnapshot:
    said = part.published(0.0).strings["snapshot:churn"]
    assert said is not None
    return json.decode(said, type=ChurnSnapshot)


def test_a_learner_that_0_1_taught_says_what_it_said_and_learns_on() -> None:
    everyone = LearnerConfig(tuple(model.name for model in MODELS))
    before, after = ChurnPart(everyone, BEFORE), ChurnPart(everyone)
    before.learn([old_pack(range(400))], in_step=True)
    kept = {key: data for key, data in before.checkpoint().items() if data is not None}
    assert after.restore(kept)
    assert snapshot_of(after) == whole_snapshot(snapshot_of(before))
    after.learn([pack([label(n) for n in range(400, 500)])], in_step=True)
    card = read_card({name: data.decode() for name, data in after.published(0.0).hashes["model:churn"].items()})
    assert {model.labels for model in card.models.values()} == {500}
    #  The scores of these labels were given before the learner was replaced: what models said then is remembered.
    assert card.models["logistic"].recalled["all_time"]["labels"] == 500
    assert card.left_out == 0


def test_a_version_that_0_1_pinned_goes_on_scoring() -> None:
    before, after = ChurnPart(LearnerConfig(("logistic",)), BEFORE), ChurnPart(LearnerConfig(("logistic",)))
    before.learn([old_pack(range(40))], in_step=False)
    before.learn([ordered("promote", "logistic", "first"), ordered("rollback", name="second")], in_step=False)
    pinned = snapshot_of(before)
    assert pinned.version.startswith("kalman-40-")
    assert after.restore({key: data for key, data in before.checkpoint().items() if data is not None})
    assert snapshot_of(after) == whole_snapshot(pinned)
