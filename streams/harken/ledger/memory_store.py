"""What a store holds, in this process: the same keys and types as Redis, for replay, backtest and tests."""

from collections.abc import Callable, Iterable, Mapping
from heapq import heapify, heappop, heappush
from itertools import islice
from typing import TypeVar

from harken.batch import Wakeup
from harken.ledger.base import StoreMisused


class Fields(dict[str, bytes]):
    """A hash."""


class Scores(dict[str, float]):
    """A sorted set, ordered when it is read."""

    def ranked(self) -> list[tuple[str, float]]:
        """Highest score first; among equals the last member in byte order first."""
        return sorted(self.items(), key=lambda item: (item[1], item[0]), reverse=True)


class Due:
    """A sorted set of wake-ups: a heap whose outdated entries are thrown away when they come up."""

    def __init__(self) -> None:
        self._due_s: dict[tuple[str, str], float] = {}
        self._heap: list[Wakeup] = []

    def __len__(self) -> int:
        return len(self._due_s)

    @property
    def entries(self) -> int:
        """What is kept for them, outdated entries included."""
        return len(self._heap)

    def change(self, wakeups: Mapping[tuple[str, str], float | None]) -> None:
        """Set, move and remove."""
        for pair, due_s in wakeups.items():
            if due_s is None:
                self._due_s.pop(pair, None)
            elif self._due_s.get(pair) != due_s:
                self._due_s[pair] = float(due_s)
                heappush(self._heap, Wakeup(float(due_s), *pair))
        if len(self._heap) > 2 * len(self._due_s) + 64:
            self._heap = [Wakeup(due_s, *pair) for pair, due_s in self._due_s.items()]
            heapify(self._heap)

    def first(self, until_s: float, limit: int) -> list[Wakeup]:
        """At most `limit` that are due at or before `until_s`, in order."""
        found = list(islice(self._pop_until(until_s), max(limit, 0)))
        for wakeup in found:
            heappush(self._heap, wakeup)
        return found

    def _pop_until(self, until_s: float) -> Iterable[Wakeup]:
        last: Wakeup | None = None
        while self._heap and self._heap[0].due_s <= until_s:
            wakeup = heappop(self._heap)
            if wakeup != last and self._due_s.get(wakeup[1:]) == wakeup.due_s:
                last = wakeup
                yield wakeup


Held = bytes | Fields | Scores | Due
H = TypeVar("H", Fields, Scores, Due)


class MemoryStore:
    """Keys and what they hold; ledgers of several roles share one, as they share a Redis.

    `deepcopy(store.held)` is a backup, and assigning it brings it back.
    """

    def __init__(self) -> None:
        self.held: dict[str, Held] = {}

    def text(self, key: str) -> bytes | None:
        """A string; None where the key is absent or no string (as MGET has it)."""
        found = self.held.get(key)
        return found if isinstance(found, bytes) else None

    def get(self, key: str, kind: Callable[[], H]) -> H:
        """The hash or sorted set under the key, an empty one that the store does not keep where there is none.

        Raises StoreMisused where the key holds another type.
        """
        found = self.held.get(key)
        empty = kind()
        if found is None:
            return empty
        if not isinstance(found, type(empty)):
            raise StoreMisused("a key of harken's holds another type than harken writes")
        return found

    def keep(self, key: str, value: Fields | Scores | Due) -> None:
        """Put it under the key, or, as in Redis, no key where it is empty."""
        if len(value):
            self.held[key] = value
        else:
            self.held.pop(key, None)
