"""The prior as it is now: what BG/NBD says of customers as they were, with the population's parameters as known by now.

The parameters are learned as weights are, and are part of a model. So a label is re-scored with those of the day on
which it comes; what was said at the time, and what is learned, keeps those of then (docs/decisions/0041).
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

import numpy as np

from harken.example import ChurnExample
from harken.features.vector import rhythms_of
from harken.fold.config import DAY_S
from harken.models.churn import prior_logits
from harken.shelf import RhythmParameters


def priors_now(examples: Iterable[ChurnExample], known: Callable[[float], RhythmParameters]) -> list[float]:
    """The prior's logit of each example's customer, as they were, over the time that the label took.

    Parameters
    ----------
    examples : with harken's features, in the order of `FEATURE_NAMES`.
    known : the parameters as they were known at a time (epoch seconds); asked for when the label came.
    """
    said: list[float] = []
    for rhythm, some in groupby(examples, key=lambda example: known(example.known_s)):
        said += _priors(list(some), rhythm)
    return said


def _priors(examples: Sequence[ChurnExample], rhythm: RhythmParameters) -> list[float]:
    rows = np.array([example.features for example in examples], np.float64)
    horizons_d = np.array([max(example.known_s - example.at_s, 0.0) / DAY_S for example in examples])
    said: list[float] = prior_logits(rhythm, *rhythms_of(rows), horizons_d).tolist()
    return said
