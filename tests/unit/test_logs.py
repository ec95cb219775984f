"""Logs: one form for all loggers, and the keys of an event are keys of its line."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from harken.logs import configure_logging, get_logger


@pytest.fixture(autouse=True)
def _root_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


class Terminal(io.StringIO):
    """A stream that is one."""

    def isatty(self) -> bool:
        return True


def test_a_pipe_gets_json_with_the_events_keys() -> None:
    out = io.StringIO()
    configure_logging(stream=out)
    get_logger("harken.lane").info("lane taken", lane=3, epoch=7)
    logging.getLogger("aiokafka").warning("no %s", "broker")
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [{key: line[key] for key in line if key != "time"} for line in lines] == [
        {"event": "lane taken", "level": "info", "logger": "harken.lane", "lane": 3, "epoch": 7},
        {"event": "no broker", "level": "warning", "logger": "aiokafka"},
    ]


def test_a_terminal_gets_key_equals_value() -> None:
    out = Terminal()
    configure_logging(form="auto", stream=out)
    get_logger("harken.lane").info("lane taken", lane=3)
    plain = io.StringIO()
    configure_logging(form="text", stream=plain)
    get_logger("harken.lane").info("lane taken", lane=3)
    assert "\x1b[" in out.getvalue()
    assert "lane=3" in plain.getvalue()
    assert "\x1b[" not in plain.getvalue()


def test_what_is_below_the_level_is_not_written() -> None:
    out = io.StringIO()
    configure_logging(level="WARNING", stream=out)
    get_logger("harken.lane").info("lane taken", lane=3)
    assert out.getvalue() == ""
