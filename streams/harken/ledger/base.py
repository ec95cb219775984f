"""The ledger: state, offsets, clock, wake-ups and outbox of one lane, in one atomic commit.

The ledger's offsets are the truth; the offsets in Kafka are a courtesy to lag tools. A commit compares
incarnation, epoch and batch number and is refused whole when one differs (architecture: fencing).
Two implementations, Redis and memory, pass one contract suite (`tests/contract/test_ledger.py`).
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import ClassVar, Protocol

from msgspec import Struct

from harken.batch import Wakeup
from harken.errors import HarkenError


class StaleLease(HarkenError):
    """The ledger is not as this lease knows it: drop what is cached and take the lane again, or stand down.

    `overtaken` tells which: somebody else took the lane after us.
    """

    overtaken: ClassVar[bool] = False


class Overtaken(StaleLease):
    """Somebody else took the lane after this lease was given: stand down."""

    overtaken: ClassVar[bool] = True


class StoreRewound(StaleLease):
    """The store was emptied or is an older copy of itself: take the lane and go on from what the ledger says."""


class StoreUnavailable(HarkenError):
    """The store does not answer, is loading, read-only or out of memory; try again."""


class StoreMisused(StoreUnavailable):
    """A key of harken's holds a type that harken did not put there; trying again helps once somebody has removed it."""


class Unstorable(HarkenError):
    """No store could hold this: a score that is no number, text that is not Unicode, one key written as two types."""


class Lease(Struct, frozen=True):
    """A taken lane: what a commit must match, and what its taker must know.

    `offsets` maps a topic to the next offset to apply, `topic_ids` to the id of the topic that they were counted in;
    `outbox` is what the last batch may not have said yet; `clock_s` is the stream clock, `step_s` the event-time step
    this lane has said it reached (replay in step); both epoch seconds, -inf where there is none yet. `token` is made
    anew at each taking: two takers that were given one epoch, because the store went back between them, never pass for
    each other. `inflow` is what the work keeps of how its topics flow, `rules` what a command brought of rules, `hour`
    what was announced in the last hour.
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
    token: str = ""
    topic_ids: Mapping[str, str] = {}
    inflow: bytes = b""
    rules: bytes = b""
    hour: bytes = b""


class Changes(Struct, frozen=True, kw_only=True):
    """What one commit writes, all or nothing.

    `strings`: key to bytes, None deletes a key of any type. `scores`: sorted-set key to member to score, None removes
    the member. `hashes`: hash key to field to value. Deletions come first, so a sorted set or hash that `strings` also
    deletes is replaced whole. `wakeups`: (customer, kind) to due time in epoch seconds, None removes.
    `offsets`: topic to next offset to apply (only those that moved). `topic_ids`: topic to its id (only news).
    `inflow`: what the work keeps of its topics' flow, empty where that has not changed; `rules` and `hour` likewise.
    `outbox` replaces the lane's outbox.
    """

    offsets: Mapping[str, int]
    clock_s: float
    step_s: float
    outbox: bytes = b""
    strings: Mapping[str, bytes | None] = {}
    scores: Mapping[str, Mapping[str, float | None]] = {}
    hashes: Mapping[str, Mapping[str, bytes]] = {}
    wakeups: Mapping[tuple[str, str], float | None] = {}
    topic_ids: Mapping[str, str] = {}
    inflow: bytes = b""
    rules: bytes = b""
    hour: bytes = b""

    @property
    def size(self) -> int:
        """How many keys, members, fields and wake-ups are written."""
        of_keys = chain(self.scores.values(), self.hashes.values())
        return len(self.strings) + len(self.wakeups) + sum(map(len, of_keys))


class Loaded(Struct, frozen=True):
    """One round trip's answer: values in the order of the keys asked for, and the earliest wake-ups due.

    `wakeups` are exactly the first ones in the order (due, customer, kind; text by code point). Where there are fewer
    than the `limit` asked for, all due by then are here. Where there are `limit`, those are all that are due *before*
    the last one's time; others due at that very time may be missing.
    """

    values: Sequence[bytes | None]
    wakeups: Sequence[Wakeup]


class Ledger(Protocol):
    """Where one role's lanes keep what they know."""

    async def take(self, lane: int) -> Lease:
        """Take the lane: a new epoch, which refuses every commit of whoever held it. Raises StoreUnavailable."""
        ...

    async def load(self, lease: Lease, keys: Sequence[str], until_s: float, limit: int) -> Loaded:
        """Read keys and at most `limit` wake-ups due at or before `until_s`, ordered. One round trip.

        Raises StaleLease where the lane is already somebody else's, StoreUnavailable.
        """
        ...

    async def commit(self, lease: Lease, changes: Changes) -> Lease:
        """Write the changes if incarnation, epoch and number still match; the new lease has number + 1.

        After a lost reply it reads back (own epoch and number + 1 means applied). Raises StaleLease (nothing was
        written; or it was and its reply lost, and whoever took the lane since has found it), StoreUnavailable (not
        known: take the lane again; a commit that is still on its way is refused then), Unstorable (nothing written).
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
        """The step each lane of this role has reached (-inf where it never said one); without a lease."""
        ...

    async def offsets(self, lanes: Sequence[int]) -> Sequence[Mapping[str, int]]:
        """The next offset to apply by topic, for each lane of this role (lag, reports); without a lease."""
        ...

    async def time_s(self) -> float:
        """The store's own clock, epoch seconds: live lanes go by it, never by a worker's clock."""
        ...

    async def close(self) -> None:
        """Let go of every connection."""
        ...
