"""What a lane says of itself."""

from harken.lane.progress import BACK_OFF, COMMIT, IDLE, MERGE, SAY, STOPPED, Progress


class Clock:
    """A clock that stands until it is moved."""

    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_each_stage_is_told_once_with_its_length() -> None:
    clock, took = Clock(), []
    progress = Progress(lambda name, took_s: took.append((name, took_s)), clock)
    for at_s, stage in [(1.0, MERGE), (3.0, COMMIT), (3.5, SAY)]:
        clock.now_s = at_s
        progress.begin(stage)
    assert took == [("take", 1.0), (MERGE, 2.0), (COMMIT, 0.5)]


def test_only_a_stage_that_must_end_is_busy() -> None:
    clock = Clock()
    progress = Progress(clock=clock)
    busy = {}
    for stage in (COMMIT, IDLE, BACK_OFF, STOPPED):
        progress.begin(stage)
        clock.now_s += 30.0
        busy[stage] = progress.busy_s()
    assert busy == {COMMIT: 30.0, IDLE: 0.0, BACK_OFF: 0.0, STOPPED: 0.0}


def test_a_lane_that_waits_says_for_what_and_how_long() -> None:
    clock = Clock()
    progress = Progress(clock=clock)
    assert progress.status == "starting"
    progress.back_off.failed("the store did not answer within 5 s")
    clock.now_s += 12.0
    assert progress.status == "waiting for 12 s: the store did not answer within 5 s"
    progress.back_off.succeeded()
    progress.running = True
    progress.begin(MERGE)
    assert progress.status == "running"
    clock.now_s += 34.0
    assert progress.status == "in merge for 34 s"
