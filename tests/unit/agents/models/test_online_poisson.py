"""The online regression of counts against what it is made of, and against a feature that no shop has."""

from math import isfinite

import numpy as np
import pytest
from river import linear_model, optim, preprocessing

from harken.models.online_poisson import LEARNING_RATE, STEEPEST, OnlinePoisson

EXAMPLES = [
    ({"a": float(a), "b": float(b)}, float(days))
    for a, b, days in zip(
        *np.random.default_rng(5).normal(size=(2, 300)), np.random.default_rng(6).poisson(1.5, 300), strict=True
    )
]


def test_it_is_rivers_poisson_regression() -> None:
    ours = OnlinePoisson()
    rivers = preprocessing.StandardScaler() | linear_model.LinearRegression(
        optim.AdaGrad(LEARNING_RATE), loss=optim.losses.Poisson(), clip_gradient=STEEPEST
    )
    for features, days in EXAMPLES:
        ours.learn_one(features, days)
        rivers.learn_one(features, days)
    assert ours.predict_one({"a": 0.3, "b": -1.0}) == pytest.approx(rivers.predict_one({"a": 0.3, "b": -1.0}))


def test_it_learns_a_rate_that_grows_with_a_feature() -> None:
    model, rng = OnlinePoisson(), np.random.default_rng(1)
    for x in rng.normal(size=4000).tolist():
        model.learn_one({"x": x}, float(rng.poisson(np.exp(0.5 + 0.7 * x))))
    assert model.predict_one({"x": 1.0}) / model.predict_one({"x": 0.0}) == pytest.approx(np.exp(0.7), rel=0.15)
    assert model.predict_one({"x": 0.0}) == pytest.approx(np.exp(0.5), rel=0.2)


def test_a_feature_far_beyond_all_others_ends_nothing() -> None:
    model = OnlinePoisson()
    for features, days in EXAMPLES:
        model.learn_one(features, days)
    for _ in range(3):
        model.learn_one({"a": 1e12, "b": -1e12}, 3.0)
    assert isfinite(model.predict_one({"a": 1e12, "b": -1e12}))
    assert isfinite(model.predict_one({"a": 0.0, "b": 0.0}))


def test_it_continues_exactly_where_its_data_stood() -> None:
    one, other = OnlinePoisson(), OnlinePoisson()
    for features, days in EXAMPLES[:150]:
        one.learn_one(features, days)
    other.learn_one({"c": 1.0}, 9.0)
    other.load(one.dump())
    for features, days in EXAMPLES[150:]:
        one.learn_one(features, days)
        other.learn_one(features, days)
    assert other.dump() == one.dump()
