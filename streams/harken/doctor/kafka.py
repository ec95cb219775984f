"""The broker: does it answer, are the topics as they must be, is anybody reading them."""

from collections.abc import Iterator, Sequence
from typing import Final

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from harken.doctor.finding import Finding, Health
from harken.errors import HarkenError
from harken.events import INBOUND
from harken.glance import Glance
from harken.lag import LagReader
from harken.replay.producer import QUIET
from harken.settings import Settings
from harken.topics import check_topics

#: More than a worker takes in a few seconds.
MUCH: Final = 50_000
ROLES: Final[tuple[tuple[str, Sequence[str]], ...]] = (("activity", INBOUND), ("learner", ("examples",)))


def look_at_broker(settings: Settings) -> Finding:
    """Whether it answers at all."""
    try:
        found = AdminClient({"bootstrap.servers": settings.kafka}, logger=QUIET).list_topics(
            timeout=settings.broker_timeout_s
        )
    except KafkaException as error:
        remedy = "start it, or correct HARKEN_KAFKA"
        return Finding(Health.FAIL, "broker", f"no answer at {settings.kafka}: {error.args[0].str()}", remedy)
    return Finding(Health.OK, "broker", f"{len(found.brokers)} broker(s) at {settings.kafka}")


def look_at_topics(settings: Settings) -> Finding:
    """Whether all topics are there, with equal partitions."""
    try:
        check_topics(settings)
    except HarkenError as fact:
        return Finding(Health.FAIL, "topics", str(fact), "`harken topics create` makes what is missing")
    return Finding(Health.OK, "topics", f"all there, {settings.partitions} partitions")


def look_at_lag(settings: Settings, glance: Glance) -> Iterator[Finding]:
    """How far each role is behind, and whether it ever ran."""
    reader = LagReader(settings)
    for role, topics in ROLES:
        try:
            lag = reader.read(glance, role, topics)
        except HarkenError as fact:
            yield Finding(Health.FAIL, f"{role} lag", str(fact), "see broker and store above")
            continue
        behind = sum(lag.behind.values())
        if lag.lanes == 0:
            found = f"no lane was ever taken, {behind:,} records wait"
            yield Finding(Health.WARN, f"{role} lag", found, f"start `harken worker --role {role}`")
        elif behind > MUCH:
            found = f"{behind:,} records behind"
            yield Finding(Health.WARN, f"{role} lag", found, "if it does not shrink, start more workers")
        else:
            yield Finding(Health.OK, f"{role} lag", f"{behind:,} records behind, {lag.applied:,} applied")
