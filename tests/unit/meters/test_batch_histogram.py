"""A batch of values is counted as prometheus_client counts each."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Histogram, generate_latest

from harken.meters.batch_histogram import MANY, BatchHistogram

BOUNDS = (0.001, 0.25, 1.0, 60.0)
values = st.one_of(st.sampled_from(BOUNDS), st.floats(0, 100))


def buckets(registry: CollectorRegistry) -> list[str]:
    lines = generate_latest(registry).decode().splitlines()
    return [line for line in lines if line.startswith(("took_bucket", "took_count"))]


@given(batches=st.lists(st.lists(values, max_size=2 * MANY), max_size=5))
def test_few_and_many_are_counted_as_one_by_one(batches: list[list[float]]) -> None:
    ours, theirs = CollectorRegistry(), CollectorRegistry()
    histogram = BatchHistogram("took", "seconds", BOUNDS, ours)
    one_by_one = Histogram("took", "seconds", buckets=BOUNDS, registry=theirs)
    for batch in batches:
        histogram.observe(batch)
        for value in batch:
            one_by_one.observe(value)
    assert buckets(ours) == buckets(theirs)


@given(seen=st.lists(st.tuples(st.sampled_from(("fold", "commit")), values), max_size=20))
def test_values_of_a_label_are_counted_apart(seen: list[tuple[str, float]]) -> None:
    ours, theirs = CollectorRegistry(), CollectorRegistry()
    histogram = BatchHistogram("took", "seconds", BOUNDS, ours, "stage")
    one_by_one = Histogram("took", "seconds", ["stage"], buckets=BOUNDS, registry=theirs)
    for stage, value in seen:
        histogram.observe_one(value, stage)
        one_by_one.labels(stage).observe(value)
    assert buckets(ours) == buckets(theirs)


@pytest.mark.parametrize("count", [1, MANY])
def test_what_is_not_finite_is_left_out(count: int) -> None:
    registry = CollectorRegistry()
    BatchHistogram("took", "seconds", BOUNDS, registry).observe([0.5, nan, inf, -inf] * count)
    assert registry.get_sample_value("took_count") == count
    assert registry.get_sample_value("took_sum") == 0.5 * count
