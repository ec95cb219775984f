"""The stores that every ledger test runs on, and what a test may do to them behind a ledger's back."""

from collections.abc import Callable
from copy import deepcopy
from typing import Protocol
from uuid import uuid4

import redis

from harken.ledger.base import Changes, Ledger
from harken.ledger.memory import MemoryLedger
from harken.ledger.memory_store import Fields, Held, MemoryStore, Scores
from harken.ledger.redis import TOGETHER, RedisLedger

PREFIX = "harken:"
#: How a Redis ledger's exchanges travel: small ones over one connection, or each lane's over its own.
WAYS = {"together": TOGETHER, "alone": -1}
MEMORY_TIME_S = 1_700_000_000.25


def _new_id() -> str:
    return uuid4().hex


class Store(Protocol):
    """A store with ledgers on it; `prefix` goes before every key of the test's."""

    prefix: str

    def ledger(self, role: str = "activity") -> Ledger:
        """Another ledger on this store, as another process would open it."""
        ...

    def back_up(self) -> None:
        """Keep a copy of everything."""
        ...

    def restore(self) -> None:
        """Bring the copy back, whatever happened since."""
        ...

    def empty(self) -> None:
        """Lose everything."""
        ...

    def plant(self, key: str, kind: str) -> None:
        """Put a `string`, `hash` or `zset` of a stranger's under a key."""
        ...

    def clock_s(self) -> float:
        """The store's clock, asked without a ledger."""
        ...

    async def close(self) -> None:
        """Close every ledger and leave nothing behind."""
        ...


class MemoryStoreUnderTest:
    """A store in this process."""

    def __init__(self) -> None:
        self.prefix = PREFIX
        self._store = MemoryStore()
        self._copy: dict[str, Held] = {}

    def ledger(self, role: str = "activity", new_id: Callable[[], str] = _new_id) -> MemoryLedger:
        return MemoryLedger(role, self._store, lambda: MEMORY_TIME_S, self.prefix, new_id)

    def back_up(self) -> None:
        self._copy = deepcopy(self._store.held)

    def restore(self) -> None:
        self._store.held = deepcopy(self._copy)

    def empty(self) -> None:
        self._store.held.clear()

    def plant(self, key: str, kind: str) -> None:
        strangers: dict[str, Held] = {"string": b"x", "hash": Fields(x=b"x"), "zset": Scores(x=1.0)}
        self._store.held[key] = strangers[kind]

    def clock_s(self) -> float:
        return MEMORY_TIME_S

    async def close(self) -> None:
        return


class RedisStoreUnderTest:
    """A corner of a real Redis: every key begins with a prefix of its own.

    Parameters
    ----------
    through : another way to it, for the ledgers.
    together : as of `RedisLedger`.
    """

    def __init__(self, url: str, through: str | None = None, together: int = TOGETHER) -> None:
        self.prefix = f"test:{uuid4().hex}:"
        self.admin = redis.Redis.from_url(url)
        self._url = through or url
        self._together = together
        self._ledgers: list[RedisLedger] = []
        self._copy: dict[bytes, bytes] = {}

    def ledger(
        self, role: str = "activity", timeout_s: float = 5.0, new_id: Callable[[], str] = _new_id
    ) -> RedisLedger:
        ledger = RedisLedger(
            self._url, role, self.prefix, timeout_s=timeout_s, connect_timeout_s=timeout_s, together=self._together,
            new_id=new_id,
        )  # fmt: skip
        self._ledgers.append(ledger)
        return ledger

    def back_up(self) -> None:
        dumps = {key: self.admin.dump(key) for key in self._keys()}
        self._copy = {key: dump for key, dump in dumps.items() if dump is not None}

    def restore(self) -> None:
        with self.admin.pipeline() as pipe:
            for key in self._keys():
                pipe.delete(key)
            for key, value in self._copy.items():
                pipe.restore(key, 0, value)
            pipe.execute()

    def empty(self) -> None:
        keys = self._keys()
        if keys:
            self.admin.delete(*keys)

    def plant(self, key: str, kind: str) -> None:
        self.admin.delete(key)
        match kind:
            case "string":
                self.admin.set(key, b"x")
            case "hash":
                self.admin.hset(key, "x", "x")
            case "zset":
                self.admin.zadd(key, {"x": 1.0})

    def clock_s(self) -> float:
        seconds, micros = self.admin.time()
        return float(seconds) + float(micros) / 1e6

    async def close(self) -> None:
        for ledger in self._ledgers:
            await ledger.close()
        self.empty()
        self.admin.close()

    def _keys(self) -> list[bytes]:
        return list(self.admin.scan_iter(match=f"{self.prefix}*", count=1000))


def changes(**kwargs: object) -> Changes:
    """Changes that say only what a test is about; no offsets and a clock at 0 otherwise."""
    said: dict[str, object] = {"offsets": {}, "clock_s": 0.0, "step_s": float("-inf"), **kwargs}
    return Changes(**said)  # type: ignore[arg-type] # the test's words are checked by what the ledgers do with them
