"""What one turn did, in numbers: counted once a batch, when its commit is in the ledger."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from harken.batch import Outcome, Reject
from harken.example import CHURN, OUTCOME, PROPENSITY, RAISE, RHYTHM, TEXT, VALUE, VISIT


class Tally(NamedTuple):
    """Counts of one turn.

    Parameters
    ----------
    alerts : by kind and transition.
    rejects : by topic (short name) and reason.
    examples : by model.
    withheld : alerts that were raised and not announced, by kind and reason.
    drifts : by model; how often it was found to do worse than it did.
    """

    alerts: Mapping[tuple[str, str], int]
    rejects: Mapping[tuple[str, str], int]
    examples: Mapping[str, int]
    drifts: Mapping[str, int] = {}
    withheld: Mapping[tuple[str, str], int] = {}


NOTHING: Final = Tally({}, {}, {})


def tally_of(outcome: Outcome) -> Tally:
    """The counts of a fold's outcome."""
    examples = {
        CHURN: len(outcome.churn_examples),
        PROPENSITY: len(outcome.propensity_examples),
        RHYTHM: len(outcome.rhythm_examples),
        VALUE: len(outcome.value_examples),
        RAISE: len(outcome.raise_examples),
        OUTCOME: len(outcome.outcome_examples),
        VISIT: len(outcome.visit_examples),
        TEXT: len(outcome.text_examples),
    }
    alerts = Counter((alert.data.kind, str(alert.data.transition)) for alert in outcome.alerts)
    made = {model: count for model, count in examples.items() if count}
    return Tally(alerts, rejects_of(outcome.rejects), made, withheld=outcome.withheld)


def rejects_of(rejects: Iterable[Reject]) -> Mapping[tuple[str, str], int]:
    """Refused records by topic and reason."""
    return Counter((reject.record.topic, str(reject.reason)) for reject in rejects)
