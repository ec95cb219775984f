"""14. The producer of one topic falls silent for days while others go on; and clicks are replayed a year ahead of
purchases: nobody ages, no label is given out that a purchase could still change, and ops is told once."""

import json

from tests.chaos.arena import Arena
from tests.chaos.conftest import MakeArena, Prove
from tests.chaos.shop_load import DAY_MS, STEP_MS

#: Labels fall due after a day.
QUICK = {"HARKEN_CHURN_HORIZON_D": "1"}
#: Until each topic of each lane has a usual: feedback is one in eleven, and fifty are needed in each of twelve lanes.
USUAL = 9000
A_DAY = DAY_MS // STEP_MS
YEAR_MS = 365 * DAY_MS
OTHERS = frozenset({"purchases", "feedback"})


def labels(arena: Arena) -> set[str]:
    """Causes of all labels that were given out so far."""
    return set(arena.said.causes("churn"))


def told(arena: Arena) -> set[str]:
    """Ids of all alerts for whoever runs harken."""
    ids = {json.loads(said.value or b"")["id"] for said in arena.said.read("ops")}
    return {one for one in ids if one.startswith("topic_silent|")}  # a model may do worse meanwhile, and say so


def live(arena: Arena, records: int) -> None:
    """So many more at the load's rate, and all of them applied: a day takes nine seconds."""
    arena.wait_for_load(records)
    arena.healed()


def send(arena: Arena, records: int) -> None:
    """So many more at once, and all of them applied."""
    arena.shooter.burst(records)
    arena.shooter.flush()
    arena.healed()


def test_while_purchases_are_silent_for_days_nobody_ages(make_arena: MakeArena, prove: Prove) -> None:
    arena = make_arena(**QUICK)
    arena.start_all()
    with arena.load():
        live(arena, USUAL)
        before = labels(arena)
        arena.shooter.silent = frozenset({"purchases"})
        arena.faults += 1
        live(arena, A_DAY)  # within its first half what is due is done
        held = labels(arena)
        live(arena, A_DAY)
        assert labels(arena) == held
        assert told(arena) == {"topic_silent|purchases|1|raised"}
        arena.shooter.silent = frozenset()
        live(arena, A_DAY // 2)
        after = labels(arena)
    prove(arena, "14 purchases silent for two days")
    assert before < held < after
    assert told(arena) == {"topic_silent|purchases|1|raised", "topic_silent|purchases|1|resolved"}


def test_clicks_a_year_ahead_of_purchases_make_nobody_older(make_arena: MakeArena, prove: Prove) -> None:
    arena = make_arena(**QUICK)
    arena.shop.begin_ms -= YEAR_MS
    arena.start_all()
    with arena.load(rate=1):
        send(arena, USUAL)
        arena.shooter.silent = OTHERS
        send(arena, A_DAY)
        held = labels(arena)
        arena.shop.begin_ms += YEAR_MS
        arena.faults += 1
        send(arena, A_DAY)
        assert labels(arena) == held
        #  The purchases of that time, a year behind: they still count for the labels that wait.
        arena.shooter.silent = frozenset({"clicks", "feedback"})
        arena.shop.begin_ms -= YEAR_MS
        send(arena, A_DAY)
        after = labels(arena)
        arena.shop.begin_ms += YEAR_MS
    prove(arena, "14 clicks a year ahead of purchases")
    assert held < after, "time goes on as far as purchases are known"
