"""The last session in the document: kept only where sessions are followed."""

from dataclasses import replace
from typing import Any

import pytest
from msgspec import UNSET

from harken.activity import ActivityConfig
from harken.document import Session
from harken.events import Click, ClickKind, Purchase
from harken.fold.sessions import MOST_PATH, entry_of
from tests.driver import Driver

BEGIN_MS = 1_700_000_000_000
CONFIG = replace(ActivityConfig(), sessions=True)


def click(second: int, session: str | None = "s1", kind: ClickKind = "view", **fields: Any) -> Click:
    ts = BEGIN_MS + second * 1000
    return Click(id=f"c-{second}-{session}", customer_id="ada", ts=ts, kind=kind, session_id=session, **fields)


def driven(*events: Click | Purchase, config: ActivityConfig = CONFIG) -> Driver:
    driver = Driver(config)
    driver.send(*events, batch=2)
    return driver


def test_a_session_says_where_it_began_and_how_deep_it_went() -> None:
    #   s1   /sale  view  impression  search
    driver = driven(
        click(0, url="https://shop.example/sale?from=mail"),
        click(1),
        click(2, kind="impression"),
        click(3, kind="search"),
    )
    assert driver.customer("ada").session == Session(BEGIN_MS, "/sale", depth=3)


def test_the_next_session_replaces_it_and_a_late_click_of_the_last_changes_nothing() -> None:
    driver = driven(click(0), click(100, "s2", category="books"), click(50, "s1"), click(101, None))
    assert driver.customer("ada").session == Session(BEGIN_MS + 100_000, "books", depth=1)


def test_a_click_that_comes_again_is_counted_once() -> None:
    driver = driven(click(0), click(0), click(1))
    assert driver.customer("ada").session == Session(BEGIN_MS, "view", depth=2)


def test_what_lies_in_the_cart_is_there_until_it_is_ordered() -> None:
    events = [click(0, kind="add_to_cart"), click(1, kind="add_to_cart"), click(2, kind="remove_from_cart")]
    driver = driven(*events)
    assert driver.customer("ada").session == Session(BEGIN_MS, "add_to_cart", depth=3, cart=1)
    driver.send(Purchase(id="o", customer_id="ada", ts=BEGIN_MS + 9000, total=3.0))
    assert driver.customer("ada").session == Session(BEGIN_MS, "add_to_cart", depth=3)


def test_where_sessions_are_not_followed_nothing_is_kept() -> None:
    driver = driven(click(0), config=ActivityConfig())
    assert driver.customer("ada").session is UNSET
    assert b'"session"' not in driver.documents["ada"]


@pytest.mark.parametrize(
    ("url", "entry"),
    [
        ("https://shop.example/a/b?c=1#d", "/a/b"),
        ("https://shop.example", "/"),
        ("/cart#top", "/cart"),
        ("https://shop.example/" + "x" * 100, "/" + "x" * (MOST_PATH - 1)),
        ("", "view"),
    ],
)
def test_an_entry_is_a_path_without_what_is_asked(url: str, entry: str) -> None:
    assert entry_of(click(0, url=url)) == entry
