"""Phase one of the fold: entries and wake-ups in their order, states updated, moments of decision written down.

Nothing here depends on a score, so what is scheduled, counted and remembered is the same whatever the models say; and
nothing depends on where the batch began or ends.
"""

from collections import Counter
from collections.abc import Sequence
from math import inf, nextafter

from harken.batch import Batch, Entry, Record, Reject, Wakeup
from harken.customer import Customer, PendingLabel, State
from harken.dead_letter import Reason
from harken.document import Activity, Profile, Value
from harken.events import INBOUND, Click, Command, Feedback, Purchase, Receipt
from harken.example import RhythmExample, VisitExample
from harken.features.numbers import numbers
from harken.fold.clicks import click
from harken.fold.config import DAY_S, ActivityConfig
from harken.fold.labels import MOST_PENDING, has_left
from harken.fold.moment import NO_ROW, Moment, Resolution
from harken.fold.money import amount_of, rate_of, to_minor
from harken.fold.news import is_news_of_satisfaction
from harken.fold.population import NO_ORDER, not_eligible
from harken.fold.profile import notice
from harken.fold.purchases import ORDERS, order, undo
from harken.fold.receipts import receive
from harken.fold.remember import Memory
from harken.fold.satisfaction import OffScale, on_scale, satisfaction
from harken.fold.schedule import EXPIRE, LABEL, LOOK, RETENTION, SNAPSHOT, next_look, next_snapshot
from harken.fold.timetable import Timetable
from harken.fold.words import feedback
from harken.rules.rule import Rule

#: A click after so long without a sign of the customer is a moment of decision; other clicks wait for the next look.
BACK_AFTER_MS = round(DAY_S * 1000)


class Walk:
    """One batch's way through phase one; its attributes are what it found.

    Parameters
    ----------
    rules : the alert rules; asked here only whether a single word raises one.
    """

    def __init__(self, config: ActivityConfig, rules: Sequence[Rule], batch: Batch) -> None:
        self.clock_s = batch.clock_s
        self.consumed = 0
        self.touched: dict[str, Customer] = {}
        self.removed: set[str] = set()
        self.changed_taste: set[str] = set()
        self.news: set[str] = set()
        self.moments: list[Moment | Resolution] = []
        self.rows: list[tuple[float, ...]] = []
        self.visits: list[VisitExample] = []
        self.rhythms: list[RhythmExample] = []
        self.rejects: list[Reject] = []
        self.counts: Counter[str] = Counter()
        self.timetable = Timetable(batch.wakeups)
        self._config = config
        self._point_rules = [rule for rule in rules if rule.expires_s is not None]
        self._kinds = tuple(rule.kind for rule in rules)
        self._batch = batch
        self._customers = batch.customers
        self._step_s = nextafter(batch.step_until_s, -inf)
        self._woken = 0
        self._applied = 0
        self._memory = Memory(config.remember_s, config.remember_ids, config.remember_max)
        self._cause_stems = {topic: f"{batch.lane}|{topic}|" for topic in INBOUND}

    def run(self) -> None:
        """Walk until the entries are used up or the clock may go no further."""
        batch, heap, lateness_s = self._batch, self.timetable.heap, self._config.lateness_s
        clear_s = min(batch.wakeups_until_s, self._step_s)
        if not batch.entries and batch.idle_until_s is not None:
            self._advance(batch.idle_until_s)
        for entry in batch.entries:
            if entry.reject is not None:
                self.rejects.append(entry.reject)
            else:
                target_s = entry.ts_s - lateness_s
                target_s = max(target_s, self.clock_s)
                if target_s > clear_s or (heap and heap[0][0] <= target_s):
                    if not self._advance(target_s):
                        break
                else:
                    self.clock_s = target_s
                self._apply(entry)
            self.consumed += 1
        self.counts["applied"] += self._applied
        if self._memory.overflowed:
            self.counts["remembered_overflow"] += self._memory.overflowed

    # -- time ----------------------------------------------------------------------------------------------

    def _advance(self, target_s: float) -> bool:
        """Move the clock to `target_s`, running what is due on the way; whether it came there."""
        until_s = min(target_s, self._batch.wakeups_until_s, self._step_s)
        while self._woken < self._config.batch_wakeups:
            wakeup = self.timetable.pop(until_s)
            if wakeup is None:
                self.clock_s = max(self.clock_s, until_s)
                return until_s == target_s
            self.clock_s = max(self.clock_s, wakeup.due_s)
            self._woken += 1
            self._wake(wakeup)
        return False

    def _wake(self, wakeup: Wakeup) -> None:
        customer = self._customers.get(wakeup.customer_id)
        if customer is None:
            self.counts["wakeups_of_nobody"] += 1
            return
        self.touched[customer.id] = customer
        due_s, kind = wakeup.due_s, wakeup.kind
        self.timetable.done(customer, kind)
        self.counts["wakeups"] += 1
        if kind == RETENTION:
            self._let_go(customer, due_s)
            return
        now_s = max(due_s, customer.profile.last_seen_ms / 1000)
        if kind == LOOK:
            self._look(customer, now_s)
        elif kind == SNAPSHOT:
            self._snapshot(customer, due_s, now_s)
        elif kind == LABEL:
            self._label(customer, due_s)
        elif kind.startswith(EXPIRE):
            self._moment(customer, now_s, ended=(kind.removeprefix(EXPIRE),))
        customer.version += 1
        customer.at_ms = max(customer.at_ms, round(due_s * 1000))

    def _look(self, customer: Customer, now_s: float) -> None:
        if customer.not_eligible is not None:
            return
        self._moment(customer, now_s)
        self.changed_taste.add(customer.id)
        due_s = next_look(now_s, now_s - customer.profile.last_seen_ms / 1000, self._config)
        if due_s is not None:
            self._set(customer, LOOK, due_s)

    def _snapshot(self, customer: Customer, due_s: float, now_s: float) -> None:
        if customer.not_eligible is not None:
            return
        config, state = self._config, customer.state
        self._set(customer, SNAPSHOT, next_snapshot(customer.id, due_s, config.snapshot_s))
        if len(state.pending) >= MOST_PENDING:
            self.counts["snapshots_left_out"] += 1
            return
        activity = customer.activity
        first_s, last_s = (activity.first_order_ms or 0) / 1000, (activity.last_order_ms or 0) / 1000
        pending = PendingLabel(at_s=now_s, due_s=now_s + config.horizon_s, silent_s=now_s - last_s)
        cause = self._cause(SNAPSHOT, customer.id, due_s)
        self._moment(customer, now_s, cause=cause, pending=pending)
        state.pending.append(pending)
        if state.due.get(LABEL) is None:
            self._set(customer, LABEL, pending.due_s)
        span_d = (last_s - first_s) / DAY_S if activity.gaps else 0.0
        age_d = (now_s - first_s) / DAY_S
        self.rhythms.append(
            RhythmExample(
                cause=cause,
                known_s=now_s,
                customer_id=customer.id,
                repeats=activity.gaps,
                recency_d=span_d,
                age_d=age_d,
            )
        )

    def _label(self, customer: Customer, due_s: float) -> None:
        pending = customer.state.pending
        while pending and pending[0].due_s <= due_s:
            known = pending.pop(0)
            cause = self._cause(LABEL, customer.id, known.due_s)
            self.moments.append(Resolution(known, cause, known.due_s, has_left(known)))
        if pending:
            self._set(customer, LABEL, pending[0].due_s)

    def _let_go(self, customer: Customer, due_s: float) -> None:
        """Remove a customer whose silence outlasted retention; the silence of others goes on being awaited."""
        until_s = customer.profile.last_seen_ms / 1000 + self._config.retention_s
        if until_s > due_s:
            self._set(customer, RETENTION, until_s)
            return
        # Whether any is raised, a score of this very batch may have decided: phase three will know.
        self._moment(customer, due_s, ended=self._kinds)
        self.timetable.cancel(customer)
        del self._customers[customer.id]
        del self.touched[customer.id]
        self.news.discard(customer.id)
        self.removed.add(customer.id)
        self.counts["removed"] += 1

    def _set(self, customer: Customer, kind: str, due_s: float) -> None:
        """Wake the customer then; what would be due already (a late event's) comes a second after the clock."""
        self.timetable.set(customer, kind, due_s if due_s > self.clock_s else self.clock_s + 1.0)

    def _expect(self, customer: Customer, now_s: float) -> None:
        """Schedule what follows from the customer being here: looks and snapshots of the eligible."""
        due, clock_s = customer.state.due, self.clock_s
        look_s = now_s + self._config.look_s
        if not clock_s < due.get(LOOK, -inf) <= look_s:
            self._set(customer, LOOK, look_s)
        if due.get(SNAPSHOT, -inf) <= clock_s:
            self._set(customer, SNAPSHOT, next_snapshot(customer.id, now_s, self._config.snapshot_s))

    # -- events --------------------------------------------------------------------------------------------

    def _apply(self, entry: Entry) -> None:
        ts, record, event, _ = entry
        if type(event) is Click:
            self._click(event, ts, record)
        elif type(event) is Purchase:
            self._purchase(event, ts, record)
        elif type(event) is Feedback:
            self._feedback(event, ts, record)
        elif type(event) is Receipt:
            self._receipt(event, ts, record)
        elif type(event) is Command:
            self.counts["ticks" if event.kind == "tick" else "commands_kept"] += 1

    def _click(self, event: Click, ts: float, record: Record) -> None:
        customer = self._admit(event.customer_id, event.id, ts)
        if customer is None:
            return
        profile = customer.profile
        ts_ms = round(ts * 1000)
        back = ts_ms - profile.last_seen_ms >= BACK_AFTER_MS
        notice(profile, ts_ms, event.channel)
        visit = click(customer, event, ts, cause=f"{self._event_cause(record)}|0", known_s=max(ts, self.clock_s))
        if visit is not None:
            self.visits.append(visit)
            self.changed_taste.add(customer.id)
        if customer.not_eligible is None:
            now_s = max(ts, self.clock_s, profile.last_seen_ms / 1000)
            self._expect(customer, now_s)
            if back:
                self._moment(customer, now_s)

    def _purchase(self, event: Purchase, ts: float, record: Record) -> None:
        config = self._config
        rate = rate_of(event.currency, config.currency, config.rates)
        if rate is None:
            self.rejects.append(Reject(record, Reason.UNKNOWN_CURRENCY, "currency: no rate is configured for it"))
            return
        customer = self._admit(event.customer_id, event.id, ts)
        if customer is None:
            return
        notice(customer.profile, round(ts * 1000), event.channel)
        minor = to_minor(amount_of(event), rate)
        if event.kind in ORDERS:
            self.visits += order(
                customer, event, ts, minor, cause=self._event_cause(record), known_s=max(ts, self.clock_s)
            )
            self.changed_taste.add(customer.id)
        else:
            undo(customer, event, minor)
        self.news.add(customer.id)
        self._decide(customer, ts)

    def _feedback(self, event: Feedback, ts: float, record: Record) -> None:
        score = on_scale(event)
        if isinstance(score, OffScale):
            self.rejects.append(Reject(record, Reason.OUT_OF_RANGE, score.detail))
            return
        customer = self._admit(event.customer_id, event.id, ts)
        if customer is None:
            return
        notice(customer.profile, round(ts * 1000), event.channel)
        feedback(customer, event, ts, score)
        struck = []
        for rule in self._point_rules:
            until_s = ts + (rule.expires_s or 0.0)
            if rule.strikes(event) and until_s > self.clock_s:
                struck.append(rule.kind)
                self._set(
                    customer, EXPIRE + rule.kind, max(until_s, customer.state.due.get(EXPIRE + rule.kind, until_s))
                )
        self._decide(customer, ts, event, tuple(struck))

    def _receipt(self, event: Receipt, ts: float, record: Record) -> None:
        if event.customer_id not in self._customers:
            self.rejects.append(Reject(record, Reason.OUT_OF_RANGE, "customer_id: nobody of that id is known"))
            return
        customer = self._admit(event.customer_id, event.id, ts)
        if customer is not None:
            receive(customer, event, ts, self._kinds)
            self.counts["receipts_kept"] += 1

    def _decide(
        self, customer: Customer, ts: float, said: Feedback | None = None, struck: tuple[str, ...] = ()
    ) -> None:
        """After what may change the population: who is in it is expected again, and a moment of decision comes."""
        before = customer.not_eligible
        customer.not_eligible = not_eligible(customer)
        if before != customer.not_eligible:
            self.news.add(customer.id)
        now_s = max(ts, self.clock_s, customer.profile.last_seen_ms / 1000)
        if customer.not_eligible is None:
            self._expect(customer, now_s)
        self._moment(customer, now_s, feedback=said, struck=struck)

    # -- customers -----------------------------------------------------------------------------------------

    def _admit(self, customer_id: str, event_id: str, ts: float) -> Customer | None:
        """The customer of an event, made where there is none; None where the event was applied before."""
        customer = self._customers.get(customer_id)
        clock_s = self.clock_s
        seen = self._memory.admit(b"" if customer is None else customer.state.seen, event_id, clock_s)
        if seen is None:
            self.counts["duplicates"] += 1
            return None
        if customer is None:
            customer = self._welcome(customer_id, ts)
        customer.state.seen = seen
        self.touched[customer_id] = customer
        self._applied += 1
        if ts < clock_s:
            self.counts["late"] += 1
        customer.version += 1
        ts_ms = round(ts * 1000)
        customer.at_ms = max(customer.at_ms, ts_ms)
        return customer

    def _welcome(self, customer_id: str, ts: float) -> Customer:
        ts_ms = round(ts * 1000)
        customer = Customer(
            id=customer_id,
            version=0,
            at_ms=ts_ms,
            profile=Profile(ts_ms, ts_ms, {}),
            activity=Activity(),
            value=Value(self._config.currency),
            not_eligible=NO_ORDER,
            state=State(ts),
        )
        self._customers[customer_id] = customer
        self.news.add(customer_id)
        self.removed.discard(customer_id)
        self._set(customer, RETENTION, ts + self._config.retention_s)
        return customer

    def _moment(
        self,
        customer: Customer,
        now_s: float,
        *,
        feedback: Feedback | None = None,
        struck: tuple[str, ...] = (),
        ended: tuple[str, ...] = (),
        cause: str = "",
        pending: PendingLabel | None = None,
    ) -> None:
        """Write down the customer as they are now, for the decision of phase three."""
        state, activity = customer.state, customer.activity
        content = satisfaction(state, now_s)
        if is_news_of_satisfaction(customer.satisfaction, content):
            self.news.add(customer.id)
        customer.satisfaction = content
        row = NO_ROW
        if customer.not_eligible is None:
            row = len(self.rows)
            self.rows.append(numbers(customer, now_s, content))
        self.moments.append(
            Moment(
                customer,
                now_s,
                row,
                activity.orders,
                customer.value.net_minor,
                customer.profile.last_seen_ms,
                activity.last_order_ms,
                content,
                state.recent,
                state.bought,
                dict(state.categories),
                feedback,
                struck,
                ended,
                cause,
                pending,
            )
        )

    def _cause(self, kind: str, customer_id: str, due_s: float) -> str:
        return f"{self._batch.lane}|{kind}|{customer_id}|{due_s!r}"

    def _event_cause(self, record: Record) -> str:
        return f"{self._cause_stems[record.topic]}{record.offset}"
