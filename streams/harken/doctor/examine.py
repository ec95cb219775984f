"""The whole examination, in the order in which one fault explains the next."""

import os
from collections.abc import Iterator

from harken.doctor.environment import look_at_environment
from harken.doctor.finding import Finding, Health
from harken.doctor.kafka import look_at_broker, look_at_lag, look_at_topics
from harken.doctor.store import look_at_store
from harken.glance import Glance
from harken.settings import Settings


def examine(settings: Settings, *, quick: bool = False) -> Iterator[Finding]:
    """Look at everything; only at what a health check needs where `quick`. Every look has a bound in time."""
    with Glance(settings) as glance:
        if not quick:
            yield from look_at_environment(settings, os.environ)
        broker = look_at_broker(settings)
        yield broker
        store = list(look_at_store(glance, quick=quick))
        yield from store
        if broker.health is Health.FAIL or quick:
            return
        topics = look_at_topics(settings)
        yield topics
        if topics.health is not Health.FAIL and all(finding.health is not Health.FAIL for finding in store):
            yield from look_at_lag(settings, glance)
