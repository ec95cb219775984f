"""Settings name the store."""

import pytest

from harken.ledger.memory import MemoryLedger
from harken.ledger.memory_store import MemoryStore
from harken.ledger.open import UnknownStore, open_ledger
from harken.ledger.redis import RedisLedger
from harken.settings import Settings, load_settings
from tests.contract.ledger_stores import changes


def at(url: str) -> Settings:
    """Settings with this store, whatever their own pattern admits."""
    return load_settings({}).model_copy(update={"redis": url})


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "rediss://u:p@h:1/2", "unix:///tmp/s?db=1"])
def test_a_redis_url_opens_redis_and_connects_to_nothing_yet(url: str) -> None:
    assert isinstance(open_ledger(at(url), "activity"), RedisLedger)


def test_memory_opens_a_store_of_its_own() -> None:
    assert isinstance(open_ledger(at("memory://"), "activity"), MemoryLedger)


async def test_ledgers_given_one_memory_share_it() -> None:
    store = MemoryStore()
    learner = open_ledger(at("memory://"), "learner", store)
    await learner.commit(await learner.take(0), changes(strings={"snapshot": b"{}"}))
    assert list(await open_ledger(at("memory://"), "activity", store).read(["snapshot"])) == [b"{}"]


async def test_the_settings_prefix_goes_before_the_ledgers_own_keys() -> None:
    store = MemoryStore()
    settings = load_settings({}).model_copy(update={"key_prefix": "mine:"})
    await open_ledger(settings, "activity", store).take(3)
    assert list(store.held) == ["mine:ledger:activity:3"]


def test_an_unknown_store_names_the_variable_and_the_schemes() -> None:
    with pytest.raises(UnknownStore, match=r"HARKEN_REDIS.*redis://"):
        open_ledger(at("postgres://h"), "activity")
