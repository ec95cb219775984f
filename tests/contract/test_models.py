"""Every model that learns from churn examples keeps to this; a new one in `MODELS` inherits it."""

from collections.abc import Callable, Iterator, Mapping
from math import exp, isfinite, log
from random import Random

import numpy as np
import pytest
from scipy.stats import rankdata

from harken.models import MODELS
from harken.models.churn import prior_weight, score, shares
from harken.models.online_logistic import OnlineLogistic
from harken.shelf import ChurnSnapshot, RhythmParameters

NAMES = tuple(f"feature-{n}" for n in range(6))
Features = dict[str, float]


@pytest.fixture(params=MODELS, ids=lambda model: str(model.name))
def make(request: pytest.FixtureRequest) -> Callable[[], OnlineLogistic]:
    """Makes a model that has learned nothing."""
    found: Callable[[], OnlineLogistic] = request.param
    return found


def simulated(seed: int, n: int) -> Iterator[tuple[Features, bool]]:
    """Features on scales a thousand times apart; three of the six decide, by a logistic law."""
    rng = Random(seed)
    for _ in range(n):
        x = [rng.gauss(0.0, 1.0) for _ in NAMES]
        left = rng.random() < 1 / (1 + exp(-(2.0 * x[0] - 1.5 * x[1] + 1.0 * x[2] - 0.5)))
        yield {name: value * 10.0 ** (k - 2) + k for k, (name, value) in enumerate(zip(NAMES, x, strict=True))}, left


def taught(make: Callable[[], OnlineLogistic], n: int = 300, seed: int = 1) -> OnlineLogistic:
    """A model that has learned `n` simulated labels."""
    model = make()
    for features, left in simulated(seed, n):
        model.learn_one(features, left)
    return model


def test_it_learns(make: Callable[[], OnlineLogistic]) -> None:
    model = taught(make, 2000)
    pairs = [(model.predict_one(features), left) for features, left in simulated(2, 2000)]
    scores, left = np.array([p for p, _ in pairs]), np.array([y for _, y in pairs])
    n_left = int(left.sum())
    auc = (rankdata(scores)[left].sum() - n_left * (n_left + 1) / 2) / (n_left * (len(left) - n_left))
    assert auc > 0.8
    assert model.labels == 2000


def test_asking_changes_nothing(make: Callable[[], OnlineLogistic]) -> None:
    model = taught(make)
    before = model.dump()
    for features in ({}, {"never-seen": 3.0}, {NAMES[0]: 1.0, "never-seen": 1e9}):
        model.predict_one(features)
        model.logit_one(features)
    model.coefficients()
    assert model.dump() == before


def test_untaught_it_says_one_half(make: Callable[[], OnlineLogistic]) -> None:
    assert make().predict_one({NAMES[0]: 1e6}) == 0.5
    assert make().logit_one({NAMES[0]: 1e6}) == 0.0


def test_from_a_dump_it_continues_to_the_last_bit(make: Callable[[], OnlineLogistic]) -> None:
    model, other = taught(make), taught(make, 10, seed=9)
    other.load(model.dump())  # whatever it had learned before
    assert other.dump() == model.dump()
    for features, left in simulated(3, 200):
        assert other.predict_one(features) == model.predict_one(features)
        model.learn_one(features, left)
        other.learn_one(features, left)
    assert other.dump() == model.dump()
    assert other.labels == model.labels == 500


def test_the_same_examples_make_the_same_model(make: Callable[[], OnlineLogistic]) -> None:
    assert taught(make).dump() == taught(make).dump()


def test_a_feature_that_was_never_seen_says_nothing_until_it_is_learned(make: Callable[[], OnlineLogistic]) -> None:
    model = taught(make)
    features, _ = next(simulated(4, 1))
    assert model.predict_one({**features, "new": 1e6}) == model.predict_one(features)
    rng = Random(5)
    for known, _ in simulated(6, 300):
        new = rng.gauss(0, 1)
        model.learn_one({**known, "new": new}, new > 0)
    assert model.predict_one({**features, "new": 2.0}) > model.predict_one({**features, "new": -2.0})


def test_a_feature_that_vanished_counts_as_usual(make: Callable[[], OnlineLogistic]) -> None:
    model = taught(make)
    features, left = next(simulated(7, 1))
    usual = {**features, NAMES[0]: model.coefficients().means[NAMES[0]]}
    without = {name: x for name, x in features.items() if name != NAMES[0]}
    assert model.logit_one(without) == pytest.approx(model.logit_one(usual), abs=1e-12)
    model.learn_one(without, left)
    assert isfinite(model.logit_one(features))


@pytest.mark.parametrize("value", [0.0, 1e12, -1e12, 1e-300])
def test_no_value_makes_it_say_nothing(make: Callable[[], OnlineLogistic], value: float) -> None:
    model = taught(make)
    features, left = next(simulated(8, 1))
    model.learn_one({**features, NAMES[0]: value, "constant": value}, left)
    for asked, _ in simulated(9, 20):
        assert 0.0 <= model.predict_one({**asked, "constant": value}) <= 1.0


def test_what_is_read_out_is_what_it_says(make: Callable[[], OnlineLogistic]) -> None:
    model = taught(make)
    model.learn_one({**next(simulated(8, 1))[0], "constant": 4.0}, True)
    read = model.coefficients()
    for features, _ in simulated(10, 100):
        asked: Mapping[str, float] = {**features, "constant": 4.0}
        logit = read.intercept + sum(
            read.weights[name] * (asked[name] - read.means[name]) / read.scales[name] for name in read.weights
        )
        assert model.logit_one(asked) == pytest.approx(logit, abs=1e-12)
        assert model.predict_one(asked) == pytest.approx(1 / (1 + exp(-logit)), abs=1e-12)


def snapshot_of(model: OnlineLogistic, labels: int) -> ChurnSnapshot:
    """As the learner publishes it, the last feature standing for the prior's logit."""
    read = model.coefficients()
    return ChurnSnapshot(
        version="v",
        step_s=0.0,
        labels=labels,
        names=NAMES,
        means=tuple(read.means[name] for name in NAMES),
        scales=tuple(read.scales[name] for name in NAMES),
        weights=tuple(read.weights[name] for name in NAMES),
        intercept=read.intercept,
        rhythm=RhythmParameters(0.8, 45.0, 0.7, 3.0),
    )


def test_the_scorers_batch_says_what_the_model_says(make: Callable[[], OnlineLogistic]) -> None:
    model, labels = taught(make), 10**15  # so many labels that nothing is left of the prior
    rows = np.array([[features[name] for name in NAMES[:-1]] for features, _ in simulated(11, 50)])
    repeats = np.arange(50.0) % 7
    scored = score(snapshot_of(model, labels), rows, repeats, repeats * 9, repeats * 9 + 30, 90.0)
    for row, probability in zip(scored.rows, scored.probability, strict=True):
        assert probability == pytest.approx(model.predict_one(dict(zip(NAMES, row.tolist(), strict=True))), abs=1e-9)


@pytest.mark.parametrize("labels", [1, 1000, 100_000])
def test_shares_add_up_to_the_blend(make: Callable[[], OnlineLogistic], labels: int) -> None:
    snapshot = snapshot_of(taught(make), labels)
    rows = np.array([[features[name] for name in NAMES[:-1]] for features, _ in simulated(12, 20)])
    rows[0] *= 1e6  # far beyond the bound of logits
    repeats = np.arange(20.0) % 5
    scored = score(snapshot, rows, repeats, repeats * 9, repeats * 9 + 30, 90.0)
    for n in range(20):
        found = shares(snapshot, scored.rows[n].tolist(), float(scored.prior_logit[n]))
        assert sum(share for _, share in found) == pytest.approx(scored.logit[n], abs=1e-9)
        p = float(scored.probability[n])
        assert log(p / (1 - p)) == pytest.approx(scored.logit[n], abs=1e-6)
        assert dict(found)["prior"] == pytest.approx(prior_weight(labels) * scored.prior_logit[n])
