"""What a difference between a lease and the ledger means."""

import pytest

from harken.ledger.base import Overtaken, StaleLease, StoreMisused, StoreRewound
from harken.ledger.fence import Fence

MINE = Fence(incarnation="life", token="mine", epoch=5, number=10)


@pytest.mark.parametrize(
    ("found", "means"),
    [
        (None, StoreRewound),
        (MINE._replace(incarnation="another life"), StoreRewound),
        (MINE._replace(number=9), StoreRewound),
        (MINE._replace(epoch=4, token="before", number=12), StoreRewound),
        (MINE._replace(epoch=6, token="theirs"), Overtaken),
        (MINE._replace(token="theirs"), Overtaken),
        (MINE._replace(number=11), StaleLease),
    ],
)
def test_a_refusal_says_what_happened(found: Fence | None, means: type[StaleLease]) -> None:
    assert type(MINE.refusal(found)) is means


def test_a_hash_without_a_fence_has_none() -> None:
    assert Fence.read({"incarnation": b"life", "epoch": b"1", "number": b"0"}) is None


@pytest.mark.parametrize("field", ["epoch", "number"])
def test_a_fence_that_harken_did_not_write_is_told(field: str) -> None:
    fields: dict[str, bytes | None] = {"incarnation": b"i", "token": b"t", "epoch": b"1", "number": b"1", field: b"one"}
    with pytest.raises(StoreMisused):
        Fence.read(fields)
