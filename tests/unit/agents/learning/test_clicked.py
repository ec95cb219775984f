"""Of lists that were clicked the last ones are at hand."""

import numpy as np

from harken.learning.clicked import ClickedLists


def test_the_tenth_that_was_clicked_longest_ago_makes_room() -> None:
    lists = ClickedLists(most=20)
    for n in range(21):
        lists.keep(f"list-{n:02}", float(n or 99), ["a", "b"], [0, 1], np.eye(2), [0])
    written = lists.checkpoint()
    assert [name for name, data in written.items() if data is None] == ["list-01", "list-02"]
    assert lists.take("list-01") is None
    found = lists.take("list-00")
    assert found is not None
    assert found.numbers(2).tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert lists.checkpoint() == {"list-00": None}


def test_of_a_list_that_an_older_release_kept_nothing_is_known_of_what_is_new() -> None:
    lists = ClickedLists()
    lists.keep("list", 0.0, ["a", "b"], [0, 1], np.eye(2), [0])
    found = lists.take("list")
    assert found is not None
    assert found.numbers(3).tolist() == [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]


def test_lists_that_were_clicked_long_ago_are_forgotten() -> None:
    lists = ClickedLists()
    for at_s in (1.0, 5.0):
        lists.keep(f"list-{at_s:.0f}", at_s, ["a", "b"], [0, 1], np.eye(2), [0])
    lists.checkpoint()
    assert (lists.forget_before(5.0), lists.forget_before(5.0)) == (True, False)
    assert lists.checkpoint() == {"list-1": None}
    assert lists.take("list-5") is not None
