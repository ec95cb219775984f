"""What the documents in the store say of all customers: where they and their alerts stand, receipts, orders, trials."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import Any, Final

import msgspec
from msgspec import Struct, field

from harken.backtest.experiments import Experiments
from harken.backtest.foresight import Foresight
from harken.customer import LastReceipt, Trial
from harken.document import CustomerDocument
from harken.fold.config import DAY_S, ActivityConfig
from harken.fold.erasure import ERASED
from harken.report.standing import Standing

#: An order of a day before the last is taken to be of its end.
_LATE_S: Final = DAY_S - 1


class _State(Struct):
    order_days: list[int] = field(default_factory=list)
    cancelled_s: float | None = None
    receipts: dict[str, LastReceipt] = field(default_factory=dict)
    trials: dict[str, Trial] | None = None


class _Document(CustomerDocument, kw_only=True):
    state: _State


_decode: Final = msgspec.json.Decoder(_Document).decode


class Census:
    """Counts documents.

    Parameters
    ----------
    config : of the fold that wrote them.
    raised_s : when churn alerts were raised, by customer.
    since_s : what is known of alerts begins here: years of customers and departures count from then on.

    All times are epoch seconds.
    """

    def __init__(self, config: ActivityConfig, raised_s: Mapping[str, Sequence[float]], since_s: float) -> None:
        self.customers = 0
        self.seconds = 0.0
        self.foresight = Foresight(config.horizon_s)
        self.experiments = Experiments(config)
        self.standing = Standing()
        self._horizon_s = config.horizon_s
        self._raised_s, self._since_s = raised_s, since_s
        self._withheld: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._open: Counter[str] = Counter()
        self._receipts: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def take(self, document: bytes, clock_s: float) -> None:
        """Take one; `clock_s` is what the clock of the customer's lane says, epoch seconds. Who was erased is none."""
        found = _decode(document)
        if found.not_eligible == ERASED:
            return
        state = found.state
        self.customers += 1
        self.seconds += max(0.0, clock_s - max(self._since_s, found.profile.first_seen_ms / 1000))
        self.experiments.take(state.trials, clock_s)
        self.standing.take(found)
        for kind, alert in found.alerts.items():
            if alert.withheld is not None:
                self._withheld[kind][alert.withheld] += 1
            elif alert.status in {"raised", "clearing"}:
                self._open[kind] += 1
        for kind, receipt in state.receipts.items():
            self._receipts[kind][receipt.outcome] += 1
        self._foresee(found)

    def figures(self) -> dict[str, Any]:
        """Where alerts stand now, and the last receipt of each kind and customer."""
        return {
            "open": dict(sorted(self._open.items())),
            "withheld": {kind: dict(sorted(counts.items())) for kind, counts in sorted(self._withheld.items())},
            "receipts": {kind: dict(sorted(counts.items())) for kind, counts in sorted(self._receipts.items())},
        }

    def _foresee(self, found: _Document) -> None:
        """Tell alerts, orders and goodbye in their order; of what was over before alerts are known, nothing."""
        goodbye_s = found.state.cancelled_s
        gone_s = goodbye_s if goodbye_s is not None and goodbye_s <= self._since_s else -inf
        steps: list[tuple[float, int, Callable[[str, float], None]]]
        steps = [(at_s, 0, self.foresight.raised) for at_s in self._raised_s.get(found.id, ())]
        begin_s = max(gone_s, self._since_s - self._horizon_s)
        steps += [(at_s, 1, self.foresight.ordered) for at_s in _orders_s(found) if at_s > begin_s]
        if goodbye_s is not None and goodbye_s > self._since_s:
            steps.append((goodbye_s, 2, self.foresight.said_goodbye))
        for at_s, _, tell in sorted(steps, key=lambda step: step[:2]):
            tell(found.id, at_s)


def _orders_s(found: _Document) -> tuple[float, ...]:
    """The last days with an order; of the last order its own time."""
    last_ms = found.activity.last_order_ms
    if last_ms is None:
        return ()
    last_s = last_ms / 1000
    days = [day * DAY_S + _LATE_S for day in found.state.order_days]
    return (*(at_s for at_s in days if at_s < last_s - last_s % DAY_S), last_s)
