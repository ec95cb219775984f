"""What a reader makes of a file: events to send, and lines that are none, with their reason."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from harken.events import Event


class Line(NamedTuple):
    """One event of a file.

    Parameters
    ----------
    topic : short name of the inbound topic it belongs on.
    customer_id : the record's key; None for a command that is for nobody, which goes to every partition.
    ts_s : event time, epoch seconds (UTC); minus infinity where it has none that can be read.
    event : what is sent; a plain object where it is no valid event but has a topic and a customer (then the worker
        refuses it, with the original fields in the dead letter).
    lines : how many lines of the file it stands for, >= 1.
    """

    topic: str
    customer_id: str | None
    ts_s: float
    event: Event | dict[str, object]
    lines: int = 1


class Refused(NamedTuple):
    """Lines of a file that become no event, and why."""

    reason: str
    lines: int = 1


Reader = Callable[[Path], Iterator[Line | Refused]]
