"""The ledger: state, offsets, clock, wake-ups and outbox of one lane, in one atomic commit.

The ledger's offsets are the truth; the offsets in Kafka are a courtesy to lag tools. A commit compares
incarnation, epoch and batch number and is refused whole when one differs (architecture: fencing).
Two implementations, Redis and memory, pass one contract suite (`tests/contract/test_ledger.py`).
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from harken.batch import Wakeup
from harken.errors import HarkenError


class StaleLease(HarkenError):
    """The ledger is not as this lease knows it: somebody else took the lane, or the store went back in time."""


class StoreUnavailable(HarkenError):
    """The store does not answer, is loading or is out of memory; try again."""


class Lease(Struct, frozen=True):
    """A taken lane: what a commit must match, and what its taker must know.

    `offsets` maps a topic to the next offset to apply; `outbox` is what the last batch may not have said yet;
    `step_s` is the event-time step this lane has said it reached (replay in step), -inf where none.
    """

    role: str
    lane: int
    incarnation: str
    epoch: int
    number: int
    offsets: Mapping[str, int]
    clock_s: float
    step_s: float
    outbox: bytes


class Changes(Struct, frozen=True, kw_only=True):
    """What one commit writes, all or nothing.

    `strings`: key to bytes, None deletes. `scores`: sorted-set key to member to score, None removes the member.
    `hashes`: hash key to field to value. `wakeups`: (customer, kind) to due time in epoch seconds, None removes.
    `offsets`: topic to next offset to apply (only those that moved). `outbox` replaces the lane's outbox.
    """

    offsets: Mapping[str, int]
    clock_s: float
    step_s: float
    outbox: bytes = b""
    strings: Mapping[str, bytes | None] = {}
    scores: Mapping[str, Mapping[str, float | None]] = {}
    hashes: Mapping[str, Mapping[str, bytes]] = {}
    wakeups: Mapping[tuple[str, str], float | None] = {}


class Loaded(Struct, frozen=True):
    """One round trip's answer: values in the order of the keys asked for, and the earliest wake-ups due."""

    values: Sequence[bytes | None]
    wakeups: Sequence[Wakeup]


class Ledger(Protocol):
    """Where one role's lanes keep what they know."""

    async def take(self, lane: int) -> Lease:
        """Take the lane: a new epoch, which refuses every commit of whoever held it. Raises StoreUnavailable."""
        ...

    async def load(self, lease: Lease, keys: Sequence[str], until_s: float, limit: int) -> Loaded:
        """Read keys and at most `limit` wake-ups due at or before `until_s`, ordered; arm the fence. One round trip.

        Raises StaleLease where the lane is already somebody else's, StoreUnavailable.
        """
        ...

    async def commit(self, lease: Lease, changes: Changes) -> Lease:
        """Write the changes if incarnation, epoch and number still match; the new lease has number + 1.

        After a lost reply it reads back (own epoch and number + 1 means applied). Raises StaleLease (nothing was
        written), StoreUnavailable (not known: take the lane again).
        """
        ...

    async def read(self, keys: Sequence[str]) -> Sequence[bytes | None]:
        """Read keys without a lease (models, neighbours, reports)."""
        ...

    async def read_scores(self, key: str, first: int = 0, last: int = -1) -> Sequence[tuple[str, float]]:
        """Members of a sorted set, highest score first, by rank; without a lease."""
        ...

    async def read_hash(self, key: str) -> Mapping[str, bytes]:
        """All fields of a hash; without a lease."""
        ...

    async def steps(self, lanes: Sequence[int]) -> Sequence[float]:
        """The step each lane has reached (-inf where it never said one); without a lease."""
        ...

    async def time_s(self) -> float:
        """The store's own clock, epoch seconds: live lanes go by it, never by a worker's clock."""
        ...

    async def close(self) -> None:
        """Let go of every connection."""
        ...
