"""The churn score: an online model blended with the BG/NBD prior, in logit space, vectorised over a batch.

The online model's share is n / (n + 1000), n the labels it has learned; the prior's the rest (learning.md 1.6). The
prior's logit is also the last feature. The shares of a score add up to its logit.
"""

from collections.abc import Sequence
from math import exp
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harken.models.hidden import AT_REST, added_by_feature
from harken.models.model import FLOOR, STILL, Coefficients
from harken.models.rhythm import DEFAULT, churn_probability
from harken.shelf import ChurnSnapshot, RhythmParameters

Column = NDArray[np.float64]

#: Labels at which prior and online model weigh the same.
HALF_WAY: Final = 1000
_LOGIT_BOUND: Final = float(np.log((1 - FLOOR) / FLOOR))


class Scores(NamedTuple):
    """Scores of m customers: the blended probability and logit, the prior's logit and its weight (0 to 1), the rows as
    they are stored with an example: the features with the prior's logit last; and what each of these adds to the logit
    of the model alone, shape (m, k), nothing where nothing was learned."""

    probability: Column
    logit: Column
    prior_logit: Column
    prior_weight: float
    rows: Column
    added: Column


def initial_snapshot() -> ChurnSnapshot:
    """What is on the shelf before anything was learned: the prior alone."""
    return ChurnSnapshot(
        version="prior",
        step_s=float("-inf"),
        labels=0,
        names=(),
        means=(),
        scales=(),
        weights=(),
        intercept=0.0,
        rhythm=DEFAULT,
    )


def model_snapshot(
    coefficients: Coefficients,
    names: tuple[str, ...],
    *,
    version: str,
    step_s: float,
    labels: int,
    rhythm: RhythmParameters,
) -> ChurnSnapshot:
    """A model as scorers read it: its numbers in the order of `names`; what it has no weight for has weight 0."""
    return ChurnSnapshot(
        version=version,
        step_s=step_s,
        labels=labels,
        names=names,
        means=tuple(coefficients.means.get(name, 0.0) for name in names),
        scales=tuple(coefficients.scales.get(name, STILL) for name in names),
        weights=tuple(coefficients.weights.get(name, 0.0) for name in names),
        intercept=coefficients.intercept,
        rhythm=rhythm,
        units=coefficients.units,
    )


def prior_weight(labels: int) -> float:
    """The prior's share of the blend, 0 to 1."""
    return HALF_WAY / (labels + HALF_WAY)


def blend(labels: int, logit: float, prior_logit: float) -> float:
    """The probability that scorers would give with a model of this logit that has learned so many labels."""
    weight = prior_weight(labels)
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, weight * prior_logit + (1.0 - weight) * logit))))


def prior_logits(
    rhythm: RhythmParameters, repeats: Column, recency_d: Column, age_d: Column, horizon_d: float | Column
) -> Column:
    """The prior's logits of m customers, from parameters as they are known; arguments as of `churn_probability`."""
    probability = churn_probability(rhythm, repeats, recency_d, age_d, horizon_d)
    return np.asarray(np.log(probability / (1.0 - probability)))


def score(
    snapshot: ChurnSnapshot, rows: Column, repeats: Column, recency_d: Column, age_d: Column, horizon_d: float
) -> Scores:
    """Score a batch.

    Parameters
    ----------
    rows : shape (m, k), the features without the prior's logit.
    repeats, recency_d, age_d : shape (m,), BG/NBD's x, t_x and T, in days.
    horizon_d : no order for so long means left, days.
    """
    prior_logit = prior_logits(snapshot.rhythm, repeats, recency_d, age_d, horizon_d)
    full = np.column_stack((rows, prior_logit))
    weight = prior_weight(snapshot.labels)
    logit, by_feature = prior_logit, np.zeros((len(full), 0))
    if snapshot.names:
        by_feature = added(snapshot, full)
        logit = weight * prior_logit + (1.0 - weight) * (by_feature.sum(axis=1) + base(snapshot))
    logit = np.clip(logit, -_LOGIT_BOUND, _LOGIT_BOUND)
    return Scores(1.0 / (1.0 + np.exp(-logit)), logit, prior_logit, weight, full, by_feature)


def added(snapshot: ChurnSnapshot, rows: Column) -> Column:
    """What each feature adds to the model's logit, shape (m, k) like `rows`; with the base it is the logit."""
    off = (rows - np.asarray(snapshot.means)) / np.asarray(snapshot.scales)
    found: Column = off * np.asarray(snapshot.weights)
    if snapshot.units:
        found += added_by_feature(off, snapshot.names, np.asarray(snapshot.units))
    return found


def base(snapshot: ChurnSnapshot) -> float:
    """The model's logit of who is as usual in everything."""
    return snapshot.intercept + (float(AT_REST @ np.asarray(snapshot.units)) if snapshot.units else 0.0)


def shares(snapshot: ChurnSnapshot, features: Sequence[float], prior_logit: float) -> list[tuple[str, float]]:
    """What each feature, the base and the prior add to the blended logit; they add up to it.

    Parameters
    ----------
    features : one row of `Scores.rows`, the prior's logit last.
    """
    weight = prior_weight(snapshot.labels) if snapshot.names else 1.0
    found = [("prior", weight * prior_logit)]
    if snapshot.names:
        (parts,) = added(snapshot, np.array([features])).tolist()
        found += [(name, (1.0 - weight) * part) for name, part in zip(snapshot.names, parts, strict=True)]
        found.append(("base", (1.0 - weight) * base(snapshot)))
    # A logit beyond the bound was cut to it: the cut is said, so that the shares still add up.
    total = sum(share for _, share in found)
    if abs(total) > _LOGIT_BOUND:
        found.append(("base", float(np.clip(total, -_LOGIT_BOUND, _LOGIT_BOUND)) - total))
    return found
