"""Tokens and their pairs as numbers of buckets: hashed by crc32, so that they mean the same in every process.

Weinberger, Dasgupta, Langford, Smola & Attenberg (2009), Feature hashing for large scale multitask learning, ICML.
Binary: a bucket is there or not, however often a text says it.
"""

from collections.abc import Sequence
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from harken.text.tokens import MOST_TOKENS, tokens_of

BUCKETS: Final = 1 << 18
#: Of one text: each token and each pair of neighbours.
MOST_BUCKETS: Final = 2 * MOST_TOKENS - 1

#: A pair's hash is its first token's times this, xor its second's (Knuth, TAOCP 3, 6.4: 2^32 over the golden ratio): it
#: differs from that of the two the other way round, and from that of any word. A crc of both would cost twice the time.
PAIR: Final = np.uint32(0x9E3779B1)

Hashes = NDArray[np.uint32]


def hashes_of(text: str) -> Hashes:
    """The buckets of a text, ascending, each once."""
    return bucket(tokens_of(text))


def bucket(tokens: Sequence[bytes]) -> Hashes:
    """The buckets of these tokens and of each pair of neighbours, ascending, each once."""
    codes = np.array(list(map(crc32, tokens)), np.uint32)
    found = np.concatenate((codes, codes[:-1] * PAIR ^ codes[1:]))
    found &= BUCKETS - 1
    found.sort()
    first = np.ones(len(found), np.bool_)
    np.not_equal(found[1:], found[:-1], out=first[1:])
    return found[first]


def pack(hashes: Hashes) -> bytes:
    """Four bytes each, little-endian."""
    return hashes.astype("<u4").tobytes()


def unpack(packed: bytes) -> Hashes | None:
    """The same read back; None where these bytes are no text's."""
    if len(packed) % 4 or len(packed) > 4 * MOST_BUCKETS:
        return None
    hashes = np.frombuffer(packed, "<u4").astype(np.uint32)
    rising = bool((hashes[1:] > hashes[:-1]).all()) and (not len(hashes) or int(hashes[-1]) < BUCKETS)
    return hashes if rising else None
