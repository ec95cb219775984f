"""12. A feature, a rule and a model fail for one customer each: found, put among the dead letters, the rest applied."""

from collections import Counter

from tests.chaos.arena import Arena
from tests.chaos.conftest import Prove
from tests.chaos.poisoned import POISONED

PROGRAM = ("-m", "tests.chaos.poisoned")


def test_a_fault_for_one_customer_is_a_dead_letter_and_nobody_elses_business(arena: Arena, prove: Prove) -> None:
    arena.start_all(program=PROGRAM)
    arena.strangers = POISONED.__contains__
    arena.faults = len(POISONED)
    with arena.load():
        arena.wait_for_work(10_000)
        arena.healed()
    prove(arena, "12 faults in feature, rule, model")
    letters = [said for said in arena.said.read("dead-letters") if said.headers["harken-reason"] == b"fold_failed"]
    whose = Counter((said.key or b"").decode() for said in letters)
    assert whose.keys() == set(POISONED)
    assert all(said.headers["harken-detail"].startswith(b"Poison in ") for said in letters)
