"""The customer document: what harken knows of one customer, as others read it.

In Redis under `customer:<id>` (with the fold's own `state` beside it, which is no contract) and, without
`state`, on `harken.customers`. Times are epoch milliseconds of *event* time, money is minor units (pence,
cents) of the reporting currency, probabilities are 0 to 1. `version` rises with every change; who reads the
topic keeps the highest.
"""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType, field

Band = Literal["low", "medium", "high"]
AlertStatus = Literal["ok", "pending", "raised", "clearing"]
Transition = Literal["raised", "escalated", "resolved"]
Stage = Literal["prospect", "new", "active", "growing", "loyal", "at_risk", "lapsed", "won_back", "lost"]
Tier = Literal["top", "upper", "rest"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Withheld = Literal["muted", "snoozed", "quiet", "cap", "hourly", "holdout"]


class Profile(Struct, gc=False):
    """Since when the customer is known, and by which channels (events per channel, the rarest folded into `other`)."""

    first_seen_ms: int
    last_seen_ms: int
    channels: dict[str, int]


class Activity(Struct, gc=False):
    """What the customer did; the mean gap is between days with an order, in seconds.

    `clicks` leaves out impressions, `orders` counts renewals in.
    """

    clicks: int = 0
    orders: int = 0
    refunds: int = 0
    cancels: int = 0
    feedback: int = 0
    first_order_ms: int | None = None
    last_order_ms: int | None = None
    gaps: int = 0
    mean_gap_s: float | None = None


class Value(Struct, gc=False):
    """What the customer was and will be worth, in minor units of the reporting currency.

    What is expected is as at the last decision about the customer, within the horizon of the settings; None for who is
    not in the population of the churn model. `expected_orders` are days with an order, `expected_spend_minor` what one
    brings, `remaining_minor` what is to come of margin, discounted, `clv_minor` the same less what winning the customer
    cost. `tier` is `top` for the most valuable tenth, `upper` for the next fifth, by what there is to lose.
    """

    currency: str
    spent_minor: int = 0
    returned_minor: int = 0
    net_minor: int = 0
    expected_orders: float | None = None
    expected_spend_minor: int | None = None
    remaining_minor: int | None = None
    clv_minor: int | None = None
    tier: Tier | None = None


class Reason(Struct, frozen=True, gc=False):
    """One part of a score: a sentence for a person, and its share in logits (the shares add up to the score)."""

    name: str
    text: str
    logit: float


class Override(Struct, frozen=True, gc=False):
    """A probability that somebody set by hand: why, until when, and what the model says meanwhile."""

    note: str
    until_ms: int
    model_probability: float


class Churn(Struct, gc=False):
    """How likely no order comes within the horizon; `model` names the version that spoke.

    `prior_weight` is the share (0 to 1) of the BG/NBD prior in the blend, in logit space. Where there is an `override`,
    `probability` is the one that was set, and the last reason says so. While a churn alert stands, `moved` says by how
    much each group of reasons has moved the score since it was last announced, in logits, the largest first; it is left
    out of whom none stands.
    """

    probability: float
    band: Band
    horizon_s: float
    reasons: tuple[Reason, ...]
    prior_weight: float
    model: str
    at_ms: int
    override: Override | None = None
    moved: dict[str, float] | UnsetType = UNSET


class Satisfaction(Struct, frozen=True, gc=False):
    """Decayed mean of scores on one scale, 0 (worst) to 1; `weight` is how much evidence is in it.

    `error` is its standard error, `trend` how far what was said of late lies above or below it (-1 to 1), `about` the
    theme of what was last said.
    """

    score: float
    weight: float
    at_ms: int
    error: float | None = None
    trend: float | None = None
    about: str | None = None


class Lifecycle(Struct, frozen=True, gc=False):
    """Where the customer stands, since when, and why they came there: a sentence for a person."""

    stage: Stage
    since_ms: int
    why: str


class Habits(Struct, frozen=True, gc=False, omit_defaults=True):
    """What the customer usually does, as at the last churn snapshot; what does not stand out is left out.

    `gap_spread_s` is the standard deviation of the last gaps between days with an order (`activity.mean_gap_s` is their
    mean), `day` and `hour` when they usually order, by the customer's own clock where it is known. `categories` and
    `channels` are their favourites of late, the strongest first.
    """

    gap_spread_s: int | None = None
    day: Weekday | None = None
    hour: int | None = None
    categories: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


class Session(Struct, gc=False):
    """The customer's last session: since when, where it began, how many clicks deep, and what lies in the cart of it.

    `entry` is the first page's path, or else its category, or the kind of click. `cart` counts what was put in, less
    what was taken out again, since the last order.
    """

    since_ms: int
    entry: str
    depth: int = 1
    cart: int = 0


class Recommendation(Struct, frozen=True, gc=False):
    """One item to show next, and why; of two on one list the higher score is the likelier.

    `propensity` is the probability with which it was drawn into its place; it is left out of what was ranked there.
    """

    item_id: str
    score: float
    because: str
    propensity: float | UnsetType = UNSET


class Said(Struct, frozen=True, gc=False):
    """What was last said of one kind of alert, when, and at which score."""

    transition: Transition
    at_ms: int
    score: float


class Evaluations(Struct, frozen=True, gc=False):
    """What a pending kind was at lately: bits, set where it was at `raise_at` or over, the newest the lowest; and when
    that one began."""

    at_ms: int
    over: int


class AlertState(Struct, frozen=True, gc=False, omit_defaults=True):
    """Where one kind of alert stands for this customer, and since when; fields that are null or false are left out.

    `episode` counts what was announced; `said` is what was last said, in this episode or the one before, and `ended_ms`
    when the last one ended. `withheld` says why what is raised was not announced: then no episode has begun.
    `acknowledged_ms` (of this episode), `snoozed_until_ms` and `muted` are orders that were given (`harken.commands`).
    `evaluations` are there while a kind is pending that is raised by several of the last (`raise_of`).
    """

    status: AlertStatus
    episode: int
    since_ms: int
    ended_ms: int | None = None
    said: Said | None = None
    withheld: Withheld | None = None
    acknowledged_ms: int | None = None
    snoozed_until_ms: int | None = None
    muted: bool = False
    evaluations: Evaluations | None = None


class CustomerDocument(Struct, kw_only=True):
    """One customer.

    `held_out` names the families of alerts of which nothing is announced to find out what announcing does; it is left
    out of whom that is not done to.

    `propensity_7d` is how likely an order comes within seven days, as at the last decision about the customer; it is
    left out for who is not in the population of the churn model. So is `segment`, the name of the group that they
    resemble, which is also left out before there are groups. `groups` are the names of the company's own segments that
    they are in, ascending; it is left out where there is none. `habits` are left out before the first churn snapshot,
    `session` where sessions are not followed. `list_id` names the list of recommendations, for events that come of it;
    it is left out where lists are not served with an id.
    """

    v: Literal[1] = 1
    id: str
    version: int
    at_ms: int
    profile: Profile
    activity: Activity
    value: Value
    churn: Churn | None = None
    not_eligible: str | None = None
    propensity_7d: float | UnsetType = UNSET
    segment: str | UnsetType = UNSET
    groups: tuple[str, ...] | UnsetType = UNSET
    habits: Habits | UnsetType = UNSET
    session: Session | UnsetType = UNSET
    satisfaction: Satisfaction | None = None
    lifecycle: Lifecycle | None = None
    held_out: tuple[str, ...] | UnsetType = UNSET
    list_id: str | UnsetType = UNSET
    recommendations: tuple[Recommendation, ...] = ()
    alerts: dict[str, AlertState] = field(default_factory=dict)
