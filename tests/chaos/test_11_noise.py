"""11. Ten thousand mutated and random records between good ones: each is applied or in the dead letters, as it came."""

from tests.chaos.arena import Arena
from tests.chaos.conftest import Prove
from tests.chaos.judgement import name_of
from tests.chaos.noise import NAME, noise

MANY = 10_000
#: A dead letter that the broker would not take whole has the beginning.
WHOLE_BYTES = 900_000


def test_ten_thousand_records_of_noise_are_applied_or_dead_letters_with_their_bytes(
    arena: Arena, prove: Prove
) -> None:
    arena.start_all()
    arena.strangers = lambda name: name.startswith(NAME)
    with arena.load():
        arena.wait_for_work(1000)
        for made in noise(arena.random, arena.shop.begin_ms, MANY):
            arena.shooter.send(made)
            arena.faults += 1
        arena.shooter.flush()
        arena.healed()
    prove(arena, "11 noise between good events")
    sent = {record.place: record.value for record in arena.shooter.acknowledged if name_of(record).startswith(NAME)}
    assert len(sent) == MANY
    letters = {arena.said.source(letter): letter.value or b"" for letter in arena.said.read("dead-letters")}
    refused = {place: value for place, value in letters.items() if place in sent}
    assert MANY / 2 < len(refused) < MANY, "either nothing or everything was refused"
    for place, value in refused.items():
        original = sent[place]
        assert original == value or (len(original) > WHOLE_BYTES and original.startswith(value)), place
