"""What became of an alert, as its consumers tell: the last word of each kind is kept for the learning that uses it."""

from collections.abc import Collection
from typing import Final

from harken.customer import Customer, LastReceipt
from harken.events import Receipt

UNKNOWN: Final = "unknown"


def receive(customer: Customer, event: Receipt, ts: float, kinds: Collection[str]) -> None:
    """Keep it, unless a later one of its kind is there.

    The kind is read from the alert's id (customer, kind, episode, transition); ids of other make share one place.

    Parameters
    ----------
    ts : its event time, epoch seconds.
    kinds : of alerts that there are.
    """
    parts = event.alert_id.rsplit("|", 3)
    kind = parts[1] if len(parts) == 4 and parts[1] in kinds else UNKNOWN
    known = customer.state.receipts.get(kind)
    if known is None or known.ts_s <= ts:
        customer.state.receipts[kind] = LastReceipt(ts, event.alert_id, event.outcome)
