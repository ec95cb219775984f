"""A customer as the fold keeps them: the public document and the fold's own numbers beside it.

None of it holds a cycle, so the garbage collector need not look at it (`gc=False`).
"""

from msgspec import Raw, Struct, field

from harken.alert import Group
from harken.document import CustomerDocument, Reason


class Sums(Struct, array_like=True, gc=False):
    """A sum that fades, by half-life: 7, 30 and 90 days (`harken.fold.decay`)."""

    d7: float = 0.0
    d30: float = 0.0
    d90: float = 0.0


class Scores(Struct, array_like=True, gc=False):
    """What was said of satisfaction, fading: how many scores, and their sum (`harken.fold.satisfaction`)."""

    weight: float = 0.0
    total: float = 0.0


class Swing(Struct, array_like=True, frozen=True, gc=False):
    """From which satisfaction a customer came, and to which it went since (`harken.fold.swing`)."""

    from_s: float
    was: float
    to_s: float
    to: float


class Soon(Struct, array_like=True, gc=False):
    """What was said at a snapshot of the next seven days: how likely no order comes, and the prior's logit of that.

    `ordered` says that one came.
    """

    score: float = 0.5
    prior_logit: float = 0.0
    ordered: bool = False


class PendingLabel(Struct, omit_defaults=True, gc=False):
    """A snapshot that waits for its label: the features as they were, the score that was given, when it is due.

    `features` are packed, with the order days expected (`harken.fold.stored`). `active` says that an order came
    within the horizon, `cancelled` that the customer said goodbye in it. `soon` is there until seven days are over.
    `override` is what somebody had set by hand; `score` is the model's.
    """

    at_s: float
    due_s: float
    silent_s: float
    features: bytes = b""
    score: float = 0.5
    prior_logit: float = 0.0
    version: str = ""
    active: bool = False
    cancelled: bool = False
    soon: Soon | None = None
    override: float | None = None


class Trial(Struct, array_like=True, gc=False):
    """A customer's part in an experiment on a family of alerts, from the first that was announced, or would have been.

    `active` and `cancelled` are as in `PendingLabel`, so what became of the customer is told by the same rule.
    """

    experiment: str
    group: Group
    at_s: float
    due_s: float
    active: bool = False
    cancelled: bool = False


class Raised(Struct, array_like=True, gc=False):
    """An alert that was announced and says that the customer may leave, until it is known whether they did.

    `active` and `cancelled` are as in `PendingLabel`, so what became of the customer is told by the same rule.
    """

    kind: str
    at_s: float
    due_s: float
    active: bool = False
    cancelled: bool = False


class LastReceipt(Struct, array_like=True, gc=False):
    """What was last heard of one kind of alert."""

    ts_s: float
    alert_id: str
    outcome: str


class Overriding(Struct, array_like=True, frozen=True, gc=False):
    """The churn probability that somebody has set, until when (epoch seconds) and why."""

    score: float
    until_s: float
    note: str


class Leaning(Struct, array_like=True, frozen=True, gc=False):
    """Another segment to which a customer has been nearest at every moment since a day (since the epoch)."""

    to: str
    day: int


class Moved(Struct, array_like=True, frozen=True, gc=False):
    """The segment that a customer was in before, and when they left it."""

    before: str
    at_ms: int


class Staples(Struct, array_like=True, frozen=True, gc=False):
    """Items that a customer takes again and again, and of each a few numbers, packed (`harken.fold.staples`)."""

    items: list[str]
    numbers: bytes


class Announced(Struct, array_like=True, frozen=True, gc=False):
    """When something was announced, and how severe it was (`harken.alerting.cap`)."""

    at_ms: int
    rank: int


class Held(Struct, array_like=True, frozen=True, gc=False):
    """A point kind that struck in quiet hours: what there will be to say of it when they are over."""

    kind: str
    level: float
    reasons: tuple[Reason, ...]
    action: str


class Unrated(Struct, array_like=True, frozen=True, gc=False):
    """A text that came without a score, as hashes (three bytes each), and what it was about: hashes of item and order,
    0 for none (`harken.fold.unrated`)."""

    ts_s: float
    item: int
    order: int
    hashes: bytes


class Told(Struct, array_like=True, frozen=True, gc=False):
    """What a standing alert last said of the churn score: the share of each group of features, packed
    (`harken.features.moved`)."""

    kind: str
    shares: bytes


class State(Struct, omit_defaults=True, gc=False):
    """The fold's own numbers; no contract. Times are epoch seconds.

    Parameters
    ----------
    landmark_s : of the forward-decayed sums (`harken.fold.decay`), which are `clicks`, `orders`, `spent` (minor units),
        `categories` (half-life 30 days; the one looked at last is the last), `scores` (180 days), the same `lately`
        (30 days), and with a half-life of 90 days `tickets`, `lists` (served ones that were on a screen) and `taken`
        (items of these).
    about : theme of what last moved satisfaction, "" where it has none.
    swing : of satisfaction; None where nothing was ever scored.
    unrated : texts for which a score may come yet, oldest first; None where there are none.
    seen : ids of events, packed (`harken.fold.remember`).
    recent : the last items, newest first; `sessions` four bytes for each that are the same for the same session or
        order, zeros for none; `known` more of them, packed (`harken.fold.items`).
    bought : the last items bought, newest first, each once.
    staples : of who buys things again; None for who does not.
    basket : lines that an order has on the mean of late (`harken.fold.basket`); None where no order told any.
    order_days : the last days (since the epoch) with an order, ascending; `days` is how many there were in all,
        `hours` in which hour of its day (UTC) each of the last days' first order came, a byte each (255: not known);
        `first_minor` what was spent on the first (minor units; None where an older release did not keep it).
    ways : by which channels they came of late, where by several, packed (`harken.fold.habits`).
    session : four bytes that stand for the one in the document, empty where there is none.
    goodbyes : last visits of pages by which customers leave (`harken.fold.goodbyes`).
    override : of the churn probability, until it ends.
    leaning : towards another segment; `moved`, the last change of it, where somebody wants to hear of it.
    cart_s : when something was last put into the cart, where no order came since (`harken.fold.carts`).
    announced : what was announced lately.
    zone : the customer's own time zone, "" where it is that of all; held : what waits for the end of quiet hours, or
        of the hour. waits : whether it will be their turn in a later hour (`harken.alerting.hourly`).
    told : what churn alerts that stand last said of the score (`harken.fold.told`); empty for who has none.
    pending : snapshots whose label is not known, oldest first.
    due : what is scheduled for this customer, by kind.
    trials : by family of alerts (`harken.fold.trials`); None for who is in none.
    raised : alerts that are still to be judged, and `left`: that the silence since the last order is known to have been
        a departure (`harken.fold.outcomes`).
    """

    landmark_s: float
    seen: bytes = b""
    clicks: Sums = field(default_factory=Sums)
    orders: Sums = field(default_factory=Sums)
    spent: Sums = field(default_factory=Sums)
    scores: Scores = field(default_factory=Scores)
    lately: Scores | None = None
    about: str = ""
    unrated: list[Unrated] | None = None
    categories: dict[str, float] = field(default_factory=dict)
    recent: list[str] = field(default_factory=list)
    sessions: bytes = b""
    known: bytes = b""
    bought: list[str] = field(default_factory=list)
    staples: Staples | None = None
    order_days: list[int] = field(default_factory=list)
    days: int = 0
    first_minor: int | None = None
    hours: bytes = b""
    ways: bytes = b""
    session: bytes = b""
    cancelled_s: float | None = None
    pending: list[PendingLabel] = field(default_factory=list)
    due: dict[str, float] = field(default_factory=dict)
    receipts: dict[str, LastReceipt] = field(default_factory=dict)
    goodbyes: list[float] = field(default_factory=list)
    announced: list[Announced] = field(default_factory=list)
    override: Overriding | None = None
    trials: dict[str, Trial] | None = None
    zone: str = ""
    held: tuple[Held, ...] = ()
    told: tuple[Told, ...] = ()
    cart_s: float | None = None
    leaning: Leaning | None = None
    moved: Moved | None = None
    basket: float | None = None
    tickets: float = 0.0
    lists: float = 0.0
    taken: float = 0.0
    swing: Swing | None = None
    waits: bool = False
    raised: tuple[Raised, ...] = ()
    left: bool = False


class Customer(CustomerDocument, kw_only=True, gc=False):
    """The document and the state, written together under `customer:<id>`.

    The fold makes recommendations and never reads them: here they are the JSON that they become, which is a third of
    the memory and nothing to encode at the next write.
    """

    recommendations: Raw = Raw(b"[]")  # type: ignore[assignment] # others read `CustomerDocument`
    state: State
