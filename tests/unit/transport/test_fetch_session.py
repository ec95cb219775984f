"""What a fetch says of the session, and when there is none."""

from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.protocol.fetch import FetchRequest, FetchRequest_v6, FetchRequest_v11
from aiokafka.protocol.metadata import MetadataRequest

from harken.transport.fetch_session import NEW, FetchSession, Places, PlacesFetch, SessionClient, SessionFetch

CLICKS, ORDERS = "clicks", "orders"
BOTH: Places = {(CLICKS, 0): 10, (CLICKS, 1): 20, (ORDERS, 0): 30}
TOPICS = [(CLICKS, [(0, 10, 100), (1, 20, 100)]), (ORDERS, [(0, 30, 100)])]


def begun(places: Places = BOTH) -> FetchSession:
    session = FetchSession()
    session.ask(places)
    session.answered(7, 0)
    return session


def test_the_first_fetch_asks_for_a_session_and_names_everything() -> None:
    assert FetchSession().ask(BOTH) == (0, NEW, BOTH, ())


def test_a_later_one_names_only_what_is_read_from_elsewhere_or_new() -> None:
    moved = {(CLICKS, 1): 25, (CLICKS, 0): 10, (CLICKS, 2): 0, (ORDERS, 0): 30}
    assert begun().ask(moved) == (7, 1, {(CLICKS, 1): 25, (CLICKS, 2): 0}, [])


def test_what_is_not_read_any_more_is_forgotten_and_named_again_when_it_is() -> None:
    session = begun()
    assert session.ask({(CLICKS, 1): 20}) == (7, 1, {}, [(CLICKS, 0), (ORDERS, 0)])
    session.answered(7, 0)
    assert session.ask({(CLICKS, 1): 20, (ORDERS, 0): 30}) == (7, 2, {(ORDERS, 0): 30}, [])


def test_back_at_the_offset_that_the_broker_still_has_there_is_nothing_to_say() -> None:
    session = begun({(CLICKS, 0): 10})
    assert session.ask({(CLICKS, 0): 10}) == (7, 1, {}, [])


def test_after_a_fetch_without_an_answer_the_session_is_closed_and_a_new_one_begun() -> None:
    session = begun()
    session.ask(BOTH)
    assert session.ask(BOTH) == (7, NEW, BOTH, ())


@pytest.mark.parametrize("error_code", [70, 71], ids=["no such session", "another epoch"])
def test_a_session_that_the_broker_does_not_know_is_begun_anew(error_code: int) -> None:
    session = begun()
    session.ask(BOTH)
    session.answered(0, error_code)
    assert session.ask(BOTH) == (0, NEW, BOTH, ())


def test_a_broker_that_keeps_no_session_is_told_everything_each_time() -> None:
    session = FetchSession()
    for _ in range(3):
        assert session.ask(BOTH) == (0, NEW, BOTH, ())
        session.answered(0, 0)


def test_the_epoch_behind_the_last_one_is_the_first() -> None:
    session = begun()
    session._epoch = 2**31 - 1
    assert session.ask(BOTH).epoch == 2**31 - 1
    session.answered(7, 0)
    assert session.ask(BOTH).epoch == 1


def fetch(places: Places = BOTH) -> PlacesFetch:
    return PlacesFetch((20, 1, 1000, 1), places, 100, "here")


def aiokafkas() -> FetchRequest:
    return FetchRequest(20, 1, 1000, 1, TOPICS, rack_id="here")


def test_a_fetch_of_the_session_is_the_same_but_for_what_did_not_change() -> None:
    built = SessionFetch(fetch({(CLICKS, 0): 10, (ORDERS, 0): 31}), begun()).build(FetchRequest_v11)
    assert FetchRequest_v11.decode(built.encode()) == FetchRequest_v11(
        -1, 20, 1, 1000, 1, 7, 1, [(ORDERS, [(0, -1, 31, -1, 100)])], [(CLICKS, [1])], "here"
    )  # fmt: skip


def test_the_first_fetch_of_a_session_is_aiokafkas_own_in_any_order() -> None:
    ours, whole = SessionFetch(fetch(), FetchSession()).build(FetchRequest_v11), aiokafkas().build(FetchRequest_v11)
    assert sorted((topic, sorted(parts)) for topic, parts in ours.topics) == whole.topics
    ours.topics = whole.topics
    assert (ours.session_id, ours.session_epoch) == (0, NEW)
    ours.session_id, ours.session_epoch = whole.session_id, whole.session_epoch
    ours.forgotten_topics_data = whole.forgotten_topics_data
    assert ours == whole


def test_where_the_broker_is_too_old_for_sessions_a_fetch_is_aiokafkas_own() -> None:
    session = begun()
    assert SessionFetch(fetch(), session).build(FetchRequest_v6) == aiokafkas().build(FetchRequest_v6)
    assert session.ask(BOTH).epoch == 1  # and the session knows nothing of it


class Broker:
    """Answers as a client that has sent it would; a fetch of a node without a session id is never answered."""

    def __init__(self, ids: dict[int, int]) -> None:
        self.ids = ids
        self.came: list[tuple[str, list[tuple[int, int, int, bytes]]]] = []
        self.asked: list[tuple[int, int, int]] = []

    async def send(self, node_id: int, request: Any) -> Any:
        if not isinstance(request, FetchRequest):
            return request
        built = request.build(FetchRequest_v11)
        self.asked.append((node_id, built.session_id, built.session_epoch))
        if node_id not in self.ids:
            raise ConnectionError
        return SimpleNamespace(API_VERSION=11, session_id=self.ids[node_id], error_code=0, topics=self.came)


async def test_each_broker_has_a_session_of_its_own() -> None:
    broker = Broker({1: 5, 2: 6})
    client = SessionClient(broker)
    for node_id in (1, 2, 1, 2, 1):
        await client.send(node_id, fetch())
    assert broker.asked == [(1, 0, 0), (2, 0, 0), (1, 5, 1), (2, 6, 1), (1, 5, 2)]


async def test_a_fetch_that_failed_leaves_no_session_behind() -> None:
    broker = Broker({1: 5})
    client = SessionClient(broker)
    await client.send(1, fetch())
    broker.ids = {}
    with pytest.raises(ConnectionError):
        await client.send(1, fetch())
    with pytest.raises(ConnectionError):
        await client.send(1, fetch())
    assert broker.asked == [(1, 0, 0), (1, 5, 1), (1, 5, 0)]


async def test_an_answer_is_compared_with_what_was_asked_of_those_that_are_in_it() -> None:
    broker, request = Broker({1: 5}), fetch()
    broker.came = [(ORDERS, [(0, 0, 31, b"")])]
    await SessionClient(broker).send(1, request)
    assert request.topics == [(ORDERS, [(0, 30, 100)])]


async def test_a_fetch_of_aiokafkas_own_making_goes_in_the_session_too() -> None:
    broker, request = Broker({1: 5}), aiokafkas()
    client = SessionClient(broker)
    await client.send(1, request)
    await client.send(1, fetch())
    assert broker.asked == [(1, 0, 0), (1, 5, 1)]
    assert request.topics == TOPICS


async def test_all_else_is_the_clients_own() -> None:
    request = MetadataRequest([])
    client = SessionClient(Broker({}))
    assert await client.send(1, request) is request
    assert client.ids == {}
