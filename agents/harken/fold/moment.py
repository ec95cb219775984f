"""Moments: the points of a batch at which something is decided about a customer, as they were then.

Phase one of the fold walks events and wake-ups and writes down moments; scores come for all at once; phase three
walks the moments with their scores. So a moment holds whatever a rule may want to know of it.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from harken.customer import Customer, Overriding, PendingLabel, Soon, Staples
from harken.document import Satisfaction
from harken.events import Command
from harken.fold.happening import Happening
from harken.segments.expression import Facts

#: The row of a customer who is not in the population of the churn model.
NO_ROW: Final = -1


class Moment(Struct, frozen=True, gc=False):
    """One decision to take.

    Parameters
    ----------
    now_s : event time, epoch seconds; never falls for a customer.
    row : of the matrix of numbers, or `NO_ROW`.
    lately : how satisfied they were of late, beside `satisfaction`, the slow mean; None where nothing was ever scored.
    happening : what just happened, where that is the cause.
    struck : point kinds of alert that it raises.
    ended : kinds of alert whose time is over.
    cause : of a snapshot's example, "" elsewhere.
    pending, soon : the snapshot to be filled in, and what it says of the next days; None elsewhere.
    override : of the churn probability, where one holds.
    cart_s : when something was last put into the cart, where no order came since.
    command : an order about a kind of alert, where that is the cause.
    is_quiet : whether it is within quiet hours.
    facts : what segments of one's own ask for, as far as no score is in it; None where there are none.
    staples : what they buy again and again; `known`, what they took before, packed.
    is_turn : whether it is their turn, who waited for an hour in which more may be announced.
    """

    customer: Customer
    now_s: float
    row: int
    orders: int
    net_minor: int
    last_seen_ms: int
    last_order_ms: int | None
    satisfaction: Satisfaction | None
    recent: Sequence[str]
    bought: Sequence[str]
    categories: Mapping[str, float]
    first_seen_ms: int
    first_order_ms: int | None
    clicks: int
    gaps: int
    mean_gap_s: float | None
    lately: float | None = None
    happening: Happening | None = None
    struck: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    cause: str = ""
    pending: PendingLabel | None = None
    override: Overriding | None = None
    command: Command | None = None
    is_quiet: bool = False
    soon: Soon | None = None
    cart_s: float | None = None
    facts: Facts | None = None
    staples: Staples | None = None
    is_turn: bool = False
    known: bytes = b""


class Resolution(NamedTuple):
    """A snapshot whose label is known; `days` with an order are all until then, those before the snapshot too."""

    pending: PendingLabel
    customer_id: str
    cause: str
    known_s: float
    left: bool
    days: int


class Settling(NamedTuple):
    """A time at which alerts of a customer can be judged though nothing is decided about them; or their last, where
    they are removed."""

    customer: Customer
    now_s: float
    last_order_ms: int | None
    removed: bool = False


class Answer(NamedTuple):
    """A snapshot whose next seven days are over; the label of its horizon may still wait."""

    pending: PendingLabel
    soon: Soon
    cause: str
    known_s: float
