"""What has just happened to a customer, as point rules ask it: one event, and what the fold knew around it."""

from typing import NamedTuple

from harken.customer import Customer
from harken.events import Event


class Happening(NamedTuple):
    """One event that was applied.

    Parameters
    ----------
    event, ts_s : the event and its time, epoch seconds.
    customer : as the event left them.
    since_order_s : of an order: how long ago the last one was, event seconds; 0 where there was none, or it is late.
    horizon_s : no order for so long means left.
    goodbyes : of a click that leads to a page of goodbye, how many such there were within the hour, itself among them.
    """

    event: Event
    ts_s: float
    customer: Customer
    since_order_s: float = 0.0
    horizon_s: float = 0.0
    goodbyes: int = 0
