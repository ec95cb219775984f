"""All figures of a report: what the store says of models and customers, and what the topics still hold."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from math import isfinite
from typing import Any, Final

import msgspec

from harken.backtest.alert_counts import YEAR_S
from harken.backtest.scores import StoredScores
from harken.card import read_card
from harken.example import CHURN, ExamplePack
from harken.glance import Glance
from harken.learning.packs import MalformedPack, churn_examples
from harken.report.alerts import LiveAlerts
from harken.report.census import Census
from harken.report.lists import LiveLists
from harken.report.store import read_clocks, read_documents
from harken.sender import partition_of
from harken.settings import Settings
from harken.to_end import read_values
from harken.topology import activity_config
from harken.version import harken_version

_pack: Final = msgspec.json.Decoder(ExamplePack).decode
_IS_CHURN: Final = b'{"model":"churn",'


def figures(settings: Settings) -> dict[str, Any]:
    """Everything, as it goes into JSON; nothing is changed by asking.

    Raises NoStore, BrokerSilent, NoSuchTopic, TopicUnreadable.
    """
    alerts, lists = LiveAlerts(), LiveLists()
    for value in read_values(settings, "alerts"):
        alerts.take(value)
    for value in read_values(settings, "predictions"):
        alerts.take_prediction(value)
        lists.take(value)
    scores = labels(read_values(settings, "examples", partition_of(CHURN.encode(), settings.partitions)))
    with Glance(settings, settings.store_timeout_s) as glance:
        clocks = read_clocks(glance)
        census = Census(activity_config(settings), alerts.churn_raised_s, alerts.oldest_s)
        for customer_id, document in read_documents(glance):
            census.take(document, clocks.of(customer_id))
        card, segments, outcomes = glance.model(CHURN), glance.segments(), glance.outcomes()
    reached_s = clocks.reached_s or 0.0
    return {
        "harken": harken_version(),
        "instance": settings.instance,
        "settings": {"churn_horizon_d": settings.churn_horizon_d},
        "reached": day_of(reached_s),
        "customers": census.customers,
        "standing": {**census.standing.figures(), "centres": segments},
        "churn": {**_card(card), **scores.figures()},
        "alerts": {
            **alerts.counts.figures(census.seconds / YEAR_S),
            "unreadable": alerts.unreadable,
            "since": day_of(alerts.oldest_s),
            "held_out": dict(sorted(alerts.held_out.items())),
            **census.figures(),
        },
        "churn_alerts": census.foresight.figures(reached_s, scores.base_rate, scores.silences),
        "alert_outcomes": outcomes,
        "experiments": census.experiments.figures(),
        "lists": lists.figures(),
    }


def labels(packs: Iterable[bytes]) -> StoredScores:
    """The stored scores of the churn labels in these packs, each cause once."""
    found = {}
    for pack in packs:
        if pack.startswith(_IS_CHURN):
            with suppress(MalformedPack, msgspec.DecodeError):  # the learner has put it into the dead letters
                found.update({example.cause: example for example in churn_examples(_pack(pack))})
    scores = StoredScores()
    scores.judge(list(found.values()))
    return scores


def day_of(at_s: float) -> str | None:
    """A day; None where there is none."""
    return f"{datetime.fromtimestamp(at_s, UTC):%Y-%m-%d}" if isfinite(at_s) and at_s > 0 else None


def _card(fields: dict[str, str]) -> dict[str, Any]:
    """The champion's columns; empty ones before anything was learned."""
    if not fields:
        return {"model": None, "labels": 0, "stored": {}, "rescored": {}}
    card = read_card(fields)
    overrides = {"overrides": card.overrides} if card.overrides else {}
    return {"model": card.version, "labels": card.labels, "pending": card.pending, **card.metrics, **overrides}

