"""Moving a file's times, so that what was recorded long ago happens now."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from math import floor
from typing import Final

import msgspec

from harken.replay.line import Line, Refused

DAY_S: Final = 86_400.0


def whole_days(last_s: float, now_s: float) -> float:
    """Seconds in the most whole days that a time can be moved by without passing now; negative where it is ahead."""
    return floor((now_s - last_s) / DAY_S) * DAY_S


def last_time(lines: Iterable[Line | Refused]) -> float:
    """The latest event time; minus infinity where there is none."""
    return max((line.ts_s for line in lines if isinstance(line, Line)), default=float("-inf"))


def redate(lines: Iterable[Line | Refused], shift_s: float) -> Iterator[Line | Refused]:
    """The same lines, so many seconds later; what has no readable time stays as it is."""
    for line in lines:
        yield _later(line, shift_s) if isinstance(line, Line) else line


def _later(line: Line, shift_s: float) -> Line:
    event = line.event
    if isinstance(event, dict):
        return line
    moved = (
        event.ts + timedelta(seconds=shift_s) if isinstance(event.ts, datetime) else event.ts + round(shift_s * 1000)
    )
    return line._replace(ts_s=line.ts_s + shift_s, event=msgspec.structs.replace(event, ts=moved))
