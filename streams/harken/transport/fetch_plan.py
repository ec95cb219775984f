"""What the next fetches read: what aiokafka asks itself before each, with one look at a partition.

Its fetcher asks seven questions of each partition: with 60 of them 13,000 instructions of the interpreter a fetch, more
than the fold of the one event that comes of it (docs/decisions/0069). As long as the same brokers lead the same
partitions and all of these are being read, all but their offsets is known. Where anything else is to be done, aiokafka
does it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from aiokafka.structs import TopicPartition

from harken.transport.fetch_session import PlacesFetch


class Actions(NamedTuple):
    """What aiokafka's fetcher is to do next.

    Parameters
    ----------
    fetches : by broker.
    resets : partitions whose offsets are to be found first, by broker.
    timeout_s : after which it looks again, whatever has happened.
    unknown_leader : whether to ask who leads what.
    resumed : futures of partitions that are not read for now.
    """

    fetches: Sequence[tuple[int, Any]]
    resets: Mapping[int, Sequence[TopicPartition]]
    timeout_s: float
    unknown_leader: bool
    resumed: Sequence[Any]


class FetchPlan:
    """Of one consumer.

    Parameters
    ----------
    fetcher : aiokafka's, 0.14 or newer.
    """

    def __init__(self, fetcher: Any) -> None:
        self._fetcher = fetcher
        self._cluster = fetcher._client.cluster
        self._whole: Any = fetcher._get_actions_per_node
        #: For what `_states` holds: partitions by who leads them; empty where that is not known of each.
        self._assignment: Any = None
        self._metadata: Any = None
        self._states: Mapping[int, Mapping[TopicPartition, Any]] = {}

    def actions(self, assignment: Any) -> Actions:
        """What to do next for these partitions; see `Fetcher._get_actions_per_node`."""
        fetcher = self._fetcher
        if assignment is not self._assignment or self._cluster._partitions is not self._metadata:
            self._learn(assignment)
        if not self._states or fetcher._preferred_read_replica:
            return Actions(*self._whole(assignment))
        fetches: list[tuple[int, PlacesFetch]] = []
        waits_s: list[float] = []
        records = fetcher._records
        for node_id, states in self._states.items():
            here = [tp for tp in records if tp in states]
            if wait_s := max([records[tp].calculate_backoff() for tp in here], default=0):
                waits_s.append(wait_s)  # something of this broker is still to be taken
            if node_id in fetcher._in_flight:
                continue
            places = {tp: state._position for tp, state in states.items() if not state._paused}
            if len(places) < len(states) or None in places.values():
                return Actions(*self._whole(assignment))
            if wait_s:
                continue
            for tp in here:
                del places[tp]
            if places:
                fetches.append((node_id, self._fetch(places)))
        return Actions(fetches, {}, min(waits_s, default=fetcher._fetcher_timeout), unknown_leader=False, resumed=())

    def _fetch(self, places: Mapping[TopicPartition, int]) -> PlacesFetch:
        own = self._fetcher
        numbers = own._fetch_max_wait_ms, own._fetch_min_bytes, own._fetch_max_bytes, own._isolation_level
        return PlacesFetch(numbers, places, own._max_partition_fetch_bytes, own._client_rack or "")

    def _learn(self, assignment: Any) -> None:
        """aiokafka makes a new object of either whenever it changes."""
        self._assignment, self._metadata = assignment, self._cluster._partitions
        states: dict[int, dict[TopicPartition, Any]] = {}
        for tp in assignment.tps:
            leader = self._cluster.leader_for_partition(tp)
            states.setdefault(-1 if leader is None else leader, {})[tp] = assignment.state_value(tp)
        self._states = {} if -1 in states else states
