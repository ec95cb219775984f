"""The doctor beside real workers, and clocks that are wrong."""

import signal
from collections.abc import Callable
from time import time

import pytest

from harken.doctor import examine
from harken.doctor.clocks import look_at_clocks
from harken.doctor.finding import Finding, Health
from harken.glance import Glance
from harken.lag import LagReader
from tests.integration.ops.asking import health
from tests.integration.ops.conftest import MakeRoad
from tests.integration.ops.events import clicks
from tests.road import TheRoad
from tests.services.server import KafkaServer


def found(road: TheRoad, what: str) -> list[Finding]:
    return [finding for finding in examine(road.settings) if finding.what == what]


def test_a_worker_that_runs_is_found_with_its_group(make_road: MakeRoad, port: int) -> None:
    road = make_road()
    road.start()
    road.wait_until(lambda: health(port, "ready")[0] == 200, "the worker is ready")
    (here,) = found(road, "worker here")
    assert (here.health, here.found.split(":")[0]) == (Health.OK, f"port {port}")
    (group,) = found(road, "activity workers")
    assert group == Finding(Health.OK, "activity workers", f"1 in group harken-{road.settings.instance}-activity")
    (none,) = found(road, "learner workers")
    assert none.health is Health.WARN
    asked = road.harken("health")
    assert (asked.returncode, asked.stdout.splitlines()[0]) == (0, "ready")
    assert road.harken("health", "live").returncode == 0


def test_a_stopped_worker_is_told_from_a_busy_one(make_road: MakeRoad) -> None:
    road = make_road()
    worker = road.start()
    road.send(clicks(30))
    road.wait_until_applied()
    worker.signal(signal.SIGSTOP)
    road.send(clicks(30, first=30))
    (lag,) = found(road, "activity lag")
    worker.signal(signal.SIGCONT)
    assert lag.health is Health.WARN
    assert "STOP" in lag.found
    assert "commits nothing" in lag.found


def test_where_no_worker_answers_health_says_so_and_is_not_0(make_road: MakeRoad) -> None:
    asked = make_road().harken("health", "live")
    assert asked.returncode == 1
    assert asked.stdout.startswith("nobody answers at 127.0.0.1:")


def test_dead_letters_of_the_last_hour_are_told_by_reason_until_they_are_seen_to(make_road: MakeRoad) -> None:
    road = make_road()
    road.start()
    road.send([("clicks", b"a", b"no json"), ("clicks", b"a", b"none either"), ("feedback", b"a", b"[]")])
    road.wait_until_applied()
    road.wait_until(lambda: found(road, "dead letters")[0].found.startswith("3 in"), "three dead letters")
    (letters,) = found(road, "dead letters")
    assert (letters.health, letters.found) == (Health.WARN, "3 in the last hour: not_json 2, not_an_object 1")
    assert road.harken("dead-letters", "drop", "--all").returncode == 0
    assert found(road, "dead letters")[0].health is Health.OK


@pytest.mark.parametrize(
    ("skew_s", "health"), [(0.0, Health.OK), (5.0, Health.WARN), (-5.0, Health.WARN), (3600.0, Health.FAIL)]
)
def test_this_machines_clock_is_compared_with_stores_and_brokers(
    make_road: MakeRoad, own_kafka: Callable[[], KafkaServer], skew_s: float, health: Health
) -> None:
    road = make_road(own_kafka=own_kafka().bootstrap)
    with Glance(road.settings) as glance, LagReader(road.settings) as reader:
        findings = list(look_at_clocks(glance.store, reader, clock=lambda: time() + skew_s))
    assert [(finding.what, finding.health) for finding in findings] == [("clocks", health), ("broker clock", health)]
