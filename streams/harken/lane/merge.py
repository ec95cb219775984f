"""The merge: one lane's topics in event-time order, as far as that order is certain.

The order is that of a Kafka Streams task: always the topic whose head has the smallest event time, ties by the
topics' fixed order. It equals a stable sort by (largest event time so far in the topic, topic order), because a head
that is older than what its topic already gave is at once the smallest head again. So each entry gets that key when it
arrives and the merge is one sort of runs that are already sorted.

Certain means: while the broker has more of a topic than is buffered here, nothing younger than that topic's last
buffered entry may go.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from harken.batch import Entry

NEVER = float("-inf")


class Slot(NamedTuple):
    """One buffered entry: its merge key (running event time, topic order, offset), the entry, its size."""

    key: tuple[float, int, int]
    entry: Entry
    size: int


_key = itemgetter(0)
_entry = itemgetter(1)


class Run:
    """The buffer of one topic partition, in offset order, bounded by who fills it (see `full`)."""

    __slots__ = ("bytes", "end", "newest", "position", "rank", "slots")

    def __init__(self, rank: int, position: int, end: int) -> None:
        self.rank = rank
        self.position = position
        self.end = end
        self.newest = NEVER
        self.slots: list[Slot] = []
        self.bytes = 0

    def put(self, entry: Entry, size: int) -> None:
        """Append the record at `position` or later; an older one (read twice) is refused silently."""
        offset = entry.record.offset
        if offset < self.position:
            return
        self.newest = max(self.newest, entry.ts_s)
        self.slots.append(Slot((self.newest, self.rank, offset), entry, size))
        self.position = offset + 1
        self.bytes += size

    def drop(self, count: int) -> None:
        """Forget the first `count` entries: they are committed."""
        self.bytes -= sum(slot.size for slot in self.slots[:count])
        del self.slots[:count]

    def has_all(self) -> bool:
        """Whether everything that the broker is known to have is here."""
        return self.position >= self.end


class Merge:
    """The runs of one lane.

    Parameters
    ----------
    topics : short names, in the order that decides between equal times.
    """

    def __init__(self, topics: Sequence[str]) -> None:
        self.topics = tuple(topics)
        self.runs: dict[str, Run] = {}

    def reset(self, positions: Mapping[str, int], ends: Mapping[str, int]) -> None:
        """Empty every run and read from `positions` (offsets) on; `ends` are the broker's end offsets."""
        self.runs = {topic: Run(rank, positions[topic], ends[topic]) for rank, topic in enumerate(self.topics)}

    def saw_ends(self, ends: Mapping[str, int]) -> None:
        """The broker's end offsets, asked anew; they never move back."""
        for topic, end in ends.items():
            run = self.runs[topic]
            run.end = max(run.end, end)

    def blocked_by(self) -> tuple[str, ...]:
        """Topics of which the broker has more while nothing of them is here: the lane must wait for them."""
        return tuple(topic for topic, run in self.runs.items() if not run.slots and not run.has_all())

    def complete(self) -> bool:
        """Whether all that the broker is known to have of all topics is here."""
        return all(run.has_all() for run in self.runs.values())

    def caught_up(self) -> bool:
        """Nothing buffered and nothing more at the broker, in all topics."""
        return self.complete() and not any(run.slots for run in self.runs.values())

    def peek(self, most: int, most_bytes: int, *, patient: bool = True) -> list[Entry]:
        """The next entries in merge order, at most so many and (but for the first) so many bytes; nothing is removed.

        With `patient` false, topics that keep the lane waiting are not waited for (the bound of the wait has passed).
        """
        limit = self._certain_until(patient)
        slots: list[Slot] = []
        runs = 0
        for run in self.runs.values():
            if run.slots:
                last = run.slots[min(most, len(run.slots)) - 1].key
                count = min(most, len(run.slots)) if last <= limit else bisect_right(run.slots, limit, key=_key)
                slots += run.slots[: min(count, most)]
                runs += 1
        if runs > 1:
            slots.sort(key=_key)
            del slots[most:]
        return list(map(_entry, _bounded(slots, most_bytes)))

    def drop(self, entries: Iterable[Entry]) -> None:
        """Forget these, which are the first of `peek`, in its order."""
        counts = dict.fromkeys(self.topics, 0)
        for entry in entries:
            counts[entry.record.topic] += 1
        for topic, count in counts.items():
            if count:
                self.runs[topic].drop(count)

    def _certain_until(self, patient: bool) -> tuple[float, int, int]:
        limit = (float("inf"), len(self.topics), 0)
        for run in self.runs.values():
            if run.has_all() or not (patient or run.slots):
                continue
            last = run.slots[-1].key if run.slots else (NEVER, -1, 0)
            limit = min(limit, last)
        return limit


def _bounded(slots: list[Slot], most_bytes: int) -> list[Slot]:
    total = 0
    for index, slot in enumerate(slots):
        total += slot.size
        if total > most_bytes and index:
            return slots[:index]
    return slots
