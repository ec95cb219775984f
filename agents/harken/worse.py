"""What is known when a champion is found to do worse than it did (`harken.learning.drift`)."""

from msgspec import Struct


class Worse(Struct, frozen=True):
    """The champion does worse than it did.

    Parameters
    ----------
    number : how often that was found of the model by now.
    at_s : when the label became known that showed it, epoch seconds.
    model, version : who scored.
    labels : that it had learned.
    losses : its mean log loss as it was, and as it is now, nats.
    opened : whether a shadow was opened for it; there is one at a time.
    """

    number: int
    at_s: float
    model: str
    version: str
    labels: int
    losses: tuple[float, float]
    opened: bool
