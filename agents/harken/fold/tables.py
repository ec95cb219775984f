"""Phase two of the fold: what is worked out of all moments of decision at once, a row each.

A row says the same whatever others there are, so the moments of several batches may be worked out together
(docs/decisions/0051): of a batch of three events most of the time is numpy's own, whatever it is given.
"""

from array import array
from typing import Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from harken.document import Band
from harken.features import FEATURE_NAMES
from harken.features.numbers import Counted, in_units
from harken.features.vector import Columns, matrix
from harken.features.words import grouped, strongest
from harken.fold.config import DAY_S, ActivityConfig
from harken.fold.propensity import NO_CHANCES, Chances, chances
from harken.fold.propensity import readable as readable_propensity
from harken.fold.segments import nearest
from harken.fold.stages import Stages, stages_of
from harken.fold.worth import NO_PRICES, Prices, prices
from harken.models.churn import score
from harken.shelf import ChurnSnapshot, Shelf
from harken.value.appraise import appraise

#: Below both edges, between them, from the upper one on.
BANDS: Final[tuple[Band, ...]] = ("low", "medium", "high")


class Scored(NamedTuple):
    """The churn scores of the rows, as Python numbers where they are read one by one."""

    probability: list[float]
    prior_logit: list[float]
    prior_weight: float
    stored: NDArray[np.float64]
    shares: list[list[float]]
    order: list[list[int]]


class Tables(NamedTuple):
    """By row.

    Parameters
    ----------
    rows : shape (n, number of numbers), in their units (`harken.features.numbers`).
    snapshot : what scored them.
    scored : churn.
    chances : of an order within seven days.
    prices : what the customers are worth.
    stages : where they stand in the life cycle.
    nearest : the segment whose centre is nearest; empty where there are none.
    """

    rows: NDArray[np.float64]
    snapshot: ChurnSnapshot
    scored: Scored
    chances: Chances
    prices: Prices
    stages: Stages
    nearest: list[str]


def edges(config: ActivityConfig) -> tuple[float, float]:
    """Churn probabilities from which a band is medium, and high."""
    return config.medium_from, config.high_from


def tables_of(config: ActivityConfig, rows: "array[float]", shelf: Shelf) -> Tables:
    """Work it out.

    Parameters
    ----------
    rows : what is counted at the moments (`harken.features.numbers`), one after the other.
    shelf : the models as last published.
    """
    snapshot, horizon_d = readable(shelf.churn), config.horizon_s / DAY_S
    if not rows:
        none = Stages([], None, horizon_d, config.language)
        return Tables(np.empty((0, 0)), snapshot, _NO_SCORES, NO_CHANCES, NO_PRICES, none, [])
    numbers = in_units(np.asarray(rows, np.float64).reshape(-1, len(Counted._fields)))
    features = matrix(numbers)
    scored = _score(snapshot, numbers, features, horizon_d)
    churn = np.asarray(scored.probability)
    bands = np.array(BANDS)[np.searchsorted(edges(config), churn, side="right")]
    appraised = appraise(numbers, scored.stored, shelf.churn.rhythm, shelf.value, config.value, horizon_d)
    soon = readable_propensity(shelf.propensity, snapshot, FEATURE_NAMES)
    return Tables(
        np.array(numbers).T,
        snapshot,
        scored,
        chances(numbers, features, soon),
        prices(numbers, appraised, shelf.value, config.value.acquisition_minor),
        stages_of(numbers, churn, bands, horizon_d, config.language),
        nearest(numbers, shelf.segments),
    )


_NO_SCORES: Final = Scored([], [], 1.0, np.empty((0, len(FEATURE_NAMES))), [], [])


def _score(snapshot: ChurnSnapshot, numbers: Columns, features: NDArray[np.float64], horizon_d: float) -> Scored:
    repeats = np.maximum(numbers.days - 1.0, 0.0)
    scores = score(snapshot, features, repeats, numbers.span_d, numbers.age_d, horizon_d)
    logits = grouped(scores)
    return Scored(
        scores.probability.tolist(),
        scores.prior_logit.tolist(),
        scores.prior_weight,
        scores.rows,
        logits,
        strongest(logits),
    )


def readable(snapshot: ChurnSnapshot) -> ChurnSnapshot:
    """The snapshot, or only its prior where it was learned on other features than these (another release's)."""
    if snapshot.names in ((), FEATURE_NAMES):
        return snapshot
    return msgspec.structs.replace(snapshot, version="prior", labels=0, names=())
