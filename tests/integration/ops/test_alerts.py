"""Following the alerts while the broker goes away: the command waits, and says so. And one of them in full."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harken.alert_sheet import sheet
from tests.integration.ops.conftest import MakeRoad
from tests.services.server import KafkaServer
from tests.unit.test_alert_sheet import NEXT, RAISED, RESOLVED, TOPIC


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


def test_an_episode_is_shown_from_the_topic_and_what_is_not_there_is_said(make_road: MakeRoad) -> None:
    road = make_road()
    road.send([("alerts", b"ada", one) for one in TOPIC])
    shown = road.harken("alerts", "show", RAISED.episode)
    assert shown.stdout.splitlines() == [*sheet(RAISED), *sheet(RESOLVED)], shown.stderr
    assert road.harken("alerts", "show", NEXT.id, "--json").stdout.encode().strip() == TOPIC[1]
    missing = road.harken("alerts", "show", "ada|churn_risk|9")
    assert (missing.returncode, missing.stderr.count("\n")) == (2, 1)
    assert "no alert 'ada|churn_risk|9' is on the topic" in missing.stderr
    assert "is no alert's id" in road.harken("alerts", "show", "ada").stderr
