"""The merge: one lane's topics in event-time order, as far as that order is certain.

The order is that of a Kafka Streams task: always the topic whose head has the smallest event time, ties by the
topics' fixed order. It equals a stable sort by (largest event time so far in the topic, topic order), because a head
that is older than what its topic already gave is at once the smallest head again. So each entry gets that key when it
arrives and the merge is one sort of runs that are already sorted.

Certain means: while the broker has more of a topic than is buffered here, or may have, nothing younger than that
topic's last buffered entry may go.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate

from harken.batch import Entry

NEVER = float("-inf")

#: A place in the order: running event time, topic's rank, offset.
Key = tuple[float, int, int]


def _offset(entry: Entry) -> int:
    return entry.record.offset


class Run:
    """The buffer of one topic partition, in offset order, bounded by who fills it.

    Entries, their sizes and the largest event time up to each stand in lists of one length: an object for each record
    to hold the three, some hundred thousand at a time, cost more than the merge itself.
    """

    __slots__ = ("bytes", "end", "entries", "newest", "position", "rank", "sizes", "times", "unread")

    def __init__(self, rank: int, position: int, end: int) -> None:
        self.rank = rank
        self.position = position
        self.end = end
        self.newest = NEVER
        self.entries: list[Entry] = []
        self.sizes: list[int] = []
        self.times: list[float] = []
        self.bytes = 0
        #: Whether it was full, and nobody has looked since what else the broker has.
        self.unread = False

    def put(self, entries: Sequence[Entry], sizes: Sequence[int]) -> None:
        """Append records in offset order; those before `position` (read twice) are refused silently."""
        known = bisect_left(entries, self.position, key=_offset)
        if known:
            entries, sizes = entries[known:], sizes[known:]
        if not entries:
            return
        times = [entry.ts_s for entry in entries]
        if times[0] < self.newest or times != sorted(times):  # in order as a rule: asking is cheaper
            times = list(accumulate(times, max, initial=self.newest))[1:]
        self.newest = times[-1]
        self.entries += entries
        self.sizes += sizes
        self.times += times
        self.position = entries[-1].record.offset + 1
        self.bytes += sum(sizes)

    def saw_end(self, end: int) -> None:
        """The broker's end offset, as it is now; it never moves back."""
        self.end = max(self.end, end)
        self.unread = False

    def drop(self, count: int) -> None:
        """Forget the first `count` entries: they are committed."""
        self.bytes -= sum(self.sizes[:count])
        del self.entries[:count], self.sizes[:count], self.times[:count]

    def has_all(self) -> bool:
        """Whether everything that the broker is known to have is here."""
        return self.position >= self.end

    def is_sure(self) -> bool:
        """The same, where that is known of late: while it is full nobody hears of what else the broker has."""
        return self.has_all() and not self.unread

    def last(self) -> Key:
        """The key of the last buffered entry; before all others where there is none."""
        return (self.newest, self.rank, self.entries[-1].record.offset) if self.entries else (NEVER, -1, 0)

    def until(self, limit: Key) -> int:
        """How many entries come at or before this key, which is no other entry's than this run's last."""
        time_s, rank, _ = limit
        if self.rank == rank:
            return len(self.times)
        return bisect_right(self.times, time_s) if self.rank < rank else bisect_left(self.times, time_s)


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
            run.saw_end(end)

    def blocked_by(self) -> tuple[str, ...]:
        """Topics of which the broker has more while nothing of them is here: the lane must wait for them."""
        return tuple(topic for topic, run in self.runs.items() if not run.entries and not run.is_sure())

    def complete(self) -> bool:
        """Whether all that the broker is known to have of all topics is here."""
        return all(run.has_all() for run in self.runs.values())

    def caught_up(self) -> bool:
        """Nothing buffered and nothing more at the broker, in all topics."""
        return self.complete() and not any(run.entries for run in self.runs.values())

    def peek(self, most: int, most_bytes: int, *, patient: bool = True) -> list[Entry]:
        """The next entries in merge order, at most so many and (but for the first) so many bytes; nothing is removed.

        With `patient` false, topics that keep the lane waiting are not waited for (the bound of the wait has passed).
        """
        limit = self._certain_until(patient)
        entries: list[Entry] = []
        sizes: list[int] = []
        times: list[float] = []
        for run in self.runs.values():
            count = min(most, run.until(limit)) if run.entries else 0
            entries += run.entries[:count]
            sizes += run.sizes[:count]
            times += run.times[:count]
        #  The runs follow one another by rank and the sort is stable: equal times stay by topic, then by offset.
        order = sorted(range(len(times)), key=times.__getitem__)[:most]
        if sum(sizes) > most_bytes:
            totals = list(accumulate(sizes[n] for n in order))
            del order[max(1, bisect_right(totals, most_bytes)) :]
        return [entries[n] for n in order]

    def drop(self, entries: Sequence[Entry]) -> None:
        """Forget these, which are the first of `peek`, in its order."""
        for topic, offset in self._behind(entries).items():
            run = self.runs[topic]
            run.drop(bisect_left(run.entries, offset, key=_offset))

    def offsets_after(self, consumed: Sequence[Entry]) -> dict[str, int]:
        """The next offset of each topic, to be asked before these are dropped; where nothing else of a topic is here,
        behind what is no record too."""
        offsets = self._behind(consumed)
        for topic, offset in offsets.items():
            run = self.runs[topic]
            if run.entries[-1].record.offset + 1 == offset:
                offsets[topic] = run.position
        return offsets

    def passed(self, offsets: Mapping[str, int]) -> dict[str, int]:
        """Topics that were read past these offsets and brought no record: ends of transactions, compaction."""
        runs = self.runs.items()
        return {topic: run.position for topic, run in runs if not run.entries and run.position > offsets[topic]}

    def _behind(self, entries: Sequence[Entry]) -> dict[str, int]:
        """The offset behind the last of these, by topic; looked for from the end, where each topic's soon comes."""
        offsets: dict[str, int] = {}
        topics = sum(1 for run in self.runs.values() if run.entries)
        for entry in reversed(entries):
            record = entry.record
            if record.topic not in offsets:
                offsets[record.topic] = record.offset + 1
                if len(offsets) == topics:
                    break
        return offsets

    def _certain_until(self, patient: bool) -> Key:
        limit: Key = (float("inf"), len(self.topics), 0)
        for run in self.runs.values():
            if run.is_sure() or not (patient or run.entries):
                continue
            limit = min(limit, run.last())
        return limit
