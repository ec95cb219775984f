"""From a broker's record to an entry of the merge: the event and its time, or why it has none."""

from math import inf

from harken.batch import Entry, Record, Reject
from harken.decode import decode_timed
from harken.errors import MalformedEvent


def read_entry(record: Record, future_s: float) -> Entry:
    """Decode one record of an inbound topic; `future_s` is how far ahead of the broker's time it may be, seconds."""
    try:
        event, ts_s = decode_timed(record.topic, record.key, record.value, record.timestamp_ms, future_s)
    except MalformedEvent as bad:
        return Entry(-inf, record, None, Reject(record, bad.reason, bad.detail))
    return Entry(ts_s, record, event, None)
