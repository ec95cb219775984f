"""Satisfaction: every score on one scale from 0 (worst) to 1, a decayed mean with a prior, and how it was lately."""

from math import exp, sqrt
from typing import Final, NamedTuple

from harken.customer import Scores, State
from harken.document import Satisfaction
from harken.events import Feedback
from harken.fold.decay import LATELY_TAU_S, SATISFACTION_TAU_S
from harken.text.sentiment import TextScore


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


class Label(NamedTuple):
    """From which score a text beside it is a good one, and up to which a bad one; in between it is neither."""

    bad_to: float
    good_from: float


#: What a score says of the text beside it, both on the scale from 0 (worst) to 1.
LABELS: Final = {
    "nps": Label(6 / 10, 9 / 10),  # detractors and promoters (Reichheld 2003)
    "csat": Label(1 / 4, 3 / 4),  # dissatisfied, satisfied
    "ces": Label(2 / 6, 4 / 6),  # somewhat disagree, somewhat agree
    "rating": Label(1 / 4, 3 / 4),  # 2 and 4 stars of 5
    "review": Label(1 / 4, 3 / 4),
}

#: A text without a score is heard as the score that such texts have: mean rating of the bad (1 and 2 stars) and of the
#: good ones (4 and 5) in the reviews named below.
BAD_TEXT: Final = 0.163
GOOD_TEXT: Final = 0.930
#: And it weighs less. There the variance of ratings is .078 and the mean squared error of what their texts say .034,
#: which would allow .7 of a rating; but there the model was taught by just such texts.
TEXT_WEIGHT: Final = 0.5

#: Mean of 23,486 ratings of the Women's E-Commerce Clothing Reviews (4.196 of 5 stars); it weighs as one score.
PRIOR_MEAN: Final = 0.799
PRIOR_WEIGHT: Final = 1.0
#: Of the customer's own past in how it was lately: as much as one score of today.
PAST_WEIGHT: Final = 1.0

#: Of error and trend: nobody reads more, and each customer's document holds them.
DIGITS: Final = 4

_ROUNDING: Final = 1e-9


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


def label_of(kind: str, score: float) -> bool | None:
    """Whether the text beside this score (0 to 1) is a good one (True), a bad one, or neither."""
    label = LABELS[kind]
    if score >= label.good_from - _ROUNDING:
        return True
    return False if score <= label.bad_to + _ROUNDING else None


def of_text(text: TextScore) -> tuple[float, float]:
    """What a text without a score is heard as: a score (0 to 1), and its weight, less where less of it is known."""
    return BAD_TEXT + text.good * (GOOD_TEXT - BAD_TEXT), TEXT_WEIGHT * text.known


def hear(state: State, ts: float, score: float, share: float = 1.0) -> None:
    """Add a score (0 to 1) given at `ts` (epoch seconds); scores may come in any order.

    Parameters
    ----------
    share : of the weight of a rating, > 0.
    """
    weight = share * exp((ts - state.landmark_s) / SATISFACTION_TAU_S)
    state.scores.weight += weight
    state.scores.total += weight * score
    if state.lately is None:
        state.lately = Scores()
    weight = share * exp((ts - state.landmark_s) / LATELY_TAU_S)
    state.lately.weight += weight
    state.lately.total += weight * score


def level(state: State, now_s: float) -> float:
    """The decayed mean with its prior alone, as at `now_s` (epoch seconds)."""
    return _mean(state.scores, exp((state.landmark_s - now_s) / SATISFACTION_TAU_S))


def _mean(said: Scores, fade: float) -> float:
    return (PRIOR_WEIGHT * PRIOR_MEAN + said.total * fade) / (PRIOR_WEIGHT + said.weight * fade)


def satisfaction(state: State, now_s: float) -> Satisfaction | None:
    """The decayed mean with its prior, as at `now_s` (epoch seconds); None where nothing was ever scored."""
    said = state.scores
    if said.weight == 0.0:
        return None
    fade = exp((state.landmark_s - now_s) / SATISFACTION_TAU_S)
    weight = said.weight * fade
    score = _mean(said, fade)
    #  Of a Beta distribution with so much evidence: scores lie between 0 and 1, so they vary no more than that.
    error = round(sqrt(score * (1.0 - score) / (PRIOR_WEIGHT + weight + 1.0)), DIGITS)
    return Satisfaction(score, weight, round(now_s * 1000), error, _trend(state, now_s, score), state.about or None)


def _trend(state: State, now_s: float, score: float) -> float | None:
    """How far scores of late lie from the mean; one score's worth of the mean itself is among them.

    None for a customer of another release, until the next score.
    """
    lately = state.lately
    if lately is None:
        return None
    fade = exp((state.landmark_s - now_s) / LATELY_TAU_S)
    return round((lately.total - score * lately.weight) * fade / (1.0 + lately.weight * fade), DIGITS)


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
