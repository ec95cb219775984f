"""The sorted set of wake-ups in memory."""

from math import inf

from hypothesis import given
from hypothesis import strategies as st

from harken.batch import Wakeup
from harken.ledger.memory_store import Due

changes = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xy")), st.one_of(st.none(), st.sampled_from((1.0, 2.0, 3.0)))
)


@given(st.lists(st.tuples(changes, st.sampled_from((0.0, 1.0, 2.0, inf)), st.integers(0, 4))))
def test_the_first_due_are_those_of_a_sorted_list(
    history: list[tuple[dict[tuple[str, str], float | None], float, int]],
) -> None:
    due, model = Due(), {}
    for change, until_s, limit in history:
        due.change(change)
        model.update(change)
        order = sorted(Wakeup(due_s, *pair) for pair, due_s in model.items() if due_s is not None and due_s <= until_s)
        assert due.first(until_s, limit) == order[:limit]


def test_moving_one_wakeup_for_ever_does_not_grow_the_set() -> None:
    due = Due()
    for n in range(10_000):
        due.change({("ada", "look"): float(n)})
    assert len(due) == 1
    assert due.first(inf, 9) == [Wakeup(9999.0, "ada", "look")]
    assert due.entries < 100
