"""The ledger in memory: the same behaviour on a store inside this process, for replay, backtest and tests.

Nothing here waits, so every call is atomic among the tasks of one event loop. Not for several threads.
"""

from collections.abc import Callable, Mapping, Sequence
from uuid import uuid4

from harken.ledger.base import Changes, Lease, Loaded
from harken.ledger.check import check
from harken.ledger.fence import Fence
from harken.ledger.fields import fields_of, lease_of, next_lease, offsets_of, time_of
from harken.ledger.keys import EPOCH, INCARNATION, NUMBER, STEP_S, TOKEN, lane_keys
from harken.ledger.memory_store import Due, Fields, MemoryStore, Scores


def _new_id() -> str:
    return uuid4().hex


class MemoryLedger:
    """One role's ledger in a store of this process.

    Parameters
    ----------
    role : whose lanes these are.
    store : shared by all ledgers that would share a Redis.
    clock : the store's own clock, epoch seconds.
    key_prefix : of the ledger's own keys; keys in `load`, `Changes` and the reads are taken as they are.
    new_id : makes incarnations and tokens; no two may ever be equal.
    """

    def __init__(
        self,
        role: str,
        store: MemoryStore,
        clock: Callable[[], float],
        key_prefix: str = "harken:",
        new_id: Callable[[], str] = _new_id,
    ) -> None:
        self._role = role
        self._store = store
        self._clock = clock
        self._prefix = key_prefix
        self._new_id = new_id

    async def take(self, lane: int) -> Lease:
        """See `Ledger.take`."""
        keys = lane_keys(self._prefix, self._role, lane)
        fields = self._store.get(keys.ledger, Fields)
        fields.setdefault(INCARNATION, self._new_id().encode())
        fields.setdefault(NUMBER, b"0")
        fields[EPOCH] = b"%d" % (int(fields.get(EPOCH, b"0")) + 1)
        fields[TOKEN] = self._new_id().encode()
        self._store.keep(keys.ledger, fields)
        return lease_of(self._role, lane, fields, self._store.text(keys.outbox))

    async def load(self, lease: Lease, keys: Sequence[str], until_s: float, limit: int) -> Loaded:
        """See `Ledger.load`."""
        self._hold(lease)
        due = self._store.get(lane_keys(self._prefix, self._role, lease.lane).due, Due)
        return Loaded([self._store.text(key) for key in keys], due.first(until_s, limit))

    async def commit(self, lease: Lease, changes: Changes) -> Lease:
        """See `Ledger.commit`."""
        check(changes)
        fields = self._hold(lease)
        keys = lane_keys(self._prefix, self._role, lease.lane)
        gone = {key for key, value in changes.strings.items() if value is None}
        scores = {key: Scores() if key in gone else self._store.get(key, Scores) for key in changes.scores}
        hashes = {key: Fields() if key in gone else self._store.get(key, Fields) for key in changes.hashes}
        due = self._store.get(keys.due, Due)
        # Nothing can fail from here on.
        for key in gone:
            self._store.held.pop(key, None)
        self._store.held.update((key, value) for key, value in changes.strings.items() if value is not None)
        self._store.held[keys.outbox] = changes.outbox
        due.change(changes.wakeups)
        self._store.keep(keys.due, due)
        for key, members in scores.items():
            _score(members, changes.scores[key])
            self._store.keep(key, members)
        for key, values in hashes.items():
            values.update(changes.hashes[key])
            self._store.keep(key, values)
        fields.update((name, text.encode()) for name, text in fields_of(changes, lease.number + 1).items())
        return next_lease(lease, changes)

    async def read(self, keys: Sequence[str]) -> Sequence[bytes | None]:
        """See `Ledger.read`."""
        return [self._store.text(key) for key in keys]

    async def read_scores(self, key: str, first: int = 0, last: int = -1) -> Sequence[tuple[str, float]]:
        """See `Ledger.read_scores`."""
        ranked = self._store.get(key, Scores).ranked()
        start, end = (rank if rank >= 0 else max(0, len(ranked) + rank) for rank in (first, last))
        return ranked[start : end + 1] if last >= -len(ranked) else []

    async def read_hash(self, key: str) -> Mapping[str, bytes]:
        """See `Ledger.read_hash`."""
        return dict(self._store.get(key, Fields))

    async def steps(self, lanes: Sequence[int]) -> Sequence[float]:
        """See `Ledger.steps`."""
        return [time_of(self._fields(lane).get(STEP_S)) for lane in lanes]

    async def offsets(self, lanes: Sequence[int]) -> Sequence[Mapping[str, int]]:
        """See `Ledger.offsets`."""
        return [offsets_of(self._fields(lane)) for lane in lanes]

    async def time_s(self) -> float:
        """See `Ledger.time_s`."""
        return self._clock()

    async def close(self) -> None:
        """See `Ledger.close`; the store stays."""

    def _fields(self, lane: int) -> Fields:
        return self._store.get(lane_keys(self._prefix, self._role, lane).ledger, Fields)

    def _hold(self, lease: Lease) -> Fields:
        fields = self._fields(lease.lane)
        found = Fence.read(fields)
        if found != Fence.of(lease):
            raise Fence.of(lease).refusal(found)
        return fields


def _score(members: Scores, changed: Mapping[str, float | None]) -> None:
    for member, score in changed.items():
        if score is None:
            members.pop(member, None)
        else:
            members[member] = float(score)
