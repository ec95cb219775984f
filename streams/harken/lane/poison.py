"""What to do with one record or wake-up that the fold cannot take: it is refused with its reason, the rest goes on."""

import traceback
from pathlib import Path
from typing import Final

from harken.batch import Entry, Outcome, Record, Reject, Wakeup
from harken.dead_letter import MAX_DETAIL_CHARS, Reason

#: The topic that a dead letter names when the cause was no record but a wake-up.
WAKEUPS: Final = "wakeups"


def last_line(error: Exception) -> str:
    """What was raised and where; not its text, in which a customer's words may stand (the log has it)."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {frames[-1].name}, {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return (type(error).__name__ + where)[:MAX_DETAIL_CHARS]


def frames(error: Exception) -> str:
    """The way to what was raised, outermost first; places only, no values."""
    tb = traceback.extract_tb(error.__traceback__)
    return " > ".join(f"{frame.name} {Path(frame.filename).name}:{frame.lineno}" for frame in tb)


def refuse_entry(entry: Entry, error: Exception, clock_s: float) -> Outcome:
    """The entry is consumed and goes to the dead letters; nothing else changes."""
    reject = Reject(entry.record, Reason.FOLD_FAILED, last_line(error))
    return _only(reject, consumed=1, clock_s=clock_s, wakeups={})


def refuse_pack(entry: Entry, error: Exception) -> Entry:
    """The entry of a pack of examples, refused."""
    return Entry(entry.ts_s, entry.record, None, Reject(entry.record, Reason.FOLD_FAILED, last_line(error)))


def refuse_wakeup(wakeup: Wakeup, lane: int, error: Exception, clock_s: float) -> Outcome:
    """The wake-up is taken out of the ledger; its dead letter has the customer as key and the kind as value."""
    record = Record(WAKEUPS, lane, -1, wakeup.customer_id.encode(), wakeup.kind.encode(), int(wakeup.due_s * 1000))
    reject = Reject(record, Reason.FOLD_FAILED, last_line(error))
    return _only(reject, consumed=0, clock_s=clock_s, wakeups={(wakeup.customer_id, wakeup.kind): None})


def _only(reject: Reject, consumed: int, clock_s: float, wakeups: dict[tuple[str, str], float | None]) -> Outcome:
    return Outcome(
        consumed=consumed,
        clock_s=clock_s,
        customers={},
        removed=(),
        publish=(),
        wakeups=wakeups,
        alerts=(),
        predictions=(),
        churn_examples=(),
        rhythm_examples=(),
        visit_examples=(),
        rejects=(reject,),
        counts={"poison": 1},
    )
