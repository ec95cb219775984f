"""Topics, created and checked on a real broker and on the one that the demo brings; and brokers that are not there."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest
from kafka.admin import ConfigResource, KafkaAdminClient

from harken.events import INBOUND
from harken.settings import Settings, load_settings
from harken.topics import (
    TOPICS,
    BrokerUnreachable,
    MissingTopic,
    TopicRefused,
    UnequalPartitions,
    check_topics,
    create_topics,
    topic_name,
)
from tests.services.embedded import EmbeddedKafka

NAMES = [topic.name for topic in TOPICS]


@pytest.fixture(scope="module")
def demo_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo's broker, whatever else is there."""
    server = EmbeddedKafka(tmp_path_factory.mktemp("embedded"))
    server.start()
    yield server.bootstrap
    server.remove()


@pytest.fixture(params=["kafka", "demo_broker"])
def settings(request: pytest.FixtureRequest, topic_prefix: str) -> Settings:
    return load_settings({}, kafka=request.getfixturevalue(request.param), topic_prefix=topic_prefix, partitions=3)


@pytest.fixture
def admin(settings: Settings) -> Iterator[KafkaAdminClient]:
    client = KafkaAdminClient(bootstrap_servers=settings.kafka)
    yield client
    client.close()


def test_created_topics_pass_the_check_and_creating_again_changes_nothing(
    settings: Settings, admin: KafkaAdminClient
) -> None:
    create_topics(settings)
    create_topics(settings.model_copy(update={"partitions": 5}))
    check_topics(settings)
    described = admin.describe_topics([topic_name(settings, name) for name in NAMES])
    assert {topic["name"]: len(topic["partitions"]) for topic in described} == {
        topic_name(settings, name): 3 for name in NAMES
    }


def test_a_missing_topic_is_named_with_what_to_do(settings: Settings, admin: KafkaAdminClient) -> None:
    kept = {topic_name(settings, name): {"num_partitions": 3, "replication_factor": 1} for name in NAMES}
    del kept[topic_name(settings, "examples")]
    admin.create_topics(kept, wait_for_metadata=False)
    deadline_s = monotonic() + 30
    while not all(topic["partitions"] for topic in admin.describe_topics(list(kept))):
        assert monotonic() < deadline_s  # the broker knows a topic a moment after it has said so
    with pytest.raises(MissingTopic, match=f"{topic_name(settings, 'examples')} is missing .*harken topics create"):
        check_topics(settings)
    create_topics(settings)
    check_topics(settings)


@pytest.mark.parametrize(
    ("partitions", "remedy"), [(2, "delete it, or give it 3 while"), (4, "delete it and make it anew")]
)
def test_unequal_partitions_name_the_topic_to_change(
    settings: Settings, admin: KafkaAdminClient, partitions: int, remedy: str
) -> None:
    name = topic_name(settings, "feedback")
    admin.create_topics({name: {"num_partitions": partitions, "replication_factor": 1}})
    create_topics(settings)
    with pytest.raises(UnequalPartitions, match=f"{name} has {partitions} .* must have 3: {remedy}"):
        check_topics(settings)


def test_equal_partitions_of_another_number_name_the_setting(settings: Settings) -> None:
    create_topics(settings)
    with pytest.raises(UnequalPartitions, match="set HARKEN_PARTITIONS=3 "):
        check_topics(settings.model_copy(update={"partitions": 12}))


def test_topics_are_kept_as_the_contract_says(kafka: str, topic_prefix: str) -> None:
    settings = load_settings({}, kafka=kafka, topic_prefix=topic_prefix, partitions=1, retention_h=2.5)
    create_topics(settings)
    admin = KafkaAdminClient(bootstrap_servers=kafka)
    found = admin.describe_configs([ConfigResource("topic", topic_name(settings, name)) for name in NAMES])["topic"]
    admin.close()

    def kept(name: str, key: str) -> str:
        return str(found[topic_name(settings, name)][key]["value"])

    assert {name for name in NAMES if kept(name, "cleanup.policy") == "compact"} == {"customers", "items", "models"}
    assert {kept(name, "retention.ms") for name in INBOUND} == {"9000000"}
    assert kept("alerts", "retention.ms") == str(30 * 24 * 3600 * 1000)
    sizes = {name: int(kept(name, "max.message.bytes")) for name in NAMES}
    assert sizes["dead-letters"] == sizes["examples"] == 4 * 1_048_576
    assert min(sizes[name] for name in INBOUND) > 1_048_576


def test_what_the_broker_refuses_is_said_in_one_line(kafka: str, topic_prefix: str) -> None:
    with pytest.raises(TopicRefused, match="HARKEN_REPLICATION") as refused:
        create_topics(load_settings({}, kafka=kafka, topic_prefix=topic_prefix, replication=7))
    assert "\n" not in str(refused.value)


@pytest.fixture(params=["mute", "closed", "unknown", "nonsense"])
def nobody(request: pytest.FixtureRequest) -> Iterator[str]:
    """An address at which no Kafka answers: one accepts connections and never says anything."""
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{mute.getsockname()[1]}"
        if request.param == "mute":
            mute.listen(50)
        yield {"unknown": "kafka.invalid:9092", "nonsense": "a:b:c"}.get(request.param, address)


@pytest.mark.parametrize("act", [create_topics, check_topics])
def test_without_a_broker_there_is_one_clear_line_within_ten_seconds(
    nobody: str, act: Callable[[Settings], None]
) -> None:
    begun_s = monotonic()
    with pytest.raises(BrokerUnreachable, match=f"no Kafka answers .* at {nobody} .*HARKEN_KAFKA") as unreachable:
        act(load_settings({}, kafka=nobody))
    assert monotonic() - begun_s < 10
    assert "\n" not in str(unreachable.value)


def test_a_frozen_broker_is_given_up_within_ten_seconds(tmp_path: Path, topic_prefix: str) -> None:
    server = EmbeddedKafka(tmp_path)
    server.start()
    try:
        server.pause()
        begun_s = monotonic()
        with pytest.raises(BrokerUnreachable):
            create_topics(load_settings({}, kafka=server.bootstrap, topic_prefix=topic_prefix))
        assert monotonic() - begun_s < 10
    finally:
        server.remove()
