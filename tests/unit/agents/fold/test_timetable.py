"""Wake-ups inside a batch."""

from harken.batch import Wakeup
from harken.customer import Customer, State
from harken.document import Activity, Profile, Value
from harken.fold.timetable import Timetable


def customer(customer_id: str) -> Customer:
    return Customer(
        id=customer_id,
        version=1,
        at_ms=0,
        profile=Profile(0, 0, {}),
        activity=Activity(),
        value=Value("GBP"),
        state=State(0.0),
    )


def drained(timetable: Timetable, until_s: float) -> list[Wakeup]:
    found = []
    while (wakeup := timetable.pop(until_s)) is not None:
        found.append(wakeup)
    return found


def test_they_come_by_due_time_then_customer_then_kind() -> None:
    wakeups = [
        Wakeup(2.0, "a", "label"),
        Wakeup(1.0, "b", "look"),
        Wakeup(1.0, "a", "snapshot"),
        Wakeup(1.0, "a", "look"),
    ]
    assert drained(Timetable(wakeups), 9.0) == sorted(wakeups)


def test_what_the_batch_schedules_runs_in_the_batch_in_its_place() -> None:
    timetable = Timetable([Wakeup(1.0, "a", "look"), Wakeup(5.0, "a", "label")])
    assert timetable.pop(9.0) == Wakeup(1.0, "a", "look")
    timetable.set(customer("a"), "look", 3.0)
    assert drained(timetable, 9.0) == [Wakeup(3.0, "a", "look"), Wakeup(5.0, "a", "label")]
    assert timetable.changed == {("a", "look"): None, ("a", "label"): None}


def test_a_later_word_about_the_same_pair_replaces_the_earlier() -> None:
    timetable = Timetable([Wakeup(1.0, "a", "look")])
    timetable.set(customer("a"), "look", 20.0)
    assert drained(timetable, 9.0) == []
    assert timetable.changed == {("a", "look"): 20.0}


def test_who_is_removed_is_woken_for_nothing_more() -> None:
    ada = customer("a")
    timetable = Timetable([Wakeup(1.0, "a", "look")])
    ada.state.due["look"] = 1.0
    timetable.set(ada, "label", 2.0)
    timetable.cancel(ada)
    assert drained(timetable, 9.0) == []
    assert timetable.changed == {("a", "look"): None, ("a", "label"): None}
