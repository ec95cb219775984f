"""A model that fails on one pack: that one is refused, everything else is learned as if it had never come."""

from collections.abc import Sequence

import msgspec
import pytest

from harken.batch import Entry, Record
from harken.example import EXAMPLES, ExamplePack
from harken.features import FEATURE_NAMES
from harken.lane.learner_work import LearnerWork
from harken.lane.progress import Progress
from harken.lane.speech import Speech
from harken.learner import Learner
from harken.ledger.base import Changes
from harken.ledger.memory import MemoryLedger
from harken.ledger.memory_store import MemoryStore
from harken.outbox import Message
from harken.settings import load_settings
from harken.topics import TOPICS
from tests.unit.agents.learning.samples import DAY_S, label, pack

NAMES = {topic.name: f"t.{topic.name}" for topic in TOPICS}
PACKS = [pack([label(5 * n + k) for k in range(5)]) for n in range(9)]
BAD = 5


class Poison(Exception):
    """What the failing model raises."""


class Allergic(Learner):
    """Fails on one of the packs, when it has already learned from those that came with it."""

    def learn(self, packs: Sequence[ExamplePack]) -> None:
        super().learn(packs)
        self._taste(packs)

    def learn_sorted(self, packs: Sequence[ExamplePack]) -> None:
        super().learn_sorted(packs)
        self._taste(packs)

    def _taste(self, packs: Sequence[ExamplePack]) -> None:
        if any(each.examples == PACKS[BAD].examples for each in packs):
            raise Poison("ada's words")


class Lane:
    """A learner's lane: turns, committed, until nothing is left."""

    def __init__(self, make: type[Learner], step_s: float) -> None:
        self.settings = load_settings({}, redis="memory://", partitions=1, publish_s=0.001, step_s=step_s)
        store = MemoryStore()
        self.activity = MemoryLedger("activity", store, lambda: 0.0)
        self.ledger = MemoryLedger("learner", store, lambda: 0.0)
        speech = Speech(NAMES, FEATURE_NAMES)
        self.work = LearnerWork(
            lambda: make(0), self.ledger, self.activity, speech, self.settings, carries=True, progress=Progress()
        )
        self.said: list[Message] = []

    async def run(self, packs: Sequence[ExamplePack]) -> bytes:
        """Learn them; the model's card in the end."""
        if self.settings.step_s:
            done = await self.activity.take(0)
            await self.activity.commit(done, Changes(offsets={}, clock_s=0.0, step_s=label(99).known_s))
        self.lease = await self.ledger.take(0)
        await self.work.begin(self.lease)
        values = [msgspec.json.encode(each) for each in packs]
        rest = self.work.entries([Record(EXAMPLES, 0, n, b"churn", value, 0) for n, value in enumerate(values)])
        for _ in range(100):
            rest = await self._turn(rest)
            if not rest:
                break
        assert not rest
        card = dict(await self.ledger.read_hash("harken:model:churn"))
        return b"|".join(card[name] for name in sorted(card))

    async def _turn(self, rest: list[Entry]) -> list[Entry]:
        writes = await self.work.turn(self.lease, rest, complete=True, idle=False)
        if writes is None:
            return rest
        changes = Changes(
            offsets={EXAMPLES: rest[writes.consumed - 1].record.offset + 1},
            clock_s=writes.clock_s,
            step_s=writes.step_s,
            strings=writes.strings,
            scores=writes.scores,
            hashes=writes.hashes,
        )
        self.lease = await self.ledger.commit(self.lease, changes)
        self.said += [message for message in writes.outbox.messages if message.topic == NAMES["dead-letters"]]
        return rest[writes.consumed :]


@pytest.mark.parametrize("step_s", [0.0, DAY_S], ids=["live", "in step"])
async def test_the_pack_is_found_and_refused_and_all_others_are_learned_once(step_s: float) -> None:
    failing = Lane(Allergic, step_s)
    card = await failing.run(PACKS)
    (letter,) = failing.said
    headers = dict(letter.headers)
    assert headers["harken-reason"] == b"fold_failed"
    assert headers["harken-detail"].startswith(b"Poison in _taste")
    assert b"ada" not in headers["harken-detail"]
    assert letter.value == msgspec.json.encode(PACKS[BAD])
    spared = Lane(Learner, step_s)
    assert card == await spared.run([each for each in PACKS if each is not PACKS[BAD]])
    assert not spared.said


async def test_in_step_the_boundary_is_reached_all_the_same() -> None:
    failing = Lane(Allergic, DAY_S)
    await failing.run(PACKS)
    assert failing.lease.step_s == label(99).known_s
