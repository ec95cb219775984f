"""Whatever is asked, lost and refused: the broker reads just what it was last asked for, from where it was asked to."""

from hypothesis import given
from hypothesis import strategies as st

from harken.transport.fetch_session import NEW, Change, FetchSession

WANTED = st.dictionaries(st.tuples(st.sampled_from(("a", "b")), st.integers(0, 3)), st.integers(0, 2), max_size=8)
#: What becomes of a fetch: it arrives and is answered; it never arrives; its answer is lost; the broker has restarted.
FATES = st.sampled_from(("answered", "answered", "lost", "unanswered", "restarted"))


class Broker:
    """A broker's side of KIP-227: sessions by id, each with its next epoch and where its partitions are read from."""

    def __init__(self) -> None:
        self.sessions: dict[int, tuple[int, dict[tuple[str, int], int]]] = {}
        self._ids = 0

    def fetch(self, change: Change) -> tuple[int, int]:
        """Session id and error code."""
        if change.epoch == NEW:
            self.sessions.pop(change.session_id, None)
            self._ids += 1
            self.sessions[self._ids] = 1, dict(change.places)
            return self._ids, 0
        if change.session_id not in self.sessions:
            return 0, 70
        epoch, places = self.sessions[change.session_id]
        if epoch != change.epoch:
            return 0, 71
        places.update(change.places)
        for part in change.forgotten:
            del places[part]
        self.sessions[change.session_id] = epoch + 1, places
        return change.session_id, 0


@given(st.lists(st.tuples(WANTED, FATES), max_size=30))
def test_a_fetch_that_is_answered_reads_what_is_wanted(history: list[tuple[dict[tuple[str, int], int], str]]) -> None:
    broker, session = Broker(), FetchSession()
    for wanted, fate in history:
        if fate == "restarted":
            broker.sessions.clear()
        change = session.ask(wanted)
        if fate == "lost":
            continue
        session_id, error_code = broker.fetch(change)
        if fate == "unanswered":
            continue
        session.answered(session_id, error_code)
        assert fate == "restarted" or not error_code
        if not error_code:
            assert broker.sessions[session_id][1] == wanted
    assert len(broker.sessions) <= 1 + sum(fate != "answered" for _, fate in history)

