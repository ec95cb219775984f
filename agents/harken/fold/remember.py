"""Which events a customer's state already holds: event ids as 8 bytes of hash and 4 of time, oldest first."""

from hashlib import blake2b
from math import inf
from typing import Final

HASH_BYTES: Final = 8
ENTRY_BYTES: Final = 12

#: A copy of it costs two thirds of making one with its size said.
_blank: Final = blake2b(digest_size=HASH_BYTES).copy


class Memory:
    """The rules of remembering.

    Parameters
    ----------
    remember_s : ids stay for so long, stream clock, whole seconds.
    least : so many of the newest stay whatever their age, > 0.
    most : no more than these stay, >= least.
    """

    def __init__(self, remember_s: float, least: int, most: int) -> None:
        self.overflowed = 0
        self._remember_s = int(remember_s)
        self._least_bytes = least * ENTRY_BYTES
        self._most_bytes = most * ENTRY_BYTES
        self._turn_to(0.0)

    def admit(self, seen: bytes, event_id: str, clock_s: float) -> bytes | None:
        """What is remembered after this event; None where it was remembered already.

        Parameters
        ----------
        clock_s : the stream clock, epoch seconds.
        """
        hashing = _blank()
        hashing.update(event_id.encode())
        digest = hashing.digest()
        at = seen.find(digest)
        while at >= 0:
            if at % ENTRY_BYTES == 0:
                return None
            at = seen.find(digest, at + 1)
        if not self._from_s <= clock_s < self._to_s:
            self._turn_to(clock_s)
        seen += digest + self._stamp
        return seen if len(seen) <= self._least_bytes else self._trim(seen)

    def _turn_to(self, clock_s: float) -> None:
        """The stamp of this time, good for a second."""
        second = int(clock_s) if clock_s > 0 else 0
        self._from_s, self._to_s = float(second) if second else -inf, second + 1.0
        # Big-endian times compare as bytes.
        self._stamp, self._until = _stamp(second), _stamp(second - self._remember_s)

    def _trim(self, seen: bytes) -> bytes:
        """Without the ids that are old, and more than enough."""
        first, last = 0, len(seen) - self._least_bytes
        while first < last and seen[first + HASH_BYTES : first + ENTRY_BYTES] < self._until:
            first += ENTRY_BYTES
        if len(seen) - first > self._most_bytes:
            self.overflowed += 1
            first = len(seen) - self._most_bytes
        return seen[first:] if first else seen


def _stamp(second: int) -> bytes:
    return max(second, 0).to_bytes(4, "big")
