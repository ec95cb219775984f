"""What is said in phase three: every rule is asked at its moments, alerts move, and those that may be said are made.

Orders about a kind of alert are carried out here, since only here is known where it stands.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final, Literal, NamedTuple

from msgspec import UNSET

from harken.alert import Alert, AlertData, CustomerSummary
from harken.alerting.announce import announce
from harken.alerting.cap import note
from harken.alerting.hourly import Hourly
from harken.alerting.lifecycle import end, is_silencing, step, withhold, yield_to
from harken.alerting.orders import acknowledge, mute, silenced, snooze
from harken.customer import Customer, Held
from harken.document import AlertState, Reason, Recommendation, Transition, Withheld
from harken.events import Command, seconds
from harken.fold.arms import Arms, had_its_turn
from harken.fold.commands import about
from harken.fold.config import ActivityConfig
from harken.fold.moment import Moment
from harken.fold.outcomes import Outcomes
from harken.fold.tastes import taste
from harken.fold.told import Scorebook
from harken.prediction import Prediction
from harken.recommend.show import show
from harken.rules.budgets import budget_of
from harken.rules.leaving import LEAVING
from harken.rules.off import Off
from harken.rules.rule import Rule
from harken.shelf import Shelf

#: The reasons of a moment's churn probability.
Why = Callable[[Moment], tuple[Reason, ...]]


#: Why a point kind is withheld of which is kept what there is to say: a time of day or an hour, which will be over.
_KEEPING: Final = frozenset({"quiet", "hourly"})


class _Saying(NamedTuple):
    """An alert that moved: at which moment, by which rule, from which state to which, why, and what could be done."""

    moment: Moment
    rule: Rule
    before: AlertState | None
    state: AlertState
    transition: Transition
    level: float
    churn: float | None
    reasons: tuple[Reason, ...]
    action: str


class Voice:
    """The alerts of one batch; its attributes are what came of them.

    Parameters
    ----------
    shelf : the models as last published.
    version : of the churn model that speaks.
    outcomes : told of what is announced of kinds that say somebody may leave.
    hourly : the cap over all customers; None where there is none.
    """

    def __init__(
        self,
        config: ActivityConfig,
        rules: Sequence[Rule],
        shelf: Shelf,
        version: str,
        outcomes: Outcomes,
        hourly: Hourly | None = None,
    ) -> None:
        self.alerts: list[Alert] = []
        self.news: set[str] = set()
        self.withheld: Counter[tuple[str, str]] = Counter()
        self._language = config.language
        #: What was raised of kinds with a budget: of whom, when, and how many customers in one were asked for.
        self.raised: list[tuple[str, str, float, float]] = []
        #: What would have been said of the held-out.
        self.held_out: list[Prediction] = []
        #: Who waits for another hour, and until when: it lies behind all that this batch may run.
        self.turns: list[tuple[Customer, float]] = []
        self._hourly = hourly
        self._config = config
        self._rules = rules
        self._standing = [rule for rule in rules if rule.expires_s is None]
        #  Who has no alert at all has none of a kind that is switched off.
        self._running = [rule for rule in self._standing if not isinstance(rule, Off)]
        self._levels = [(rule.level, rule.limits.raise_at) for rule in self._running]
        self._shelf = shelf
        self._version = version
        self._outcomes = outcomes
        self._sayings: list[_Saying] = []
        self._unsaid: list[_Saying] = []
        self._arms = Arms(config, rules)

    def obey(self, moment: Moment, command: Command) -> None:
        """Keep an order with the kind of alert that it is about."""
        meant = about(command)
        if meant is None or command.kind == "override":
            return
        alerts, now_ms = moment.customer.alerts, round(moment.now_s * 1000)
        state = alerts.get(meant.kind)
        if command.kind == "snooze" and command.until is not None:
            state = snooze(state, now_ms, round(seconds(command.until) * 1000))
        elif command.kind == "acknowledge":
            if meant.episode is None or (state is not None and state.episode == meant.episode):
                state = acknowledge(state, now_ms)
        else:
            state = mute(state, now_ms, muted=command.kind == "mute")
        if state is not None:
            alerts[meant.kind] = state

    def ask(self, moment: Moment, churn: float | None, why: Why) -> None:
        """Ask every rule, but a point kind only where it is struck: nothing else says anything about it."""
        alerts = moment.customer.alerts
        if moment.is_turn:
            moment.customer.state.waits = False
        if not alerts and not moment.struck and not self._is_anything(moment, churn):
            return  # nothing is held either: that would be an alert
        now_ms = round(moment.now_s * 1000)
        for rule in self._rules if moment.struck else self._standing if alerts else self._running:
            state = alerts.get(rule.kind)
            if rule.superior is not None and is_silencing(alerts.get(rule.superior)):
                if state is not None:
                    self._move(moment, rule, state, *yield_to(state, now_ms), 0.0, churn, why)
                continue
            level = rule.level(moment, churn)
            if level is not None and (state is not None or level >= rule.limits.raise_at):
                self._move(moment, rule, state, *step(state, level, now_ms, rule.limits), level, churn, why)
        if moment.customer.state.held:
            self._release(moment, churn, why)

    def _is_anything(self, moment: Moment, churn: float | None) -> bool:
        """Whether any kind is to be raised of a customer who has no alert at all, as nearly all have none."""
        for level_of, raise_at in self._levels:
            level = level_of(moment, churn)
            if level is not None and level >= raise_at:
                return True
        return False

    def end(self, moment: Moment, churn: float | None, why: Why) -> None:
        """Resolve the kinds whose time is over."""
        alerts = moment.customer.alerts
        for rule in self._rules:
            if rule.kind in moment.ended:
                before = alerts.get(rule.kind)
                self._move(moment, rule, before, *end(before, round(moment.now_s * 1000)), 0.0, churn, why)

    def _move(
        self,
        moment: Moment,
        rule: Rule,
        before: AlertState | None,
        after: AlertState | None,
        transition: Transition | None,
        level: float,
        churn: float | None,
        why: Why,
        held: Held | None = None,
    ) -> None:
        """Keep where a kind stands now, and what is to be said of it, if it may be."""
        if after is before or after is None:
            return
        if transition is not None and transition != "resolved":
            hindrance = self._hindrance(moment, rule, before, transition, level)
            if hindrance is None:
                if transition == "raised":
                    self._raise(moment, rule)
                self._count(moment, rule, transition, level)
            else:
                if hindrance == "hourly":
                    self._wait(moment.customer)
                unsaid = after
                after = withhold(before, after, transition, None if hindrance == "acknowledged" else hindrance)
                if after is before:
                    return
                if hindrance != "holdout" or not had_its_turn(before):
                    self.withheld[rule.kind, hindrance] += 1
                    if hindrance == "holdout":
                        self._count(moment, rule, transition, level)
                        said = self._saying(moment, rule, before, unsaid, transition, level, churn, why, held)
                        self._unsaid.append(said)
                if hindrance in _KEEPING and rule.expires_s is not None and held is None:
                    self._hold(moment, rule, level)
                transition = None
        moment.customer.alerts[rule.kind] = after
        self.news.add(moment.customer.id)
        if transition is not None:
            self._sayings.append(self._saying(moment, rule, before, after, transition, level, churn, why, held))

    def _wait(self, customer: Customer) -> None:
        """Give the customer a turn in a later hour, unless one is to come."""
        if self._hourly is not None and not customer.state.waits:
            customer.state.waits = True
            self.turns.append((customer, self._hourly.turn_s(customer.id)))

    def _raise(self, moment: Moment, rule: Rule) -> None:
        """What is announced is compared with what was asked for, and with what comes of it."""
        if share := budget_of(rule):
            self.raised.append((moment.customer.id, rule.kind, moment.now_s, share))
        if rule.kind in LEAVING:
            self._outcomes.announced(moment, rule.kind)

    def _hold(self, moment: Moment, rule: Rule, level: float) -> None:
        """Keep what there is to say of a point kind: it is asked in one moment only, and that is now."""
        state, language = moment.customer.state, self._language
        others = [held for held in state.held if held.kind != rule.kind]
        state.held = (
            *others,
            Held(rule.kind, level, rule.reasons(moment, (), language), rule.suggest(moment, language)),
        )

    def _release(self, moment: Moment, churn: float | None, why: Why) -> None:
        """Say what was held of point kinds, unless it may not be said yet; what is over by now is forgotten."""
        alerts, state, now_ms = moment.customer.alerts, moment.customer.state, round(moment.now_s * 1000)
        for rule in self._rules:
            held = next((held for held in state.held if held.kind == rule.kind), None)
            before = alerts.get(rule.kind)
            if held is not None and before is not None and before.withheld in _KEEPING:
                moved = step(before, held.level, now_ms, rule.limits)
                self._move(moment, rule, before, *moved, held.level, churn, why, held)
        state.held = tuple([held for held in state.held if alerts[held.kind].withheld in _KEEPING])

    def _hindrance(
        self, moment: Moment, rule: Rule, state: AlertState | None, transition: Transition, level: float
    ) -> Withheld | Literal["acknowledged"] | None:
        """Why this may not be said now."""
        now_ms = round(moment.now_s * 1000)
        held_out = bool(self._arms) and self._arms.hold_out(moment, rule)
        if held_out and had_its_turn(state):
            return "holdout"
        ordered = None if state is None else silenced(state, transition, now_ms)
        if ordered is None and moment.is_quiet:
            return "quiet"
        if ordered is None and self._config.cap.holds(moment.customer.state, rule.severity(level), now_ms):
            return "cap"
        if ordered is None and self._hourly is not None and self._hourly.holds(rule.severity(level)):
            return "hourly"
        return ordered or ("holdout" if held_out else None)

    def _count(self, moment: Moment, rule: Rule, transition: Transition, level: float) -> None:
        """Something is announced, or would be of the held-out: the caps count both."""
        severity = rule.severity(level)
        note(moment.customer.state, round(moment.now_s * 1000), severity, self._config.cap)
        if self._hourly is not None:
            self._hourly.note(severity)
        if self._arms:
            self._arms.note(moment, rule, transition)

    def hour(self) -> bytes:
        """What is to be known of this hour in the next batch; empty where nothing was announced and nobody waits."""
        return b"" if self._hourly is None else self._hourly.encoded()

    def announce(self, book: Scorebook) -> None:
        """Make the alerts; what they recommend is ranked for all at once. And the log of those that are not said."""
        for saying in self._unsaid:
            moment, rule = saying.moment, saying.rule
            version = "" if saying.churn is None else self._version
            self.held_out.append(self._arms.would_be(moment, rule, saying.level, version, saying.reasons))
        raised = [saying.moment for saying in self._sayings if saying.transition != "resolved"]
        tastes = [taste(self._shelf, moment, moment.now_s) for moment in raised]
        ranked = iter(show(tastes, self._shelf, self._config.recommendations, self._config.showing))
        for saying in self._sayings:
            self.alerts.append(self._alert(saying, book, next(ranked) if saying.transition != "resolved" else ()))

    def _alert(self, saying: _Saying, book: Scorebook, recommendations: tuple[Recommendation, ...]) -> Alert:
        moment, rule, before, state, transition, level, churn, reasons, action = saying
        resolved = transition == "resolved"
        satisfaction = moment.satisfaction
        data = AlertData(
            kind=rule.kind,
            transition=transition,
            severity="info" if resolved else rule.severity(level),
            score=level,
            threshold=rule.limits.threshold(transition),
            reasons=reasons,
            moved=book.tell(moment, rule.kind, transition),
            customer=CustomerSummary(
                orders=moment.orders,
                net_minor=moment.net_minor,
                currency=self._config.currency,
                last_seen_ms=moment.last_seen_ms,
                last_order_ms=moment.last_order_ms,
                satisfaction=None if satisfaction is None else satisfaction.score,
                churn_probability=churn,
            ),
            recommendations=recommendations,
            previous=None if before is None else before.said,
            suggested_action=action,
            model=None if churn is None else self._version,
            experiment=(self._arms and self._arms.experiment(moment, rule)) or UNSET,
        )
        expires_s = None if resolved else rule.expires_s
        instance, customer_id = self._config.instance, moment.customer.id
        return announce(instance, customer_id, state.episode, moment.now_s, expires_s=expires_s, data=data)

    def _saying(
        self,
        moment: Moment,
        rule: Rule,
        before: AlertState | None,
        state: AlertState,
        transition: Transition,
        level: float,
        churn: float | None,
        why: Why,
        held: Held | None,
    ) -> _Saying:
        """What there is to say, in words of this moment (or of when it was held): they may move on in the batch."""
        language = self._language
        if held is None:
            reasons, action = rule.reasons(moment, why(moment), language), rule.suggest(moment, language)
        else:
            reasons, action = held.reasons, held.action
        if transition == "resolved":
            action = language.say("over")
        return _Saying(moment, rule, before, state, transition, level, churn, reasons, action)
