"""The text snapshot over the wire."""

from zlib import compress

import msgspec
import numpy as np

from harken.shelf import TextSnapshot
from harken.text.hashes import BUCKETS
from harken.text.snapshot import decode_snapshot, encode_snapshot


def snapshot(buckets: int) -> TextSnapshot:
    weights = np.random.default_rng(7).normal(size=buckets).astype(np.float16)
    return TextSnapshot("text-9-cafe", 9, weights, -0.5)


def test_it_comes_back_as_it_was_and_is_no_larger_than_half_a_mebibyte() -> None:
    sent = snapshot(BUCKETS)
    data = encode_snapshot(sent)
    assert len(data) < 550_000
    read = decode_snapshot(data)
    assert read is not None
    assert (read.version, read.labels, read.intercept) == (sent.version, sent.labels, sent.intercept)
    assert read.weights.tobytes() == sent.weights.tobytes()


def test_another_releases_buckets_are_not_scored_with() -> None:
    assert decode_snapshot(encode_snapshot(snapshot(BUCKETS // 2))) is None
    assert decode_snapshot(encode_snapshot(snapshot(BUCKETS * 2))) is None


def test_what_would_fill_the_memory_is_not_unpacked() -> None:
    huge = msgspec.msgpack.encode({"version": "v", "labels": 1, "intercept": 0.0, "weights": compress(bytes(1 << 26))})
    assert decode_snapshot(huge) is None
