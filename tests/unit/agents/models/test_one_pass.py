"""What learns in one pass has, after every label, the very numbers that River's pipeline has."""

import random
from collections.abc import Iterator

from river import linear_model, optim, preprocessing

from harken.models.online_logistic import LEARNING_RATE, OnlineLogistic


def labels(n: int) -> Iterator[tuple[dict[str, float], bool]]:
    """Features that come late, are missing now and then, never vary or are huge."""
    rng = random.Random(7)
    for k in range(n):
        x = {"recency": rng.expovariate(0.1), "orders": float(rng.randrange(9)), "same": 3.0, "zero": 0.0}
        if k > n // 3:
            x["late"] = rng.gauss(1e6, 1e3)
        if rng.random() < 0.8:
            x["often"] = rng.random()
        yield x, rng.random() < 1 / (1 + x["orders"])


def test_it_learns_what_rivers_pipeline_learns_to_the_last_bit() -> None:
    ours = OnlineLogistic()
    scaler = preprocessing.StandardScaler()
    theirs = linear_model.LogisticRegression(optimizer=optim.AdaGrad(LEARNING_RATE))
    for x, left in labels(600):
        ours.learn_one(x, left)
        scaler.learn_one(x)
        theirs.learn_one(scaler.transform_one(x), left)
        assert ours._regression.weights == theirs.weights
        assert ours._regression.intercept == theirs.intercept
    assert dict(ours._scaler.means) == dict(scaler.means)
    assert dict(ours._scaler.vars) == dict(scaler.vars)
    assert dict(ours._scaler.counts) == dict(scaler.counts)
    assert ours._regression.optimizer.g2 == theirs.optimizer.g2
    assert ours._regression.optimizer.n_iterations == theirs.optimizer.n_iterations == 600
