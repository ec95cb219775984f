"""Different things are counted in a few bits."""

import pytest

from harken.metrics.distinct import distinct, joined, see


def seen(*names: str, size: int = 1024) -> bytearray:
    bits = bytearray(size)
    for name in names:
        see(bits, name)
    return bits


def test_what_comes_again_counts_once() -> None:
    assert distinct(seen()) == 0.0
    assert distinct(seen("a", "a", "a")) == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("count", [100, 2000, 8000])
def test_many_are_counted_within_a_few_per_cent(count: int) -> None:
    assert distinct(seen(*(f"item-{n}" for n in range(count)))) == pytest.approx(count, rel=0.04)


def test_what_both_have_seen_counts_once() -> None:
    assert distinct(joined(seen("a", "b"), seen("b", "c"))) == pytest.approx(3.0, abs=0.01)


def test_where_no_bit_is_left_it_tells_what_it_can() -> None:
    assert distinct(b"\xff" * 8) > 64
