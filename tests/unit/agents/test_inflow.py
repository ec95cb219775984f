"""What is usual of a topic, learned of the times of its events."""

from hypothesis import given
from hypothesis import strategies as st

from harken.inflow import Inflow

LEAST_S = 43_200.0
#: Epoch seconds, some of them out of order, some of them after a silence that fades all that was usual.
times = st.lists(st.one_of(st.floats(1e9, 1e9 + 3600.0), st.floats(1e9, 1.1e9)), max_size=20)


@given(times, st.integers(0, 20))
def test_what_is_usual_does_not_depend_on_where_batches_are_cut(some: list[float], cut: int) -> None:
    whole, parts, single = Inflow(), Inflow(), Inflow()
    whole.learn_many(some, LEAST_S)
    parts.learn_many(some[:cut], LEAST_S)
    parts.learn_many(some[cut:], LEAST_S)
    for ts_s in some:
        single.learn_many((ts_s,), LEAST_S)
    assert whole == parts == single


def test_an_event_that_is_not_the_newest_says_nothing() -> None:
    flow, other = Inflow(), Inflow()
    flow.learn_many((1000.0, 1060.0, 1010.0, 1060.0), LEAST_S)
    other.learn_many((1000.0, 1060.0), LEAST_S)
    assert flow == other
    assert (flow.count, flow.newest_s, flow.gap_s) == (2, 1060.0, 60.0)


def test_what_has_no_time_is_no_event_of_the_topic() -> None:
    flow = Inflow()
    flow.learn_many((float("-inf"),), LEAST_S)
    assert flow == Inflow()
