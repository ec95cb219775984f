"""Watching the lag: look after look, until a window of them says how each partition is read and how old its lag is."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from time import time
from typing import Final, NamedTuple

from harken.errors import HarkenError
from harken.events import INBOUND
from harken.example import EXAMPLES
from harken.glance import Glance
from harken.item import ITEMS
from harken.lag.reader import LagReader, Position
from harken.lag.rules import WINDOW, Rule, Sample, evaluate
from harken.lag.times import Timeline

ROLES: Final[Mapping[str, Sequence[str]]] = {"activity": INBOUND, "learner": (ITEMS, EXAMPLES)}

#: Ages (seconds) at which the broker is asked where its logs ended then, when a watch begins: it has seen nothing yet.
RUNGS: Final = (604_800.0, 86_400.0, 21_600.0, 3600.0, 600.0, 60.0, 10.0)


class Row(NamedTuple):
    """One topic partition at one look.

    Parameters
    ----------
    role : who reads it.
    position : where broker and ledger stand.
    lag_s : how long the next record to be applied has been waiting, seconds; None where nobody can tell yet.
    rule : what the window says; None where it is too early.
    """

    role: str
    position: Position
    lag_s: float | None
    rule: Rule | None


class LagWatch:
    """Looks again and again; keeps a window of samples and a timeline of each topic partition.

    Parameters
    ----------
    reader, glance : ways to the broker and to the store.
    clock : epoch seconds.
    """

    def __init__(self, reader: LagReader, glance: Glance, clock: Callable[[], float] = time) -> None:
        self._reader = reader
        self._glance = glance
        self._clock = clock
        self._windows: dict[tuple[str, int], deque[Sample]] = {}
        self._lines: dict[tuple[str, int], Timeline] = {}
        self._climbed: set[str] = set()

    def look(self) -> list[Row]:
        """One look at both roles, lane by lane. Raises NoOffsets, NoStore."""
        return [row for role, topics in ROLES.items() for row in self._look(role, topics)]

    def _look(self, role: str, topics: Sequence[str]) -> list[Row]:
        positions = self._reader.positions(self._glance, role, topics)
        now_s = self._clock()
        if role not in self._climbed and any(position.lag for position in positions):
            self._climbed.add(role)
            self._climb(topics, {(p.topic, p.lane): p.end for p in positions}, now_s)
        return [self._judge(role, position, now_s) for position in positions]

    def _judge(self, role: str, position: Position, now_s: float) -> Row:
        key = (position.topic, position.lane)
        line = self._lines.setdefault(key, Timeline())
        line.saw(position.end, now_s)
        window = self._windows.setdefault(key, deque(maxlen=WINDOW))
        window.append(Sample(now_s, position.next, position.lag, position.commits))
        lag_s = line.lag_s(position.next, position.end, now_s)
        return Row(role, position, lag_s, evaluate(window, now_s))

    def _climb(self, topics: Sequence[str], ends: Mapping[tuple[str, int], int], now_s: float) -> None:
        """Learn from the broker where the logs ended before this watch began, oldest first."""
        for age_s in RUNGS:
            try:
                found = self._reader.ends_at(topics, now_s - age_s)
            except HarkenError:  # a broker that cannot search by time: seconds come with the looks
                return
            for key, offset in found.items():
                #  Producers may write times of their own, in any order: no log has ended beyond where it ends now.
                end = ends[key] if offset < 0 else min(offset, ends[key])
                self._lines.setdefault(key, Timeline()).saw(end, now_s - age_s)


def worst(rows: Sequence[Row]) -> Rule | None:
    """The worst rule of these; None where all that can be said is well and of some nothing can be said yet."""
    order = list(Rule)
    said = [row.rule for row in rows if row.rule is not None]
    found = max(said, key=order.index, default=None)
    return None if found is Rule.OK and len(said) < len(rows) else found
