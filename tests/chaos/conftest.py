"""Services that take a beating, an arena for each scenario, and the table at the end."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import pytest
from redis import Redis

from tests.chaos.arena import Arena
from tests.chaos.judgement import judge
from tests.chaos.seed import VARIABLE, session_seed
from tests.chaos.shop_load import STEP_MS
from tests.chaos.table import Row, table
from tests.services.child import ServiceFailed
from tests.services.local_kafka import LocalKafka
from tests.services.local_redis import LocalRedis
from tests.services.server import KafkaServer

S = TypeVar("S", LocalKafka, LocalRedis)
ROWS = pytest.StashKey[list[Row]]()
SEED = pytest.StashKey[int]()
MakeArena = Callable[..., Arena]
Prove = Callable[[Arena, str], None]


def pytest_configure(config: pytest.Config) -> None:
    """Draw the seed."""
    config.stash[ROWS] = []
    config.stash[SEED] = session_seed()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this folder is chaos, and takes its time."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("chaos")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The table."""
    rows = config.stash.get(ROWS, [])
    if rows:
        terminalreporter.section(f"chaos, {VARIABLE}={config.stash[SEED]}")
        for line in table(rows):
            terminalreporter.line(line)


@pytest.fixture(scope="session")
def chaos_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalKafka]:
    """A broker that is killed and paused, and keeps its data."""
    yield from _running(LocalKafka(tmp_path_factory.mktemp("chaos-kafka")))


@pytest.fixture(scope="session")
def chaos_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalRedis]:
    """A store that is killed, emptied and set back."""
    yield from _running(LocalRedis(tmp_path_factory.mktemp("chaos-redis")))


@pytest.fixture
def make_arena(
    chaos_kafka: LocalKafka, chaos_redis: LocalRedis, tmp_path: Path, pytestconfig: pytest.Config
) -> Iterator[MakeArena]:
    """Makes arenas, each with topics of its own, on an emptied store."""
    made: list[Arena] = []

    def make(step_ms: int = STEP_MS, kafka: KafkaServer = chaos_kafka, **variables: str) -> Arena:
        with Redis.from_url(chaos_redis.url) as store:
            store.flushall()
        prefix = f"x{uuid4().hex[:10]}."
        made.append(Arena(kafka, chaos_redis, prefix, tmp_path, pytestconfig.stash[SEED], step_ms, **variables))
        return made[-1]

    yield make
    for arena in made:
        arena.close()


@pytest.fixture
def arena(make_arena: MakeArena) -> Arena:
    """One with the usual settings."""
    return make_arena()


@pytest.fixture
def prove(pytestconfig: pytest.Config) -> Prove:
    """Settles an arena, asks the oracle, writes a row of the table, and fails where anything differs."""

    def proven(arena: Arena, scenario: str) -> None:
        arena.settle()
        verdict = judge(arena)
        pytestconfig.stash[ROWS].append(arena.row(scenario, verdict))
        assert verdict.clean, f"{verdict.words()}\n{arena.last_words()}"

    return proven


def _running(server: S) -> Iterator[S]:
    try:
        server.start()
    except ServiceFailed as failed:
        pytest.skip(f"chaos needs this machine's own Kafka and Redis: {failed}")
    yield server
    server.remove()
    shutil.rmtree(server.folder, ignore_errors=True)
