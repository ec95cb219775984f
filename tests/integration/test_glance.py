"""Looking into a real store, as a ledger wrote it."""

import msgspec
import pytest

from harken.document import Activity, CustomerDocument, Profile, Value
from harken.glance import Glance, NoStore
from harken.ledger import open_ledger
from harken.ledger.base import Changes
from harken.settings import Settings, load_settings
from harken.themes import ThemeCount, Themes, ThemeWeek

THEMES = Themes({2969: ThemeWeek(ThemeCount(2, 1, 0.5), {"price": ThemeCount(1)})})


@pytest.fixture
def settings(fresh_redis_url: str, key_prefix: str) -> Settings:
    return load_settings({}, redis=fresh_redis_url, key_prefix=key_prefix, partitions=3)


def document(name: str) -> CustomerDocument:
    return CustomerDocument(
        id=name, version=1, at_ms=0, profile=Profile(0, 0, {}), activity=Activity(), value=Value("GBP")
    )


async def write(settings: Settings, lane: int, changes: Changes) -> None:
    ledger = open_ledger(settings, "activity")
    await ledger.commit(await ledger.take(lane), changes)
    await ledger.close()


async def test_what_a_ledger_wrote_is_seen(settings: Settings) -> None:
    prefix = settings.key_prefix
    stored = msgspec.json.encode({**msgspec.to_builtins(document("ada")), "state": {"seen": 1}})
    for lane in (0, 2):
        await write(
            settings,
            lane,
            Changes(
                offsets={"clicks": 10 + lane},
                clock_s=5.0,
                step_s=0.0,
                strings={"customer:ada": stored, f"{prefix}themes": msgspec.json.encode(THEMES)},
                scores={
                    f"{prefix}at-risk:{lane}": {f"c{lane}": 3.0 - lane, f"d{lane}": 0.5},
                    f"{prefix}segment:new:{lane}": {f"c{lane}": 100.0 + lane},
                },
                hashes={f"{prefix}model:churn": {"labels": b"7"}},
            ),
        )
    with Glance(settings) as glance:
        assert glance.customers(["ada", "bob"]) == [document("ada"), None]
        assert glance.at_risk(3) == [("c0", 3.0), ("c2", 1.0), ("d0", 0.5)]
        assert glance.segment("new", 3) == [("c2", 102.0), ("c0", 100.0)]
        assert glance.members(["new", "asleep"]) == {"new": 2, "asleep": 0}
        assert glance.model("churn") == {"labels": "7"}
        assert glance.themes() == THEMES
        assert [lane.offsets for lane in glance.lanes("activity")] == [{"clicks": 10}, {}, {"clicks": 12}]
        assert [lane.clock_s for lane in glance.lanes("activity")] == [5.0, float("-inf"), 5.0]


def test_a_store_that_is_not_there_is_one_fact() -> None:
    with Glance(load_settings({}, redis="redis://127.0.0.1:1/0")) as glance:
        for look in (
            lambda: glance.customers(["ada"]),
            lambda: glance.at_risk(3),
            lambda: glance.members(["new"]),
            lambda: glance.model("churn"),
            glance.themes,
            lambda: glance.lanes("activity"),
        ):
            with pytest.raises(NoStore):
                look()
