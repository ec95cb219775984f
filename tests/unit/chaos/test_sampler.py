"""What the chaos suite counts as an offset that Kafka had too early. Time runs down."""

import pytest

from harken.glance import LaneGlance
from harken.settings import load_settings
from tests.chaos.sampler import Sampler

CLICKS = ("clicks", 0)


@pytest.fixture
def sampler() -> Sampler:
    """Has seen nothing yet; it is told its samples, so no service is asked."""
    return Sampler(load_settings({"HARKEN_PARTITIONS": "1"}))


def see(sampler: Sampler, kafka: int, ledger: int, commits: int) -> int:
    """One sample of one lane; how many violations there are by now."""
    sampler.judge({CLICKS: kafka}, [LaneGlance(0, {"clicks": ledger}, 0.0, commits)])
    return len(sampler.violations)


def test_an_offset_ahead_of_the_ledger_is_a_violation(sampler: Sampler) -> None:
    assert see(sampler, kafka=10, ledger=10, commits=1) == 0
    assert see(sampler, kafka=11, ledger=10, commits=1) == 1
    assert sampler.violations == ["clicks[0]: Kafka has 11, the ledger 10"]


def test_what_a_lost_store_had_may_be_committed_until_the_lane_knows(sampler: Sampler) -> None:
    assert see(sampler, kafka=10, ledger=40, commits=4) == 0
    with sampler.store_lost():
        pass
    assert see(sampler, kafka=10, ledger=12, commits=2) == 0  # not ahead, but the lane does not know yet
    assert see(sampler, kafka=40, ledger=12, commits=2) == 0
    assert see(sampler, kafka=40, ledger=15, commits=3) == 0
    assert see(sampler, kafka=15, ledger=15, commits=3) == 0


def test_after_the_lanes_next_commit_kafka_must_not_be_ahead_again(sampler: Sampler) -> None:
    with sampler.store_lost():
        pass
    see(sampler, kafka=40, ledger=12, commits=2)
    see(sampler, kafka=15, ledger=15, commits=3)
    assert see(sampler, kafka=16, ledger=15, commits=3) == 1


def test_a_second_loss_before_the_lane_knows_is_waited_for_too(sampler: Sampler) -> None:
    with sampler.store_lost():
        pass
    see(sampler, kafka=40, ledger=12, commits=2)
    with sampler.store_lost():
        pass
    assert see(sampler, kafka=5, ledger=8, commits=1) == 0
    assert see(sampler, kafka=40, ledger=8, commits=1) == 0
    see(sampler, kafka=9, ledger=9, commits=2)
    assert see(sampler, kafka=10, ledger=9, commits=2) == 1
