"""What is to be done next is what aiokafka says, whatever state its partitions are in."""

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

from aiokafka.cluster import ClusterMetadata
from aiokafka.consumer.fetcher import Fetcher
from aiokafka.consumer.subscription_state import Assignment
from aiokafka.protocol.metadata import MetadataResponse_v1
from aiokafka.structs import TopicPartition
from hypothesis import given
from hypothesis import strategies as st

from harken.transport.fetch_plan import FetchPlan
from harken.transport.fetch_session import PlacesFetch

TPS = tuple(TopicPartition(topic, part) for topic in ("clicks", "orders") for part in range(3))


class Part(NamedTuple):
    """A partition's state; `waits_s`: of what was fetched of it, None where that is nothing."""

    leader: int
    offset: int | None
    paused: bool
    waits_s: float | None


#: Mostly what a worker mostly meets, so that the short way is taken as well as the long one.
LEADERS = st.sampled_from((1, 1, 1, 2, 2, -1))
OFFSETS = st.sampled_from((0, 5, 5, 7, 9, None))
parts = st.builds(
    Part, LEADERS, OFFSETS, st.sampled_from((False,) * 8 + (True,)), st.sampled_from((None,) * 4 + (0, 0.02, 0.03))
)
usual = st.builds(
    Part, st.sampled_from((1, 2)), st.integers(0, 9), st.just(False), st.sampled_from((None, None, 0, 0.02, 0.03))
)
whole = st.lists(parts, min_size=6, max_size=6) | st.lists(usual, min_size=6, max_size=6)


def metadata(leaders: Sequence[int]) -> MetadataResponse_v1:
    topics = [
        (0, topic, False, [(0, tp.partition, leaders[n], [1], [1]) for n, tp in enumerate(TPS) if tp.topic == topic])
        for topic in ("clicks", "orders")
    ]
    return MetadataResponse_v1([(1, "here", 1, None), (2, "here", 2, None)], 1, topics)


class Stock(Fetcher):  # type: ignore[misc] # aiokafka's types are not followed
    """aiokafka's fetcher, which asks itself and does nothing."""

    def __init__(self) -> None:
        self._client: Any = SimpleNamespace(cluster=ClusterMetadata())
        self._preferred_read_replica: dict[TopicPartition, tuple[int, float]] = {}
        self._records: dict[TopicPartition, Any] = {}
        self._in_flight: set[int] = set()
        self._fetcher_timeout = 1.0
        self._fetch_max_wait_ms, self._fetch_min_bytes, self._fetch_max_bytes = 20, 1, 1000
        self._isolation_level, self._max_partition_fetch_bytes, self._client_rack = 1, 100, None

    def is_in(self, states: Sequence[Part], assignment: Assignment, in_flight: set[int]) -> None:
        """Bring everything into this state."""
        leaders = [part.leader for part in states]
        cluster = self._client.cluster
        if [cluster.leader_for_partition(tp) for tp in TPS] != leaders:
            cluster.update_metadata(metadata(leaders))
        self._in_flight = in_flight
        self._records.clear()
        for tp, part in zip(TPS, states, strict=True):
            state = assignment.state_value(tp)
            state._position, state._paused, state._resume_fut = part.offset, part.paused, f"resume {tp}"
            if part.waits_s is not None:
                self._records[tp] = SimpleNamespace(calculate_backoff=lambda part=part: part.waits_s)


def comparable(actions: Any) -> Any:
    """The same however partitions were shuffled; a broker that nothing is asked of is not there."""
    fetches, resets, timeout_s, unknown, resumed = actions
    asked = {node: {(t, *part) for t, parts in fetch.topics for part in parts} for node, fetch in fetches}
    numbers = {node: (fetch._max_wait_ms, fetch._min_bytes, fetch._max_bytes) for node, fetch in fetches}
    found = {node: set(tps) for node, tps in resets.items()}
    return asked, numbers, found, timeout_s, unknown, sorted(resumed)


#: Of each look: the states, the brokers that a fetch is under way to, whether the partitions were assigned anew.
History = list[tuple[list[Part], set[int], bool]]


@given(st.lists(st.tuples(whole, st.sets(st.sampled_from((1, 2))), st.booleans()), min_size=1, max_size=4))
def test_the_next_fetches_are_those_that_aiokafka_would_send(history: History) -> None:
    asyncio.run(compare(history))


async def compare(history: History) -> None:
    fetcher, assignment = Stock(), Assignment(TPS)
    plan = FetchPlan(fetcher)
    for states, in_flight, assigned_anew in history:
        if assigned_anew:
            assignment = Assignment(TPS)
        fetcher.is_in(states, assignment, in_flight)
        assert comparable(plan.actions(assignment)) == comparable(fetcher._get_actions_per_node(assignment))


async def test_what_is_usual_is_not_asked_of_aiokafka() -> None:
    fetcher, assignment = Stock(), Assignment(TPS)
    fetcher.is_in([Part(1 + n % 2, n, paused=False, waits_s=None) for n in range(6)], assignment, set())
    plan = FetchPlan(fetcher)
    plan._whole = None
    fetches = plan.actions(assignment).fetches
    assert [type(fetch) for _, fetch in fetches] == [PlacesFetch, PlacesFetch]


async def test_a_broker_that_prefers_a_replica_is_left_to_aiokafka() -> None:
    fetcher, assignment = Stock(), Assignment(TPS)
    fetcher.is_in([Part(1, 5, paused=False, waits_s=None)] * 6, assignment, set())
    fetcher._preferred_read_replica[TPS[0]] = 2, float("inf")
    assert {node for node, _ in FetchPlan(fetcher).actions(assignment).fetches} == {1, 2}
