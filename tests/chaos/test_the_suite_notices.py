"""A check that cannot fail is a defect: with any one of harken's mechanisms switched off, the oracle objects."""

import pytest

from tests.chaos import test_03_worker_frozen, test_06_broker_frozen, test_15_killed_in_between
from tests.chaos.arena import Arena
from tests.chaos.conftest import MakeArena
from tests.chaos.judgement import judge
from tests.chaos.switched_off import OFF
from tests.chaos.verdict import Verdict


def judged(arena: Arena) -> Verdict:
    """The oracle's word, which must be an objection: something was lost or doubled."""
    arena.settle()
    verdict = judge(arena)
    assert verdict.lost + verdict.doubled, "it was not noticed"
    return verdict


@pytest.mark.parametrize(("mechanism", "point"), [("atomic", "tear"), ("seek", "say")])
def test_without_it_a_worker_killed_at_the_worst_moment_doubles(mechanism: str, point: str, arena: Arena) -> None:
    workers = arena.start_all(1, variables={OFF: mechanism})
    with arena.load():
        arena.wait_for_work(500)
        workers[0].kill()
        test_15_killed_in_between.die_at(arena, point, **{OFF: mechanism})
        arena.start(variables={OFF: mechanism})
        arena.healed()
    assert judged(arena).doubled


def test_without_the_epoch_check_a_thawed_worker_writes(arena: Arena) -> None:
    test_03_worker_frozen.thaw_at_the_end(arena, **{OFF: "epoch"})
    judged(arena)


def test_without_the_outbox_a_killed_worker_leaves_things_unsaid(make_arena: MakeArena) -> None:
    arena = make_arena(test_15_killed_in_between.QUICK_MS)
    test_15_killed_in_between.die_unsaid(arena, 3, **{OFF: "outbox"})
    assert judged(arena).lost


def test_without_waiting_for_deliveries_a_killed_worker_leaves_things_unsaid(make_arena: MakeArena) -> None:
    arena = make_arena(**test_06_broker_frozen.SMALL)
    test_06_broker_frozen.kill_while_frozen(arena, **{OFF: "deliveries"})
    assert judged(arena).lost
