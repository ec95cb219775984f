"""The same two servers in Docker, through testcontainers."""

import contextlib
import sys
import time
from typing import ClassVar

import docker
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient
from docker.errors import DockerException, NotFound
from docker.models.containers import Container
from redis import Redis
from redis.exceptions import RedisError
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer

from harken.demo.ports import free_ports
from tests.services.child import ServiceFailed
from tests.services.leash import Leash

PING_TIMEOUT_S = 5
START_TIMEOUT_S = 60
REMOVE = """
import sys, docker
sys.stdin.read()
docker.from_env().containers.get(sys.argv[1]).remove(force=True, v=True)
"""

# The reaper of testcontainers is an image of its own that must be pulled; a leash does the same without it.
testcontainers_config.ryuk_disabled = True


def check_docker() -> None:
    """Return when a Docker daemon answers.

    Raises
    ------
    ServiceFailed : when none does.
    """
    try:
        client = docker.from_env(timeout=PING_TIMEOUT_S)
        with contextlib.closing(client):
            client.ping()
    except (DockerException, OSError) as silent:
        raise ServiceFailed(f"no Docker daemon answers ({type(silent).__name__})") from silent


class DockerServer:
    """A container with the words that tests use for servers; it keeps its address and its data until `remove`."""

    keeps_data: ClassVar = True
    image: ClassVar[str]
    inner_port: ClassVar[int]
    command: ClassVar[str | None] = None

    def __init__(self) -> None:
        (self._port,) = free_ports(1)
        self._container: Container | None = None
        self._leash: Leash | None = None

    def environment(self) -> dict[str, str]:
        """The variables that the image is configured by."""
        return {}

    def ready(self) -> bool:
        """Whether it answers its own protocol."""
        raise NotImplementedError

    def start(self) -> None:
        """Start it, the first time or again, and wait until it answers.

        Raises
        ------
        ServiceFailed : when Docker cannot (no daemon, no such image), or it does not come up.
        """
        try:
            if self._container is None:
                self._create()
            else:
                self._container.start()
        except (DockerException, OSError) as failed:
            self.remove()
            raise ServiceFailed(f"Docker could not start {self.image}: {failed}") from failed
        deadline_s = time.monotonic() + START_TIMEOUT_S
        while not self.ready():
            if time.monotonic() > deadline_s:
                self.remove()
                raise ServiceFailed(f"{self.image} did not answer in {START_TIMEOUT_S} s")
            time.sleep(0.1)

    def stop(self) -> None:
        """Shut it down in order."""
        if self._container is not None:
            self._container.stop(timeout=20)

    def kill(self) -> None:
        """End it as a crash would (kill -9)."""
        if self._container is not None:
            self._container.kill()

    def pause(self) -> None:
        """Freeze it: connections stay open and nothing answers."""
        if self._container is not None:
            self._container.pause()

    def resume(self) -> None:
        """Let a paused one go on."""
        if self._container is not None:
            self._container.unpause()

    def remove(self) -> None:
        """End it and forget all that it held."""
        if self._container is not None:
            with contextlib.suppress(NotFound):
                self._container.remove(force=True, v=True)
            self._container = None
        if self._leash is not None:
            self._leash.let_go()
            self._leash = None

    def _create(self) -> None:
        container = DockerContainer(self.image, env=self.environment(), command=self.command)
        container.ports[f"{self.inner_port}/tcp"] = ("127.0.0.1", self._port)
        container.start()
        self._container = container.get_wrapped_container()
        self._leash = Leash([sys.executable, "-c", REMOVE, str(self._container.id)])


class DockerKafka(DockerServer):
    """Apache Kafka, one KRaft node, as its own image runs it."""

    image = "apache/kafka:4.1.1"
    inner_port = 9092

    @property
    def bootstrap(self) -> str:
        """The address that clients start from, host:port."""
        return f"127.0.0.1:{self._port}"

    def environment(self) -> dict[str, str]:
        """All of a node's settings: the image takes its defaults only when it is given none."""
        return {
            "KAFKA_NODE_ID": "1",
            "KAFKA_PROCESS_ROLES": "broker,controller",
            # The broker speaks to itself too (transactions), and from inside it cannot reach the port outside.
            "KAFKA_LISTENERS": f"OUTSIDE://:{self.inner_port},INSIDE://localhost:29092,CONTROLLER://localhost:9093",
            "KAFKA_ADVERTISED_LISTENERS": f"OUTSIDE://{self.bootstrap},INSIDE://localhost:29092",
            "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "OUTSIDE:PLAINTEXT,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "KAFKA_INTER_BROKER_LISTENER_NAME": "INSIDE",
            "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
            "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
            "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
            "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
            "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS": "8",
            "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
            "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
            "KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS": "4",
            "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
            "KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS": "1000",
        }

    def ready(self) -> bool:
        """Whether it names itself when asked who is in the cluster."""
        with contextlib.suppress(KafkaException):
            client = AdminClient({"bootstrap.servers": self.bootstrap, "log_level": 0})
            return bool(client.list_topics(timeout=1).brokers)
        return False


class DockerRedis(DockerServer):
    """Redis with an append-only file, as its own image runs it."""

    image = "redis:7-alpine"
    inner_port = 6379
    command = "redis-server --protected-mode no --bind 0.0.0.0 --appendonly yes --appendfsync everysec --save ''"

    @property
    def url(self) -> str:
        """Its address, of database 0."""
        return f"redis://127.0.0.1:{self._port}/0"

    def ready(self) -> bool:
        """Whether it answers a ping."""
        with contextlib.suppress(RedisError), contextlib.closing(Redis.from_url(self.url)) as client:
            return bool(client.ping())
        return False
