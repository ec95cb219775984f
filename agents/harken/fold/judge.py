"""Phase three of the fold: the moments are walked again, each with its score (`harken.fold.tables`).

Here documents get their probabilities, snapshots are filled in and labels given out; alerts are the voice's
(`harken.fold.voice`). Nothing is scheduled that phase one of the same batch would have had to run: that may not depend
on a score.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from msgspec import UNSET, UnsetType

from harken.alerting.holdout import CHURN_FAMILY
from harken.alerting.hourly import Hourly
from harken.customer import Customer
from harken.document import Band, Churn, Override, Reason
from harken.example import ChurnExample, ValueExample
from harken.features import FEATURE_NAMES
from harken.features.numbers import Numbers
from harken.features.vector import days_of
from harken.features.words import by_hand, reasons
from harken.fold.config import ActivityConfig
from harken.fold.groups import Groups
from harken.fold.moment import NO_ROW, Answer, Moment, Resolution, Settling
from harken.fold.news import is_news_of_churn
from harken.fold.outcomes import Outcomes
from harken.fold.propensity import Propensity
from harken.fold.segments import Segments
from harken.fold.stored import features_of, order_days_of, pack
from harken.fold.tables import BANDS, Tables, edges
from harken.fold.told import Scorebook
from harken.fold.trials import follow
from harken.fold.voice import Voice
from harken.fold.worth import Worth
from harken.prediction import Prediction
from harken.rules.rule import Rule
from harken.rules.segment_changed import SegmentChanged
from harken.segments.expression import Facts
from harken.shelf import Shelf

MODEL = "churn"


class Judge:
    """One batch's decisions; its attributes are what came of them, `voice` what is said.

    Parameters
    ----------
    tables : what was worked out of the moments, and perhaps of others'.
    shelf : the models as last published.
    outcomes : what came of alerts, in the same batch.
    hourly : the cap over all customers; None where there is none.
    """

    def __init__(
        self,
        config: ActivityConfig,
        rules: Sequence[Rule],
        tables: Tables,
        shelf: Shelf,
        outcomes: Outcomes,
        hourly: Hourly | None = None,
    ) -> None:
        self.predictions: list[Prediction] = []
        self.churn_examples: list[ChurnExample] = []
        self.value_examples: list[ValueExample] = []
        self.news: set[str] = set()
        self._config = config
        self._rows, self._scored, self._version = tables.rows, tables.scored, tables.snapshot.version
        self.propensity, self._worth, self._stages = Propensity(tables.chances), Worth(tables.prices), tables.stages
        self._edges = edges(config)
        told = any(isinstance(rule, SegmentChanged) for rule in rules)
        self._segments = Segments(tables.nearest, remembers=told)
        self._groups = Groups(config.segments)
        scored, language = self._scored, config.language
        self._book = Scorebook(scored.shares, scored.probability, self._rows, rules, language)
        self.outcomes = outcomes
        self.voice = Voice(config, rules, shelf, self._version, outcomes, hourly)

    def decide(self, moments: Sequence[Moment | Resolution | Answer | Settling]) -> None:
        """Walk the moments in their order."""
        last: dict[str, Moment] = {}
        voice, holds_out, why, follow_up = self.voice, bool(self._config.holdout), self._why, self.outcomes.follow
        for moment in moments:
            if type(moment) is not Moment:
                self._give_out(moment)
                continue
            self._place(moment)
            if moment.pending is not None:
                self._fill_in(moment)
            if moment.customer.state.trials is not None:
                follow(moment)
            follow_up(moment)
            if moment.command is not None:
                voice.obey(moment, moment.command)
            (voice.end if moment.ended else voice.ask)(moment, self._probability(moment), why)
            last[moment.customer.id] = moment
        voice.announce(self._book)
        for moment in last.values():
            churn = self._churn(moment)
            if is_news_of_churn(moment.customer.churn, churn):
                self.news.add(moment.customer.id)
            moment.customer.churn = churn
            if holds_out or moment.customer.held_out is not UNSET:
                self._mark(moment.customer)
            self.propensity.put(moment)

    def _give_out(self, known: Moment | Resolution | Answer | Settling) -> None:
        """Say what has become known, where nothing is to be decided."""
        if isinstance(known, Resolution):
            self._resolve(known)
        elif isinstance(known, Answer):
            self.propensity.answer(known)
        elif isinstance(known, Settling):
            self.outcomes.settle(known)

    def risks(self, customers: Mapping[str, Customer]) -> Mapping[str, float | None]:
        """What the list of those at risk must say from now on (`harken.fold.worth`), of customers as they are left."""
        return self._worth.risks(customers)

    def members(self, customers: Mapping[str, Customer]) -> Mapping[str, Mapping[str, float | None]]:
        """What the lists of segments must say from now on (`harken.fold.segments`), of customers as they are left."""
        return {**self._segments.lists(customers), **self._groups.lists(customers)}

    # -- scores --------------------------------------------------------------------------------------------

    def _reasons(self, row: int) -> tuple[Reason, ...]:
        """Why the score of a row is what it is."""
        scored = self._scored
        numbers: Numbers[float] = Numbers._make(self._rows[row].tolist())
        return reasons(scored.shares[row], scored.order[row], numbers, self._config.language)

    def _probability(self, moment: Moment) -> float | None:
        """The one that counts: the model's, unless somebody has set another."""
        if moment.row == NO_ROW:
            return None
        return self._scored.probability[moment.row] if moment.override is None else moment.override.score

    def _why(self, moment: Moment) -> tuple[Reason, ...]:
        """Why that; what was set by hand is the last reason, so that all add up."""
        if moment.row == NO_ROW:
            return ()
        found = self._reasons(moment.row)
        if moment.override is None:
            return found
        return *found, by_hand(moment.override, self._scored.probability[moment.row], self._config.language)

    def _churn(self, moment: Moment) -> Churn | None:
        probability = self._probability(moment)
        if probability is None:
            return None
        override = None
        if moment.override is not None:
            until_ms = round(moment.override.until_s * 1000)
            override = Override(moment.override.note, until_ms, self._scored.probability[moment.row])
        return Churn(
            probability=probability,
            band=self._band(probability),
            horizon_s=self._config.horizon_s,
            reasons=self._why(moment),
            prior_weight=self._scored.prior_weight,
            model=self._version,
            at_ms=round(moment.now_s * 1000),
            override=override,
            moved=self._book.moved(moment),
        )

    def _band(self, probability: float) -> Band:
        return BANDS[bisect_right(self._edges, probability)]

    def _place(self, moment: Moment) -> None:
        """What the customer is worth at this moment, where they stand, and whom they resemble."""
        tier, stage = self._worth.put(moment), self._stages.put(moment)
        segment = self._segments.put(moment)
        if self._config.segments or moment.customer.groups is not UNSET:
            segment |= self._groups.put(moment, self._judged)
        if tier or stage or segment:
            self.news.add(moment.customer.id)

    def _judged(self, moment: Moment) -> Facts:
        """What the document says of scores at this moment, where the customer's own has only that of the last."""
        probability = self._probability(moment)
        chance = self.propensity.chance(moment)
        return {
            "churn.probability": probability,
            "churn.band": None if probability is None else self._band(probability),
            "propensity_7d": None if chance is UNSET else chance,
            "held_out": self._config.holdout.held_out(moment.customer.id) or None,
        }

    def _mark(self, customer: Customer) -> None:
        """Say in the document which families of alerts the customer is held out of."""
        held_out = self._config.holdout.held_out(customer.id) or UNSET
        if held_out != customer.held_out:
            customer.held_out = held_out
            self.news.add(customer.id)

    def _treated(self, customer_id: str) -> bool | UnsetType:
        """Whether churn alerts of the customer are announced; not said where they are of everybody."""
        holdout = self._config.holdout
        return not holdout.holds(CHURN_FAMILY, customer_id) if CHURN_FAMILY in holdout.shares else UNSET

    # -- snapshots and labels ------------------------------------------------------------------------------

    def _fill_in(self, moment: Moment) -> None:
        """Store the score with the snapshot that waits for its label, and log it."""
        pending, row = moment.pending, moment.row
        assert pending is not None
        self.value_examples.append(self._worth.example(moment, self._scored.probability[row]))
        self.propensity.fill_in(moment)
        features = self._scored.stored[row]
        pending.features = pack(features, self._worth.near(row))
        pending.score = self._scored.probability[row]
        pending.prior_logit = self._scored.prior_logit[row]
        pending.version = self._version
        pending.override = None if moment.override is None else moment.override.score
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
                override=UNSET if pending.override is None else pending.override,
            )
        )

    def _resolve(self, resolution: Resolution) -> None:
        """Give the label out."""
        pending = resolution.pending
        features = features_of(pending.features)
        expected = order_days_of(pending.features)
        self.churn_examples.append(
            ChurnExample(
                cause=resolution.cause,
                at_s=pending.at_s,
                known_s=resolution.known_s,
                features=features,
                score=pending.score,
                prior_logit=pending.prior_logit,
                version=pending.version,
                silent_s=pending.silent_s,
                left=resolution.left,
                treated=self._treated(resolution.customer_id),
                order_days=UNSET if expected is None else max(0, resolution.days - days_of(features)),
                expected_days=UNSET if expected is None else expected,
                override=UNSET if pending.override is None else pending.override,
            )
        )
