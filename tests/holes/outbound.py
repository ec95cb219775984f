"""What harken's workers said: an outbound topic, read without a group."""

from confluent_kafka import Consumer, Message, TopicPartition

from harken.settings import Settings
from harken.topics import topic_name

WITHIN_S = 20.0


def read(settings: Settings, short: str) -> list[Message]:
    """All that partition 0 of an outbound topic has now."""
    consumer = Consumer({"bootstrap.servers": settings.kafka, "group.id": "reader"})
    try:
        tp = TopicPartition(topic_name(settings, short), 0)
        first, end = consumer.get_watermark_offsets(tp, timeout=WITHIN_S)
        consumer.assign([TopicPartition(tp.topic, 0, first)])
        found: list[Message] = []
        while len(found) < end - first:
            messages = consumer.consume(end - first - len(found), WITHIN_S)
            assert messages, f"{len(found)} of {end - first} records of {tp.topic}"
            found += messages
        return found
    finally:
        consumer.close()
