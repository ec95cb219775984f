"""A customer as the fold keeps them: the public document and the fold's own numbers beside it."""

from msgspec import Struct, field

from harken.document import CustomerDocument


class PendingLabel(Struct):
    """A snapshot that waits for its label: the features as they were, the score that was given, when it is due."""

    at_s: float
    due_s: float
    features: list[float]
    score: float
    prior_logit: float
    version: str
    silent_s: float
    active: bool = False


class State(Struct):
    """The fold's own numbers; no contract. (Owned by the fold; fields are its business.)"""

    seen: bytes = b""
    recent: list[str] = field(default_factory=list)
    pending: list[PendingLabel] = field(default_factory=list)


class Customer(CustomerDocument, kw_only=True):
    """The document and the state, written together under `customer:<id>`."""

    state: State
