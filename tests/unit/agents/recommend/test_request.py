"""Ranking on request: a customer's list as of now, a visitor's from a session's clicks, candidates of one's own."""

import re
from pathlib import Path

from harken.activity import ActivityConfig
from harken.events import Click, LineItem, Purchase
from harken.item import Item
from harken.models.churn import initial_snapshot
from harken.recommend.bars import Showing
from harken.recommend.catalogue import Catalogue
from harken.recommend.neighbours import Neighbour, Neighbours
from harken.recommend.opinions import SERVED
from harken.recommend.request import Context, needed, rank
from harken.shelf import BlendSnapshot, Shelf
from tests.driver import Driver

PAGE = Path(__file__).parents[4] / "docs" / "recommendations.md"
DAY_MS = 86_400_000
BEGIN_MS = 1_700_000_000_000
BEGIN_S = BEGIN_MS / 1000
NOW = Context(now_s=BEGIN_S)
GIVEN = ["new", "pot", "jug", "newer", "cup"]
BLEND = BlendSnapshot(version="b", cases=900, weights=dict.fromkeys(SERVED, (0.1, 1.0, 0.5, 0.2, -0.1)))


def shelf(blend: BlendSnapshot | None = BLEND) -> Shelf:
    similar = Neighbours({"pot": [Neighbour("cup", 1.0), Neighbour("jug", 0.8)], "pen": [Neighbour("ink", 1.0)]})
    catalogue = Catalogue(similar)
    catalogue.put("ink", Item(item_id="ink", valid_until=BEGIN_MS + DAY_MS))
    popular = {"": [Neighbour("tea", 0.9)], "paper": [Neighbour("pad", 1.0)]}
    return Shelf(initial_snapshot(), similar, popular, blend=blend, items=catalogue)


def ids(found: object) -> list[str]:
    assert isinstance(found, tuple)
    return [one.item_id for one in found]


def lane() -> Driver:
    """A customer who has looked at a pot, and buys milk each week."""
    made = Driver(ActivityConfig(), shelf=shelf())
    milk = (LineItem("milk"),)
    for day in (-21, -14, -7):
        at_ms = BEGIN_MS + day * DAY_MS
        made.send(Purchase(id=f"p{day}", customer_id="ada", ts=at_ms, currency="GBP", total=1.0, items=milk))
    made.send(Click(id="c", customer_id="ada", ts=BEGIN_MS, kind="view", item_id="pot"))
    return made


def test_who_asks_gets_what_the_document_has() -> None:
    made = lane()
    customer = made.customer("ada")
    assert rank(customer, shelf(), context=NOW) == made.activity.public(customer).recommendations


def test_a_visitor_without_history_gets_what_follows_from_the_clicks_of_the_session() -> None:
    assert ids(rank(None, shelf(), context=NOW)) == ["tea"]
    found = rank(None, shelf(), context=NOW._replace(clicks=("pen", "pot")))
    assert found[0].because == "taken together with pen"
    assert set(ids(found)) == {"ink", "cup", "jug", "tea"}


def test_where_a_customer_stands_counts_more_than_where_they_stood() -> None:
    found = rank(lane().customer("ada"), shelf(), context=NOW._replace(category="paper"))
    assert "popular in paper" in [one.because for one in found]


def test_what_is_over_by_then_is_not_ranked() -> None:
    later = NOW._replace(now_s=BEGIN_S + 86_400, clicks=("pen",))
    assert "ink" not in ids(rank(None, shelf(), context=later))
    assert "ink" not in ids(rank(None, shelf(), ["ink", "pad"], context=later))


def test_of_candidates_those_that_nothing_speaks_for_come_last_and_those_just_seen_never() -> None:
    for blend in (BLEND, None):
        found = rank(lane().customer("ada"), shelf(blend), GIVEN, context=NOW)
        just_seen = [] if blend else ["pot"]  # only the blend knows what was just looked at
        assert ids(found) == ["cup", "jug", *sorted([*just_seen, "new", "newer"], key=GIVEN.index)]
        assert found[0].score == 1.0
        assert not any(one.score for one in found[2:])


def test_candidates_may_be_blocked_and_are_no_more_than_asked_for() -> None:
    blocked = NOW._replace(showing=Showing(frozenset({"a", "cup"})))
    assert ids(rank(lane().customer("ada"), shelf(), ["a", "b", "cup", "c"], 1, context=blocked)) == ["b"]


def test_asking_names_nothing_anew() -> None:
    on = shelf()
    before = len(on.similar)
    rank(None, on, [f"candidate-{n}" for n in range(100)], context=NOW)
    assert len(on.similar) <= before + 2  # what is popular


def test_needed_is_all_that_ranking_reads() -> None:
    context = NOW._replace(clicks=("pen",), category="paper")
    assert needed(lane().customer("ada"), context) == ({"pen", "pot", "milk"}, {"paper"}, {"milk"})


def test_the_example_on_the_page_runs() -> None:
    found = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    said: list[object] = []
    exec(compile(found[1], str(PAGE), "exec"), {"print": said.append})
    assert said == ["cup: taken together with pot", "tea: popular now"]
