"""Causes that were learned are known when they come again, and only those."""

import msgspec
import pytest

from harken.learning.known import KEPT_S, Known, is_event, is_wakeup


@pytest.mark.parametrize(
    ("cause", "event", "wakeup"),
    [
        ("3|clicks|17|0", True, False),
        ("0|purchases|0|12", True, False),
        ("3|label|ada|1717200000.25", False, True),
        ("3|snapshot|a|b||c|1717200000.25", False, True),
        ("3|snapshot||1.0", False, True),
        ("3|clicks|ada|7.5", False, False),
        ("3|clicks|1", False, False),
        ("x|clicks|1|0", False, False),
        ("3|label|ada|nan", False, False),
        ("3|label|ada|inf", False, False),
        ("3|label|ada", False, False),
        ("", False, False),
    ],
)
def test_causes_are_told_apart(cause: str, event: bool, wakeup: bool) -> None:
    assert (is_event(cause), is_wakeup(cause)) == (event, wakeup)


def test_an_event_is_new_once_per_lane_and_topic_by_its_number() -> None:
    known = Known()
    order = ["0|clicks|1|0", "0|purchases|1|0", "0|purchases|1|1", "1|clicks|1|0", "0|clicks|9|0", "0|clicks|10|0"]
    assert [known.is_new_event(cause) for cause in order] == [True] * 6
    assert [known.is_new_event(cause) for cause in order] == [False] * 6
    assert known.is_new_event("0|purchases|1|2")


def test_a_wakeup_is_new_once_whatever_the_customer_is_called() -> None:
    known = Known()
    causes = ["0|label|ada|5.0", "0|label|a|da|5.0", "0|label|ada|6.5", "0|snapshot|ada|6.5", "1|label|ada|5.0"]
    assert [known.is_new_wakeup(cause, 9.0) for cause in causes] == [True] * 5
    assert [known.is_new_wakeup(cause, 9.0) for cause in causes] == [False] * 5


def test_wakeups_are_kept_for_a_day_of_the_lanes_clock_and_what_was_said_before_counts_as_known() -> None:
    known = Known()
    assert known.is_new_wakeup("0|label|ada|7.0", 1000.0)
    assert known.is_new_wakeup("0|label|bob|7.0", 1000 + KEPT_S)
    assert not known.is_new_wakeup("0|label|ada|7.0", 1000.0)
    assert known.is_new_wakeup("0|label|dan|7.0", 1001 + KEPT_S)
    assert [cause.split("|")[2] for cause in known.wakeups["0"]] == ["bob", "dan"]
    assert not known.is_new_wakeup("0|label|eve|7.0", 1000.0)
    assert known.is_new_wakeup("1|label|eve|7.0", 1000.0)


def test_what_has_waited_for_a_silent_topic_is_new_however_long_ago_it_was_due() -> None:
    #  due   1 2 3 4 5 . . . . . . days; purchases fall silent on the fourth, the clock goes on with the clicks
    #  said  1 2 3             10 10
    known = Known()
    due_s = [day * KEPT_S for day in (1, 2, 3)]
    assert all(known.is_new_wakeup(f"0|label|ada|{at_s}", at_s) for at_s in due_s)
    assert known.is_new_wakeup(f"0|raised:churn_risk|bob|{10 * KEPT_S}", 10 * KEPT_S)
    assert known.is_new_wakeup(f"0|label|ada|{4 * KEPT_S}", 10 * KEPT_S)
    assert not known.is_new_wakeup(f"0|label|ada|{4 * KEPT_S}", 10 * KEPT_S)


def test_without_the_lanes_clock_a_wakeup_counts_as_said_when_it_was_due() -> None:
    known = Known()
    assert known.is_new_wakeup(f"0|label|bob|{1001 + KEPT_S}", None)
    assert not known.is_new_wakeup("0|label|ada|1000.0", None)
    assert known.is_new_wakeup("0|label|ada|1002.0", None)


def test_what_is_known_survives_being_written() -> None:
    known = Known()
    known.is_new_event("0|clicks|9|3")
    known.is_new_wakeup("0|label|ada|5.25", 6.0)
    again = msgspec.json.decode(msgspec.json.encode(known), type=Known)
    assert again == known
    assert not again.is_new_event("0|clicks|9|3")
    assert not again.is_new_wakeup("0|label|ada|5.25", 6.0)
