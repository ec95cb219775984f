"""The faults of a soak: each does its harm and takes it back; nothing here waits for the recovery."""

import signal
import time
from collections.abc import Callable
from typing import Final

from tests.chaos.arena import SESSION_S
from tests.chaos.noise import noise
from tests.chaos.soak.trial import Trial

NOISE: Final = 200


def kill_a_worker(trial: Trial) -> None:
    """kill -9; another takes its place."""
    trial.victim.kill()
    trial.replace()


def stop_a_worker(trial: Trial) -> None:
    """SIGTERM; another takes its place."""
    trial.victim.stop()
    trial.replace()


def freeze_a_worker(trial: Trial) -> None:
    """SIGSTOP past its session."""
    trial.victim.signal(signal.SIGSTOP)
    pass_time(trial, SESSION_S * 2.0)
    trial.victim.signal(signal.SIGCONT)


def join_and_leave(trial: Trial) -> None:
    """A third worker comes, owns lanes, and goes."""
    arena = trial.arena
    third = arena.start()
    arena.wait_until_shared_by([trial.steady, trial.victim, third])
    arena.wait_for_load(200)
    third.stop()


def kill_the_broker(trial: Trial) -> None:
    """kill -9 and restart."""
    trial.arena.kafka.kill()
    trial.arena.kafka.start()


def freeze_the_broker(trial: Trial) -> None:
    """SIGSTOP for some seconds."""
    trial.arena.kafka.pause()
    pass_time(trial, trial.arena.random.uniform(2, 12))
    trial.arena.kafka.resume()


def kill_the_store(trial: Trial) -> None:
    """kill -9 and restart: the last second may be gone."""
    with trial.arena.sampler.store_lost():
        trial.arena.store.kill()
        pass_time(trial, trial.arena.random.uniform(0, 4))
        trial.arena.store.start()


def freeze_the_store(trial: Trial) -> None:
    """SIGSTOP for some seconds."""
    trial.arena.store.pause()
    pass_time(trial, trial.arena.random.uniform(2, 8))
    trial.arena.store.resume()


def make_noise(trial: Trial) -> None:
    """Records that no app should ever send, of strangers who were never heard of before."""
    arena = trial.arena
    for made in noise(arena.random, arena.shop.begin_ms, NOISE, first=arena.faults * NOISE):
        arena.shooter.send(made)


def send_a_burst(trial: Trial) -> None:
    """Some seconds' worth at once."""
    trial.arena.shooter.burst(trial.arena.random.randint(2000, 8000))


FAULTS: Final[tuple[Callable[[Trial], None], ...]] = (
    kill_a_worker,
    stop_a_worker,
    freeze_a_worker,
    join_and_leave,
    kill_the_broker,
    freeze_the_broker,
    kill_the_store,
    freeze_the_store,
    make_noise,
    send_a_burst,
)


def pass_time(trial: Trial, seconds: float) -> None:
    """Let the fault last."""
    until_s = time.monotonic() + seconds
    trial.arena.wait_until(lambda: time.monotonic() > until_s, "it lasts")
