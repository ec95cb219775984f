"""The mean of BG/NBD and the online regression: who has how much of a say, and how far it may go."""

from math import exp, isfinite, log

import numpy as np
import pytest

from harken.features import FEATURE_NAMES
from harken.models.online_poisson import OnlinePoisson
from harken.shelf import OrdersSnapshot
from harken.value.forecast import lift, mean, names_of, orders_snapshot, prior_log_orders, share

NAMES = names_of(FEATURE_NAMES)
PLAIN = OrdersSnapshot(labels=3000, names=NAMES, gains=(0.0,) * len(NAMES), intercept=0.0)


def test_bgnbd_speaks_alone_at_first_and_keeps_a_quarter() -> None:
    assert share(0) == 0.0
    assert mean(0, 7.0, 2.0) == pytest.approx(2.0)
    assert share(1_000_000) == pytest.approx(0.75, abs=1e-3)


def test_scorers_say_what_the_learner_learned() -> None:
    model, rng = OnlinePoisson(), np.random.default_rng(3)
    rows = rng.normal(size=(200, len(NAMES)))
    learned = [dict(zip(NAMES, (*row[:-1], prior_log_orders(row[-1])), strict=True)) for row in rows.tolist()]
    for features, days in zip(learned, rng.poisson(2.0, 200).tolist(), strict=True):
        model.learn_one(features, days)
    snapshot = orders_snapshot(model.coefficients(), NAMES, model.labels)
    one = [mean(model.labels, model.predict_one(features), 1.5) / 1.5 for features in learned]
    assert lift(snapshot, rows, np.full(200, 1.5), 365.0) == pytest.approx(one)


def test_nobody_is_expected_on_more_days_than_there_are() -> None:
    rows = np.zeros((1, len(NAMES)))
    wild = OrdersSnapshot(labels=10**9, names=NAMES, gains=PLAIN.gains, intercept=500.0)
    assert lift(wild, rows, np.array([1.0]), 30.0)[0] == pytest.approx(30.0**0.75, rel=1e-4)


def test_whoever_has_gone_for_certain_is_still_a_number() -> None:
    rows = np.zeros((2, len(NAMES)))
    rows[:, -1] = (800.0, -800.0)
    assert np.all(np.isfinite(lift(PLAIN, rows, np.array([0.0, 20.0]), 30.0)))
    assert isfinite(prior_log_orders(1e5))
    assert prior_log_orders(-800.0) == pytest.approx(log(800.0))


def test_a_chance_of_no_order_of_one_in_e_is_one_order_a_horizon() -> None:
    chance = exp(-1.0)
    assert prior_log_orders(log(chance / (1.0 - chance))) == pytest.approx(0.0)
