"""Hashes: the same everywhere, each bucket once, and nothing but hashes opens."""

from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harken.text.hashes import BUCKETS, MOST_BUCKETS, bucket, hashes_of, pack, unpack


def test_a_token_is_its_crc_and_a_pair_that_of_two_lines() -> None:
    expected = sorted(crc32(text) % BUCKETS for text in (b"too", b"small", b"too\nsmall"))
    assert hashes_of("Too small!").tolist() == expected


def test_the_pair_of_two_words_is_not_the_word_that_they_make() -> None:
    assert set(bucket([b"into"]).tolist()).isdisjoint(bucket([b"in", b"to"]).tolist())


def test_chinese_pairs_are_words() -> None:
    assert crc32("退\n货".encode()) % BUCKETS in hashes_of("我要退货").tolist()


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
