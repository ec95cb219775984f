"""A level by budget: not how high a score must be, but how many customers a week there is time for."""

from collections.abc import Sequence
from dataclasses import replace
from math import exp, log
from typing import Final

import numpy as np

from harken.alerting.lifecycle import Limits

#: No more of the customers a week; learned levels go as far.
MOST_SHARE: Final = 0.2


def by_budget(limits: Limits, share_per_week: float, shares: Sequence[float], levels: Sequence[float]) -> Limits:
    """The limits with the level that meets the budget; the others keep their distance from it, in logits.

    Parameters
    ----------
    limits : of a probability, 0 to 1.
    share_per_week : of the customers, above 0; beyond what was learned of, the nearest that was.
    shares, levels : which level meets which budget, as learned; shares ascending.
    """
    raise_at = float(np.interp(log(share_per_week), np.log(shares), levels))
    shift = _logit(raise_at) - _logit(limits.raise_at)
    escalate_at = None if limits.escalate_at is None else _moved(limits.escalate_at, shift)
    return replace(
        limits, raise_at=raise_at, clear_below=min(raise_at, _moved(limits.clear_below, shift)), escalate_at=escalate_at
    )


def by_gain(limits: Limits, gain: float) -> Limits:
    """The limits of a measure that is no probability, all of them as many times lower as `gain` (> 0) says."""
    return replace(limits, raise_at=limits.raise_at / gain, clear_below=limits.clear_below / gain)


def _moved(level: float, shift: float) -> float:
    return 1.0 / (1.0 + exp(-(_logit(level) + shift)))


def _logit(level: float) -> float:
    level = min(max(level, 1e-9), 1.0 - 1e-9)
    return log(level / (1.0 - level))
