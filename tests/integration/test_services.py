"""The test services themselves: they keep what they must, and never outlive the tests."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from confluent_kafka.admin import AdminClient, NewTopic
from redis import Redis

from tests.services.server import KafkaServer, RedisServer

ROOT = Path(__file__).parents[2]
START_AND_HANG = """
import sys, time
from pathlib import Path
from tests.services.child import Child
print(Child(["sleep", "600"], Path(sys.argv[1])).pid, flush=True)
time.sleep(600)
"""


def topics(bootstrap: str) -> set[str]:
    return set(AdminClient({"bootstrap.servers": bootstrap}).list_topics(timeout=10).topics)


def create(bootstrap: str, topic: str) -> None:
    admin = AdminClient({"bootstrap.servers": bootstrap})
    for done in admin.create_topics([NewTopic(topic, 1, 1)]).values():
        done.result(10)


def running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_session_kafka_takes_topics_by_prefix(kafka: str, topic_prefix: str) -> None:
    create(kafka, f"{topic_prefix}clicks")
    assert f"{topic_prefix}clicks" in topics(kafka)


def test_a_fresh_database_is_empty_and_apart(redis_url: str, fresh_redis_url: str, key_prefix: str) -> None:
    with Redis.from_url(redis_url) as shared, Redis.from_url(fresh_redis_url) as fresh:
        shared.set(f"{key_prefix}mine", b"1")
        assert fresh.dbsize() == 0


def test_an_own_kafka_that_crashed_comes_back_with_its_topics(own_kafka: Callable[[], KafkaServer]) -> None:
    server = own_kafka()
    address = server.bootstrap
    create(address, "kept")
    server.kill()
    server.start()
    assert server.bootstrap == address
    assert "kept" in topics(address)


def test_an_own_redis_that_stopped_comes_back_with_its_keys(own_redis: Callable[[], RedisServer]) -> None:
    server = own_redis()
    with Redis.from_url(server.url) as client:
        client.set("kept", b"1")
        server.stop()
        server.start()
        assert client.get("kept") == b"1"


def test_a_service_ends_when_the_tests_are_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", START_AND_HANG, str(tmp_path / "log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as tests:
        assert tests.stdout is not None
        service = int(tests.stdout.readline())
        assert running(service)
        tests.kill()
    deadline_s = time.monotonic() + 10
    while running(service) and time.monotonic() < deadline_s:
        time.sleep(0.02)
    assert not running(service)
