"""A bound on what the fold executes for an event: counted, not timed, so that company on the machine changes nothing.

The bounds are three hundredths over what was counted when they were set; who passes one has made every event dearer,
and either mends that or says in the commit why it is worth it.
"""

import sys
from collections.abc import Callable
from math import inf
from types import FrameType
from typing import Any

import pytest

import harken.value.outlook  # noqa: F401  # a worker has imported it before its first batch
from benchmarks.load import Load, events
from harken.activity import Activity
from harken.batch import Batch, Record
from harken.customer import Customer
from harken.lane.reading import read_entry
from harken.settings import load_settings
from harken.topology import activity_config
from tests.driver import EMPTY_SHELF

EVENTS = 2000
FUTURE_S = 1e12


def opcodes(run: Callable[[], object]) -> int:
    """Instructions of the interpreter that a call executes, whatever C does in them."""
    count = 0

    def trace(frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


def waiting(customers: dict[str, Customer], load: Load) -> Callable[[], object]:
    """A batch of these events that waits to be folded."""
    activity = Activity(activity_config(load_settings({})))
    records = [Record(topic, 0, n, c.encode(), value, 0) for n, (topic, c, value) in enumerate(events(load))]
    batch = Batch(
        lane=0,
        entries=[read_entry(record, FUTURE_S) for record in records],
        customers=customers,
        wakeups=(),
        wakeups_until_s=inf,
        clock_s=-inf,
        step_until_s=inf,
        idle_until_s=None,
        shelf=EMPTY_SHELF,
    )
    return lambda: activity.fold(batch)


@pytest.mark.parametrize(("known", "bound"), [(False, 1417), (True, 1441)], ids=["new customers", "known customers"])
def test_an_event_costs_no_more_instructions_than_it_did(known: bool, bound: int) -> None:
    load = Load(EVENTS, EVENTS // 5, span_d=1.0)
    customers: dict[str, Customer] = {}
    if known:
        waiting(customers, load)()
    assert opcodes(waiting(customers, load._replace(seed=2, from_d=1.0))) / EVENTS <= bound
