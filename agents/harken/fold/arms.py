"""The arms of an experiment on alerts, as the voice asks them: is this customer held out of this kind's family?

Both arms pass the same rules, orders and cap; what differs is that of the held-out nothing is announced. What would
have been is logged as a prediction that nobody was told, and the first of a family begins a trial in either arm.
"""

from collections.abc import Sequence

from harken.alert import Experiment
from harken.document import AlertState, Reason, Transition
from harken.fold.config import ActivityConfig
from harken.fold.moment import Moment
from harken.fold.trials import begin
from harken.prediction import Prediction
from harken.rules.families import families
from harken.rules.rule import Rule


class Arms:
    """Who is in which arm; false where nobody is held out of anything, and then nothing else is to be asked.

    Parameters
    ----------
    rules : all of them; what is a family follows from who supersedes whom.
    """

    def __init__(self, config: ActivityConfig, rules: Sequence[Rule]) -> None:
        self._config = config
        self._families = families(rules) if config.holdout else {}

    def __bool__(self) -> bool:
        """Whether there is an experiment."""
        return bool(self._families)

    def hold_out(self, moment: Moment, rule: Rule) -> bool:
        """Whether nothing of the kind's family is announced of this customer."""
        return self._config.holdout.holds(self._families[rule.kind], moment.customer.id)

    def experiment(self, moment: Moment, rule: Rule) -> Experiment | None:
        """The customer's part in the experiment on the kind's family; None where there is none."""
        return self._config.holdout.experiment(self._families[rule.kind], moment.customer.id)

    def note(self, moment: Moment, rule: Rule, transition: Transition) -> None:
        """Something is announced, or would be."""
        experiment = self.experiment(moment, rule)
        if experiment is not None and transition == "raised":
            begin(moment.customer, experiment, moment.now_s, self._config)

    def would_be(
        self, moment: Moment, rule: Rule, level: float, version: str, reasons: tuple[Reason, ...]
    ) -> Prediction:
        """The log of what is not announced.

        Parameters
        ----------
        version : of the model that spoke, "" where none did.
        """
        now_ms = round(moment.now_s * 1000)
        return Prediction(
            id=f"{moment.customer.id}|{rule.kind}|{now_ms}|held_out",
            customer_id=moment.customer.id,
            model=rule.kind,
            version=version,
            score=level,
            features={},
            reasons=reasons,
            at_ms=now_ms,
            due_ms=now_ms + round(self._config.horizon_s * 1000),
        )


def had_its_turn(state: AlertState | None) -> bool:
    """Whether it would have been announced by now: no order and no cap takes that back."""
    return state is not None and state.withheld == "holdout"
