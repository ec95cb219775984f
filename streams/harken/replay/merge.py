"""Several files as one: by event time, each file's own order kept, equal times in the order the files were named."""

import heapq
from collections.abc import Iterable, Iterator, Sequence

from harken.replay.line import Line, Refused


def merge(readings: Sequence[Iterable[Line | Refused]]) -> Iterator[Line | Refused]:
    """One stream of what the readers give; a line that is late in its file stays behind the line before it."""
    timed = [_timed(reading, place) for place, reading in enumerate(readings)]
    for _, _, line in heapq.merge(*timed, key=lambda item: item[:2]):
        yield line


def _timed(reading: Iterable[Line | Refused], place: int) -> Iterator[tuple[float, int, Line | Refused]]:
    reached_s = float("-inf")
    for line in reading:
        if isinstance(line, Line):
            reached_s = max(reached_s, line.ts_s)
        yield reached_s, place, line
