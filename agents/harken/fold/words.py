"""What a word of the customer's does: a score, a text that stands for one or is learned from, or goodbye."""

from typing import Final, NamedTuple

from harken.customer import Customer
from harken.events import Feedback
from harken.example import TextExample
from harken.fold.decay import weights
from harken.fold.labels import goodbye_flags
from harken.fold.satisfaction import hear, label_of, level, of_text
from harken.fold.swing import swing_on
from harken.shelf import TextSnapshot
from harken.text.hashes import bucket, pack
from harken.text.sentiment import score_one
from harken.text.themes import first_of, themes_in, themes_of_topic
from harken.text.tokens import tokens_of

GOODBYE: Final = "cancellation"
TICKET: Final = "ticket"


class Heard(NamedTuple):
    """What a word is heard as: a score (0 to 1), its share of a rating's weight, an example of its text, its theme."""

    score: float | None
    share: float
    text: TextExample | None
    about: str


def listen(event: Feedback, score: float | None, model: TextSnapshot | None, cause: str, known_s: float) -> Heard:
    """What is to be heard in a word; a rating is never mixed with what the text beside it seems to say.

    Parameters
    ----------
    score : on the scale from 0 to 1; None where it has none.
    model : scores texts that have none; without one they say nothing.
    cause : identity of the example that may come of it.
    known_s : event time at which it is known, epoch seconds.
    """
    told = themes_of_topic(event.topic)
    tokens = tokens_of(event.text) if event.text else []
    if not tokens:
        return Heard(score, 1.0, None, first_of(told))
    hashes, words = bucket(tokens), themes_in(tokens)
    good, share = None, 1.0
    if score is not None:
        good = label_of(event.kind, score)
    elif model is not None:
        score, share = of_text(score_one(model.weights, model.intercept, hashes))
        score = score if share else None
    text = TextExample(cause, known_s, pack(hashes), good, score, event.topic, words)
    return Heard(score, share, text, first_of(told or words))


def feedback(customer: Customer, event: Feedback, ts: float, heard: Heard) -> None:
    """Count it, hear its score, take leave where it is a goodbye.

    Parameters
    ----------
    ts : its event time, epoch seconds.
    """
    state = customer.state
    customer.activity.feedback += 1
    if heard.score is not None:
        hear(state, ts, heard.score, heard.share)
        state.swing = swing_on(state.swing, ts, level(state, ts))
        state.about = heard.about
    if event.kind == TICKET:
        state.tickets += weights(state, ts)[2]
    if event.kind == GOODBYE:
        goodbye_flags(state.pending, ts)
        state.cancelled_s = ts if state.cancelled_s is None else max(ts, state.cancelled_s)
