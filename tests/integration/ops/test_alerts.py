"""Following the alerts while the broker goes away: the command waits, and says so."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.ops.conftest import MakeRoad
from tests.services.server import KafkaServer


@pytest.mark.chaos
def test_who_follows_alerts_is_told_that_no_broker_answers(
    make_road: MakeRoad, own_kafka: Callable[[], KafkaServer], tmp_path: Path
) -> None:
    broker = own_kafka()
    road = make_road(own_kafka=broker.bootstrap)
    said = tmp_path / "said"
    with said.open("wb") as out:
        following = subprocess.Popen(
            [sys.executable, "-m", "harken.cli", "alerts", "--from-start", "--json", "--count", "2"],
            env={**os.environ, **road.environment},
            stdout=subprocess.PIPE,
            stderr=out,
        )
    try:
        road.send([("alerts", b"ada", b"{}")])
        assert following.stdout is not None
        assert following.stdout.readline() == b"{}\n"
        broker.kill()
        road.wait_until(lambda: b"when a broker answers again" in said.read_bytes(), "the outage is said")
        broker.start()
        road.send([("alerts", b"ada", b"[]")])
        assert following.stdout.readline() == b"[]\n"
        assert following.wait(30) == 0
        assert said.read_bytes().count(b"\n") == 1
    finally:
        following.kill()
        following.wait()
