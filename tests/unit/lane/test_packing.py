"""What is packed comes back byte for byte, whichever dictionary it was packed with, and is much smaller."""

from collections.abc import Sequence

import pytest

from benchmarks.load import Load, events
from harken.batch import Record
from harken.fold.config import ActivityConfig
from harken.lane.cache import CustomerCache
from harken.lane.packing import SAMPLES, Packing
from harken.lane.reading import read_entry
from tests.driver import Driver

CUSTOMERS = 600
FUTURE_S = 1e12


@pytest.fixture(scope="module")
def driver() -> Driver:
    """A lane whose customers have three events each."""
    driver = Driver(ActivityConfig())
    load = Load(3 * CUSTOMERS, CUSTOMERS, in_turn=True)
    records = [Record(topic, 0, n, c.encode(), value, 0) for n, (topic, c, value) in enumerate(events(load))]
    driver.feed([read_entry(record, FUTURE_S) for record in records], batch=500)
    return driver


@pytest.fixture(scope="module")
def documents(driver: Driver) -> list[bytes]:
    return list(driver.documents.values())


def test_a_document_comes_back_as_it_was(documents: Sequence[bytes]) -> None:
    packing = Packing()
    packed = [packing.pack(document) for document in documents]
    assert [packing.unpack(one) for one in packed] == documents


def test_the_first_dictionary_makes_a_third_of_those_that_follow(documents: Sequence[bytes]) -> None:
    packing = Packing()
    packed = [packing.pack(document) for document in documents]
    assert packed[: SAMPLES - 1] == documents[: SAMPLES - 1]  # there was nothing to pack them with
    rest = documents[SAMPLES:]
    assert sum(map(len, packed[SAMPLES:])) < sum(map(len, rest)) / 3


def test_every_dictionary_stays_while_something_is_packed_with_it(documents: Sequence[bytes]) -> None:
    #  learns at   20        80                320
    #  documents   |---------|-----------------|----------- ... 600
    packing = Packing(samples=20)
    packed = [packing.pack(document) for document in documents]
    assert {one[0] for one in packed} == {ord("{"), 0, 1, 2}
    assert [packing.unpack(one) for one in reversed(packed)] == documents[::-1]


def test_what_is_packed_stays_as_it_is(documents: Sequence[bytes]) -> None:
    packing = Packing(samples=20)
    packed = [packing.pack(document) for document in documents][-1]
    assert packing.pack(packed) is packed


def test_documents_that_teach_nothing_stay_as_they_are() -> None:
    packing = Packing(samples=1)
    assert [packing.pack(b"{}") for _ in range(100)] == [b"{}"] * 100


def test_customers_are_the_same_when_they_were_packed(driver: Driver) -> None:
    decode = driver.activity.decode
    cache = CustomerCache(most=CUSTOMERS, most_open=1, open_one=decode)
    cache.learn(list(driver.documents), list(driver.documents.values()))
    cache.keep({}, ())
    assert len(cache.customers) == 1
    assert cache.missing(driver.documents) == []
    assert cache.customers == {c: decode(document) for c, document in driver.documents.items()}
