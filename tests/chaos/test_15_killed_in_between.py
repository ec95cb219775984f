"""15. The learner dies between learning and checkpoint; a worker between commit and delivery, while models change."""

from tests.chaos.arena import Arena
from tests.chaos.conftest import MakeArena, Prove
from tests.chaos.crash_points import DIE

TIMES = 5
#: Half a minute of load is two weeks, so that labels come and every snapshot is another version.
QUICK_MS = 120_000


def die_unsaid(arena: Arena, times: int, **variables: str) -> None:
    """Workers die, one after the other, each with a batch that is written and not said."""
    dying = arena.start_all(1, variables=variables)[0]
    with arena.load():
        arena.wait_until(lambda: arena.learned("churn", "labels"), "the first labels, from where on versions change")
        dying.kill()
        for _ in range(times):
            die_at(arena, "say", **variables)
        arena.start(variables=variables)
        arena.healed()


def die_at(arena: Arena, point: str, **variables: str) -> None:
    """A worker starts and dies when it has come to that point for some time."""
    arena.wait_until_dead(arena.start(variables={DIE: f"{point}:{arena.random.randint(5, 60)}", **variables}))


def test_a_learner_killed_between_learning_and_checkpoint_learns_everything_once(
    make_arena: MakeArena, prove: Prove
) -> None:
    arena = make_arena(QUICK_MS)
    arena.start_all()
    arena.road.workers[0].kill()
    with arena.load():
        for _ in range(TIMES):
            learner = arena.start("learner", variables={DIE: f"commit:{arena.random.randint(2, 12)}"})
            arena.wait_until_dead(learner)
        arena.start("learner")
        arena.healed()
    prove(arena, "15 learner killed before its checkpoint")
    assert arena.learned("churn", "labels")


def test_a_worker_killed_between_commit_and_delivery_leaves_no_alert_unsaid(
    make_arena: MakeArena, prove: Prove
) -> None:
    arena = make_arena(QUICK_MS)
    die_unsaid(arena, TIMES)
    prove(arena, "15 worker killed before delivery")
    assert len(arena.said.versions()) > 1, "one version of the model spoke all along"
