"""Health and metrics of real workers, asked as a prober and Prometheus ask."""

import json
import signal
from collections.abc import Callable

import pytest

from tests.integration.ops.asking import get, health, metrics, total
from tests.integration.ops.conftest import MakeRoad
from tests.integration.ops.events import clicks
from tests.services.server import KafkaServer, RedisServer

FAULTY = "tests/integration/ops/faulty_worker.py"


def ready(port: int) -> bool:
    return health(port, "ready")[0] == 200


def test_a_worker_is_ready_when_its_lanes_run_and_counts_what_it_does(make_road: MakeRoad, port: int) -> None:
    road = make_road()
    road.start()
    road.wait_until(lambda: ready(port), "the worker is ready")
    assert health(port, "ready")[1]["lanes"] == "3 running, models loaded"
    road.send([*clicks(200), ("clicks", b"customer-1", b"not json"), *clicks(5)])  # five again
    road.wait_until_applied()
    road.wait_until(lambda: total(metrics(port), "harken_duplicates_total") == 5, "five duplicates")
    found = metrics(port)
    assert found["harken_events_total", ("accepted", "clicks")] == 205
    assert found["harken_events_total", ("rejected", "clicks")] == 1
    assert found["harken_dead_letters_total", ("not_json",)] == 1
    assert found["harken_event_latency_seconds_count", ()] == 205
    assert found["harken_customers_cached", ()] == 10
    assert found["harken_rebalances_total", ()] >= 1
    assert found["harken_ledger_commit_seconds_count", ()] > 0
    road.wait_until(
        lambda: (
            ("harken_consumer_lag_messages", ("0", "clicks")) in metrics(port)
            and total(metrics(port), "harken_consumer_lag_messages") == 0
        ),
        "no lag",
    )


def test_no_label_of_any_metric_names_a_customer(make_road: MakeRoad, port: int) -> None:
    road = make_road()
    road.start()
    bad = {"id": "x", "customer_id": "customer-7", "ts": "never", "kind": "view"}
    road.send([*clicks(100), ("clicks", b"customer-7", json.dumps(bad).encode())])
    road.wait_until_applied()
    road.wait_until(lambda: total(metrics(port), "harken_dead_letters_total") == 1, "a dead letter")
    _, text = get(port, "/metrics")
    assert 'topic="clicks"' in text
    assert "customer-" not in text


def test_a_spare_is_ready(make_road: MakeRoad, port: int) -> None:
    road = make_road(HARKEN_PARTITIONS="1")
    road.start()
    road.wait_until(lambda: ready(port), "the first worker is ready")
    road.start()
    wanted = {"none assigned: a spare", "1 running, models loaded"}
    found: dict[str, int] = {}

    def shared() -> bool:
        #  The second took the next port that was free.
        nonlocal found
        found = {lanes: each for each in range(port, port + 10) if (lanes := health(each, "ready")[1].get("lanes"))}
        return found.keys() == wanted

    road.wait_until(shared, "one worker has the lane, the other is a spare")
    assert all(ready(each) for each in found.values())


def test_a_busy_loop_is_alive_and_a_hung_one_is_not(make_road: MakeRoad, port: int) -> None:
    road = make_road(HARKEN_HUNG_S="4")
    busy = road.start(program=(FAULTY, "busy"))
    road.wait_until(lambda: ready(port), "the busy worker is ready")
    answers: set[int] = set()

    def ten_batches() -> bool:
        road.send(clicks(3, first=3 * int(total(metrics(port), "harken_batch_events_count"))))
        answers.add(health(port, "live")[0])
        return total(metrics(port), "harken_batch_events_count") >= 10

    road.wait_until(ten_batches, "ten batches, each of which keeps the loop for a second")
    assert answers == {200}
    busy.stop()
    road.start(program=(FAULTY, "loop"))
    road.wait_until(lambda: health(port, "live")[0] == 200, "the next one is alive")
    road.wait_until(lambda: total(metrics(port), "harken_lanes") == 3, "it has its lanes")
    road.send(clicks(3, first=1000))
    road.wait_until(lambda: health(port, "live")[0] == 503, "a loop that hangs is not alive")
    assert health(port, "live")[1]["loop"].startswith("hung")
    assert not ready(port)
    road.workers[-1].kill()


def test_a_hung_lane_is_not_alive_though_the_loop_is(make_road: MakeRoad, port: int) -> None:
    road = make_road(HARKEN_HUNG_S="3")
    road.start(program=(FAULTY, "lane"))
    road.wait_until(lambda: ready(port), "the worker is ready")
    road.send(clicks(3))
    road.wait_until(lambda: health(port, "live")[0] == 503, "a lane that hangs is not alive")
    found = health(port, "live")[1]
    assert found["loop"] == "comes round"
    assert "hung: commit" in found["lanes"]
    road.workers[-1].kill()


@pytest.mark.chaos
def test_a_store_that_is_down_is_said_everywhere_and_no_reason_to_be_killed(
    make_road: MakeRoad, port: int, own_redis: Callable[[], RedisServer]
) -> None:
    store = own_redis()
    road = make_road(own_redis=store.url)
    worker = road.start()
    road.wait_until(lambda: ready(port), "the worker is ready")
    store.kill()
    road.send(clicks(30))
    road.wait_until(lambda: health(port, "ready")[0] == 503, "not ready without a store")
    road.wait_until(lambda: total(metrics(port), "harken_lane_waiting_seconds") > 1, "the lanes say that they wait")
    road.wait_until(lambda: "does not answer" in health(port, "ready")[1]["store"], "the store is said to be away")
    assert "waiting for" in health(port, "ready")[1]["lanes"]
    assert health(port, "live")[0] == 200
    store.start()
    road.wait_until(lambda: ready(port), "ready again")
    road.wait_until_applied()
    road.wait_until(lambda: total(metrics(port), "harken_lane_waiting_seconds") == 0, "no lane waits any more")
    log = worker.log()
    assert log.count("lane stalled") <= 2 * road.settings.partitions  # not one for each try
    assert "lane resumed" in log


@pytest.mark.chaos
def test_when_both_are_gone_both_are_named(
    make_road: MakeRoad, port: int, own_kafka: Callable[[], KafkaServer], own_redis: Callable[[], RedisServer]
) -> None:
    broker, store = own_kafka(), own_redis()
    road = make_road(own_kafka=broker.bootstrap, own_redis=store.url, HARKEN_BROKER_TIMEOUT_S="3")
    road.start()
    road.wait_until(lambda: ready(port), "the worker is ready")
    broker.kill()
    store.kill()
    road.wait_until(
        lambda: not any(health(port, "ready")[1][name] == "answers" for name in ("broker", "store")),
        "neither broker nor store is said to answer",
    )
    assert health(port, "live")[0] == 200
    road.workers[-1].kill()


@pytest.mark.chaos
def test_a_broker_that_stands_still_is_said_and_no_reason_to_be_killed(
    make_road: MakeRoad, port: int, own_kafka: Callable[[], KafkaServer]
) -> None:
    broker = own_kafka()
    road = make_road(own_kafka=broker.bootstrap, HARKEN_BROKER_TIMEOUT_S="6")
    road.start()
    road.wait_until(lambda: ready(port), "the worker is ready")
    broker.pause()
    road.wait_until(lambda: "no " in health(port, "ready")[1].get("broker", ""), "not ready without a broker")
    assert health(port, "live")[0] == 200
    broker.resume()
    road.wait_until(lambda: ready(port), "ready again")


def test_logs_have_a_line_for_each_lane_taken_and_released_and_none_for_an_event(
    make_road: MakeRoad, port: int
) -> None:
    road = make_road()
    worker = road.start()
    road.wait_until(lambda: ready(port), "the worker is ready")
    road.send(clicks(500))
    road.wait_until_applied()
    worker.signal(signal.SIGTERM)
    road.wait_until(lambda: not worker.running(), "the worker has ended")
    lines = [json.loads(line) for line in worker.log().splitlines()]
    events = [line["event"] for line in lines]
    assert events.count("lane released") == 3
    assert sorted({line["lane"] for line in lines if line["event"] == "lane taken"}) == [0, 1, 2]
    assert len(lines) < 30
    assert "customer-" not in worker.log()
