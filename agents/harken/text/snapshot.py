"""The text snapshot as bytes in the store: half a mebibyte of weights, compressed."""

from typing import Final
from zlib import compress, decompressobj

import numpy as np
from msgspec import Struct, msgpack

from harken.shelf import TextSnapshot
from harken.text.hashes import BUCKETS

_BYTES: Final = 2 * BUCKETS


class _Wire(Struct, frozen=True):
    """`weights` are little-endian float16, one for each bucket, compressed."""

    version: str
    labels: int
    intercept: float
    weights: bytes


_wire: Final = msgpack.Decoder(_Wire)


def encode_snapshot(snapshot: TextSnapshot) -> bytes:
    """As the learner writes it."""
    weights = compress(snapshot.weights.astype("<f2").tobytes(), 6)
    return msgpack.encode(_Wire(snapshot.version, snapshot.labels, snapshot.intercept, weights))


def decode_snapshot(data: bytes) -> TextSnapshot | None:
    """As a worker reads it; None where another release hashes into other buckets."""
    wire = _wire.decode(data)
    weights = decompressobj().decompress(wire.weights, _BYTES + 1)
    if len(weights) != _BYTES:
        return None
    return TextSnapshot(wire.version, wire.labels, np.frombuffer(weights, "<f2"), wire.intercept)
