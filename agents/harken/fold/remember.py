"""Which events a customer's state already holds: event ids as 8 bytes of hash and 4 of time, oldest first."""

from hashlib import blake2b
from typing import Final

HASH_BYTES: Final = 8
ENTRY_BYTES: Final = 12


def entry_of(event_id: str, clock_s: float) -> bytes:
    """The entry of an event applied at this stream clock (epoch seconds, kept in whole seconds)."""
    digest = blake2b(event_id.encode(), digest_size=HASH_BYTES).digest()
    return digest + max(int(clock_s), 0).to_bytes(4, "big")


def knows(seen: bytes, entry: bytes) -> bool:
    """Whether the event of this entry was applied."""
    digest = entry[:HASH_BYTES]
    at = seen.find(digest)
    while at >= 0:
        if at % ENTRY_BYTES == 0:
            return True
        at = seen.find(digest, at + 1)
    return False


def remember(seen: bytes, entry: bytes, remember_s: float, least: int, most: int) -> tuple[bytes, bool]:
    """Append an entry and forget what may be forgotten.

    Parameters
    ----------
    remember_s : entries younger than this (stream clock, seconds) stay.
    least : so many of the newest stay whatever their age.
    most : no more than these stay, >= least.

    Returns
    -------
    The entries, and whether one that should have stayed had to go.
    """
    kept = seen + entry
    spare = len(kept) // ENTRY_BYTES - least
    if spare <= 0:
        return kept, False
    until = int.from_bytes(entry[HASH_BYTES:], "big") - remember_s
    first = 0
    while first < spare and _time(kept, first) < until:
        first += 1
    overflow = len(kept) // ENTRY_BYTES - first > most
    if overflow:
        first = len(kept) // ENTRY_BYTES - most
    return (kept[first * ENTRY_BYTES :] if first else kept), overflow


def _time(entries: bytes, n: int) -> int:
    start = n * ENTRY_BYTES + HASH_BYTES
    return int.from_bytes(entries[start : start + 4], "big")
