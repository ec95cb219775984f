"""The broker: does it answer, are the topics as they must be."""

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from harken.doctor.finding import Finding, Health
from harken.errors import HarkenError
from harken.kafka_access import for_librdkafka
from harken.replay.producer import QUIET
from harken.settings import Settings
from harken.topics import check_topics


def look_at_broker(settings: Settings) -> Finding:
    """Whether it answers at all."""
    try:
        found = AdminClient(for_librdkafka(settings), logger=QUIET).list_topics(timeout=settings.broker_timeout_s)
    except KafkaException as error:
        remedy = "start it, or correct HARKEN_KAFKA, HARKEN_KAFKA_PROTOCOL and what belongs to it"
        return Finding(Health.FAIL, "broker", f"no answer at {settings.kafka}: {error.args[0].str()}", remedy)
    return Finding(Health.OK, "broker", f"{len(found.brokers)} broker(s) at {settings.kafka}")


def look_at_topics(settings: Settings) -> Finding:
    """Whether all topics are there, with equal partitions."""
    try:
        check_topics(settings)
    except HarkenError as fact:
        return Finding(Health.FAIL, "topics", str(fact), "`harken topics create` makes what is missing")
    return Finding(Health.OK, "topics", f"all there, {settings.partitions} partitions")
