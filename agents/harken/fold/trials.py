"""Trials: who is in which group of an experiment on alerts since when, and what they did within the horizon.

A trial begins where the first alert of the family is announced, or would have been, and only scores know when: so it
begins and is followed in phase three, where every order and every word has a moment of its own, and nothing is
scheduled for it (docs/decisions/0001). Who reads the document after `due_s` knows how it went, by the rule of labels.
"""

from collections.abc import Iterable

from harken.alert import Experiment
from harken.customer import Customer, Trial
from harken.events import Feedback, Purchase
from harken.fold.config import ActivityConfig
from harken.fold.labels import activity_flags, goodbye_flags
from harken.fold.moment import Moment
from harken.fold.purchases import ORDERS
from harken.fold.words import GOODBYE


def begin(customer: Customer, experiment: Experiment, now_s: float, config: ActivityConfig) -> None:
    """Let a trial begin at `now_s` (epoch seconds), unless there is one of this experiment.

    Who has been silent for half the retention takes no part: they might be removed before anybody has read how it went,
    and only those who stay away are removed (`oldest_s` is the other half of it).
    """
    trials = customer.state.trials or {}
    known = trials.get(experiment.family)
    if known is not None and known.experiment == experiment.name:
        return
    if now_s - customer.profile.last_seen_ms / 1000 > config.retention_s / 2:
        return
    trial = Trial(experiment.name, experiment.group, now_s, now_s + config.horizon_s)
    customer.state.trials = {**trials, experiment.family: trial}


def follow(moment: Moment) -> None:
    """What just happened may say how the customer's trials go."""
    trials, happening = moment.customer.state.trials, moment.happening
    if trials is None or happening is None:
        return
    event = happening.event
    if type(event) is Purchase and event.kind in ORDERS:
        activity_flags(trials.values(), happening.ts_s)
    elif type(event) is Feedback and event.kind == GOODBYE:
        goodbye_flags(trials.values(), happening.ts_s)


def follow_clicks(clicks: Iterable[tuple[Customer, float]]) -> None:
    """The same for clicks that count as activity (customer, epoch seconds): they have no moment of their own.

    All of a batch at its end: whether a click is within a trial, or behind an alert, is told by times alone.
    """
    for customer, ts_s in clicks:
        activity_flags(customer.state.raised, ts_s)
        if customer.state.trials is not None:
            activity_flags(customer.state.trials.values(), ts_s)


def oldest_s(clock_s: float, config: ActivityConfig) -> float:
    """Trials that began before this may be missing of who was removed since (epoch seconds)."""
    return clock_s - config.retention_s / 2
