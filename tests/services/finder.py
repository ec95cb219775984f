"""The order in which tests look for a Kafka and a Redis: environment, Docker, this machine's own, the embedded pair."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from tests.services.child import ServiceFailed
from tests.services.embedded import EmbeddedKafka, embedded_redis
from tests.services.local_kafka import LocalKafka
from tests.services.local_redis import LocalRedis
from tests.services.server import KafkaServer, RedisServer, Server

FORCED = "HARKEN_TEST_SERVICES"
KAFKA_ADDRESS = "HARKEN_TEST_KAFKA"
REDIS_ADDRESS = "HARKEN_TEST_REDIS"


S = TypeVar("S", bound=Server)


class Found(NamedTuple):
    """Which way a server was had, and why the ways before that one were passed over."""

    path: str
    passed: tuple[str, ...] = ()


def _docker_kafka(_folder: Path) -> KafkaServer:
    from tests.services.in_docker import DockerKafka, check_docker  # noqa: PLC0415 - half a second, for this path only

    check_docker()
    return DockerKafka()


def _docker_redis(_folder: Path) -> RedisServer:
    from tests.services.in_docker import DockerRedis, check_docker  # noqa: PLC0415 - half a second, for this path only

    check_docker()
    return DockerRedis()


KAFKA_MAKERS: Mapping[str, Callable[[Path], KafkaServer]] = {
    "docker": _docker_kafka,
    "local": LocalKafka,
    "embedded": EmbeddedKafka,
}
REDIS_MAKERS: Mapping[str, Callable[[Path], RedisServer]] = {
    "docker": _docker_redis,
    "local": LocalRedis,
    "embedded": embedded_redis,
}


def allowed_paths() -> tuple[str, ...]:
    """The ways to try, in order: all three, or the one that the environment names.

    Raises
    ------
    ServiceFailed : when it names something else.
    """
    forced = os.environ.get(FORCED)
    if not forced:
        return tuple(KAFKA_MAKERS)
    if forced not in KAFKA_MAKERS:
        raise ServiceFailed(f"{FORCED}={forced!r}: use one of {', '.join(KAFKA_MAKERS)}")
    return (forced,)


def start_first(makers: Mapping[str, Callable[[Path], S]], folder: Path) -> tuple[S, Found]:
    """Start a server in the first way that works.

    Raises
    ------
    ServiceFailed : when no way works; the text says why, way by way.
    """
    passed: list[str] = []
    for path in allowed_paths():
        try:
            server = makers[path](folder)
            server.start()
        except ServiceFailed as failed:
            passed.append(f"{path}: {failed}")
        else:
            return server, Found(path, tuple(passed))
    raise ServiceFailed("; ".join(passed))
