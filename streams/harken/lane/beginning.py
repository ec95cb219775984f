"""Where a lane begins to read a topic partition: at the ledger's offset, if the log still has it."""

from faust.types import TP

from harken.errors import HarkenError
from harken.logs import get_logger

log = get_logger(__name__)


class OffsetsBeyondLog(HarkenError):
    """The ledger is ahead of the topic: the topic was made anew, or the ledger belongs to another broker."""


def begin_at(tp: TP, known: int | None, start: int, end: int) -> tuple[int, int]:
    """The offset to begin at, and how many records retention has removed that were not read.

    Parameters
    ----------
    known : the next offset to apply, by the ledger; None where it has none.
    start, end : first and next offset of the log.

    Raises OffsetsBeyondLog.
    """
    if known is None:
        return start, 0
    if known > end:
        raise OffsetsBeyondLog(
            f"the ledger has applied {tp.topic}[{tp.partition}] up to {known}, the topic ends at {end}: "
            "it was made anew; give harken a new HARKEN_KEY_PREFIX or restore the topic"
        )
    lost = max(0, start - known)
    if lost:
        log.error("retention removed unread records", lane=tp.partition, topic=tp.topic, records=lost)
    return max(known, start), lost
