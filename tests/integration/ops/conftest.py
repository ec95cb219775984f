"""What the tests for operators share: a road whose workers answer on ports of their own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harken.demo.ports import free_ports
from tests.road import TheRoad

MakeRoad = Callable[..., TheRoad]


@pytest.fixture
def port() -> int:
    """A port that a worker may have."""
    return free_ports(1)[0]


@pytest.fixture
def make_road(kafka: str, fresh_redis_url: str, topic_prefix: str, tmp_path: Path, port: int) -> Iterator[MakeRoad]:
    """Makes roads on the session's services, or on others."""
    made: list[TheRoad] = []

    def make(own_kafka: str = kafka, own_redis: str = fresh_redis_url, **variables: str) -> TheRoad:
        answering = {"HARKEN_METRICS_PORT": str(port), "HARKEN_LAG_EVERY_S": "0.5", **variables}
        made.append(TheRoad(own_kafka, own_redis, topic_prefix, tmp_path, **answering))
        return made[-1]

    yield make
    for road in made:
        road.close()
