"""The cache lets go of who was not used for longest, and only when it is told to."""

from harken.activity import Activity
from harken.customer import Customer
from harken.fold.config import ActivityConfig
from harken.lane.cache import CustomerCache
from tests.driver import Driver
from tests.unit.lane.test_activity_work import order


def customers(*names: str) -> dict[str, Customer]:
    driver = Driver(ActivityConfig())
    driver.send(*(order(n, name) for n, name in enumerate(names)))
    decode = Activity(ActivityConfig()).decode
    return {name: decode(driver.documents[name]) for name in names}


def test_the_least_recently_used_go_first() -> None:
    cache = CustomerCache(2)
    cache.customers.update(customers("a", "b", "c"))
    assert cache.missing(["a", "x"]) == ["x"]
    assert list(cache.customers) == ["b", "c", "a"]
    cache.trim()
    assert list(cache.customers) == ["c", "a"]


def test_a_batch_may_hold_more_than_the_bound_until_it_ends() -> None:
    cache = CustomerCache(1)
    cache.customers.update(customers("a", "b", "c"))
    assert cache.missing(["a", "b", "c"]) == []
    cache.trim()
    assert cache.missing(["a", "b", "c"]) == ["a", "b"]
