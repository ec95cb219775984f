"""What churn's labels say besides: how many days with an order came, into an online regression.

Each label is judged before it is learned: *stored*, of what was said at the time with BG/NBD
(`harken.value.forecast`), and *re-scored*, of the regression alone as it is now (`harken.learning.churn` has the two
kinds of figures).
"""

from collections.abc import Iterable
from typing import Final

from msgspec import UNSET, Struct, field, json

from harken.example import ChurnExample
from harken.features import FEATURE_NAMES
from harken.learning.churn import is_usable
from harken.learning.known import Known, Told
from harken.metrics.counted import Counted
from harken.models.model import WHOLE
from harken.models.online_poisson import OnlinePoisson
from harken.shelf import OrdersSnapshot
from harken.value.forecast import names_of, orders_snapshot, prior_log_orders

#: Nobody orders on more days within a horizon.
MOST_DAYS: Final = 10_000


class _Numbers(Struct):
    """What is kept beside the model."""

    known: Known = field(default_factory=Known)
    stored: Counted = field(default_factory=Counted)
    rescored: Counted = field(default_factory=Counted)


_numbers: Final = json.Decoder(_Numbers)


class Orders:
    """The regression of order days and its figures.

    Parameters
    ----------
    names : of a stored row's features, in order; examples with others (another release's) are left out.
    """

    def __init__(self, names: tuple[str, ...] = FEATURE_NAMES) -> None:
        self._names = names
        self._inputs = names_of(names)
        self._model = OnlinePoisson()
        self._numbers = _Numbers()

    def learn(self, labels: Iterable[Told[ChurnExample]], *, in_step: bool) -> bool:
        """Learn the new ones, in step sorted by the time they became known; whether there were any."""
        new = self._numbers.known.new_of_wakeups(labels, in_step=in_step)
        for label, _, names in new:
            if names == self._names and is_usable(label, len(names)):
                self._learn_one(label)
        return bool(new)

    def snapshot(self) -> OrdersSnapshot | None:
        """For the scorers; None before a label came."""
        labels = self._model.labels
        return orders_snapshot(self._model.coefficients(), self._inputs, labels) if labels else None

    def card(self) -> dict[str, bytes]:
        """Labels and figures, fields of the hash."""
        numbers = self._numbers
        metrics = {"stored": numbers.stored.figures(), "rescored": numbers.rescored.figures()}
        return {"order_labels": json.encode(self._model.labels), "metrics": json.encode(metrics)}

    def dump(self) -> tuple[bytes, bytes]:
        """The model and what is kept beside it."""
        return self._model.dump()[WHOLE], json.encode(self._numbers)

    def load(self, model: bytes, numbers: bytes) -> None:
        """Continue exactly where `dump` stood."""
        self._model.load({WHOLE: model})
        self._numbers = _numbers.decode(numbers)

    def _learn_one(self, example: ChurnExample) -> None:
        days = example.order_days
        if days is UNSET or days > MOST_DAYS:
            return
        prior = prior_log_orders(example.prior_logit)
        features = dict(zip(self._inputs, (*example.features[:-1], prior), strict=True))
        if example.expected_days is not UNSET and example.expected_days <= MOST_DAYS:
            self._numbers.stored.judge(example.expected_days, days)
        if self._model.labels:
            self._numbers.rescored.judge(self._model.predict_one(features), days)
        self._model.learn_one(features, days)
