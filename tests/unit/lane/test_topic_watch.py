"""What a worker does when its topics are not those any more that it began with."""

from collections.abc import Mapping

import pytest

from harken.lane.identity import Identities
from harken.lane.topic_watch import TopicWatch
from harken.topics import BrokerUnreachable, MissingTopic, UnequalPartitions


def watch(answer: Mapping[str, str] | Exception, told: list[Mapping[str, str] | None]) -> TopicWatch:
    def ask() -> Mapping[str, str]:
        if isinstance(answer, Exception):
            raise answer
        return answer

    def tell(found: Mapping[str, str] | None) -> int:
        told.append(found)
        return 3

    return TopicWatch(Identities(ask), tell, every_s=0.001)


async def test_lanes_are_told_what_the_ids_are_now() -> None:
    told: list[Mapping[str, str] | None] = []
    await watch({"clicks": "new"}, told).look()
    assert told == [{"clicks": "new"}]


@pytest.mark.parametrize("trouble", [MissingTopic("topic x is missing"), UnequalPartitions("topic x has 13")])
async def test_topics_that_are_not_as_they_must_be_stop_every_lane_with_the_reason(
    trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Mapping[str, str] | None] = []
    watching = watch(trouble, told)
    await watching.look()
    await watching.look()
    assert told == [None, None]
    assert [record.why for record in caplog.records] == [str(trouble)], "said once"  # type: ignore[attr-defined] # ours


async def test_a_broker_that_is_away_stops_nothing() -> None:
    told: list[Mapping[str, str] | None] = []
    await watch(BrokerUnreachable("nobody there"), told).look()
    assert told == []
