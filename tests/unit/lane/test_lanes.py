"""Which partitions become lanes."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import pytest
from faust.types import TP

from harken.batch import Record
from harken.events import CLICKS, INBOUND
from harken.lane.identity import Identities
from harken.lane.lane import Lane
from harken.lane.lanes import Lanes
from harken.meters.lane_meter import LaneMeter
from harken.meters.metrics import Metrics
from harken.sender import Sender
from harken.transport.ports import NotAssigned, Poll, Source
from tests.unit.lane.turns import NAMES, Turns

TOPICS = frozenset(NAMES[topic] for topic in INBOUND)


class Gone:
    """A consumer from which everything was just revoked: lanes that ask it wait and ask again."""

    async def seek(self, tp: TP, offset: int) -> int:
        raise NotAssigned(f"{tp} at {offset}")

    async def ends(self, tps: Sequence[TP]) -> Mapping[TP, int]:
        raise NotAssigned(str(tps))

    async def starts(self, tps: Sequence[TP]) -> Mapping[TP, int]:
        raise NotAssigned(str(tps))

    def generation(self) -> int:
        return 1


def make(partition: int, source: Source, lanes: int) -> Lane:
    turns = Turns(cached=lanes)
    sender = Sender({"bootstrap.servers": "127.0.0.1:1"})  # connects when it has something to say
    work, settings = turns.work, turns.settings
    speech = work._speech
    ids = Identities(dict)
    say, refuse, meter = speech.publish, speech.refuse, LaneMeter(Metrics("activity"))
    return Lane(partition, work, turns.ledger, sender, NAMES, source, settings, say, refuse, meter, work._progress, ids)


def whole(partition: int) -> set[TP]:
    return {TP(topic, partition) for topic in TOPICS}


async def assigned(lanes: Lanes, *tps: TP) -> None:
    await lanes.on_assigned(frozenset(tps), 1, Gone())


async def test_a_partition_without_all_its_topics_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    lanes = Lanes(TOPICS, make, lambda: None, 1.0)
    split = whole(1) - {TP(NAMES["feedback"], 1)}
    await assigned(lanes, *whole(0), *split, TP("somebody-elses", 2))
    assert set(lanes.lanes) == {0}
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "partition came without some of its topics; it is refused"
    ]
    assert not lanes.admits(TP(NAMES["clicks"], 1))
    await lanes.on_revoked(frozenset(whole(0)))


async def test_a_lane_that_is_not_taken_yet_admits_nothing() -> None:
    lanes = Lanes(TOPICS, make, lambda: None, 1.0)
    await assigned(lanes, *whole(0))
    assert not any(lanes.admits(tp) for tp in whole(0))
    await lanes.on_revoked(frozenset(whole(0)))


async def test_a_lane_that_refused_more_of_a_topic_is_not_sure_to_have_all_of_it_before_the_next_poll() -> None:
    lanes = Lanes(TOPICS, make, lambda: None, 1.0)
    await assigned(lanes, *whole(0))
    lane, clicks = lanes.lanes[0], TP(NAMES[CLICKS], 0)
    lane._merge.reset(dict.fromkeys(INBOUND, 0), dict.fromkeys(INBOUND, 0))
    lane._taken, lane._seeks[CLICKS] = True, 1
    most = lane._settings.buffer_records
    lane.put(Poll(clicks, [Record(CLICKS, 0, n, None, b"", 0) for n in range(most)], 1, 1, most, most))
    run = lane._merge.runs[CLICKS]
    assert (run.is_sure(), lanes.admits(clicks), run.is_sure()) == (True, False, False)
    run.drop(most)
    assert (lanes.admits(clicks), run.is_sure()) == (True, False)
    lane.put(Poll(clicks, [Record(CLICKS, 0, most, None, b"", 0)], 1, 1, most + 1, most + 1))
    assert run.is_sure()
    await lanes.on_revoked(frozenset(whole(0)))


async def test_a_revoked_lane_is_stopped_and_made_anew_when_it_comes_back() -> None:
    lanes = Lanes(TOPICS, make, lambda: None, 1.0)
    await assigned(lanes, *whole(0), *whole(1))
    first, kept = lanes.lanes[0], lanes.lanes[1]
    await lanes.on_revoked(frozenset(whole(0)))
    assert (first.stopped, kept.stopped) == (True, False)
    await assigned(lanes, *whole(0), *whole(1))
    assert lanes.lanes[0] is not first
    assert lanes.lanes[1] is kept
    await lanes.on_revoked(frozenset({*whole(0), *whole(1)}))


async def test_a_lane_that_was_let_go_holds_no_customers_whoever_still_holds_it() -> None:
    lanes = Lanes(TOPICS, make, lambda: None, 1.0)
    await assigned(lanes, *whole(0))
    lane = lanes.lanes[0]
    cache = lane._work._cache  # type: ignore[attr-defined] # of `ActivityWork`
    cache.customers["ada"] = cast(Any, object())
    cache.keep({"ada": b"{}"}, ())
    assert lane.cached == 1
    await lanes.on_revoked(frozenset(whole(0)))
    assert (lane.cached, len(cache.customers), lane._merge.runs) == (0, 0, {})
