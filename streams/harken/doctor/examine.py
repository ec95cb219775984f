"""The whole examination, in the order in which one fault explains the next."""

import os
from collections.abc import Iterator

from harken.doctor.clocks import look_at_clocks
from harken.doctor.dead_letters import look_at_dead_letters
from harken.doctor.environment import look_at_environment
from harken.doctor.finding import Finding, Health
from harken.doctor.kafka import look_at_broker, look_at_topics
from harken.doctor.lag import look_at_lag
from harken.doctor.store import look_at_store
from harken.doctor.workers import look_at_workers
from harken.glance import Glance
from harken.lag.reader import LagReader
from harken.settings import Settings


def examine(settings: Settings, *, quick: bool = False) -> Iterator[Finding]:
    """Look at everything; only whether broker and store answer where `quick`. Every look has a bound in time."""
    with Glance(settings) as glance, LagReader(settings) as reader:
        if not quick:
            yield from look_at_environment(settings, os.environ)
        broker = look_at_broker(settings)
        yield broker
        store = list(look_at_store(glance, quick=quick))
        yield from store
        if quick:
            return
        broker_fails = broker.health is Health.FAIL
        store_fails = any(finding.health is Health.FAIL for finding in store if finding.what == "store")
        if not store_fails:
            yield from look_at_clocks(glance.store, None if broker_fails else reader)
        if not broker_fails:
            topics = look_at_topics(settings)
            yield topics
            if topics.health is not Health.FAIL:
                if not store_fails:
                    yield from look_at_lag(settings, glance, reader)
                yield look_at_dead_letters(settings)
        yield from look_at_workers(settings)
