"""The cache closes, then lets go of, who was not used for longest, and only when a batch ends."""

import pytest

from harken.activity import Activity
from harken.fold.config import ActivityConfig
from harken.lane.cache import CustomerCache
from tests.driver import Driver
from tests.unit.lane.test_activity_work import order

ACTIVITY = Activity(ActivityConfig())


@pytest.fixture(scope="module")
def documents() -> dict[str, bytes]:
    driver = Driver(ActivityConfig())
    driver.send(*(order(n, name) for n, name in enumerate("abc")))
    return driver.documents


def cache_of(documents: dict[str, bytes], most: int, most_open: int) -> CustomerCache:
    cache = CustomerCache(most, most_open, ACTIVITY.decode)
    cache.learn(list(documents), list(documents.values()))
    return cache


def test_the_least_recently_used_are_forgotten_first(documents: dict[str, bytes]) -> None:
    cache = cache_of(documents, most=2, most_open=2)
    assert cache.missing(["a", "x"]) == ["x"]
    cache.keep({}, ())
    assert cache.missing(["b"]) == ["b"]
    assert cache.missing(["a", "c"]) == []


def test_a_batch_may_hold_more_than_the_bound_until_it_ends(documents: dict[str, bytes]) -> None:
    cache = cache_of(documents, most=1, most_open=1)
    assert cache.missing(["a", "b", "c"]) == []
    cache.keep({}, ())
    assert cache.missing(["a", "b", "c"]) == ["a", "b"]


def test_who_was_closed_is_opened_as_last_kept(documents: dict[str, bytes]) -> None:
    cache = cache_of(documents, most=3, most_open=1)
    ada = cache.customers["a"]
    ada.activity.clicks = 7
    cache.keep({"a": ACTIVITY.encode(ada)}, ())
    assert list(cache.customers) == ["c"]
    assert len(cache) == 3
    assert cache.missing(["a"]) == []
    assert cache.customers["a"] == ada
    assert cache.customers["a"] is not ada


def test_who_was_removed_is_missing(documents: dict[str, bytes]) -> None:
    cache = cache_of(documents, most=3, most_open=3)
    cache.keep({}, ["b"])
    assert cache.missing(["a", "b"]) == ["b"]
    assert "b" not in cache.customers


def test_nobody_is_made_of_no_document(documents: dict[str, bytes]) -> None:
    cache = cache_of(documents, most=3, most_open=3)
    cache.learn(["x"], [None])
    assert cache.missing(["x"]) == ["x"]
    assert len(cache) == 3
