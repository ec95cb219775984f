"""Which events a customer's state already holds: event ids as 8 bytes of hash and 4 of time, oldest first."""

from hashlib import blake2b
from typing import Final

HASH_BYTES: Final = 8
ENTRY_BYTES: Final = 12


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
        digest = blake2b(event_id.encode(), digest_size=HASH_BYTES).digest()
        at = seen.find(digest)
        while at >= 0:
            if at % ENTRY_BYTES == 0:
                return None
            at = seen.find(digest, at + 1)
        seen += digest + _stamp(clock_s)
        if len(seen) <= self._least_bytes:
            return seen
        # Big-endian times compare as bytes.
        until = _stamp(int(clock_s) - self._remember_s)
        first, last = 0, len(seen) - self._least_bytes
        while first < last and seen[first + HASH_BYTES : first + ENTRY_BYTES] < until:
            first += ENTRY_BYTES
        if len(seen) - first > self._most_bytes:
            self.overflowed += 1
            first = len(seen) - self._most_bytes
        return seen[first:] if first else seen


def _stamp(at_s: float) -> bytes:
    return (int(at_s) if at_s > 0 else 0).to_bytes(4, "big")
