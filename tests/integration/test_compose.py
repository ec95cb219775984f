"""docker-compose.yml, brought up as its first lines say, with images built from this tree."""

import contextlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import docker
import pytest
from redis import Redis

from harken.demo.ports import free_ports
from tests.services.child import ServiceFailed
from tests.services.in_docker import check_docker

ROOT = Path(__file__).parents[2]
UP_TIMEOUT_S = 900.0
RUN_TIMEOUT_S = 240.0

pytestmark = [pytest.mark.compose, pytest.mark.timeout(1200)]


class Stack(NamedTuple):
    """What docker-compose brought up: how to speak to it, and where its Redis is."""

    command: tuple[str, ...]
    environment: dict[str, str]
    redis_url: str

    def __call__(self, *arguments: str, timeout_s: float = RUN_TIMEOUT_S) -> str:
        done = subprocess.run(
            [*self.command, *arguments],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout_s,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-4000:]
        return done.stdout


def compose_command() -> list[str]:
    """Docker's own `compose`, or the older program of that name; skips where there is none."""
    try:
        check_docker()
    except ServiceFailed as silent:
        pytest.skip(str(silent))
    if shutil.which("docker") is not None:
        plugin = subprocess.run(["docker", "compose", "version"], capture_output=True, timeout=30, check=False)
        if plugin.returncode == 0:
            return ["docker", "compose"]
    if shutil.which("docker-compose") is None:
        pytest.skip("no docker-compose on the path")
    return ["docker-compose"]


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    kafka_port, redis_port = free_ports(2)
    stack = Stack(
        (*compose_command(), "-p", f"harkentest{uuid4().hex[:8]}"),
        {"HARKEN_KAFKA_PORT": str(kafka_port), "HARKEN_REDIS_PORT": str(redis_port), "COMPOSE_INTERACTIVE_NO_CLI": "1"},
        f"redis://127.0.0.1:{redis_port}/0",
    )
    try:
        stack("up", "-d", "--build", timeout_s=UP_TIMEOUT_S)
        yield stack
    finally:
        stack("down", "-v", "--remove-orphans")


def wait_until(ready: Callable[[], bool], what: str) -> None:
    """Poll until it holds; fails with `what` when it has not in time."""
    deadline_s = time.monotonic() + RUN_TIMEOUT_S
    while not ready():
        assert time.monotonic() < deadline_s, what
        time.sleep(0.5)


def is_healthy(container: str) -> bool:
    with contextlib.closing(docker.from_env()) as client:
        return bool(client.containers.get(container).health == "healthy")


def test_the_sample_shows_alerts_and_leaves_customers(stack: Stack) -> None:
    replayed = stack("run", "--rm", "-T", "worker", "harken", "replay", "--sample")
    assert "0 lines refused" in replayed or "lines refused" not in replayed, replayed
    wait_until(lambda: "detractor" in stack("logs", "--no-color", "alerts"), "no detractor was shown")
    wait_until(lambda: "churn_risk" in stack("logs", "--no-color", "alerts"), "nobody at risk was shown")
    with Redis.from_url(stack.redis_url) as client:
        ids = list(client.scan_iter("customer:*", count=1000))
        assert ids
        assert all(json.loads(document)["v"] == 1 for document in client.mget(ids))


def test_docker_finds_worker_and_learner_healthy(stack: Stack) -> None:
    for service in ("worker", "learner"):
        container = stack("ps", "-q", service).split()[-1]
        wait_until(partial(is_healthy, container), f"{service} is not healthy")


def test_nothing_in_the_image_runs_as_root(stack: Stack) -> None:
    assert stack("exec", "-T", "learner", "id", "-u").strip() != "0"
