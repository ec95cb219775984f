"""The inbound topics of a backtest: what a replay would send lies here, by lane, until the lane is turned."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from harken.batch import Record
from harken.sender import partition_of

#: Customers whose lane is kept at hand: the partitioner's hash is computed in Python.
_AT_HAND = 200_000


class Intake:
    """Numbers records as a broker would: each topic and lane counts from 0.

    Parameters
    ----------
    lanes : how many.
    names : short topic name by full name.
    timestamp_ms : the broker's timestamp of every record, epoch ms.
    """

    def __init__(self, lanes: int, names: dict[str, str], timestamp_ms: int) -> None:
        self._names = names
        self._timestamp_ms = timestamp_ms
        self._offsets: list[dict[str, int]] = [dict.fromkeys(names, 0) for _ in range(lanes)]
        self._records: list[list[Record]] = [[] for _ in range(lanes)]
        self._lane_of = lru_cache(_AT_HAND)(lambda key: partition_of(key, lanes))
        #: Records that no lane has taken, and their bytes.
        self.waiting, self.waiting_bytes = 0, 0

    def partitions(self, topic: str) -> int:
        """As many as there are lanes, for every topic."""
        del topic
        return len(self._records)

    def send(self, topic: str, key: str | None, value: bytes, partition: int = -1) -> None:
        """Put one record at its topic's end."""
        encoded = None if key is None else key.encode()
        lane = partition if encoded is None else self._lane_of(encoded)
        offset = self._offsets[lane][topic]
        self._offsets[lane][topic] = offset + 1
        record = Record(self._names[topic], lane, offset, encoded, value, self._timestamp_ms)
        self._records[lane].append(record)
        self.waiting += 1
        self.waiting_bytes += len(value)

    def flush(self, meanwhile: Callable[[], None]) -> None:
        """It is there already."""
        del meanwhile

    def take(self) -> Sequence[Sequence[Record]]:
        """What came since the last call, by lane, in the order in which it came."""
        records, self._records = self._records, [[] for _ in self._records]
        self.waiting, self.waiting_bytes = 0, 0
        return records
