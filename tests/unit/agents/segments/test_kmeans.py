"""Online k-means: it finds groups that are there, follows them, and goes on exactly where it stood."""

import numpy as np
from msgspec import json

from harken.segments.kmeans import FIRST, KMeans, KMeansState, batch

HOMES = np.array([[0.0, 0.0, 0.0], [6.0, 0.0, 0.0], [0.0, 6.0, 3.0]])


def cloud(count: int, shift: float = 0.0, seed: int = 1) -> np.ndarray:
    """Points around the three homes, in turn."""
    random = np.random.default_rng(seed)
    return HOMES[np.arange(count) % 3] + random.normal(0.0, 0.5, (count, 3)) + shift


def taught(points: np.ndarray, k: int = 3) -> KMeans:
    model = KMeans(k)
    for point in points.tolist():
        model.learn_one(point)
    return model


def off(model: KMeans, homes: np.ndarray) -> float:
    """The farthest that a home is from any centre."""
    return float(np.linalg.norm(homes[:, None] - np.array(model.state.centres)[None], axis=2).min(axis=1).max())


def test_before_enough_points_there_are_no_centres() -> None:
    assert len(taught(cloud(FIRST - 1)).state.centres) == 0
    assert len(taught(cloud(FIRST)).state.centres) == 3


def test_it_finds_the_groups_and_how_large_they_are() -> None:
    model = taught(cloud(3000))
    assert off(model, HOMES) < 0.3
    np.testing.assert_allclose(model.state.shares, [1 / 3] * 3, atol=0.05)


def test_it_follows_groups_that_move() -> None:
    model = taught(np.concatenate([cloud(1500), *(cloud(600, step / 5, step) for step in range(1, 11))]))
    assert off(model, HOMES + 2.0) < 0.4
    assert off(model, HOMES) > 1.0


def test_its_inertia_is_near_that_of_batch_k_means_on_the_same_points() -> None:
    points = cloud(3000)
    model = taught(points)
    centres, nearest = batch(points / model.scales, 3)
    fresh = ((points / model.scales - centres[nearest]) ** 2).sum(axis=1).mean()
    assert model.state.inertia < 1.1 * fresh


def test_an_axis_that_is_the_same_for_all_counts_for_nothing() -> None:
    points = cloud(600)
    points[:, 2] = 7.0
    model = taught(points)
    assert np.isfinite(np.array(model.state.centres)).all()
    np.testing.assert_allclose(np.array(model.state.centres)[:, 2], 7.0)


def test_a_restart_in_the_middle_changes_nothing() -> None:
    points = cloud(700)
    for cut in (FIRST // 2, 500):
        model = taught(points[:cut])
        again = KMeans(3, json.decode(json.encode(model.state), type=KMeansState))
        for point in points[cut:].tolist():
            model.learn_one(point)
            again.learn_one(point)
        assert json.encode(again.state) == json.encode(model.state)
