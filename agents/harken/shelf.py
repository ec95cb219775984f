"""The shelf: the models as the learner last published them, for the scorers in the lanes to read.

Plain data, made by the learner (`harken.learner`), written to the store with its checkpoint, taken up by
every worker within a second. Nothing here learns.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from harken.recommend.catalogue import Catalogue
from harken.recommend.neighbours import Neighbour, Neighbours
from harken.recommend.popular import PopularTables


class RhythmParameters(Struct, frozen=True):
    """BG/NBD population parameters (Fader, Hardie & Lee 2005): gamma (r, alpha in days), beta (a, b)."""

    r: float
    alpha_d: float
    a: float
    b: float


class ChurnSnapshot(Struct, frozen=True, kw_only=True):
    """A churn model as numbers: `weights . (x - means) / scales + intercept`, blended with the prior.

    `labels` is how many were learned (the blend's n), `step_s` the event time up to which examples
    are in it (replay in step), `version` names it in documents and alerts. `units` are the weights of the hidden units
    (`harken.models.hidden`), of a model that has some.
    """

    version: str
    step_s: float
    labels: int
    names: tuple[str, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    rhythm: RhythmParameters
    units: tuple[float, ...] = ()


class SpendParameters(Struct, frozen=True):
    """Gamma-Gamma population parameters (Fader & Hardie 2013): p, q, gamma in minor units; a customer's mean counts up
    to `cap_minor`."""

    p: float
    q: float
    gamma_minor: float
    cap_minor: float


class OrdersSnapshot(Struct, frozen=True, kw_only=True):
    """The online regression of order days: their log is `gains . x + intercept`; `names` are the features', in order,
    `labels` is how many were learned (`harken.value.forecast`)."""

    labels: int
    names: tuple[str, ...]
    gains: tuple[float, ...]
    intercept: float


class ValueSnapshot(Struct, frozen=True, kw_only=True):
    """What a customer's value is reckoned with beside the rhythm.

    `spend` is None before there were enough repeat customers. From `top_minor` on a customer is of the most valuable
    tenth, from `upper_minor` on of the next fifth; None before there were enough customers. `levels` are the churn
    probabilities to which so many customers in one come within a week as `shares` say, `top_levels` those to which
    customers of the top tier come; none before enough is known. `gains` are by kind of alert: how many times its budget
    a level is looked up for, so that as many are raised as were asked for.
    `orders` moves how many days with an order BG/NBD expects; None before a label came.
    """

    version: str
    step_s: float
    spend: SpendParameters | None = None
    top_minor: float | None = None
    upper_minor: float | None = None
    shares: tuple[float, ...] = ()
    levels: tuple[float, ...] = ()
    orders: OrdersSnapshot | None = None
    top_levels: tuple[float, ...] = ()
    gains: Mapping[str, float] = {}


#: Before anything was learned.
NO_VALUE: Final = ValueSnapshot(version="", step_s=float("-inf"))


class SegmentSnapshot(Struct, frozen=True, kw_only=True):
    """Groups of customers: a name and a centre each (`harken.segments.point`), and the spread of each axis; empty
    before enough customers were seen."""

    version: str
    step_s: float
    names: tuple[str, ...] = ()
    centres: tuple[tuple[float, ...], ...] = ()
    scales: tuple[float, ...] = ()


#: Before anything was learned.
NO_SEGMENTS: Final = SegmentSnapshot(version="", step_s=float("-inf"))


class BlendSnapshot(Struct, frozen=True, kw_only=True):
    """What ranks what to show: by source (`harken.recommend.opinions`) the weights of the five numbers that it says of
    an item, and under `before` that of an item which the customer took before, learned of so many `cases`."""

    version: str
    cases: int
    weights: Mapping[str, tuple[float, ...]]


class TextSnapshot(NamedTuple):
    """The text model as numbers (`harken.text.sentiment`): a weight for each bucket, and the intercept.

    `labels` is how many were learned, `version` names it.
    """

    version: str
    labels: int
    weights: NDArray[np.float16]
    intercept: float


class Shelf(NamedTuple):
    """What a batch is scored with: the churn snapshot, neighbours by item, popular items by category ("" is all), what
    value is reckoned with, the text snapshot (where there is none, texts say nothing), what says whether an order comes
    within seven days (None: the prior alone; its rhythm is the churn snapshot's), the segments, and what blends the
    sources of what to show (None: neighbours first, then what is popular), what the shop says of items (None: of
    none, so that nothing is asked), and what was worked out of these very lists, numbers and weights for earlier
    batches (None: nothing is kept)."""

    churn: ChurnSnapshot
    similar: Neighbours
    popular: Mapping[str, Sequence[Neighbour]]
    value: ValueSnapshot = NO_VALUE
    text: TextSnapshot | None = None
    propensity: ChurnSnapshot | None = None
    segments: SegmentSnapshot = NO_SEGMENTS
    blend: BlendSnapshot | None = None
    items: Catalogue | None = None
    tables: PopularTables | None = None
