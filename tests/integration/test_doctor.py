"""The doctor on a real broker and store."""

from uuid import uuid4

import pytest
import redis

from harken.doctor import examine
from harken.doctor.finding import Finding, Health
from harken.doctor.show import show
from harken.events import CLICKS, Click
from harken.replay.line import Line
from harken.replay.send import replay
from harken.settings import Settings, load_settings
from harken.topics import create_topics


@pytest.fixture
def settings(kafka: str, fresh_redis_url: str) -> Settings:
    """Topics and a store of the test's own, with nothing wrong."""
    settings = load_settings(
        {}, kafka=kafka, redis=fresh_redis_url, topic_prefix=f"doctor-{uuid4().hex[:8]}.", partitions=2
    )
    create_topics(settings)
    return settings


def found(settings: Settings, what: str) -> Finding:
    (finding,) = [finding for finding in examine(settings) if finding.what == what]
    return finding


def test_where_nothing_is_wrong_nothing_fails(settings: Settings) -> None:
    findings = list(examine(settings))
    assert [finding for finding in findings if finding.health is Health.FAIL] == []
    assert {"broker", "topics", "store", "clocks", "store version", "store eviction", "activity lag"} <= {
        finding.what for finding in findings
    }


def test_a_missing_topic_fails_with_what_to_do(settings: Settings) -> None:
    finding = found(settings.model_copy(update={"topic_prefix": "nothing-here."}), "topics")
    assert finding.health is Health.FAIL
    assert "harken topics create" in finding.remedy


def test_unequal_partitions_fail(settings: Settings) -> None:
    assert found(settings.model_copy(update={"partitions": 5}), "topics").health is Health.FAIL


def test_a_store_that_is_not_there_fails_and_the_rest_is_still_looked_at(settings: Settings) -> None:
    elsewhere = settings.model_copy(update={"redis": "redis://127.0.0.1:1/0"})
    assert found(elsewhere, "store").health is Health.FAIL
    assert found(elsewhere, "broker").health is Health.OK


def test_a_broker_that_is_not_there_fails_in_time(settings: Settings) -> None:
    elsewhere = settings.model_copy(update={"kafka": "127.0.0.1:1", "broker_timeout_s": 1.0})
    assert found(elsewhere, "broker").health is Health.FAIL


def test_a_store_that_evicts_fails(settings: Settings) -> None:
    store = redis.Redis.from_url(settings.redis)
    before = store.config_get("maxmemory-policy")["maxmemory-policy"] or "noeviction"
    store.config_set("maxmemory-policy", "allkeys-lru")
    try:
        assert found(settings, "store eviction").health is Health.FAIL
    finally:
        store.config_set("maxmemory-policy", before)
        store.close()


def test_what_nobody_reads_is_said_with_how_much_waits(settings: Settings) -> None:
    click = Click(id="1", customer_id="ada", ts=1_767_312_000_000, kind="view")
    replay(settings, [Line(CLICKS, "ada", 1_767_312_000.0, click)], ticks=False)
    finding = found(settings, "activity lag")
    assert (finding.health, finding.found) == (Health.WARN, "no lane was ever taken, 1 records wait")


def test_quick_asks_only_broker_and_store(settings: Settings) -> None:
    assert [finding.what for finding in examine(settings, quick=True)] == ["broker", "store"]


def test_the_worst_finding_is_the_exit_code() -> None:
    assert show([]) == 0
    assert show([Finding(Health.OK, "a", "b"), Finding(Health.WARN, "a", "b", "c")]) == 1
    assert show([Finding(Health.FAIL, "a", "b"), Finding(Health.OK, "a", "b")]) == 2
