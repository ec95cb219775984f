"""Which events a customer's state already holds: event ids as 8 bytes of hash and 4 of time, oldest first."""

from hashlib import blake2b
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
        second = int(clock_s) if clock_s > 0 else 0
        seen += digest + second.to_bytes(4, "big")
        return seen if len(seen) <= self._least_bytes else self._trim(seen, second)

    def _trim(self, seen: bytes, second: int) -> bytes:
        """Without the ids that are old at this second, and more than enough."""
        first, last = 0, len(seen) - self._least_bytes
        until = max(second - self._remember_s, 0).to_bytes(4, "big")  # big-endian times compare as bytes
        while first < last and seen[first + HASH_BYTES : first + ENTRY_BYTES] < until:
            first += ENTRY_BYTES
        if len(seen) - first > self._most_bytes:
            self.overflowed += 1
            first = len(seen) - self._most_bytes
        return seen[first:] if first else seen
