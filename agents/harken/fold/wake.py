"""What a wake-up does: a look, a snapshot, a label given out, an alert that expires, a customer let go."""

from collections.abc import Sequence

from harken.batch import Wakeup
from harken.customer import Customer, PendingLabel, Soon
from harken.example import RhythmExample
from harken.fold.carts import look_into, watched
from harken.fold.config import DAY_S
from harken.fold.erasure import ERASED
from harken.fold.habits import remember_habits
from harken.fold.labels import MOST_PENDING, SOON_S, has_left
from harken.fold.moment import Answer, Moment, Resolution
from harken.fold.notes import Notes
from harken.fold.population import NO_ORDER
from harken.fold.rhythm import days_until
from harken.fold.schedule import (
    CART,
    EXPIRE,
    FIRST_LOOK,
    HOURLY,
    LABEL,
    LOOK,
    OUTCOME,
    OVERRIDE,
    PROPENSITY,
    QUIET,
    RETENTION,
    SNAPSHOT,
    SNOOZED,
    UNRATED,
    next_look,
    next_snapshot,
)
from harken.fold.unrated import forget
from harken.rules.rule import Rule


class Waking:
    """Runs the wake-ups of one batch.

    Parameters
    ----------
    rules : the alert rules; asked here only whether one is about carts, and of whom never ordered.
    """

    def __init__(self, notes: Notes, rules: Sequence[Rule]) -> None:
        self._notes = notes
        self._rules = rules
        self._carts = watched(rules)

    def run(self, wakeup: Wakeup) -> None:
        """Run one wake-up; of a customer who is gone, it is dropped."""
        customer = self._notes.customers.get(wakeup.customer_id)
        if customer is None or customer.not_eligible == ERASED:
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
        elif kind == PROPENSITY:
            self._answer(customer, due_s)
        elif kind == UNRATED:
            next_s = forget(customer.state, due_s)
            if next_s is not None:
                self._notes.wake_at(customer, UNRATED, next_s)
        elif kind == CART:
            look_into(self._notes, self._carts, customer, now_s)
            if customer.not_eligible is not None:
                self._notes.settle_later(customer, now_s)
        else:
            self._reconsider(customer, kind, now_s)
        customer.version += 1
        customer.at_ms = max(customer.at_ms, round(due_s * 1000))

    def _reconsider(self, customer: Customer, kind: str, now_s: float) -> None:
        """A time is over for which something held: what holds now is decided."""
        if kind.startswith(EXPIRE):
            self._notes.moment(customer, now_s, ended=(kind.removeprefix(EXPIRE),))
        elif kind == QUIET or kind.startswith(SNOOZED):
            self._notes.moment(customer, now_s)
        elif kind == HOURLY:
            self._notes.moment(customer, now_s, is_turn=True)
        elif kind.startswith(FIRST_LOOK):
            if customer.not_eligible == NO_ORDER:
                self._notes.moment(customer, now_s)
                if self._stalls(kind.removeprefix(FIRST_LOOK)):
                    self._notes.settle_later(customer, now_s)
        elif kind == OUTCOME:
            self._notes.settle(customer, now_s)
        elif kind == OVERRIDE:
            customer.state.override = None
            self._notes.moment(customer, now_s)

    def _stalls(self, kind: str) -> bool:
        """Whether a rule may speak at the moment just written down: of who never ordered, it knows no score either."""
        moment = self._notes.moments[-1]
        assert isinstance(moment, Moment)
        rule = next((rule for rule in self._rules if rule.kind == kind), None)
        level = None if rule is None else rule.level(moment, None)
        return rule is not None and level is not None and level >= rule.limits.raise_at

    def _look(self, customer: Customer, now_s: float) -> None:
        if customer.not_eligible is not None:
            return
        self._notes.moment(customer, now_s)
        self._notes.changed_taste[customer.id] = now_s
        self._notes.ranked_after[customer.id] = customer.version
        due_s = next_look(now_s, now_s - customer.profile.last_seen_ms / 1000, self._notes.config)
        if due_s is not None:
            self._notes.wake_at(customer, LOOK, due_s)

    def _snapshot(self, customer: Customer, due_s: float, now_s: float) -> None:
        if customer.not_eligible is not None:
            return
        config, state = self._notes.config, customer.state
        if remember_habits(customer, config.quiet):
            self._notes.news.add(customer.id)
        self._notes.wake_at(customer, SNAPSHOT, next_snapshot(customer.id, due_s, config.snapshot_s))
        if len(state.pending) >= MOST_PENDING:
            self._notes.counts["snapshots_left_out"] += 1
            return
        activity = customer.activity
        first_s, last_s = (activity.first_order_ms or 0) / 1000, (activity.last_order_ms or 0) / 1000
        pending = PendingLabel(at_s=now_s, due_s=now_s + config.horizon_s, silent_s=now_s - last_s)
        if config.horizon_s > SOON_S:  # else the snapshot would be gone before the answer
            pending.soon = Soon()
            if PROPENSITY not in state.due:
                self._notes.wake_at(customer, PROPENSITY, now_s + SOON_S)
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
                net_minor=customer.value.net_minor,
            )
        )

    def _label(self, customer: Customer, due_s: float) -> None:
        pending = customer.state.pending
        while pending and pending[0].due_s <= due_s:
            known = pending.pop(0)
            cause = self._cause(LABEL, customer.id, known.due_s)
            days = days_until(customer.state, known.due_s)
            self._notes.moments.append(Resolution(known, customer.id, cause, known.due_s, has_left(known), days))
        if pending:
            self._notes.wake_at(customer, LABEL, pending[0].due_s)

    def _answer(self, customer: Customer, due_s: float) -> None:
        """Tell whether an order came within the days that a snapshot spoke of."""
        for pending in customer.state.pending:
            soon, known_s = pending.soon, pending.at_s + SOON_S
            if soon is None:
                continue
            if known_s > due_s:
                self._notes.wake_at(customer, PROPENSITY, known_s)
                return
            pending.soon = None
            cause = self._cause(PROPENSITY, customer.id, known_s)
            self._notes.moments.append(Answer(pending, soon, cause, known_s))

    def _let_go(self, customer: Customer, due_s: float) -> None:
        """Remove a customer whose silence outlasted retention; the silence of others goes on being awaited."""
        until_s = customer.profile.last_seen_ms / 1000 + self._notes.config.retention_s
        if until_s > due_s:
            self._notes.wake_at(customer, RETENTION, until_s)
            return
        self._notes.remove(customer, due_s)
        self._notes.counts["removed"] += 1

    def _cause(self, kind: str, customer_id: str, due_s: float) -> str:
        return f"{self._notes.lane}|{kind}|{customer_id}|{due_s!r}"
