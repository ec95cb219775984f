"""The prediction log: what was said of whom at a snapshot, by which version, on which features; and of whom an alert
would have been announced were they not held out."""

from msgspec import UNSET, Struct, UnsetType

from harken.document import Reason


class Prediction(Struct, frozen=True, kw_only=True):
    """One stored score; `features` by name, `at_ms` event time, `due_ms` when its label will be known.

    Of an alert that was not announced since the customer is held out, `model` is its kind, `score` its level, and there
    are no features. `override` is what somebody had set by hand at that time, beside the model's `score`; it is left
    out where nobody had.
    """

    id: str
    customer_id: str
    model: str
    version: str
    score: float
    features: dict[str, float]
    reasons: tuple[Reason, ...]
    at_ms: int
    due_ms: int
    override: float | UnsetType = UNSET
