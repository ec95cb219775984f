"""Examples: what the learner learns from. They travel packed, one message per batch and model.

An example's `cause` is its identity: `[lane, topic, offset, n]` of the event, or `[lane, kind, customer, due]` of the
wake-up, joined by `|`. The learner never learns a cause twice.

Orders about which model scores travel the same road, so that they are as durable and as ordered as what is learned.
"""

from typing import Annotated, Final, Literal

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

#: Their topic.
EXAMPLES: Final = "examples"

CHURN: Final = "churn"
RHYTHM: Final = "rhythm"
VALUE: Final = "value"
PROPENSITY: Final = "propensity"
VISIT: Final = "visit"
TEXT: Final = "text"
ORDER: Final = "order"
RAISE: Final = "raise"
OUTCOME: Final = "outcome"

Probability = Annotated[float, Meta(ge=0, le=1)]


class ChurnExample(Struct, frozen=True, kw_only=True):
    """Features as they were when the score was given at `at_s`, and the label that became known at `known_s`.

    `score` is the stored probability, `version` the model that gave it, `left` the label. `silent_s` is the time
    since the last order at `at_s` (for the split of reports). `treated` says whether churn alerts of the customer are
    announced; it is left out where nobody is held out: an alert that works turns its own label into stayed. In packs of
    the model `propensity` all of it is about the next seven days: `left` is that no order came in them; which version
    gave the score is not kept. `order_days` is how many days with an order came within the horizon, `expected_days` how
    many were expected at `at_s`; neither is in those of an older release and in packs of `propensity`. `override` is
    the probability that somebody had set by hand at `at_s`, and is left out where nobody had; `score` is the model's
    all the same.
    """

    cause: str
    at_s: float
    known_s: float
    features: list[float]
    score: Probability
    prior_logit: float
    version: str
    silent_s: float
    left: bool
    treated: bool | UnsetType = UNSET
    order_days: Annotated[int, Meta(ge=0)] | UnsetType = UNSET
    expected_days: Annotated[float, Meta(ge=0)] | UnsetType = UNSET
    override: Probability | UnsetType = UNSET


class RhythmExample(Struct, frozen=True, kw_only=True):
    """One customer's sufficient statistics for BG/NBD at `known_s`: repeat days, recency and age, in days
    (Fader, Hardie & Lee 2005: x, t_x, T); and for segments what they spent, net, in minor units (None: an older
    release's)."""

    cause: str
    known_s: float
    customer_id: str
    repeats: int
    recency_d: float
    age_d: float
    net_minor: int | None = None


class ValueExample(Struct, frozen=True, kw_only=True):
    """What one customer spends, for Gamma-Gamma, at `known_s`: repeat days and the net mean of them, minor units (0
    where there is none; Fader & Hardie 2013: x, m-bar); what there was to lose of them as it was reckoned then, and how
    likely, by the model (None in those of an older release)."""

    cause: str
    known_s: float
    customer_id: str
    repeats: int
    mean_minor: float
    stake_minor: float
    churn: Probability | None = None


class Listed(Struct, frozen=True, array_like=True, gc=False):
    """A served list that an event names: what was on it, the first place first, and which places were explored.

    Of a list that is not the customer's newest any more nothing is known but its id. `bought` says that what was taken
    of it was bought.
    """

    list_id: str
    items: list[str]
    explored: list[int]
    bought: bool


class RaiseExample(Struct, frozen=True, kw_only=True):
    """An alert was raised that has a budget: its kind, and how many customers in one are asked for a week. What is
    asked and what comes of it are compared, and the level follows (`harken.learning.budgets`)."""

    cause: str
    known_s: float
    kind: str
    share: Annotated[float, Meta(gt=0, le=1)]


class OutcomeExample(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is to be counted of alerts that say somebody may leave: one was announced, is judged, or was one in time?

    Of an alert of a `kind`, `right` says whether there was no activity (or a goodbye) within the horizon behind it;
    None where that will never be known, since the customer was removed before; it is left out where the alert has only
    been announced. Of a departure (no order for a horizon, or a goodbye) `leads` has the kinds that were announced
    between the last order and it: from the first of each so long (seconds) to the end of the horizon behind that order.
    """

    cause: str
    known_s: float
    kind: str = ""
    right: bool | UnsetType | None = UNSET
    leads: dict[str, float] | UnsetType = UNSET


class Choice(Struct, frozen=True, array_like=True, gc=False):
    """What else there was to know of a customer just before an event, and all items that were taken in it.

    `looking` is the category they looked at last, `own` are the items they take again and again with how strong each
    habit was then, `hidden` what would not have been shown. `lists` are served lists that the event names; `drawn` says
    that this is one event in some, and not here for its lists alone. `known` is what they took before, four bytes for
    each of the last items; empty in those of an older release.
    """

    taken: list[str]
    looking: str | None
    own: list[tuple[str, float]]
    hidden: list[str]
    lists: list[Listed] = []
    drawn: bool = True
    known: bytes = b""


class VisitExample(Struct, frozen=True, array_like=True, gc=False):
    """An item that a customer took, and what they took before it: the newest first, and whether in the same session.

    One event in some has a `choice` with its first item: on these the blend learns.
    """

    cause: str
    known_s: float
    item_id: str
    category: str | None
    weight: float
    recent: list[str]
    same_session: list[bool]
    seen: bool
    choice: Choice | None = None


class TextExample(Struct, frozen=True, array_like=True, gc=False):
    """What a customer wrote, as hashes (`harken.text.hashes`): the text itself is not in it.

    `good` is the label, None where no score came with the text or one in between. `score` is what was heard of it, 0
    (worst) to 1: the rating, or else what the text was taken for, None where it was taken for nothing. `topic` is the
    producer's word for what it is about, `words` the themes that its words name, as bits (`harken.text.themes`).
    `late` says that the text was sent before, when it had no score, and only its label is new.
    """

    cause: str
    known_s: float
    hashes: bytes
    good: bool | None
    score: Probability | None
    topic: str | None
    words: Annotated[int, Meta(ge=0, lt=65_536)] = 0
    late: bool = False


class ModelOrder(Struct, frozen=True, kw_only=True):
    """Somebody's word on which churn model scores; `id` is its own, and it is obeyed once.

    `promote`: the model named `target`. `rollback`: the kept version `target`, or the one before where it is empty.
    """

    id: Annotated[str, Meta(min_length=1, max_length=200)]
    at_s: float
    deed: Literal["promote", "rollback"]
    target: Annotated[str, Meta(max_length=200)] = ""


class ExamplePack(Struct, frozen=True, kw_only=True):
    """Examples of one model from one lane; `names` are the features' names, in order, where there are features.

    `clock_s` is where the lane's clock stood behind the batch that said them, epoch seconds; None in those of an older
    release and in orders.
    """

    model: str
    lane: int
    names: tuple[str, ...] = ()
    clock_s: float | None = None
    examples: Raw
