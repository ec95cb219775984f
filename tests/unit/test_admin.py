"""What an admin client leaves behind that found no broker."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka.errors import KafkaError

from harken.admin import Admin
from harken.settings import load_settings

TIMES = 3


@pytest.fixture(params=["nobody listens", "nobody answers"])
def broker(request: pytest.FixtureRequest) -> Iterator[str]:
    """An address where there is no broker."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if request.param == "nobody answers":
            server.listen(16)
        yield f"127.0.0.1:{server.getsockname()[1]}"


def held() -> tuple[set[str], int]:
    """Names of this process's threads, and how many open files it has."""
    return {thread.name for thread in threading.enumerate()}, len(list(Path("/proc/self/fd").iterdir()))


def test_a_client_that_finds_no_broker_leaves_no_thread_and_no_file_behind(broker: str) -> None:
    settings = load_settings({"HARKEN_KAFKA": broker})
    before = held()
    for _ in range(TIMES):
        with pytest.raises(KafkaError):
            Admin(settings, 0.3)
    assert held() == before
