"""What the filter keeps of its own doubt; and that it says what its formulas say, however it reckons."""

from collections.abc import Iterator
from hashlib import blake2b
from math import exp, log
from random import Random

import numpy as np
import pytest
from msgspec import msgpack

from harken.models.hidden import BIASES, REACH, SLOPE, UNITS
from harken.models.kalman import (
    ADDED,
    GATHERED,
    KEPT,
    LEAST,
    PRIOR,
    PRIOR_INTERCEPT,
    PRIOR_UNIT,
    WILDEST,
    Column,
    Kalman,
)
from harken.models.model import WHOLE, Features


def taught(labels: int) -> Kalman:
    """Two features that say the same, one that never varies, one that says nothing."""
    model, rng = Kalman(), Random(3)
    for _ in range(labels):
        x = rng.gauss(0.0, 1.0)
        row = {"one": x, "same": 2.0 * x, "still": 3.0, "other": rng.gauss(0.0, 1.0)}
        model.learn_one(row, rng.random() < 0.5 + x / 9)
    return model


def covariance(model: Kalman) -> Column:
    """As the formulas have it; nothing shows it until it is too late."""
    lower = np.tril(model._doubt)
    return np.asarray((lower + np.tril(lower, -1).T) * np.multiply.outer(model._roots, model._roots))


def doubt(model: Kalman) -> list[float]:
    """The eigenvalues of its covariance, the smallest first."""
    found: list[float] = np.linalg.eigvalsh(covariance(model)).tolist()
    return found


class ByTheBook:
    """The filter as one would write it down, all features there from the first label."""

    def __init__(self, names: list[str]) -> None:
        n = len(names)
        self.names, self.means, self.variances, self.count = names, np.zeros(n), np.zeros(n), np.zeros(n)
        self.most = np.array([PRIOR] * n + [PRIOR_INTERCEPT] + [PRIOR_UNIT] * UNITS)
        self.weights = np.zeros(len(self.most))
        self.covariance = np.diag(self.most)

    def row(self, features: Features) -> Column:
        return np.array([features.get(name, np.nan) for name in self.names])

    def standardised(self, row: Column) -> Column:
        varies = self.variances > (1e-6 * np.abs(self.means)) ** 2
        scales = np.sqrt(np.where(varies, self.variances, 1.0))
        return np.where(varies & ~np.isnan(row), (row - self.means) / scales, 0.0)

    def full(self, z: Column) -> Column:
        into = np.array([np.where(_bits(name), SLOPE, -SLOPE) for name in self.names])
        return np.concatenate((z, [1.0], np.tanh(np.clip(z, -REACH, REACH) @ into + BIASES)))

    def logit_one(self, features: Features) -> float:
        return float(self.full(self.standardised(self.row(features))) @ self.weights)

    def learn_one(self, features: Features, left: bool) -> None:
        row = self.row(features)
        there = ~np.isnan(row)
        self.count += there
        off = np.where(there, row - self.means, 0.0)
        self.means = self.means + off / self.count
        again = np.where(there, row - self.means, 0.0)
        self.variances += np.where(there, off * again - self.variances, 0.0) / self.count
        z = self.full(np.clip(self.standardised(row), -WILDEST, WILDEST))
        chance = 1 / (1 + exp(-float(z @ self.weights)))
        unsure = max(chance * (1 - chance), LEAST)
        shared = self.covariance @ z
        spread = float(z @ shared) + 1 / unsure
        self.weights = self.weights + shared * (left - chance) / (unsure * spread)
        self.covariance = (self.covariance - np.outer(shared, shared) / spread) / KEPT
        shrink = np.sqrt(np.minimum(1.0, self.most / np.diag(self.covariance)))
        self.covariance = self.covariance * np.outer(shrink, shrink) + np.diag(ADDED * self.most)


def _bits(name: str) -> list[bool]:
    """Those of sixteen bytes of BLAKE2b, the highest of each byte first."""
    return [bool(byte >> at & 1) for byte in blake2b(name.encode(), digest_size=16).digest() for at in range(7, -1, -1)]


def customers(n: int) -> Iterator[tuple[dict[str, float], bool]]:
    """Features on all scales, two that say the same, one that never varies, one that begins to, and gaps."""
    rng = Random(7)
    for k in range(n):
        x = [rng.gauss(0.0, 1.0) for _ in range(4)]
        row = {"a": x[0], "b": 1e5 + 1e3 * x[1], "c": 1e-4 * x[2], "same": 3 * x[0] + 1, "still": 4.2, "zero": 0.0}
        row |= {"late": float(k > n / 2) * x[3]}
        if k > n / 3 and k % 5 == 0:
            del row[list(row)[k % 7]]
        yield row, rng.random() < 1 / (1 + exp(0.5 - 2 * x[0] + x[1]))


def test_it_is_never_surer_than_sure_where_features_say_the_same() -> None:
    assert doubt(taught(3000))[0] >= ADDED * PRIOR_UNIT / 2


def test_it_forgets_to_no_more_doubt_than_it_began_with() -> None:
    model = taught(3000)
    began = np.array([PRIOR] * 4 + [PRIOR_INTERCEPT] + [PRIOR_UNIT] * UNITS)
    assert (np.diag(covariance(model)) <= began * (1 + 2 * ADDED)).all()
    assert doubt(model)[-1] > doubt(model)[0]


def test_what_two_features_both_say_is_shared_between_them() -> None:
    read = taught(3000).coefficients()
    assert abs(read.weights["one"] - read.weights["same"]) < 1e-9
    assert read.weights["one"] > 3 * abs(read.weights["other"])
    assert read.weights["still"] == 0.0


def test_it_says_what_its_formulas_say() -> None:
    model, book = Kalman(), None
    for features, left in customers(5 * GATHERED // 2):
        book = book or ByTheBook(list(features))
        assert model.logit_one(features) == pytest.approx(book.logit_one(features), abs=1e-9)
        model.learn_one(features, left)
        book.learn_one(features, left)
    assert book is not None
    assert covariance(model) == pytest.approx(book.covariance, abs=1e-12)


@pytest.mark.parametrize("key", ["doubt", "covariance"])
def test_what_a_release_without_hidden_units_wrote_down_is_read(key: str) -> None:
    model = Kalman()
    for features, left in customers(GATHERED + 88):
        model.learn_one(features, left)
    written = msgpack.decode(model.dump()[WHOLE])
    known = len(written["names"]) + 1
    kept = covariance(model)[:known, :known]
    faded = np.frombuffer(written.pop("faded"), "<f8")[:known]
    del written["half"]
    written["weights"] = written["weights"][: 8 * known]
    if key == "doubt":
        written["faded"] = faded.tobytes()
        written[key] = (kept / np.sqrt(np.multiply.outer(faded, faded))).tobytes()
    else:
        written[key] = kept.tobytes()
    other = Kalman()
    other.load({WHOLE: msgpack.encode(written)})
    assert covariance(other)[:known, :known] == pytest.approx(kept, abs=1e-15)
    assert (np.diag(covariance(other))[known:] == PRIOR_UNIT).all()
    read = model.coefficients()
    for features, _ in customers(20):
        row = [(features.get(name, read.means[name]) - read.means[name]) / read.scales[name] for name in read.weights]
        straight = read.intercept + float(np.array(row) @ np.array([*read.weights.values()]))
        assert other.logit_one(features) == pytest.approx(straight, abs=1e-9)
    for features, left in customers(GATHERED):
        other.learn_one(features, left)
    assert np.abs(other.coefficients().units).max() > 0.0


def test_it_learns_what_no_sum_of_features_says() -> None:
    model, rng, losses = Kalman(), Random(5), []
    for _ in range(6000):
        x, y = rng.gauss(0.0, 1.0), rng.gauss(0.0, 1.0)
        left = rng.random() < (0.8 if x * y > 0 else 0.2)  # either is high, or either is low
        chance = model.predict_one({"x": x, "y": y})
        losses.append(-log(chance if left else 1.0 - chance))
        model.learn_one({"x": x, "y": y}, left)
    assert sum(losses[-2000:]) / 2000 < 0.6 < log(2.0)
