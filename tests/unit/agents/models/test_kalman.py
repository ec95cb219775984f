"""What the filter keeps of its own doubt."""

from random import Random

import numpy as np

from harken.models.kalman import ADDED, PRIOR, Kalman


def taught(labels: int) -> Kalman:
    """Two features that say the same, one that never varies, one that says nothing."""
    model, rng = Kalman(), Random(3)
    for _ in range(labels):
        x = rng.gauss(0.0, 1.0)
        row = {"one": x, "same": 2.0 * x, "still": 3.0, "other": rng.gauss(0.0, 1.0)}
        model.learn_one(row, rng.random() < 0.5 + x / 9)
    return model


def doubt(model: Kalman) -> list[float]:
    """The eigenvalues of its covariance, the smallest first; nothing shows them until it is too late."""
    found: list[float] = np.linalg.eigvalsh(model._covariance).tolist()
    return found


def test_it_is_never_surer_than_sure_where_features_say_the_same() -> None:
    assert doubt(taught(3000))[0] >= ADDED * PRIOR / 2


def test_it_forgets_to_no_more_doubt_than_it_began_with() -> None:
    model = taught(3000)
    assert np.diag(model._covariance)[:-1].max() <= PRIOR * (1 + 2 * ADDED)
    assert doubt(model)[-1] > doubt(model)[0]


def test_what_two_features_both_say_is_shared_between_them() -> None:
    read = taught(3000).coefficients()
    assert abs(read.weights["one"] - read.weights["same"]) < 1e-9
    assert read.weights["one"] > 3 * abs(read.weights["other"])
    assert read.weights["still"] == 0.0
