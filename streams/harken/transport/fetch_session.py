"""Incremental fetches: the broker keeps what we read and from where; a fetch says what changed, its answer what came.

aiokafka names every partition in every fetch, and so does each answer: with 60 of them a fetch that brings one record
costs a millisecond of Python. In a session (KIP-227, "Incremental FetchRequests to Increase Partition Scalability") the
broker reads on from where it was last told. It moves no offset by itself: what is asked for twice comes twice.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from aiokafka.protocol.fetch import FetchRequest

#: The first version of a fetch that knows sessions.
SINCE_VERSION: Final = 7
#: The epoch of who asks for a new session, and closes the one whose id is named.
NEW: Final = 0
_MOST_EPOCH: Final = 2**31 - 1

#: A partition: topic and number, as in aiokafka's `TopicPartition`.
Part = tuple[str, int]
#: Next offset to be read, by partition.
Places = Mapping[Part, int]


class Change(NamedTuple):
    """What a fetch says of the session.

    Parameters
    ----------
    places : partitions that are new in it, or are to be read from elsewhere.
    forgotten : partitions that are not read any more.
    """

    session_id: int
    epoch: int
    places: Places
    forgotten: Sequence[Part]


class FetchSession:
    """With one broker, that has one fetch of ours at a time."""

    def __init__(self) -> None:
        self._id = 0
        #: Of the next fetch; while one is under way `NEW`, so that one without an answer is followed by a new session.
        self._epoch = NEW
        self._asked_epoch = NEW
        self._asked: Places = {}
        self._held: Places = {}

    def ask(self, wanted: Places) -> Change:
        """What the next fetch says, for all of these to be read."""
        self._asked_epoch, self._epoch = self._epoch, NEW
        self._asked, held = wanted, self._held
        if self._asked_epoch == NEW:
            return Change(self._id, NEW, wanted, ())
        #  Compared as sets: sixty partitions one by one take as long as all else that a fetch costs here.
        changed, forgotten = wanted.items() - held.items(), held.keys() - wanted.keys()
        return Change(self._id, self._asked_epoch, dict(sorted(changed)), sorted(forgotten))

    def answered(self, session_id: int, error_code: int) -> None:
        """The broker's word on the session; 0 as its id: it keeps none."""
        self._id = 0 if error_code else session_id
        if self._id:
            self._held = self._asked
            self._epoch = self._asked_epoch % _MOST_EPOCH + 1


class PlacesFetch(FetchRequest):  # type: ignore[misc] # aiokafka's types are not followed
    """A fetch that knows its offsets by partition.

    Parameters
    ----------
    numbers : how long the broker may wait (ms), from how many bytes on it need not, how many it may send, and which
        records it shows of transactions.
    places : what is read.
    most_bytes : of each partition.
    """

    def __init__(self, numbers: tuple[int, int, int, int], places: Places, most_bytes: int, rack_id: str) -> None:
        super().__init__(*numbers, (), rack_id)
        self.places = places
        self.most_bytes = most_bytes

    @property
    def topics(self) -> Sequence[tuple[str, Sequence[tuple[int, int, int]]]]:
        """Of each topic its partitions with offset and most bytes, as aiokafka asks."""
        found: dict[str, list[tuple[int, int, int]]] = {}
        for (topic, part), offset in self.places.items():
            found.setdefault(topic, []).append((part, offset, self.most_bytes))
        return list(found.items())

    def keep(self, parts: Iterable[Part]) -> None:
        """Forget the places of all others: these are in the answer, and aiokafka looks for no other's."""
        self.places = {part: self.places[part] for part in parts}

    def build(self, request_struct_class: Any) -> Any:
        """aiokafka's own."""
        return FetchRequest(*_numbers(self), self.topics, self._rack_id).build(request_struct_class)


class SessionFetch(FetchRequest):  # type: ignore[misc] # aiokafka's types are not followed
    """The same fetch, in a session where the broker knows any."""

    def __init__(self, whole: PlacesFetch, session: FetchSession) -> None:
        super().__init__(*_numbers(whole), (), whole._rack_id)
        self._whole = whole
        self._session = session

    def build(self, request_struct_class: Any) -> Any:
        """The fetch, with nothing but what changed."""
        whole = self._whole
        if request_struct_class.API_VERSION < SINCE_VERSION:
            return whole.build(request_struct_class)
        change = self._session.ask(whole.places)
        places = _shuffled(change.places) if change.epoch == NEW else change.places
        built = PlacesFetch(_numbers(self), places, whole.most_bytes, self._rack_id).build(request_struct_class)
        built.session_id, built.session_epoch = change.session_id, change.epoch
        forgotten: dict[str, list[int]] = {}
        for topic, part in change.forgotten:
            forgotten.setdefault(topic, []).append(part)
        built.forgotten_topics_data = list(forgotten.items())
        return built


def _shuffled(places: Places) -> Places:
    """In any order: what comes first is served first, if not all fits. In a session the broker sees to that itself."""
    pairs = list(places.items())
    random.shuffle(pairs)
    return dict(pairs)


def _numbers(fetch: FetchRequest) -> tuple[int, int, int, int]:
    return fetch._max_wait_ms, fetch._min_bytes, fetch._max_bytes, fetch._isolation_level


def _with_places(fetch: FetchRequest) -> PlacesFetch:
    """A fetch of aiokafka's own making."""
    places = {(topic, part): offset for topic, parts in fetch.topics for part, offset, _ in parts}
    most_bytes = next((most for _, parts in fetch.topics for _, _, most in parts), 0)  # the same for all
    return PlacesFetch(_numbers(fetch), places, most_bytes, fetch._rack_id)


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
        whole = request if isinstance(request, PlacesFetch) else _with_places(request)
        answer = await self._client.send(node_id, SessionFetch(whole, session), **options)
        if answer.API_VERSION >= SINCE_VERSION:
            session.answered(answer.session_id, answer.error_code)
        if request is whole:
            whole.keep((topic, part[0]) for topic, parts in answer.topics for part in parts)
        return answer
