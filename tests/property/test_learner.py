"""What must hold of the learner for any examples, however they come."""

from collections.abc import Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from harken.example import Choice, ExamplePack
from harken.learning import reservoir
from tests.learned import LearnerDriver
from tests.unit.agents.learning.samples import Example, label, pack, propensity, rhythm, text, value, visit

SETTINGS = settings(max_examples=25, deadline=None)
WORDS = ["good", "bad", "late", "soft", "退", "货", "dress"]
CUSTOMERS = ["ada", "bob|by", "cyd", *(f"c-{n}" for n in range(60))]
assert len(CUSTOMERS) > reservoir.FEWEST_CUSTOMERS

randoms = st.randoms(use_true_random=False)


def examples(random: Random, lane: int, most: int = 150) -> list[list[Example]]:
    """What one lane has to say of each kind, in its order."""
    labels: list[Example] = []
    answers: list[Example] = []
    rhythms: list[Example] = []
    values: list[Example] = []
    visits: list[Example] = []
    texts: list[Example] = []
    for n in range(random.randint(0, most)):
        customer = random.choice(CUSTOMERS)
        labels.append(label(n, lane=lane, customer=customer))
        answers.append(propensity(n, lane=lane, customer=customer))
        rhythms.append(rhythm(n, lane=lane, customer=customer))
        values.append(value(n, lane=lane, customer=customer))
        recent = [f"i-{random.randint(0, 9)}" for _ in range(random.randint(0, 12))]
        category = random.choice([None, "tea", "cups"])
        choice = Choice([f"i-{random.randint(0, 9)}"], category, [(f"i-{random.randint(0, 9)}", 0.5)], recent[5:])
        visits.append(
            structs.replace(
                visit(n, f"i-{random.randint(0, 9)}", *recent, category=category, lane=lane),
                choice=random.choice([None, choice]),
            )
        )
        said = " ".join(random.choices(WORDS, k=random.randint(1, 5)))
        texts.append(
            text(n, said, random.choice([None, True, False]), topic=random.choice([None, "price", "?"]), lane=lane)
        )
    return [labels, answers, rhythms, values, visits, texts]


def packed(random: Random, kinds: Sequence[Sequence[Example]], lane: int = 0) -> list[ExamplePack]:
    """The same examples in packs of any size, the kinds in any order, each in its own; only that a lane tells a label
    after the rhythms of its time, by which it is judged."""
    queues = [list(kind) for kind in kinds]
    labels, rhythms = queues[0], queues[2]
    packs = []
    while queues := [queue for queue in queues if queue]:
        queue = random.choice(queues)
        size = random.randint(1, 40)
        if queue is labels and rhythms:
            size = sum(label.known_s < rhythms[0].known_s for label in labels[:size])
            if not size:
                continue
        packs.append(pack(queue[:size], lane=lane))
        del queue[:size]
    return packs


def turns(random: Random, packs: Sequence[ExamplePack]) -> list[list[ExamplePack]]:
    """Packs by turns; what was said lately may be said again, as a lane does that was taken over."""
    found, at = [], 0
    while at < len(packs):
        size = random.randint(1, 5)
        again = packs[max(0, at - random.randint(0, 3)) : at]
        found.append([*again, *packs[at : at + size]])
        at += size
    return found


@SETTINGS
@given(randoms)
def test_cuts_repetitions_and_restarts_change_nothing_that_is_learned(random: Random) -> None:
    kinds = examples(random, lane=0)
    whole, some = LearnerDriver(), LearnerDriver()
    for turn in [packed(random, kinds)]:
        whole.learn(turn)
    for turn in turns(random, packed(random, kinds)):
        some.learn(turn)
        if random.random() < 0.3:
            some.restart()
    assert some.models() == whole.models()
    some.restart()
    some.learn(packed(random, kinds))  # and everything once more
    assert some.models() == whole.models()


@SETTINGS
@given(randoms)
def test_a_restart_between_turns_changes_nothing_that_is_said(random: Random) -> None:
    steady, restarted = LearnerDriver(), LearnerDriver()
    for turn in turns(random, packed(random, examples(random, lane=0))):
        steady.learn(turn)
        restarted.learn(turn)
        restarted.restart()
        assert restarted.said() == steady.said()
    assert restarted.state == steady.state


@SETTINGS
@given(randoms)
def test_in_step_the_order_in_which_lanes_arrive_does_not_matter(random: Random) -> None:
    lanes = [packed(random, examples(random, lane, most=60), lane) for lane in range(3)]
    one, other = LearnerDriver(), LearnerDriver()
    one.learn([p for lane in lanes for p in lane], in_step=True, step_s=86_400.0)
    other.learn(interleaved(random, lanes), in_step=True, step_s=86_400.0)
    assert other.said() == one.said()
    assert other.models() == one.models()


def interleaved(random: Random, lanes: Sequence[Sequence[ExamplePack]]) -> list[ExamplePack]:
    """All packs, each lane's in its own order."""
    queues = [list(lane) for lane in lanes]
    found = []
    while queues := [queue for queue in queues if queue]:
        found.append(random.choice(queues).pop(0))
    return found
