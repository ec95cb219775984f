"""14. Clocks: events a year ahead and ten years old; workers whose wall clocks jump by hours, both ways."""

import json
import signal
import time

from tests.chaos.arena import Arena
from tests.chaos.conftest import Prove
from tests.chaos.noise import NAME
from tests.chaos.shop_load import DAY_MS, Made

JUMPS = 6
YEAR_MS = 365 * DAY_MS


def view(name: str, at_ms: int) -> Made:
    """A good click, but for its time."""
    body = {"id": f"{name}-{at_ms}", "customer_id": name, "ts": at_ms, "kind": "view", "item_id": "i", "channel": "web"}
    return Made("clicks", name.encode(), json.dumps(body).encode())


def test_events_a_year_ahead_are_refused_and_ten_years_old_ones_applied(arena: Arena, prove: Prove) -> None:
    arena.start_all()
    arena.strangers = lambda name: name.startswith(NAME)
    now_ms = round(time.time() * 1000)
    old_ms = now_ms - 10 * YEAR_MS
    with arena.load():
        arena.wait_for_work(1000)
        known = sorted(arena.documents())
        for name in known:
            arena.shooter.send(view(name, old_ms))
            arena.shooter.send(view(f"{NAME}{name}", now_ms + YEAR_MS))
            arena.faults += 2
        arena.wait_for_work(2000)
        arena.healed()
    prove(arena, "14 events a year ahead, ten years old")
    documents = arena.documents()
    assert not any(name.startswith(NAME) for name in documents), "what is a year ahead was applied"
    assert all(documents[name]["profile"]["first_seen_ms"] == old_ms for name in known)


def test_wall_clocks_that_jump_by_hours_change_nothing(arena: Arena, prove: Prove) -> None:
    workers = arena.start_all(program=("-m", "tests.chaos.jumping"))
    with arena.load():
        for jump in range(JUMPS):
            arena.wait_for_work(arena.random.randint(500, 1500))
            workers[jump % len(workers)].signal(signal.SIGUSR1)
            arena.faults += 1
        arena.wait_for_work(1000)
        arena.healed()
    prove(arena, "14 wall clocks jump by hours")
