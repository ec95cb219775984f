"""Satisfaction: every score on one scale from 0 (worst) to 1, a decayed mean with a prior, and how it was lately."""

from math import exp
from typing import Final, NamedTuple

from harken.customer import Scores, State
from harken.document import Satisfaction
from harken.events import Feedback
from harken.fold.decay import LATELY_TAU_S, SATISFACTION_TAU_S


class Scale(NamedTuple):
    """The worst and the best answer of a question, where the event gives no other best."""

    worst: float
    best: float


#: How each kind of feedback is answered where `scale_max` says nothing else.
SCALES: Final = {
    "nps": Scale(0, 10),  # Reichheld (2003), "The one number you need to grow": 0 to 10
    "csat": Scale(1, 5),  # 1 (very dissatisfied) to 5 (very satisfied), the usual five-point item
    "ces": Scale(1, 7),  # CES 2.0 (CEB 2013): agreement with "made it easy", 1 to 7, high is good
    "rating": Scale(1, 5),  # stars
    "review": Scale(1, 5),  # stars beside a text
}

#: Mean of 23,486 ratings of the Women's E-Commerce Clothing Reviews (4.196 of 5 stars); it weighs as one score.
PRIOR_MEAN: Final = 0.799
PRIOR_WEIGHT: Final = 1.0
#: Of the customer's own past in how it was lately: as much as one score of today.
PAST_WEIGHT: Final = 1.0


class OffScale(NamedTuple):
    """A score that its scale does not have."""

    detail: str


def on_scale(feedback: Feedback) -> float | OffScale | None:
    """The score from 0 to 1; None where there is none or its kind is no question of satisfaction."""
    scale = SCALES.get(feedback.kind)
    score = feedback.score
    if scale is None or score is None:
        return None
    best = scale.best if feedback.scale_max is None else feedback.scale_max
    if score < 0 or score > best or best <= scale.worst:
        return OffScale(f"score: outside the scale of {feedback.kind}")
    # A zero where the scale begins with one is how some widgets say "the worst".
    return max(score - scale.worst, 0.0) / (best - scale.worst)


def hear(state: State, ts: float, score: float) -> None:
    """Add a score (0 to 1) given at `ts` (epoch seconds); scores may come in any order."""
    weight = exp((ts - state.landmark_s) / SATISFACTION_TAU_S)
    state.scores.weight += weight
    state.scores.total += weight * score
    weight = exp((ts - state.landmark_s) / LATELY_TAU_S)
    if state.lately is None:
        state.lately = Scores()
    state.lately.weight += weight
    state.lately.total += weight * score


def satisfaction(state: State, now_s: float) -> Satisfaction | None:
    """The decayed mean with its prior, as at `now_s` (epoch seconds); None where nothing was ever scored."""
    said = state.scores
    if said.weight == 0.0:
        return None
    fade = exp((state.landmark_s - now_s) / SATISFACTION_TAU_S)
    weight = said.weight * fade
    score = (PRIOR_WEIGHT * PRIOR_MEAN + said.total * fade) / (PRIOR_WEIGHT + weight)
    return Satisfaction(score, weight, round(now_s * 1000))


def satisfaction_lately(state: State, past: Satisfaction) -> float:
    """The mean of late (half-life 30 days); its prior is the slow one, to which it comes back where nothing is said.

    Parameters
    ----------
    past : the slow mean, at the time that is asked about.
    """
    said = state.lately
    if said is None:
        return past.score
    fade = exp((state.landmark_s - past.at_ms / 1000) / LATELY_TAU_S)
    return (PAST_WEIGHT * past.score + said.total * fade) / (PAST_WEIGHT + said.weight * fade)
