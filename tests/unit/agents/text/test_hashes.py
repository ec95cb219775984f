"""Hashes: the same everywhere, each bucket once, and nothing but hashes opens."""

from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harken.text.hashes import BUCKETS, MOST_BUCKETS, hashes_of, pack, unpack


def pair(first: str, second: str) -> int:
    """The bucket of a pair, worked out by hand."""
    return (crc32(first.encode()) * 0x9E3779B1 % 2**32 ^ crc32(second.encode())) % BUCKETS


def test_a_tokens_bucket_is_its_crc_and_a_pairs_is_made_of_both() -> None:
    assert hashes_of("Too small!").tolist() == sorted(
        [crc32(b"too") % BUCKETS, crc32(b"small") % BUCKETS, pair("too", "small")]
    )


def test_the_same_two_words_the_other_way_round_are_another_pair() -> None:
    assert hashes_of("not good").tolist() != hashes_of("good not").tolist()


def test_chinese_pairs_are_words() -> None:
    assert pair("退", "货") in hashes_of("我要退货").tolist()


def test_what_is_said_twice_is_there_once() -> None:
    assert hashes_of("bad bad bad bad").tolist() == hashes_of("bad bad").tolist()


def test_nothing_said_is_no_bucket() -> None:
    assert hashes_of("").tolist() == []
    assert hashes_of("...").tolist() == []


@given(st.text(max_size=3000))
def test_hashes_come_in_order_bounded_and_come_back_from_bytes(text: str) -> None:
    hashes = hashes_of(text)
    assert hashes.tolist() == sorted(set(hashes.tolist()))
    assert len(hashes) <= MOST_BUCKETS
    assert (hashes < BUCKETS).all()
    read = unpack(pack(hashes))
    assert read is not None
    assert read.tolist() == hashes.tolist()


@pytest.mark.parametrize(
    "packed",
    [
        b"123",
        np.array([5, 5], "<u4").tobytes(),
        np.array([7, 3], "<u4").tobytes(),
        np.array([BUCKETS], "<u4").tobytes(),
        np.arange(MOST_BUCKETS + 1, dtype="<u4").tobytes(),
    ],
    ids=["cut", "twice", "falling", "no such bucket", "too many"],
)
def test_other_bytes_do_not_open(packed: bytes) -> None:
    assert unpack(packed) is None
