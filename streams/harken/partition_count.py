"""How many partitions a topic has, asked of the broker by whatever client is at hand."""

from time import monotonic, sleep
from typing import Final

from confluent_kafka import Consumer, KafkaException, Producer

from harken.back_off import BackOff
from harken.errors import HarkenError
from harken.settings import Settings

#: A topic just created is not at once in every broker's answers.
APPEARS_WITHIN_S: Final = 3.0


class BrokerSilent(HarkenError):
    """The broker does not answer."""


class NoSuchTopic(HarkenError):
    """The broker has no topic of that name."""


def partition_count(client: Producer | Consumer, topic: str, settings: Settings) -> int:
    """The number of partitions of a topic (full name). Raises BrokerSilent, NoSuchTopic."""
    deadline_s, back_off = monotonic() + APPEARS_WITHIN_S, BackOff()
    while True:
        try:
            # All topics, since some brokers create one that is asked for by its name.
            found = client.list_topics(timeout=settings.broker_timeout_s).topics.get(topic)
        except KafkaException as error:
            raise BrokerSilent(f"no answer from Kafka at {settings.kafka}: {error.args[0].str()}") from None
        if found is not None and found.partitions:
            return len(found.partitions)
        if monotonic() > deadline_s:
            raise NoSuchTopic(f"topic {topic} is not there: `harken topics create` makes it")
        sleep(back_off.failed(topic))
