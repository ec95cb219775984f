"""The leaders are those of the popularity beneath, however many items there are."""

from harken.recommend.sources.leaders import LEADERS, Leaders


def test_an_item_too_many_goes_at_once_and_who_leads_is_still_known() -> None:
    #  a hundred items are kept; twice as many are known, each taken once at the same time, and then one more
    leaders = Leaders(most_items=LEADERS)
    for n in range(2 * LEADERS + 1):
        leaders.learn_one(f"{n:03}", 0.0, 1.0)
    assert (len(leaders.top()), leaders.share("200")) == (LEADERS, 0.0)
    leaders.learn_one("050", 0.0, 1.0)
    assert leaders.top()[0] == "050"


def test_what_is_not_known_any_more_is_in_no_list() -> None:
    leaders = Leaders()
    for n in range(2 * LEADERS):
        leaders.learn_one(f"{n:03}", 0.0, 1.0 + n)
    assert not leaders.keep({f"{n:03}" for n in range(500)}.__contains__)
    assert leaders.keep(lambda item: item < "150")
    assert (leaders.top()[0], len(leaders.top()), leaders.share("150")) == ("149", LEADERS, 0.0)
    again = Leaders()
    again.load(leaders.dump())
    assert again.best() == leaders.best()
