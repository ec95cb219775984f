"""Fixtures for everything that needs a Kafka or a Redis, and a word at the end on where they came from.

`kafka`, `redis_url` : one of each for the whole session. Keep apart with `topic_prefix` and `key_prefix`.
`fresh_redis_url` : an empty database of the session's Redis, for one test.
`own_kafka`, `own_redis` : make servers of the test's own, to stop, kill, pause and start again.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

import pytest
from redis import Redis

from tests.services.child import ServiceFailed
from tests.services.finder import (
    FORCED,
    KAFKA_ADDRESS,
    KAFKA_MAKERS,
    REDIS_ADDRESS,
    REDIS_MAKERS,
    Found,
    S,
    start_first,
)
from tests.services.server import KafkaServer, RedisServer

DATABASES = 16  # as many as a Redis has unless it is told otherwise; 0 is `redis_url`'s
SERVICES = {"kafka", "redis_url", "own_kafka", "own_redis"}
FOUND = pytest.StashKey[dict[str, Found]]()
NUMBERS = count()


def pytest_configure(config: pytest.Config) -> None:
    """Begin the record of which services were taken."""
    config.stash[FOUND] = {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as `integration` whatever meets a service, so that no test has to say it twice."""
    for item in items:
        if SERVICES & set(getattr(item, "fixturenames", ())):
            item.add_marker("integration")


def pytest_report_header() -> str:
    """Say at the start what the environment asks for."""
    asked = [f"{name}={os.environ[name]}" for name in (KAFKA_ADDRESS, REDIS_ADDRESS, FORCED) if os.environ.get(name)]
    return f"test services: {', '.join(asked) or 'Docker, else local, else embedded'}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say at the end which service was had in which way, and in CI that nothing may be skipped."""
    if config.stash[FOUND]:
        terminalreporter.section("test services")
    for name, found in config.stash[FOUND].items():
        terminalreporter.line(f"{name}: {found.path}")
        for reason in found.passed:
            terminalreporter.line(f"    not {reason.splitlines()[0]}")
    if _in_ci() and "skipped" in terminalreporter.stats:
        terminalreporter.line("In CI no test may be skipped: this run fails.", red=True)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run in CI that skipped anything."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if _in_ci() and reporter is not None and "skipped" in reporter.stats and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def kafka(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The session's Kafka: its bootstrap servers."""
    found = pytestconfig.stash[FOUND]
    if address := os.environ.get(KAFKA_ADDRESS):
        found["kafka"] = Found(f"{address} ({KAFKA_ADDRESS})")
        yield address
        return
    server, found["kafka"] = _first("Kafka", KAFKA_MAKERS, tmp_path_factory.mktemp("kafka"))
    yield server.bootstrap
    server.remove()


@pytest.fixture(scope="session")
def redis_url(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The session's Redis: the URL of its database 0, which all tests share."""
    found = pytestconfig.stash[FOUND]
    if address := os.environ.get(REDIS_ADDRESS):
        found["redis"] = Found(f"{address} ({REDIS_ADDRESS})")
        yield address
        return
    server, found["redis"] = _first("Redis", REDIS_MAKERS, tmp_path_factory.mktemp("redis"))
    yield server.url
    server.remove()


@pytest.fixture
def fresh_redis_url(redis_url: str) -> str:
    """A database of the session's Redis that is empty and that no other test uses meanwhile."""
    url = f"{redis_url.rpartition('/')[0]}/{1 + next(NUMBERS) % (DATABASES - 1)}"
    with Redis.from_url(url) as client:
        client.flushdb()
    return url


@pytest.fixture
def topic_prefix() -> str:
    """A prefix of topics (and group ids) that no other test has."""
    return f"t{uuid4().hex[:12]}."


@pytest.fixture
def key_prefix() -> str:
    """A prefix of the store's keys that no other test has."""
    return f"t{uuid4().hex[:12]}:"


@pytest.fixture
def own_kafka(tmp_path: Path) -> Iterator[Callable[[], KafkaServer]]:
    """Makes started brokers of the test's own, which keep their data; all end with the test."""
    with ExitStack() as ending:

        def make() -> KafkaServer:
            server, _ = _first("Kafka", KAFKA_MAKERS, tmp_path / f"kafka-{next(NUMBERS)}")
            ending.callback(server.remove)
            if not server.keeps_data:
                pytest.skip("the embedded broker forgets everything when it stops")
            return server

        yield make


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[Callable[[], RedisServer]]:
    """Makes started Redis servers of the test's own, with an append-only file; all end with the test."""
    with ExitStack() as ending:

        def make() -> RedisServer:
            server, _ = _first("Redis", REDIS_MAKERS, tmp_path / f"redis-{next(NUMBERS)}")
            ending.callback(server.remove)
            return server

        yield make


def _first(name: str, makers: Mapping[str, Callable[[Path], S]], folder: Path) -> tuple[S, Found]:
    try:
        return start_first(makers, folder)
    except ServiceFailed as failed:
        _missing(f"no {name} for this test: {failed}")


def _missing(reason: str) -> NoReturn:
    """Skip with that reason; fail where services were asked for by name, and in CI."""
    if _in_ci() or os.environ.get(FORCED):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def _in_ci() -> bool:
    return bool(os.environ.get("CI"))
