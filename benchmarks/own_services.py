"""A Kafka and a Redis of one benchmark's own, and a folder; all gone with it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.services.local_kafka import LocalKafka
from tests.services.local_redis import LocalRedis


class OwnServices(NamedTuple):
    """What runs, and where there is room for more files."""

    kafka: LocalKafka
    redis: LocalRedis
    root: Path


@contextmanager
def own_services(name: str) -> Iterator[OwnServices]:
    """Start both, and end them however the block ends; `name` is in that of the folder."""
    with tempfile.TemporaryDirectory(prefix=f"harken-{name}-") as folder:
        root = Path(folder)
        services = OwnServices(LocalKafka(root / "kafka"), LocalRedis(root / "redis"), root)
        try:
            services.kafka.start()
            services.redis.start()
            yield services
        finally:
            services.kafka.stop()
            services.redis.stop()
