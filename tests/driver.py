"""A lane without an engine: pipe events in, read outcomes out, move the clock by hand.

Customers are kept as bytes between batches, as the ledger keeps them; wake-ups in a dict. So what a test sees has gone
through the same encoding as in a worker.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import inf

from harken.activity import Activity, ActivityConfig
from harken.alert import Alert
from harken.batch import Batch, Entry, Outcome, Record, Reject, Wakeup
from harken.customer import Customer
from harken.events import (
    CLICKS,
    COMMANDS,
    FEEDBACK,
    INBOUND,
    PURCHASES,
    RECEIPTS,
    Click,
    Command,
    Event,
    Feedback,
    Purchase,
    Receipt,
    seconds,
)
from harken.example import (
    ChurnExample,
    OutcomeExample,
    RaiseExample,
    RhythmExample,
    TextExample,
    ValueExample,
    VisitExample,
)
from harken.models.churn import initial_snapshot
from harken.ops_alert import OpsAlert
from harken.prediction import Prediction
from harken.recommend.neighbours import Neighbours
from harken.rules import RULES
from harken.rules.rule import Rule
from harken.served import ListTaking, ServedList
from harken.shelf import Shelf

TOPICS = {Click: CLICKS, Purchase: PURCHASES, Feedback: FEEDBACK, Receipt: RECEIPTS, Command: COMMANDS}
EMPTY_SHELF = Shelf(initial_snapshot(), Neighbours(), {})


def entries_of(events: Iterable[Event], lane: int = 0) -> list[Entry]:
    """Events as a lane's entries, numbered inside their topics, in the order given."""
    offsets = dict.fromkeys(INBOUND, 0)
    entries = []
    for event in events:
        topic = TOPICS[type(event)]
        record = Record(topic, lane, offsets[topic], None, b"", 0)
        offsets[topic] += 1
        entries.append(Entry(seconds(event.ts), record, event, None))
    return entries


def merged(topics: Sequence[Sequence[Entry]]) -> list[Entry]:
    """Several topics' entries in a lane's order: always the oldest head, ties by the topics' order."""
    queues = [list(reversed(entries)) for entries in topics if entries]
    order = {topic: n for n, topic in enumerate(INBOUND)}
    entries = []
    while queues:
        queue = min(queues, key=lambda q: (q[-1].ts_s, order[q[-1].record.topic]))
        entries.append(queue.pop())
        queues = [q for q in queues if q]
    return entries


class Driver:
    """One lane's ledger in memory, and all that its batches said.

    Parameters
    ----------
    shelf : the models, to be replaced between batches as a learner would.
    """

    def __init__(
        self, config: ActivityConfig, rules: Sequence[Rule] = RULES, shelf: Shelf = EMPTY_SHELF, lane: int = 0
    ) -> None:
        self.activity = Activity(config, rules)
        self.shelf = shelf
        self.lane = lane
        self.clock_s = -inf
        self.documents: dict[str, bytes] = {}
        self.wakeups: dict[tuple[str, str], float] = {}
        self.alerts: list[Alert] = []
        self.predictions: list[Prediction] = []
        self.churn_examples: list[ChurnExample] = []
        self.propensity_examples: list[ChurnExample] = []
        self.rhythm_examples: list[RhythmExample] = []
        self.value_examples: list[ValueExample] = []
        self.raise_examples: list[RaiseExample] = []
        self.outcome_examples: list[OutcomeExample] = []
        #: The list of those at risk, as the store would have it.
        self.at_risk: dict[str, float] = {}
        #: The lists of segments' members, the same.
        self.segments: dict[str, dict[str, float]] = {}
        self.visit_examples: list[VisitExample] = []
        self.text_examples: list[TextExample] = []
        self.lists: list[ListTaking | ServedList] = []
        self.rejects: list[Reject] = []
        self.published: list[str] = []
        self.counts: dict[str, int] = {}
        self.inflow: bytes = b""
        self.rules: bytes = b""
        self.hour: bytes = b""
        self.ops: list[OpsAlert] = []
        self.withheld: Counter[tuple[str, str]] = Counter()

    def customer(self, customer_id: str) -> Customer:
        """A customer as the ledger has them."""
        return self.activity.decode(self.documents[customer_id])

    def send(self, *events: Event, batch: int = 1000) -> None:
        """Feed events that have no offsets yet (one topic each, in this order)."""
        self.feed(entries_of(events), batch)

    def feed(self, entries: Sequence[Entry], batch: int = 1000) -> None:
        """Fold entries, so many at a time, until all are consumed; what a batch leaves comes first in the next."""
        rest = list(entries)
        while rest:
            rest = rest[self.fold(rest[:batch]).consumed :]

    def idle(self, until_s: float) -> None:
        """Let time pass without events, to `until_s` (epoch seconds)."""
        while self.clock_s < until_s:
            self.fold((), idle_until_s=until_s)

    def fold(
        self,
        entries: Sequence[Entry],
        *,
        idle_until_s: float | None = None,
        step_until_s: float = inf,
        most_wakeups: int | None = None,
    ) -> Outcome:
        """One batch: load, fold, commit; parameters as of `load`."""
        batch = self.load(entries, idle_until_s=idle_until_s, step_until_s=step_until_s, most_wakeups=most_wakeups)
        outcome = self.activity.fold(batch)
        assert outcome.consumed or outcome.wakeups or not entries or step_until_s < inf, "a batch that moves nothing"
        self.commit(outcome)
        return outcome

    def load(
        self,
        entries: Sequence[Entry],
        *,
        idle_until_s: float | None = None,
        step_until_s: float = inf,
        most_wakeups: int | None = None,
    ) -> Batch:
        """What the fold needs for one batch.

        Parameters
        ----------
        most_wakeups : load no more wake-ups than this (and those due at the same time as the last).
        """
        latest_s = max((e.ts_s for e in entries), default=-inf) - self.activity.config.lateness_s
        until_s = max(latest_s, self.clock_s) if idle_until_s is None else idle_until_s
        inflow = self.activity.decode_inflow(self.inflow)
        wakes_until_s = self.activity.wakes_until_s(inflow, entries, until_s)
        wakeups = sorted(Wakeup(due, c, kind) for (c, kind), due in self.wakeups.items() if due <= wakes_until_s)
        wakeups_until_s = inf
        if most_wakeups is not None and len(wakeups) > most_wakeups:
            wakeups_until_s = wakeups[most_wakeups - 1].due_s
            wakeups = [wakeup for wakeup in wakeups if wakeup.due_s <= wakeups_until_s]
        needed = self.activity.customers_needed(entries) | {wakeup.customer_id for wakeup in wakeups}
        customers = {c: self.customer(c) for c in sorted(needed) if c in self.documents}
        return Batch(
            lane=self.lane,
            entries=entries,
            customers=customers,
            wakeups=wakeups,
            wakeups_until_s=wakeups_until_s,
            clock_s=self.clock_s,
            step_until_s=step_until_s,
            idle_until_s=idle_until_s,
            shelf=self.shelf,
            inflow=inflow,
            rules=self.rules,
            hour=self.hour,
        )

    def commit(self, outcome: Outcome) -> None:
        """Keep what a batch changed and said."""
        self.clock_s = outcome.clock_s
        for customer_id in outcome.removed:
            self.documents.pop(customer_id, None)
        for customer_id, customer in {**outcome.customers, **outcome.erased}.items():
            self.documents[customer_id] = self.activity.encode(customer)
        for pair, due_s in outcome.wakeups.items():
            if due_s is None:
                self.wakeups.pop(pair, None)
            else:
                self.wakeups[pair] = due_s
        self.inflow = self.activity.encode_inflow(outcome.inflow) or self.inflow
        self.rules = outcome.rules or self.rules
        self.hour = outcome.hour or self.hour
        self.ops += outcome.ops
        self.withheld.update(dict(outcome.withheld))
        self.alerts += outcome.alerts
        self.predictions += outcome.predictions
        self.churn_examples += outcome.churn_examples
        self.propensity_examples += outcome.propensity_examples
        self.rhythm_examples += outcome.rhythm_examples
        self.value_examples += outcome.value_examples
        self.raise_examples += outcome.raise_examples
        self.outcome_examples += outcome.outcome_examples
        for name, risk in outcome.at_risk.items():
            if risk is None:
                self.at_risk.pop(name, None)
            else:
                self.at_risk[name] = risk
        for segment, members in outcome.segments.items():
            listed = self.segments.setdefault(segment, {})
            for name, since_s in members.items():
                listed.pop(name, None)
                if since_s is not None:
                    listed[name] = since_s
        self.visit_examples += outcome.visit_examples
        self.text_examples += outcome.text_examples
        self.lists += outcome.lists
        self.rejects += outcome.rejects
        self.published += outcome.publish
        for name, count in outcome.counts.items():
            self.counts[name] = self.counts.get(name, 0) + count
