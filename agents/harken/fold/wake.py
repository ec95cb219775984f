"""What a wake-up does: a look, a snapshot, a label given out, an alert that expires, a customer let go."""

from harken.batch import Wakeup
from harken.customer import Customer, PendingLabel
from harken.example import RhythmExample
from harken.fold.config import DAY_S
from harken.fold.labels import MOST_PENDING, has_left
from harken.fold.moment import Resolution
from harken.fold.notes import Notes
from harken.fold.population import NO_ORDER
from harken.fold.schedule import (
    EXPIRE,
    FIRST_LOOK,
    LABEL,
    LOOK,
    OVERRIDE,
    QUIET,
    RETENTION,
    SNAPSHOT,
    SNOOZED,
    next_look,
    next_snapshot,
)


class Waking:
    """Runs the wake-ups of one batch."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def run(self, wakeup: Wakeup) -> None:
        """Run one wake-up; of a customer who is gone, it is dropped."""
        customer = self._notes.customers.get(wakeup.customer_id)
        if customer is None:
            self._notes.counts["wakeups_of_nobody"] += 1
            return
        self._notes.touched[customer.id] = customer
        due_s, kind = wakeup.due_s, wakeup.kind
        self._notes.timetable.done(customer, kind)
        self._notes.counts["wakeups"] += 1
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
            self._notes.moment(customer, now_s, ended=(kind.removeprefix(EXPIRE),))
        elif kind == QUIET or kind.startswith(SNOOZED):
            self._notes.moment(customer, now_s)
        elif kind.startswith(FIRST_LOOK):
            if customer.not_eligible == NO_ORDER:
                self._notes.moment(customer, now_s)
        elif kind == OVERRIDE:
            customer.state.override = None
            self._notes.moment(customer, now_s)
        customer.version += 1
        customer.at_ms = max(customer.at_ms, round(due_s * 1000))

    def _look(self, customer: Customer, now_s: float) -> None:
        if customer.not_eligible is not None:
            return
        self._notes.moment(customer, now_s)
        self._notes.changed_taste.add(customer.id)
        due_s = next_look(now_s, now_s - customer.profile.last_seen_ms / 1000, self._notes.config)
        if due_s is not None:
            self._notes.wake_at(customer, LOOK, due_s)

    def _snapshot(self, customer: Customer, due_s: float, now_s: float) -> None:
        if customer.not_eligible is not None:
            return
        config, state = self._notes.config, customer.state
        self._notes.wake_at(customer, SNAPSHOT, next_snapshot(customer.id, due_s, config.snapshot_s))
        if len(state.pending) >= MOST_PENDING:
            self._notes.counts["snapshots_left_out"] += 1
            return
        activity = customer.activity
        first_s, last_s = (activity.first_order_ms or 0) / 1000, (activity.last_order_ms or 0) / 1000
        pending = PendingLabel(at_s=now_s, due_s=now_s + config.horizon_s, silent_s=now_s - last_s)
        cause = self._cause(SNAPSHOT, customer.id, due_s)
        self._notes.moment(customer, now_s, cause=cause, pending=pending)
        state.pending.append(pending)
        if state.due.get(LABEL) is None:
            self._notes.wake_at(customer, LABEL, pending.due_s)
        span_d = (last_s - first_s) / DAY_S if activity.gaps else 0.0
        age_d = (now_s - first_s) / DAY_S
        self._notes.rhythms.append(
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
            self._notes.moments.append(Resolution(known, customer.id, cause, known.due_s, has_left(known)))
        if pending:
            self._notes.wake_at(customer, LABEL, pending[0].due_s)

    def _let_go(self, customer: Customer, due_s: float) -> None:
        """Remove a customer whose silence outlasted retention; the silence of others goes on being awaited."""
        until_s = customer.profile.last_seen_ms / 1000 + self._notes.config.retention_s
        if until_s > due_s:
            self._notes.wake_at(customer, RETENTION, until_s)
            return
        # Whether any is raised, a score of this very batch may have decided: phase three will know.
        self._notes.moment(customer, due_s, ended=self._notes.kinds)
        self._notes.timetable.cancel(customer)
        del self._notes.customers[customer.id]
        del self._notes.touched[customer.id]
        self._notes.news.discard(customer.id)
        self._notes.removed.add(customer.id)
        self._notes.counts["removed"] += 1

    def _cause(self, kind: str, customer_id: str, due_s: float) -> str:
        return f"{self._notes.lane}|{kind}|{customer_id}|{due_s!r}"
