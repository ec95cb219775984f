"""`make soak`: random faults for half an hour (`HARKEN_SOAK_MINUTES`), nothing lost or doubled, nothing that grows."""

import os
import time
from collections import defaultdict

import pytest

from tests.chaos.conftest import MakeArena
from tests.chaos.judgement import judge
from tests.chaos.noise import NAME
from tests.chaos.soak.faults import FAULTS
from tests.chaos.soak.gauge import Gauge, is_flat
from tests.chaos.soak.page import Soak, write
from tests.chaos.soak.trial import Trial

MINUTES = float(os.environ.get("HARKEN_SOAK_MINUTES", "30"))
RATE = 300.0
#: The load's event time is shorter than the horizon (9 days): no label is given out before the last tick.
SPAN_MS = 5 * 86_400_000


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_random_faults_lose_and_double_nothing_and_nothing_grows(make_arena: MakeArena) -> None:
    arena = make_arena(step_ms=max(1, round(SPAN_MS / (MINUTES * 60 * RATE * 1.5))))
    arena.strangers = lambda name: name.startswith(NAME)
    arena.store_went_back = True
    steady, victim = arena.start_all()
    trial = Trial(arena, steady, victim)
    recoveries: defaultdict[str, list[float]] = defaultdict(list)
    ends_s = time.monotonic() + MINUTES * 60
    with arena.load(RATE), Gauge({"worker": steady, "learner": arena.road.workers[0]}) as gauge:
        while time.monotonic() < ends_s:
            fault = arena.random.choice(FAULTS)
            fault(trial)
            arena.faults += 1
            arena.healed()
            recoveries[fault.__name__.replace("_", " ")].append(arena.recovery_s or 0.0)
            arena.wait_for_work(arena.random.randint(1000, 5000))
    arena.settle()
    verdict = judge(arena)
    soak = Soak(MINUTES, arena.seed, len(arena.shooter.acknowledged), recoveries, verdict, gauge.samples)
    write(soak)
    assert verdict.clean, verdict.words()
    assert all(map(is_flat, gauge.samples.values())), "memory or open files grow: docs/results/soak.md"
