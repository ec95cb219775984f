"""What is said arrives, where Java's producer would have put it; what does not arrive is named."""

import asyncio
from collections.abc import AsyncIterator, Callable
from time import monotonic

import pytest
from confluent_kafka import Consumer, TopicPartition
from confluent_kafka import Message as Received

from harken.outbox import Message
from harken.sender import FEW, DeliveryFailed, Sender, partition_of
from harken.settings import Settings, load_settings
from harken.topics import create_topics, topic_name
from tests.integration.brokers import need_apache
from tests.services.server import KafkaServer

PARTITIONS = 5
NOBODY = {"bootstrap.servers": "127.0.0.1:1"}


@pytest.fixture
def settings(kafka: str, topic_prefix: str) -> Settings:
    settings = load_settings({}, kafka=kafka, topic_prefix=topic_prefix, partitions=PARTITIONS)
    create_topics(settings)
    return settings


@pytest.fixture
def alerts(settings: Settings) -> str:
    return topic_name(settings, "alerts")


@pytest.fixture
async def sender(kafka: str) -> AsyncIterator[Sender]:
    sender = Sender({"bootstrap.servers": kafka}, delivery_timeout_s=5)
    yield sender
    await sender.close()


def read(kafka: str, topic: str, count: int) -> list[Received]:
    """So many records of a topic, and a look whether there is one more."""
    consumer = Consumer({"bootstrap.servers": kafka, "group.id": "reader"})
    consumer.assign([TopicPartition(topic, n, 0) for n in range(PARTITIONS)])
    records: list[Received] = []
    while len(records) < count:
        found = consumer.consume(count - len(records), 10)
        assert found, f"{len(records)} of {count} records"
        assert all(record.error() is None for record in found)
        records += found
    assert consumer.poll(0.2) is None
    consumer.close()
    return records


async def test_when_say_returns_everything_is_there_with_keys_and_headers(
    sender: Sender, alerts: str, kafka: str
) -> None:
    said = [Message(alerts, b"c%d" % n, b"v%d" % n, (("n", b"%d" % n),)) for n in range(3000)]
    said += [Message(alerts, b"gone", None), Message(alerts, None, b"no key")]
    await sender.say(said)
    found = [(r.key(), r.value(), tuple(r.headers() or ())) for r in read(kafka, alerts, len(said))]
    assert sorted(found, key=repr) == sorted(((m.key, m.value, m.headers) for m in said), key=repr)


async def test_a_key_goes_where_partition_of_says(sender: Sender, alerts: str, kafka: str) -> None:
    keys = [
        b"a",
        b"ab",
        b"abc",
        b"abcd",
        "Zoë Łęcka 客戶".encode(),
        b"\xff\x00\x80" * 7,
        *(b"c-%d" % n for n in range(500)),
    ]
    await sender.say([Message(alerts, key, b"") for key in keys])
    found = {record.key(): record.partition() for record in read(kafka, alerts, len(keys))}
    assert found == {key: partition_of(key, PARTITIONS) for key in keys}
    assert set(found.values()) == set(range(PARTITIONS))


def test_partition_of_equals_javas_default() -> None:
    #  Hashes of Kafka's own UtilsTest.testMurmur2 (clients/src/test/java/org/apache/kafka/common/utils/UtilsTest.java).
    hashes = {b"21": -973932308, b"foobar": -790332482, b"a-little-bit-long-string": -985981536}
    for key, value in hashes.items():
        assert partition_of(key, 2**31) == value & 0x7FFFFFFF
        assert partition_of(key, 12) == (value & 0x7FFFFFFF) % 12


async def test_nothing_to_say_needs_no_broker() -> None:
    sender = Sender(NOBODY)
    await asyncio.wait_for(sender.say([]), 1)
    await sender.close()


async def test_what_can_never_be_delivered_is_told_from_what_may_be_yet(
    sender: Sender, settings: Settings, kafka: str
) -> None:
    need_apache(kafka, "refusal of unknown topics")
    topic, nowhere = topic_name(settings, "alerts"), topic_name(settings, "nowhere")
    huge, fine = Message(topic, b"k", b"x" * 5_000_000), Message(topic, b"k", b"fine")
    lost = Message(nowhere, b"k", b"x")
    with pytest.raises(DeliveryFailed) as failure:
        await sender.say([huge, fine, lost])
    assert [(m, permanent) for m, _, permanent in failure.value.failed] == [(huge, True), (lost, False)]
    assert failure.value.failed[0][1] == "MSG_SIZE_TOO_LARGE"
    assert [record.value() for record in read(kafka, topic, 1)] == [b"fine"]
    assert "nowhere" in str(failure.value)


async def test_what_the_broker_refuses_for_its_size_is_permanent_too(
    sender: Sender, settings: Settings, alerts: str
) -> None:
    need_apache(settings.kafka, "limit to a record's size")
    random = b"".join(n.to_bytes(4, "little") for n in (i * 2654435761 % 2**32 for i in range(500_000)))
    with pytest.raises(DeliveryFailed) as failure:
        await sender.say([Message(alerts, b"k", random)])  # 2 MB that do not compress, into a topic that takes 1
    ((_, code, permanent),) = failure.value.failed
    assert (code, permanent) == ("MSG_SIZE_TOO_LARGE", True)


async def test_a_dead_letter_of_the_largest_event_fits(sender: Sender, settings: Settings, kafka: str) -> None:
    topic = topic_name(settings, "dead-letters")
    letter = Message(topic, b"k", b"x" * 2_097_152, (("reason", b"too_large"), ("detail", b"d" * 300)))
    await sender.say([letter])
    (record,) = read(kafka, topic, 1)
    assert record.value() == letter.value


async def test_a_broker_that_does_not_answer_bounds_the_wait_and_is_used_when_it_is_back(
    own_kafka: Callable[[], KafkaServer], topic_prefix: str
) -> None:
    server = own_kafka()
    settings = load_settings({}, kafka=server.bootstrap, topic_prefix=topic_prefix, partitions=1)
    create_topics(settings)
    sender = Sender({"bootstrap.servers": server.bootstrap}, delivery_timeout_s=3)
    message = Message(topic_name(settings, "alerts"), b"k", b"v")
    await sender.say([message])
    server.pause()
    begun_s = monotonic()
    with pytest.raises(DeliveryFailed) as failure:
        await sender.say([message])
    assert monotonic() - begun_s < 6
    assert failure.value.failed == [(message, "_MSG_TIMED_OUT", False)]
    server.resume()
    async with asyncio.timeout(60):
        while True:
            try:
                await sender.say([message])
                break
            except DeliveryFailed:
                continue
    await sender.close()


async def test_many_lanes_say_at_the_same_time(sender: Sender, alerts: str, kafka: str) -> None:
    await asyncio.gather(*(sender.say([Message(alerts, b"%d" % lane, b"v")] * 500) for lane in range(12)))
    assert len(read(kafka, alerts, 6000)) == 6000


async def test_a_key_keeps_its_order_through_large_and_small_batches(sender: Sender, alerts: str, kafka: str) -> None:
    numbers = iter(range(10_000))
    for size in (1, FEW + 1, FEW, 500, 1, 1, 500, FEW):
        await sender.say([Message(alerts, b"k", b"%d" % next(numbers)) for _ in range(size)])
    said = next(numbers)
    assert [int(record.value() or b"-1") for record in read(kafka, alerts, said)] == list(range(said))


async def test_a_producer_that_is_made_anew_leaves_no_lane_waiting(alerts: str, kafka: str) -> None:
    sender = Sender(NOBODY, delivery_timeout_s=60)
    waiting = asyncio.create_task(sender.say([Message(alerts, b"k", b"v")]))
    await asyncio.sleep(0.05)
    sender._forget_producer(0.0)
    with pytest.raises(DeliveryFailed):
        await asyncio.wait_for(waiting, 5)
    sender._config["bootstrap.servers"] = kafka
    await asyncio.wait_for(sender.say([Message(alerts, b"k", b"v")]), 10)
    await sender.close()
