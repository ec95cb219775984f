"""What releases wrote down that knew fewer features is read as if they had known all."""

from itertools import pairwise

import numpy as np
import pytest
from msgspec import json
from msgspec.structs import replace

from harken.card import read_card
from harken.example import ExamplePack
from harken.features import FEATURE_NAMES
from harken.features.older import BEFORE, whole_gains, whole_row, whole_snapshot, whole_value
from harken.features.vector import matrix
from harken.learning.churn import ChurnPart
from harken.learning.config import LearnerConfig
from harken.models.churn import score
from harken.models.hidden import UNITS
from harken.models.learners import MODELS
from harken.models.rhythm import DEFAULT
from harken.shelf import NO_VALUE, ChurnSnapshot, OrdersSnapshot
from harken.value.forecast import lift, names_of
from tests.columns import columns
from tests.unit.agents.features.test_vector import ADA, NEW
from tests.unit.agents.learning.samples import label, ordered, pack

NUMBERS = columns([tuple(ADA), tuple(NEW)])
#: Customers of whom is known only what the first release counted.
FEW = NUMBERS._replace(**{field: np.zeros(2) for field in ("basket", "tickets_90d", "lists_90d", "taken_90d")})
ROWS = matrix(FEW)
THEN = pytest.mark.parametrize("names", BEFORE.values(), ids=len)


def weights(names: tuple[str, ...]) -> tuple[float, ...]:
    return tuple((n % 5 - 2) / 10 for n in range(len(names)))


def snapshot(names: tuple[str, ...], units: tuple[float, ...] = ()) -> ChurnSnapshot:
    return ChurnSnapshot(
        version="kalman-9-0",
        step_s=0.0,
        labels=9000,
        names=names,
        means=(0.5,) * len(names),
        scales=(2.0,) * len(names),
        weights=weights(names),
        intercept=0.1,
        rhythm=DEFAULT,
        units=units,
    )


def old(row: list[float], names: tuple[str, ...]) -> list[float]:
    """The row as it was when only these were known."""
    return [*row[: len(names) - 1], row[-1]]


def test_features_stand_in_the_order_in_which_they_came() -> None:
    came = [names[:-1] for names in (*BEFORE.values(), FEATURE_NAMES)]
    assert all(after[: len(before)] == before for before, after in pairwise(came))
    assert {names[-1] for names in BEFORE.values()} == {FEATURE_NAMES[-1]} == {"prior_logit"}
    assert [after[len(before) :] for before, after in pairwise(came)] == [
        ("log_overdue", "overdue_by_orders", "log_basket"),
        ("click_trend", "log_tickets_90d", "log_lists_90d", "log_taken_90d"),
    ]


@THEN
@pytest.mark.parametrize("n", range(2))
def test_a_row_gets_what_follows_from_it(names: tuple[str, ...], n: int) -> None:
    row = [*ROWS[n].tolist(), 0.25]
    assert whole_row(old(row, names)) == pytest.approx(row)
    assert whole_row(row) == row
    assert whole_row(row[:7]) == row[:7]


@THEN
@pytest.mark.parametrize("units", [(), tuple(np.linspace(-0.3, 0.2, UNITS))], ids=["line", "hidden units"])
def test_a_snapshot_gives_the_scores_that_it_gave(names: tuple[str, ...], units: tuple[float, ...]) -> None:
    before = snapshot(names, units)
    whole = whole_snapshot(before)
    assert whole.names == FEATURE_NAMES
    repeats = NUMBERS.days - 1
    then = score(before, ROWS[:, : len(names) - 1], repeats, NUMBERS.span_d, NUMBERS.age_d, 90.0)
    #  What nobody knew then may be anything by now.
    for numbers in (FEW, FEW._replace(tickets_90d=np.array([3.0, 1.0]))):
        now = score(whole, matrix(numbers), repeats, NUMBERS.span_d, NUMBERS.age_d, 90.0)
        assert now.probability == pytest.approx(then.probability)


@THEN
def test_a_snapshot_on_any_other_features_is_left_alone(names: tuple[str, ...]) -> None:
    before = snapshot(names)
    assert whole_snapshot(whole_snapshot(before)) == whole_snapshot(before)
    other = replace(before, names=names[1:])
    assert whole_snapshot(other) is other


@THEN
def test_the_order_days_expected_are_those_that_were(names: tuple[str, ...]) -> None:
    orders = OrdersSnapshot(
        labels=5000, names=names_of(names), gains=tuple(gain / 10 for gain in weights(names)), intercept=0.2
    )
    whole = whole_value(replace(NO_VALUE, orders=orders)).orders
    assert whole is not None
    prior, expected = np.array([[0.3], [0.1]]), np.array([2.0, 1.0])
    then = lift(orders, np.hstack((ROWS[:, : len(names) - 1], prior)), expected, 90.0)
    now = lift(whole, np.hstack((matrix(FEW), prior)), expected, 90.0)
    assert now == pytest.approx(then)


def test_a_regression_on_any_other_features_says_nothing() -> None:
    orders = OrdersSnapshot(labels=5000, names=("a", "b"), gains=(1.0, 2.0), intercept=0.2)
    assert whole_value(replace(NO_VALUE, orders=orders)).orders is None
    assert whole_value(NO_VALUE) is NO_VALUE


@THEN
def test_memories_of_models_get_no_number_for_what_these_never_saw(names: tuple[str, ...]) -> None:
    gains = np.arange(2.0 * len(names)).reshape(2, -1)
    whole = whole_gains(gains)
    assert whole.shape == (2, len(FEATURE_NAMES))
    assert (whole[:, -1] == gains[:, -1]).all()
    assert (whole[:, : len(names) - 1] == gains[:, :-1]).all()
    assert not whole[:, len(names) - 1 : -1].any()


def old_pack(numbers: range, names: tuple[str, ...]) -> ExamplePack:
    """Labels as lanes of then sent them."""
    found = [label(n) for n in numbers]
    return pack([replace(one, features=old(one.features, names)) for one in found], names=names)


def snapshot_of(part: ChurnPart) -> ChurnSnapshot:
    said = part.published(0.0).strings["snapshot:churn"]
    assert said is not None
    return json.decode(said, type=ChurnSnapshot)


@THEN
def test_a_learner_that_was_taught_then_says_what_it_said_and_learns_on(names: tuple[str, ...]) -> None:
    everyone = LearnerConfig(tuple(model.name for model in MODELS))
    before, after = ChurnPart(everyone, names), ChurnPart(everyone)
    before.learn([old_pack(range(400), names)], in_step=True)
    kept = {key: data for key, data in before.checkpoint().items() if data is not None}
    assert after.restore(kept)
    assert snapshot_of(after) == whole_snapshot(snapshot_of(before))
    after.learn([pack([label(n) for n in range(400, 500)])], in_step=True)
    card = read_card({name: data.decode() for name, data in after.published(0.0).hashes["model:churn"].items()})
    assert {model.labels for model in card.models.values()} == {500}
    #  The scores of these labels were given before the learner was replaced: what models said then is remembered.
    assert card.models["logistic"].recalled["all_time"]["labels"] == 500
    assert card.left_out == 0


@THEN
def test_a_version_that_was_pinned_then_goes_on_scoring(names: tuple[str, ...]) -> None:
    before, after = ChurnPart(LearnerConfig(("logistic",)), names), ChurnPart(LearnerConfig(("logistic",)))
    before.learn([old_pack(range(40), names)], in_step=False)
    before.learn([ordered("promote", "logistic", "first"), ordered("rollback", name="second")], in_step=False)
    pinned = snapshot_of(before)
    assert pinned.version.startswith("kalman-40-")
    assert after.restore({key: data for key, data in before.checkpoint().items() if data is not None})
    assert snapshot_of(after) == whole_snapshot(pinned)
