"""Lag is seen from outside: of a worker that is stopped or hung as of one that runs."""

import contextlib
import os
import pty
import signal
import subprocess
import sys

import pytest
from confluent_kafka import Producer

from harken.glance import Glance
from harken.lag import LagReader
from harken.lag.rules import Rule
from harken.lag.watch import LagWatch, Row, worst
from tests.integration.ops.asking import metrics, total
from tests.integration.ops.conftest import MakeRoad
from tests.integration.ops.events import clicks
from tests.road import TheRoad

EVERY_S = 0.3
FAULTY = "tests/integration/ops/faulty_worker.py"


def behind(rows: list[Row]) -> int:
    return sum(row.position.lag for row in rows if row.role == "activity")


def oldest_s(rows: list[Row]) -> float:
    return max((row.lag_s or 0.0) for row in rows if row.role == "activity")


def watch_until(road: TheRoad, watch: LagWatch, rule: Rule, *, sending: bool) -> list[list[Row]]:
    """Look (and send a click before each look) until the activity lanes stand under the rule."""
    looks: list[list[Row]] = []

    def stands() -> bool:
        if sending:
            road.send(clicks(10, first=1_000_000 + 10 * len(looks)))
        looks.append(watch.look())
        return worst([row for row in looks[-1] if row.role == "activity"]) is rule

    road.wait_until(stands, f"the lanes stand under {rule}")
    return looks


def test_a_stopped_worker_shows_a_lag_that_grows_and_a_running_one_none(make_road: MakeRoad) -> None:
    road = make_road()
    worker = road.start()
    road.send(clicks(100))
    road.wait_until_applied()
    with LagReader(road.settings) as reader, Glance(road.settings) as glance:
        watch = LagWatch(reader, glance)
        assert (behind(watch.look()), worst(watch.look())) == (0, Rule.OK)
        worker.signal(signal.SIGSTOP)
        looks = watch_until(road, watch, Rule.STOP, sending=True)
        worker.signal(signal.SIGCONT)
    lags = [behind(rows) for rows in looks]
    assert lags == sorted(lags)
    assert lags[-1] > lags[0] > 0
    ages = [oldest_s(rows) for rows in looks]
    assert ages == sorted(ages)
    road.wait_until_applied()


@pytest.mark.parametrize("fault", ["loop", "lane"])
def test_a_hung_worker_tells_its_own_lag_as_it_grows(make_road: MakeRoad, port: int, fault: str) -> None:
    road = make_road()
    road.start(program=(FAULTY, fault))
    road.wait_until(lambda: total(metrics(port), "harken_lanes") == 3, "three lanes")
    seen: list[float] = []

    def grows() -> bool:
        road.send(clicks(10, first=10 * len(seen)))
        seen.append(total(metrics(port), "harken_consumer_lag_messages"))
        return len(set(seen)) > 5

    road.wait_until(grows, "a lag that grows")
    assert seen == sorted(seen)
    found = metrics(port)
    assert total(found, "kafka_consumergroup_lag") == total(found, "harken_consumer_lag_messages")
    road.wait_until(
        lambda: any(
            value and series[0] == "harken_partition_status" and "STOP" in series[1]
            for series, value in metrics(port).items()
        ),
        "a partition under STOP",
    )
    road.workers[-1].kill()


def test_one_worker_tells_the_lag_of_the_other_that_is_stopped(make_road: MakeRoad, port: int) -> None:
    road = make_road()
    stopped, _ = road.start(), road.start("learner")
    road.send(clicks(100))
    road.wait_until_applied()
    stopped.signal(signal.SIGSTOP)
    road.send(clicks(100, first=100))
    #  Which of the two has the first port is not known; the stopped one does not answer.
    road.wait_until(
        lambda: any(total(metrics(each), "harken_consumer_lag_messages") >= 100 for each in (port, port + 1)),
        "the learner's worker tells the lag of the stopped one",
    )
    stopped.signal(signal.SIGCONT)


def test_the_command_says_how_many_and_how_long_in_plain_lines(make_road: MakeRoad) -> None:
    road = make_road()
    sent = road.send(clicks(30))
    done = road.harken("lag", "--once")
    assert done.returncode == 0, done.stderr
    rows = [dict(word.split("=") for word in line.split()[2:]) for line in done.stdout.splitlines()]
    lanes = rows[: road.settings.partitions]
    assert [int(lane["clicks"]) for lane in lanes] == [
        sum(1 for record in sent if record.partition == n) for n in range(road.settings.partitions)
    ]
    assert sum(int(row["behind"]) for row in rows) == 30
    waited = [float(lane["seconds"]) for lane in lanes if lane["clicks"] != "0"]
    assert all(0 < s < 60 for s in waited)


def test_the_commands_exit_code_says_that_nobody_reads(make_road: MakeRoad) -> None:
    road = make_road()
    road.send(clicks(30))
    done = road.harken("lag", "--over", "4", "--every", "0.3")
    assert done.returncode == 2, done.stderr
    assert "status=STOP" in done.stdout


def test_on_a_terminal_the_command_is_one_table_that_is_drawn_again(make_road: MakeRoad) -> None:
    road = make_road()
    road.send(clicks(30))
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "harken.cli", "lag", "--over", "2", "--every", "0.3"],
        env={**os.environ, **road.environment, "TERM": "xterm", "COLUMNS": "140", "LINES": "40"},
        stdout=theirs,
        stderr=theirs,
    ) as showing:
        os.close(theirs)
        seen = b""
        with contextlib.suppress(OSError):  # a terminal whose other end is closed
            while chunk := os.read(ours, 65_536):
                seen += chunk
        showing.wait(30)
    os.close(ours)
    text = seen.decode()
    assert "Traceback" not in text
    assert text.count("lane 0") > 1
    assert "\x1b[1A" in text  # it goes back up to draw the table again
    assert "STOP" in text


def test_what_transactions_leave_at_the_end_of_a_log_is_no_lag(make_road: MakeRoad) -> None:
    #  A transaction's end takes an offset that no record has.
    road = make_road()
    road.start()
    road.start("learner")
    name = road.settings.topic_prefix + "clicks"
    producer = Producer(
        {
            "bootstrap.servers": road.settings.kafka,
            "partitioner": "murmur2_random",
            "transactional.id": road.settings.instance,
        }
    )
    producer.init_transactions(30)
    for first in (0, 20):
        producer.begin_transaction()
        for _, key, value in clicks(20, first=first):
            producer.produce(name, value, key)
        producer.commit_transaction(30)
    road.wait_until_applied()
    road.wait_until(lambda: road.harken("lag", "--over", "2", "--every", "0.3").returncode == 0, "all well")
    with LagReader(road.settings) as reader, Glance(road.settings) as glance:
        applied = [position for position in reader.positions(glance, "activity", ["clicks"]) if position.end]
    assert [position.offset for position in applied] == [position.end for position in applied]
    assert sum(position.end for position in applied) > 40
