"""What phase one of a batch finds: customers touched, moments of decision, examples; and the few ways to note them.

One for a batch. `harken.fold.wake` and `harken.fold.apply` write here; `harken.activity` reads it in the end.
"""

from array import array
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from math import inf

from harken.alerting.ops import SPEAKER, topic_silent
from harken.alerting.quiet import QuietHours
from harken.applied import decode_applied
from harken.batch import Batch, Entry, Reject
from harken.customer import Customer, PendingLabel, State
from harken.document import Activity, Lifecycle, Profile, Value
from harken.events import Command
from harken.example import RhythmExample, TextExample, VisitExample
from harken.features.numbers import Counted, counted
from harken.fold.config import ActivityConfig
from harken.fold.erasure import ERASED, marker
from harken.fold.groups import asking
from harken.fold.happening import Happening
from harken.fold.inflows import Inflows
from harken.fold.moment import NO_ROW, Answer, Moment, Resolution, Settling
from harken.fold.news import is_news_of_satisfaction
from harken.fold.population import NO_ORDER
from harken.fold.remember import Memory
from harken.fold.satisfaction import satisfaction, satisfaction_lately
from harken.fold.schedule import FIRST_LOOK, HOURLY, LOOK, OUTCOME, QUIET, RETENTION, SNAPSHOT, next_snapshot
from harken.fold.timetable import Timetable
from harken.inflow import Inflow
from harken.ops_alert import OpsAlert
from harken.rules.rule import Rule
from harken.served import ListTaking, ServedList


class Notes:
    """The notes of one batch.

    Parameters
    ----------
    rules : the alert rules; here only their kinds are known, and when they want a first look.
    rows : numbers of the moments that are scored (`harken.features.numbers`), one after the other; those of other
        batches that are folded with this one may be there already.
    """

    def __init__(self, config: ActivityConfig, rules: Sequence[Rule], batch: Batch, rows: "array[float]") -> None:
        self.config = config
        self.kinds = tuple(rule.kind for rule in rules)
        self.lane = batch.lane
        self.customers = batch.customers
        self.clock_s = batch.clock_s
        self.text_model = batch.shelf.text
        self.touched: dict[str, Customer] = {}
        self.removed: set[str] = set()
        #: What stays of those who asked to be erased.
        self.erased: dict[str, Customer] = {}
        #: Customers whose taste changed, and the last time it did.
        self.changed_taste: dict[str, float] = {}
        self.news: set[str] = set()
        self.moments: list[Moment | Resolution | Answer | Settling] = []
        self._rows = rows
        self._scored = len(rows) // len(Counted._fields)
        self.visits: list[VisitExample] = []
        self.rhythms: list[RhythmExample] = []
        self.texts: list[TextExample] = []
        #: Of served lists: what was taken, and then what is served.
        self.lists: list[ListTaking | ServedList] = []
        #: After which version of the document each of them is ranked; events tell it only where lists have an id.
        self.ranked_after: dict[str, int] = {}
        #: Clicks that count as activity, of whom and when; none where no clicks do.
        self.active_clicks: list[tuple[Customer, float]] = []
        self.rejects: list[Reject] = []
        self.counts: Counter[str] = Counter()
        self.timetable = Timetable(batch.wakeups)
        self.inflows = Inflows(batch.inflow, config.patience)
        self.ops: list[OpsAlert] = []
        #: What a command has brought, before this batch or in it.
        self.rules = decode_applied(batch.rules)
        #: The entries that were not walked yet.
        self.rest: Iterator[Entry] = iter(batch.entries)
        self._applied = self._late = 0
        #  Asked for at every event: not by way of the configuration, which works them out.
        self._look_s, self._snapshot_s = config.look_s, config.snapshot_s
        self._certain_s = config.horizon_s + config.lateness_s + 1.0
        self._quiet, self._no_order = config.quiet, config.language.say("lifecycle.none")
        self._first_looks = [(FIRST_LOOK + rule.kind, rule.first_look_s) for rule in rules if rule.first_look_s]
        self._facts = asking(config.segments)
        self._memory = Memory(config.remember_s, config.remember_ids, config.remember_max)

    def tally(self) -> None:
        """Put what was counted on the way among the counts, and say which topics fell silent or are back."""
        least_s = self.config.silent_topic_s
        for topic, flow in self.inflows.notice(self.clock_s):
            if flow.silent:
                self.counts["topics_silent"] += 1
            if self.lane == SPEAKER:
                self.ops.append(self._silent(topic, flow, least_s))
        self.counts["applied"] += self._applied
        if self._late:
            self.counts["late"] += self._late
        if self._memory.overflowed:
            self.counts["remembered_overflow"] += self._memory.overflowed

    def _silent(self, topic: str, flow: Inflow, least_s: float) -> OpsAlert:
        config = self.config
        return topic_silent(config.instance, self.lane, topic, flow, self.clock_s, least_s, config.language)

    def stop(self) -> None:
        """Let the batch end behind this entry. That nothing is left to walk is cheaper than to ask after each."""
        deque(self.rest, maxlen=0)

    def admit(self, customer_id: str, event_id: str, ts: float, ts_ms: int) -> Customer | None:
        """The customer of an event, made where there is none; None where it was applied before, or they were erased."""
        customer = self.customers.get(customer_id)
        clock_s = self.clock_s
        if customer is not None:
            if customer.not_eligible == ERASED:
                self.counts["of_erased"] += 1
                return None
            state = customer.state
            seen = self._memory.admit(state.seen, event_id, clock_s)
            if seen is None:
                self.counts["duplicates"] += 1
                return None
            state.seen = seen
        else:
            customer = self._welcome(customer_id, ts, self._memory.admit(b"", event_id, clock_s) or b"")
        self.touched[customer.id] = customer
        self._applied += 1
        if ts < clock_s:
            self._late += 1
        customer.version += 1
        if ts_ms > customer.at_ms:  # noqa: PLR1730 - as in `harken.fold.apply`
            customer.at_ms = ts_ms
        return customer

    def _welcome(self, customer_id: str, ts: float, seen: bytes) -> Customer:
        ts_ms = round(ts * 1000)
        customer = Customer(
            id=customer_id,
            version=0,
            at_ms=ts_ms,
            profile=Profile(ts_ms, ts_ms, {}),
            activity=Activity(),
            value=Value(self.config.currency),
            not_eligible=NO_ORDER,
            lifecycle=Lifecycle("prospect", ts_ms, self._no_order),
            state=State(ts, seen),
        )
        self.customers[customer_id] = customer
        self.news.add(customer_id)
        self.removed.discard(customer_id)
        self.wake_at(customer, RETENTION, ts + self.config.retention_s)
        for kind, after_s in self._first_looks:
            self.wake_at(customer, kind, ts + after_s)
        return customer

    def remove(self, customer: Customer, now_s: float) -> None:
        """Keep this customer no longer."""
        # Whether any alert is raised, a score of this very batch may have decided: phase three will know.
        self.moment(customer, now_s, ended=self.kinds)
        self.settle(customer, now_s, removed=True)
        self.timetable.cancel(customer)
        del self.customers[customer.id]
        self.touched.pop(customer.id, None)
        self.news.discard(customer.id)
        self.removed.add(customer.id)

    def settle(self, customer: Customer, now_s: float, *, removed: bool = False) -> None:
        """Write down that alerts of the customer can be judged, or never will be."""
        self.moments.append(Settling(customer, now_s, customer.activity.last_order_ms, removed))

    def settle_later(self, customer: Customer, now_s: float) -> None:
        """Have alerts that are raised by now judged when their horizon is over: no snapshot will look at them."""
        certain_s = now_s + self._certain_s
        if customer.state.due.get(OUTCOME, -inf) < certain_s:
            self.wake_at(customer, OUTCOME, certain_s + self._look_s)  # a little later: one serves several

    def erase(self, customer_id: str, at_s: float) -> None:
        """Keep nothing of this customer, and never again (`harken.fold.erasure`)."""
        customer, version = self.customers.get(customer_id), 0
        if customer is not None:
            if customer.not_eligible == ERASED:
                return
            version = customer.version
            self.remove(customer, max(at_s, self.clock_s, customer.profile.last_seen_ms / 1000))
        self.removed.add(customer_id)
        left = marker(customer_id, version + 1, round(at_s * 1000), self.config.currency)
        self.customers[customer_id] = self.erased[customer_id] = left
        self.counts["erased"] += 1

    def wake_at(self, customer: Customer, kind: str, due_s: float) -> None:
        """Wake the customer then; what would be due already (a late event's) comes a second after the clock."""
        self.timetable.set(customer, kind, due_s if due_s > self.clock_s else self.clock_s + 1.0)

    def await_turns(self, turns: Sequence[tuple[Customer, float]]) -> None:
        """Wake these customers then, if they are still here; the one thing that depends on scores.

        No turn may lie within the reach of this batch.
        """
        for customer, due_s in turns:
            if self.customers.get(customer.id) is customer:
                self.timetable.set(customer, HOURLY, due_s)

    def expect(self, customer: Customer, now_s: float) -> None:
        """Schedule what follows from the customer being here: looks and snapshots of the eligible."""
        due, clock_s = customer.state.due, self.clock_s
        look_s = now_s + self._look_s
        if not clock_s < due.get(LOOK, -inf) <= look_s:
            self.wake_at(customer, LOOK, look_s)
        if due.get(SNAPSHOT, -inf) <= clock_s:
            self.wake_at(customer, SNAPSHOT, next_snapshot(customer.id, now_s, self._snapshot_s))

    def moment(
        self,
        customer: Customer,
        now_s: float,
        happening: Happening | None = None,
        struck: tuple[str, ...] = (),
        ended: tuple[str, ...] = (),
        cause: str = "",
        pending: PendingLabel | None = None,
        command: Command | None = None,
        is_turn: bool = False,
    ) -> None:
        """Write down the customer as they are now, for the decision of phase three."""
        state, activity, profile = customer.state, customer.activity, customer.profile
        content = satisfaction(state, now_s)
        if is_news_of_satisfaction(customer.satisfaction, content):
            self.news.add(customer.id)
        customer.satisfaction = content
        override = state.override
        if override is not None and override.until_s <= now_s:
            override = None  # its wake-up is on the way
        is_quiet = self._quiet is not None and self._await_morning(customer, now_s, self._quiet)
        row = NO_ROW
        if customer.not_eligible is None:
            row = self._scored
            self._scored += 1
            self._rows.extend(counted(customer, now_s, content))
        self.moments.append(
            Moment(
                customer,
                now_s,
                row,
                activity.orders,
                customer.value.net_minor,
                profile.last_seen_ms,
                activity.last_order_ms,
                content,
                state.recent,
                state.bought,
                dict(state.categories),
                profile.first_seen_ms,
                activity.first_order_ms,
                activity.clicks,
                activity.gaps,
                activity.mean_gap_s,
                None if content is None else satisfaction_lately(state, content),
                happening,
                struck,
                ended,
                cause,
                pending,
                override,
                command,
                is_quiet,
                None if pending is None else pending.soon,
                state.cart_s,
                None if self._facts is None else self._facts(customer),
                state.staples,
                is_turn,
                state.known,
            )
        )

    def _await_morning(self, customer: Customer, now_s: float, quiet: QuietHours) -> bool:
        """Whether it is quiet. Something may be held then, as scores will tell: a moment comes at the end anyway."""
        due_s = quiet.over_s(customer, now_s)
        if due_s is not None and customer.state.due.get(QUIET) != due_s:
            self.wake_at(customer, QUIET, due_s)
        return due_s is not None
