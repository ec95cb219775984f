"""Incremental fetches: the broker keeps what we read and from where; a fetch says what changed, its answer what came.

aiokafka names every partition in every fetch, and so does each answer: with 60 of them a fetch that brings one record
costs a millisecond of Python. In a session (KIP-227, "Incremental FetchRequests to Increase Partition Scalability") the
broker reads on from where it was last told. It moves no offset by itself: what is asked for twice comes twice.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from aiokafka.protocol.fetch import FetchRequest

#: The first version of a fetch that knows sessions.
SINCE_VERSION: Final = 7
#: The epoch of who asks for a new session, and closes the one whose id is named.
NEW: Final = 0
_MOST_EPOCH: Final = 2**31 - 1

#: Of each topic its partitions with offset and most bytes, as aiokafka asks.
Topics = Sequence[tuple[str, Sequence[tuple[int, int, int]]]]


class Change(NamedTuple):
    """What a fetch says of the session.

    Parameters
    ----------
    topics : partitions that are new in it, or are to be read from elsewhere.
    forgotten : partitions that are not read any more, by topic.
    """

    session_id: int
    epoch: int
    topics: Topics
    forgotten: Sequence[tuple[str, Sequence[int]]]


class FetchSession:
    """With one broker, that has one fetch of ours at a time."""

    def __init__(self) -> None:
        self._id = 0
        #: Of the next fetch; while one is under way `NEW`, so that one without an answer is followed by a new session.
        self._epoch = NEW
        self._asked_epoch = NEW
        self._asked: Mapping[tuple[str, int], tuple[int, int]] = {}
        self._held: Mapping[tuple[str, int], tuple[int, int]] = {}

    def ask(self, topics: Topics) -> Change:
        """What the next fetch says, for all of these to be read."""
        wanted = {(topic, part): (offset, most) for topic, parts in topics for part, offset, most in parts}
        self._asked_epoch, self._epoch = self._epoch, NEW
        self._asked, held = wanted, self._held
        if self._asked_epoch == NEW:
            return Change(self._id, NEW, topics, ())
        changed = {key: place for key, place in wanted.items() if held.get(key) != place}
        forgotten: dict[str, list[int]] = {}
        for topic, part in held:
            if (topic, part) not in wanted:
                forgotten.setdefault(topic, []).append(part)
        return Change(self._id, self._asked_epoch, _by_topic(changed), list(forgotten.items()))

    def answered(self, session_id: int, error_code: int) -> None:
        """The broker's word on the session; 0 as its id: it keeps none."""
        self._id = 0 if error_code else session_id
        if self._id:
            self._held = self._asked
            self._epoch = self._asked_epoch % _MOST_EPOCH + 1


def _by_topic(places: Mapping[tuple[str, int], tuple[int, int]]) -> Topics:
    found: dict[str, list[tuple[int, int, int]]] = {}
    for (topic, part), place in places.items():
        found.setdefault(topic, []).append((part, *place))
    return list(found.items())


class SessionFetch(FetchRequest):  # type: ignore[misc] # aiokafka's types are not followed
    """aiokafka's fetch, in a session where the broker knows any."""

    def __init__(self, full: FetchRequest, session: FetchSession) -> None:
        super().__init__(*_all_but_topics(full), full.topics, full._rack_id)
        self._session = session

    def build(self, request_struct_class: Any) -> Any:
        """The fetch, with nothing but what changed."""
        if request_struct_class.API_VERSION < SINCE_VERSION:
            return super().build(request_struct_class)
        change = self._session.ask(self.topics)
        built = FetchRequest(*_all_but_topics(self), change.topics, self._rack_id).build(request_struct_class)
        built.session_id, built.session_epoch = change.session_id, change.epoch
        built.forgotten_topics_data = change.forgotten
        return built


def _all_but_topics(fetch: FetchRequest) -> tuple[int, int, int, int]:
    return fetch._max_wait_ms, fetch._min_bytes, fetch._max_bytes, fetch._isolation_level


class SessionClient:
    """aiokafka's client, for its fetcher: fetches go in a session with each broker, all else as it is."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._sessions: dict[int, FetchSession] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    async def send(self, node_id: int, request: Any, **options: Any) -> Any:
        """Send a request and return the answer."""
        if not isinstance(request, FetchRequest):
            return await self._client.send(node_id, request, **options)
        session = self._sessions.setdefault(node_id, FetchSession())
        answer = await self._client.send(node_id, SessionFetch(request, session), **options)
        if answer.API_VERSION >= SINCE_VERSION:
            session.answered(answer.session_id, answer.error_code)
        return answer
