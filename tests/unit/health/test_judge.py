"""Alive and ready: what each answer hangs on."""

import asyncio

import pytest

from harken.health.judge import judge_live, judge_ready
from harken.health.vitals import STALLED_S, Vitals
from harken.lane.progress import BACK_OFF, COMMIT, FOLD, IDLE, SAY, Progress

HUNG_S = 60.0


class Clock:
    """A clock that stands until it is moved."""

    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def lane(clock: Clock, stage: str, *, running: bool = True) -> Progress:
    progress = Progress(clock=clock)
    progress.running = running
    progress.begin(stage)
    return progress


def well(lanes: dict[int, Progress] | None, *, in_step: bool = False) -> Vitals:
    vitals = Vitals(lambda: lanes, HUNG_S, waits_in_step=in_step)
    vitals.unreachable = {}
    return vitals


def test_a_worker_whose_lanes_run_is_alive_and_ready() -> None:
    vitals = well({0: lane(Clock(), IDLE), 1: lane(Clock(), COMMIT)})
    assert judge_live(vitals).well
    assert judge_ready(vitals).well
    assert judge_ready(vitals).found["lanes"] == "2 running, models loaded"


def test_a_spare_is_ready_but_not_before_it_has_joined() -> None:
    assert judge_ready(well({})).found["lanes"] == "none assigned: a spare"
    assert judge_ready(well({})).well
    assert not judge_ready(well(None)).well
    assert judge_live(well(None)).well


def test_a_lane_that_computes_for_long_is_alive_and_one_that_hangs_is_not() -> None:
    clock = Clock()
    vitals = well({3: lane(clock, FOLD)})
    clock.now_s = HUNG_S - 1
    assert judge_live(vitals).well
    assert judge_ready(vitals).well
    clock.now_s = HUNG_S + 1
    assert judge_live(vitals).found["lanes"] == "lane 3 hung: fold for 61 s"
    assert (judge_live(vitals).well, judge_ready(vitals).well) == (False, False)


def test_a_lane_that_waits_for_its_store_is_alive_and_not_ready() -> None:
    clock = Clock()
    waiting = lane(clock, BACK_OFF, running=False)
    waiting.back_off.failed("the store cannot be reached")
    clock.now_s = 10 * HUNG_S
    vitals = well({0: waiting})
    assert judge_live(vitals).well
    assert not judge_ready(vitals).well
    assert judge_ready(vitals).found["lanes"] == "lane 0 waiting for 600 s: the store cannot be reached"


def test_a_lane_in_step_may_wait_for_the_learner_for_ever() -> None:
    clock = Clock()
    vitals = well({0: lane(clock, "work")}, in_step=True)
    clock.now_s = 10 * HUNG_S
    assert judge_live(vitals).well


@pytest.mark.parametrize("missing", ["broker", "store"])
def test_what_cannot_be_reached_is_not_ready_and_no_reason_to_be_killed(missing: str) -> None:
    vitals = well({0: lane(Clock(), IDLE)})
    vitals.unreachable = {missing: "no answer"}
    assert judge_live(vitals).well
    assert not judge_ready(vitals).well
    assert judge_ready(vitals).found[missing] == "no answer"


def test_a_loop_that_does_not_come_round_is_not_alive() -> None:
    vitals = well({0: lane(Clock(), IDLE)})
    vitals._beat_s -= HUNG_S + 1
    assert not judge_live(vitals).well
    assert not judge_ready(vitals).well
    assert judge_live(vitals).found["loop"].startswith("hung: silent for 61 s")


def test_a_lane_that_says_itself_that_it_waits_is_not_said_to_stall_or_resume(
    caplog: pytest.LogCaptureFixture,
) -> None:
    #   in a delivery for 16 s: stalled; it fails and is tried again for 16 s: the lane has said so
    caplog.set_level("INFO")
    clock = Clock()
    slow = lane(clock, SAY)
    vitals = well({0: slow})
    for failed in (False, True, True):
        clock.now_s += STALLED_S + 1
        vitals._say_stalled()
        if not failed:
            slow.back_off.failed("not delivered")
            slow.begin(BACK_OFF)
        slow.begin(SAY)
    assert [record.getMessage() for record in caplog.records] == ["lane stalled"]


async def test_a_beat_ends_the_silence_and_a_stalled_lane_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    clock = Clock()
    busy = lane(clock, COMMIT)
    vitals = well({0: busy})
    vitals._beat_s -= HUNG_S + 1
    clock.now_s = STALLED_S + 1
    beat = asyncio.create_task(vitals.beat())
    await asyncio.sleep(0)
    assert vitals.silent_s() < HUNG_S
    vitals._say_stalled()
    busy.begin(IDLE)
    vitals._say_stalled()
    beat.cancel()
    assert [record.getMessage() for record in caplog.records] == ["lane stalled", "lane resumed"]
