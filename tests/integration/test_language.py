"""With `HARKEN_LANGUAGE=zh` people read Chinese, and programs the words that they always read, on the whole road."""

# ruff: noqa: RUF001  # Chinese has commas and brackets of its own

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from harken.encode import encode
from harken.events import Click, Purchase
from tests.road import TheRoad

AT_MS = 1_700_000_000_000
MINUTE_MS = 60_000


@pytest.fixture
def road(kafka: str, fresh_redis_url: str, topic_prefix: str, tmp_path: Path) -> Iterator[TheRoad]:
    made = TheRoad(kafka, fresh_redis_url, topic_prefix, tmp_path, HARKEN_LANGUAGE="zh")
    yield made
    made.close()


def look(road: TheRoad, customer: str, n: int, item: str) -> None:
    click = Click(id=f"{customer}-{n}", customer_id=customer, ts=AT_MS + n * MINUTE_MS, kind="view", item_id=item)
    road.send([("clicks", customer.encode(), encode(click))])


def test_a_customer_is_told_of_in_chinese(road: TheRoad) -> None:
    road.start("learner")
    road.start()
    for n, item in enumerate(("cup", "pot", "cup", "pot", "tea", "jug")):
        look(road, f"c{n % 3}", n, item)
    order = Purchase(id="o", customer_id="ada", ts=AT_MS + 10 * MINUTE_MS, kind="order", order_id="o", total=9.0)
    road.send([("purchases", b"ada", encode(order))])
    seen = 20

    def is_shown() -> bool:
        nonlocal seen
        seen += 1
        look(road, "ada", seen, "spoon")
        road.wait_until_applied()
        document = road.document("ada")
        return document is not None and bool(document.recommendations)

    road.wait_until(is_shown, "something is recommended")
    document = road.document("ada")
    assert document is not None
    assert document.lifecycle is not None
    assert {one.because for one in document.recommendations} <= {"当前热门", "常与 spoon 一起选购"}
    assert (document.lifecycle.stage, document.lifecycle.why) == ("new", "首单")
    told = road.harken("customer", "ada").stdout
    assert "  生命周期      2023-11-14 起 新客户：首单\n                下一步：引导第二单" in told
    raw = msgspec.json.decode(road.harken("customer", "ada", "--json").stdout)
    assert raw["lifecycle"]["stage"] == "new"
