"""The Faust app, before anything runs."""

import logging
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from faust.types import TP

from harken.events import CLICKS, INBOUND
from harken.settings import load_settings
from harken.topics import TOPICS, topic_name
from harken.transport import BatchApp, batches, create_app
from harken.transport.ports import Source
from harken.transport.quiet import Seldom, quieten


class Nobody:
    """An intake that takes nothing."""

    def admits(self, tp: TP) -> bool:
        """Nothing."""
        return tp is None

    def durable(self) -> Mapping[TP, int]:
        """Nothing."""
        return {}

    async def on_assigned(self, assigned: frozenset[TP], generation: int, source: Source) -> None:
        """Nothing."""

    async def on_revoked(self, revoked: frozenset[TP]) -> None:
        """Nothing."""

    def on_lost(self, tp: TP) -> None:
        """Nothing."""


@pytest.fixture
def app() -> BatchApp:
    settings = load_settings({}, instance="shop", kafka="one:9092, two:9093", topic_prefix="p.")
    return create_app(settings, Nobody(), "learner")


def test_each_role_of_an_instance_is_a_group_of_its_own(app: BatchApp) -> None:
    assert app.conf.id == "harken-shop-learner"


def test_all_bootstrap_servers_are_used(app: BatchApp) -> None:
    assert [(url.host, url.port) for url in app.conf.broker] == [("one", 9092), ("two", 9093)]


def test_joining_a_group_may_last_as_long_as_a_rebalance(app: BatchApp) -> None:
    assert app.conf.broker_request_timeout > app.conf.broker_rebalance_timeout
    assert app.conf.broker_request_timeout > app.conf.broker_session_timeout > app.conf.broker_heartbeat_interval


def test_nothing_of_faust_is_served_declared_or_awaited(app: BatchApp) -> None:
    conf = app.conf
    assert not any((conf.web_enabled, conf.topic_allow_declare, conf.stream_wait_empty, conf.producer_threaded))
    assert conf.topic_disable_leader
    assert conf.table_standby_replicas == 1  # with 0 Faust splits lanes


def test_topics_that_are_ours_are_known_by_full_name_and_acknowledge_nothing(app: BatchApp) -> None:
    names = [topic_name(app.settings, short) for short in INBOUND]
    topic = batches(app, *names)
    assert app.short_names == dict(zip(names, INBOUND, strict=True))
    assert not topic.acks
    assert not topic.clone(is_iterator=True).acks


def test_a_topic_that_harken_does_not_know_is_refused(app: BatchApp) -> None:
    with pytest.raises(KeyError):
        batches(app, "p.nonsense")


def test_short_names_are_unique_and_every_inbound_topic_has_a_specification() -> None:
    names = [topic.name for topic in TOPICS]
    assert len(set(names)) == len(names)
    assert set(INBOUND) < set(names)
    assert CLICKS in names


def test_importing_connects_nothing_starts_no_thread_and_writes_no_file(tmp_path: Path) -> None:
    program = (
        "import threading\n"
        "import harken.sender, harken.topics, harken.transport\n"
        "harken.sender.Sender({'bootstrap.servers': '127.0.0.1:1'})\n"
        "assert threading.active_count() == 1\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True, timeout=60)
    assert not list(tmp_path.iterdir())


def test_a_log_line_that_repeats_is_let_through_once_in_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 100.0
    monkeypatch.setattr("harken.transport.quiet.monotonic", lambda: now_s)
    seldom = Seldom(every_s=10.0)

    def passes(text: str) -> bool:
        return seldom.filter(logging.LogRecord("x", logging.ERROR, "x", 1, text, None, None))

    assert [passes("down"), passes("down"), passes("other")] == [True, False, True]
    now_s = 109.9
    assert not passes("down")
    now_s = 110.0
    assert passes("down")


def test_levels_that_somebody_has_set_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("faust"), "level", logging.DEBUG)
    monkeypatch.setattr(logging.getLogger("mode"), "level", logging.NOTSET)
    quieten()
    quieten()
    assert logging.getLogger("faust").level == logging.DEBUG
    assert logging.getLogger("mode").level == logging.ERROR
    filters = logging.getLogger("aiokafka.consumer.fetcher").filters
    assert len([each for each in filters if isinstance(each, Seldom)]) == 1
