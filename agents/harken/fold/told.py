"""What a customer's standing churn alerts last said of their score, to tell why it has moved since.

Only who has one standing has anything here: it is kept where an alert is announced, and forgotten where it is resolved.
"""

from collections.abc import Sequence

import numpy as np
from msgspec import UNSET, UnsetType
from numpy.typing import NDArray

from harken.alerting.holdout import CHURN_FAMILY
from harken.customer import Told
from harken.document import Reason, Transition
from harken.features.moved import by_name, moves, packed, reasons
from harken.features.numbers import Numbers
from harken.features.words import by_hand
from harken.fold.moment import NO_ROW, Moment
from harken.language import Language
from harken.rules.families import families
from harken.rules.rule import Rule


class Scorebook:
    """The scores of one batch, as alerts tell of them.

    Parameters
    ----------
    shares : what each group adds to the logit, by row.
    probability : of the model, by row.
    rows : the numbers, by row.
    """

    def __init__(
        self,
        shares: Sequence[Sequence[float]],
        probability: Sequence[float],
        rows: NDArray[np.float64],
        rules: Sequence[Rule],
        language: Language,
    ) -> None:
        self._shares = shares
        self._probability = probability
        self._rows = rows
        self._rules = rules
        self._language = language
        self._kinds: frozenset[str] | None = None

    def tell(self, moment: Moment, kind: str, transition: Transition) -> tuple[Reason, ...] | UnsetType:
        """Why the score moved since what was last said of this kind; keep what is said now, if it goes on.

        Not set where there is nothing to compare: the kind is not about the score, it has just been raised, or the
        customer is in the population no more.
        """
        if kind not in self._churn_kinds():
            return UNSET
        state = moment.customer.state
        before = _found(state.told, kind)
        others = tuple([told for told in state.told if told.kind != kind])
        now = None if moment.row == NO_ROW else self._packed(moment)
        state.told = others if transition == "resolved" or now is None else (*others, Told(kind, now))
        if before is None or now is None:
            return UNSET
        note = None if moment.override is None else moment.override.note
        return reasons(moves(before, now), Numbers._make(self._rows[moment.row].tolist()), self._language, note)

    def moved(self, moment: Moment) -> dict[str, float] | UnsetType:
        """The same of the alert that stands, for the document; asked at the end of a batch, of each customer once."""
        told = moment.customer.state.told
        return by_name(moves(told[-1].shares, self._packed(moment))) if told else UNSET

    def _packed(self, moment: Moment) -> bytes:
        hand = 0.0
        if moment.override is not None:
            hand = by_hand(moment.override, self._probability[moment.row], self._language).logit
        return packed(self._shares[moment.row], hand)

    def _churn_kinds(self) -> frozenset[str]:
        if self._kinds is None:  # most batches say nothing
            self._kinds = frozenset(k for k, family in families(self._rules).items() if family == CHURN_FAMILY)
        return self._kinds


def _found(told: Sequence[Told], kind: str) -> bytes | None:
    return next((one.shares for one in told if one.kind == kind), None)
