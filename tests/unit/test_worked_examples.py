"""The small examples by which this system was asked for, with the right results where the asking slipped."""

from math import exp

import numpy as np
import pytest
from scipy.special import softmax

from harken.models.churn import initial_snapshot, score, shares
from harken.models.online_logistic import OnlineLogistic
from harken.shelf import ChurnSnapshot
from harken.value.worth import lifetime_value

NAMES = ("purchase_frequency", "satisfaction", "months_of_use", "last_spend")
CUSTOMER = {"purchase_frequency": 3.0, "satisfaction": 4.0, "months_of_use": 12.0, "last_spend": 50.0}
INTERCEPT, WEIGHTS = -2.5, (0.5, -1.0, 0.25, 1.5)


def test_churn_by_logistic_regression_on_raw_features_is_certain_of_everything() -> None:
    #  -2.5 + .5 x 3 - 1 x 4 + .25 x 12 + 1.5 x 50. The document prints a logit of 37.25, a probability of .999: it is
    #  73.0 and 1 to machine precision, because a spend of 50 drowns all the rest. Hence features are standardised.
    snapshot = ChurnSnapshot(
        version="worked example",
        step_s=0.0,
        labels=10**15,  # nothing is left of the prior
        names=(*NAMES, "prior_logit"),
        means=(0.0,) * 5,
        scales=(1.0,) * 5,
        weights=(*WEIGHTS, 0.0),
        intercept=INTERCEPT,
        rhythm=initial_snapshot().rhythm,
    )
    row = list(CUSTOMER.values())
    logit = INTERCEPT + sum(w * x for w, x in zip(WEIGHTS, row, strict=True))
    assert logit == 73.0
    assert 1 / (1 + exp(-logit)) == 1.0
    added = dict(shares(snapshot, [*row, 0.0], prior_logit=0.0)[:6])
    assert {name: added[name] for name in NAMES} == pytest.approx(
        {"purchase_frequency": 1.5, "satisfaction": -4.0, "months_of_use": 3.0, "last_spend": 75.0}
    )
    # Where it is really used a score stays inside bounds that one mistake does not ruin.
    one = np.array([1.0])
    scored = score(snapshot, np.array([row]), one, one, one, 90.0)
    assert 1 - 1e-5 < scored.probability[0] < 1


def test_standardised_the_same_customer_is_no_certainty() -> None:
    model, rng = OnlineLogistic(), np.random.default_rng(1)
    for _ in range(500):
        spread = dict(zip(NAMES, rng.normal(list(CUSTOMER.values()), (1.0, 1.0, 4.0, 20.0)).tolist(), strict=True))
        model.learn_one(spread, bool(rng.random() < 0.3))
    assert 0.05 < model.predict_one(CUSTOMER) < 0.6


@pytest.mark.parametrize("x", [-30.0, -0.7, 0.0, 0.7, 4.0])
def test_softmax_over_two_classes_is_what_the_logistic_says(x: float) -> None:
    #  exp(theta_k x) / sum over both classes, the document's polarity of a text: only the difference of the two counts,
    #  so the one class may have 0 and the other the logistic's logit.
    model = OnlineLogistic()
    for n in range(40):
        model.learn_one({"x": float(n % 7)}, left=n % 7 > n % 3)
    assert model.predict_one({"x": x}) == pytest.approx(softmax([0.0, model.logit_one({"x": x})])[1], abs=1e-12)
    assert model.predict_one({"x": x}) == pytest.approx(softmax([5.0, model.logit_one({"x": x}) + 5])[1], abs=1e-12)


def test_lifetime_value_of_a_thousand_a_year_for_five_years() -> None:
    #  sum of 1,000 / 1.1^t less 500. The document prints 909.09 + 826.45 + 751.31 + 680.58 + 621.74, whose last two
    #  terms should be 683.01 and 620.92, sums them to 3,588.87, and takes 500 off: 3,088.87. Right is 3,790.79 - 500.
    flows = np.full(5, 1000.0)
    terms = flows / 1.1 ** np.arange(1, 6)
    assert terms.round(2).tolist() == [909.09, 826.45, 751.31, 683.01, 620.92]
    assert lifetime_value(flows, 0.1, 500.0) == pytest.approx(3290.79, abs=0.005)
