"""Phases two and three of the fold: all moments are scored at once, then walked again, each with its score.

Here documents get their probabilities, alerts move, snapshots are filled in and labels given out. Nothing is scheduled:
what phase one of the same batch would have had to run may not depend on a score.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from harken.alert import Alert, AlertData, CustomerSummary
from harken.alerting.announce import announce
from harken.alerting.cap import note
from harken.alerting.lifecycle import end, is_standing, step, withhold, yield_to
from harken.alerting.orders import silenced
from harken.document import AlertState, Band, Churn, Reason, Recommendation, Transition, Withheld
from harken.example import ChurnExample
from harken.features import FEATURE_NAMES
from harken.features.numbers import Numbers
from harken.features.vector import columns, matrix
from harken.features.words import grouped, reasons, strongest
from harken.fold.config import DAY_S, ActivityConfig
from harken.fold.moment import NO_ROW, Moment, Resolution
from harken.fold.news import is_news_of_churn
from harken.models.churn import score
from harken.prediction import Prediction
from harken.recommend.rank import Taste, rank
from harken.rules.rule import Rule
from harken.shelf import ChurnSnapshot, Shelf

MODEL = "churn"


class Scored(NamedTuple):
    """The scores of a batch's rows, as Python numbers where they are read one by one."""

    probability: list[float]
    prior_logit: list[float]
    prior_weight: float
    stored: NDArray[np.float64]
    shares: list[list[float]]
    order: list[list[int]]


class _Saying(NamedTuple):
    """An alert that moved: at which moment, by which rule, from which state to which."""

    moment: Moment
    rule: Rule
    before: AlertState | None
    state: AlertState
    transition: Transition
    level: float
    churn: float | None


class Judge:
    """One batch's decisions; its attributes are what came of them.

    Parameters
    ----------
    rows : the numbers of the moments (`harken.features.numbers`), one after the other.
    shelf : the models as last published.
    """

    def __init__(
        self, config: ActivityConfig, rules: Sequence[Rule], rows: Sequence[float], shelf: Shelf
    ) -> None:
        self.alerts: list[Alert] = []
        self.predictions: list[Prediction] = []
        self.churn_examples: list[ChurnExample] = []
        self.news: set[str] = set()
        self.withheld: Counter[tuple[str, str]] = Counter()
        self._config = config
        self._rules = rules
        self._standing = [rule for rule in rules if rule.expires_s is None]
        self._rows = np.asarray(rows, np.float64).reshape(-1, len(Numbers._fields))
        self._shelf = shelf
        self._snapshot = readable(shelf.churn)
        self._scored = self._score()
        self._sayings: list[_Saying] = []

    def decide(self, moments: Sequence[Moment | Resolution]) -> None:
        """Walk the moments in their order."""
        last: dict[str, Moment] = {}
        for moment in moments:
            if type(moment) is Resolution:
                self._resolve(moment)
                continue
            assert isinstance(moment, Moment)
            if moment.pending is not None:
                self._fill_in(moment)
            if moment.ended:
                self._end(moment)
            else:
                self._ask(moment)
            last[moment.customer.id] = moment
        for moment in last.values():
            churn = self._churn(moment)
            if is_news_of_churn(moment.customer.churn, churn):
                self.news.add(moment.customer.id)
            moment.customer.churn = churn
        self._announce()

    # -- scores --------------------------------------------------------------------------------------------

    def _score(self) -> Scored:
        if not len(self._rows):
            return Scored([], [], 1.0, np.empty((0, len(FEATURE_NAMES))), [], [])
        numbers = columns(self._rows)
        scores = score(
            self._snapshot,
            matrix(numbers),
            np.maximum(numbers.days - 1.0, 0.0),
            numbers.span_d,
            numbers.age_d,
            self._config.horizon_s / DAY_S,
        )
        logits = grouped(scores, self._snapshot)
        return Scored(
            scores.probability.tolist(),
            scores.prior_logit.tolist(),
            scores.prior_weight,
            scores.rows,
            logits,
            strongest(logits),
        )

    def _reasons(self, row: int) -> tuple[Reason, ...]:
        """Why the score of a row is what it is."""
        return reasons(self._scored.shares[row], self._scored.order[row], Numbers._make(self._rows[row].tolist()))

    def _churn(self, moment: Moment) -> Churn | None:
        if moment.row == NO_ROW:
            return None
        probability = self._scored.probability[moment.row]
        return Churn(
            probability=probability,
            band=self._band(probability),
            horizon_s=self._config.horizon_s,
            reasons=self._reasons(moment.row),
            prior_weight=self._scored.prior_weight,
            model=self._snapshot.version,
            at_ms=round(moment.now_s * 1000),
        )

    def _band(self, probability: float) -> Band:
        if probability >= self._config.high_from:
            return "high"
        return "medium" if probability >= self._config.medium_from else "low"

    # -- snapshots and labels ------------------------------------------------------------------------------

    def _fill_in(self, moment: Moment) -> None:
        """Store the score with the snapshot that waits for its label, and log it."""
        pending, row = moment.pending, moment.row
        assert pending is not None
        features = self._scored.stored[row]
        pending.features = features.astype("<f8").tobytes()
        pending.score = self._scored.probability[row]
        pending.prior_logit = self._scored.prior_logit[row]
        pending.version = self._snapshot.version
        self.predictions.append(
            Prediction(
                id=moment.cause,
                customer_id=moment.customer.id,
                model=MODEL,
                version=pending.version,
                score=pending.score,
                features=dict(zip(FEATURE_NAMES, features.tolist(), strict=True)),
                reasons=self._reasons(row),
                at_ms=round(pending.at_s * 1000),
                due_ms=round(pending.due_s * 1000),
            )
        )

    def _resolve(self, resolution: Resolution) -> None:
        """Give the label out."""
        pending = resolution.pending
        self.churn_examples.append(
            ChurnExample(
                cause=resolution.cause,
                at_s=pending.at_s,
                known_s=resolution.known_s,
                features=np.frombuffer(pending.features, "<f8").tolist(),
                score=pending.score,
                prior_logit=pending.prior_logit,
                version=pending.version,
                silent_s=pending.silent_s,
                left=resolution.left,
            )
        )

    # -- alerts --------------------------------------------------------------------------------------------

    def _ask(self, moment: Moment) -> None:
        """Ask every rule, but a point kind only where it is struck: nothing else says anything about it."""
        churn = None if moment.row == NO_ROW else self._scored.probability[moment.row]
        alerts, now_ms = moment.customer.alerts, round(moment.now_s * 1000)
        for rule in self._standing if not moment.struck else self._rules:
            state = alerts.get(rule.kind)
            if rule.superior is not None and is_standing(alerts.get(rule.superior)):
                if state is not None:
                    self._move(moment, rule, state, *yield_to(state, now_ms), 0.0, churn)
                continue
            level = rule.level(moment, churn)
            if level is not None and (state is not None or level >= rule.limits.raise_at):
                self._move(moment, rule, state, *step(state, level, now_ms, rule.limits), level, churn)

    def _end(self, moment: Moment) -> None:
        """Resolve the kinds whose time is over."""
        churn = None if moment.row == NO_ROW else self._scored.probability[moment.row]
        alerts = moment.customer.alerts
        for rule in self._rules:
            if rule.kind in moment.ended:
                before = alerts.get(rule.kind)
                self._move(moment, rule, before, *end(before, round(moment.now_s * 1000)), 0.0, churn)

    def _move(
        self,
        moment: Moment,
        rule: Rule,
        before: AlertState | None,
        after: AlertState | None,
        transition: Transition | None,
        level: float,
        churn: float | None,
    ) -> None:
        """Keep where a kind stands now, and what is to be said of it, if it may be."""
        if after is before or after is None:
            return
        if transition is not None and transition != "resolved":
            why = self._hindrance(moment, rule, before, transition, level)
            if why is None:
                note(moment.customer.state, round(moment.now_s * 1000), rule.severity(level), self._config.cap)
            else:
                after = withhold(before, after, transition, None if why == "acknowledged" else why)
                if after is before:
                    return
                self.withheld[rule.kind, why] += 1
                transition = None
        moment.customer.alerts[rule.kind] = after
        self.news.add(moment.customer.id)
        if transition is not None:
            self._sayings.append(_Saying(moment, rule, before, after, transition, level, churn))

    def _hindrance(
        self, moment: Moment, rule: Rule, state: AlertState | None, transition: Transition, level: float
    ) -> Withheld | Literal["acknowledged"] | None:
        """Why this may not be said now."""
        now_ms = round(moment.now_s * 1000)
        ordered = None if state is None else silenced(state, transition, now_ms)
        if ordered is None and self._config.cap.holds(moment.customer.state, rule.severity(level), now_ms):
            return "cap"
        return ordered

    def _announce(self) -> None:
        """Make the alerts; what they recommend is ranked for all at once."""
        raised = [saying.moment for saying in self._sayings if saying.transition != "resolved"]
        tastes = [Taste(moment.recent, moment.bought, moment.categories) for moment in raised]
        ranked = iter(rank(tastes, self._shelf, self._config.recommendations))
        for saying in self._sayings:
            self.alerts.append(self._alert(saying, next(ranked) if saying.transition != "resolved" else ()))

    def _alert(self, saying: _Saying, recommendations: tuple[Recommendation, ...]) -> Alert:
        moment, rule, before, state, transition, level, churn = saying
        resolved = transition == "resolved"
        satisfaction = moment.satisfaction
        data = AlertData(
            kind=rule.kind,
            transition=transition,
            severity="info" if resolved else rule.severity(level),
            score=level,
            threshold=rule.limits.threshold(transition),
            reasons=rule.reasons(moment, () if moment.row == NO_ROW else self._reasons(moment.row)),
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
            suggested_action="Nothing: it is over." if resolved else rule.suggest(moment),
            model=None if churn is None else self._snapshot.version,
        )
        expires_s = None if resolved else rule.expires_s
        instance, customer_id = self._config.instance, moment.customer.id
        return announce(instance, customer_id, state.episode, moment.now_s, expires_s=expires_s, data=data)


def readable(snapshot: ChurnSnapshot) -> ChurnSnapshot:
    """The snapshot, or only its prior where it was learned on other features than these (another release's)."""
    if snapshot.names in ((), FEATURE_NAMES):
        return snapshot
    return msgspec.structs.replace(snapshot, version="prior", labels=0, names=())
