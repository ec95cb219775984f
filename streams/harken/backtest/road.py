"""The road of a backtest: all lanes and the learner, in step, in one process.

An example is learned at the boundary of event time before which it became known, and what was learned is taken up
right behind that boundary, as in a replay in step through real topics (`harken.lane.step`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import Protocol

import msgspec

from harken.alert import Alert
from harken.backtest.intake import Intake
from harken.backtest.lane import BacktestLane
from harken.backtest.witness import Witness
from harken.batch import Entry
from harken.example import ChurnExample, ExamplePack, VisitExample
from harken.lane.activity_work import ActivityWork
from harken.lane.carpool import Carpool
from harken.lane.progress import Progress
from harken.lane.shelf_reader import ShelfReader
from harken.lane.step import Steps
from harken.lane.turnstile import Turnstile
from harken.lane.work import Writes
from harken.language import LANGUAGES
from harken.learner import Learner
from harken.ledger.base import Changes
from harken.ledger.memory import MemoryLedger
from harken.ledger.memory_store import MemoryStore
from harken.lexicon import lexicon
from harken.settings import Settings
from harken.text.sentiment import untaught
from harken.topics import TOPICS, topic_name
from harken.topology import activity_mind, learner_config

#: Everything is learned in one place; of a worker's learners each has the models whose keys come to it.
_LEARNER = 0
_DOCUMENTS = "customer:"
#: They are our own: whether they open need not be asked before they are opened.
_packs = msgspec.json.Decoder(ExamplePack)


class Judge(Protocol):
    """Who watches a backtest: its figures, or a test."""

    def turned(self, writes: Writes, entries: Sequence[Entry], alerts: Sequence[Alert]) -> None:
        """A turn of a lane: what it wrote, the entries that it consumed, the alerts that it raised."""
        ...

    async def learns(self, labels: Sequence[ChurnExample], visits: Sequence[VisitExample], shelf: ShelfReader) -> None:
        """The examples of a step are about to be learned; the shelf is the one of the step that ends."""
        ...


class BacktestRoad:
    """Lanes over one store in memory, and the learner that writes to it.

    Parameters
    ----------
    settings : `step_s` above 0.
    now_s : the broker's timestamp of every record, epoch seconds: what lies further ahead is refused.
    """

    def __init__(self, settings: Settings, judge: Judge, now_s: float) -> None:
        self._judge = judge
        self._lateness_s = settings.lateness_s
        self._store = MemoryStore()
        self._witness = Witness()
        activity = MemoryLedger("activity", self._store, lambda: now_s, settings.key_prefix)
        self._ledger = MemoryLedger("learner", self._store, lambda: now_s, settings.key_prefix)
        self._shelf = ShelfReader(
            activity, settings.key_prefix, text=lambda: untaught(lexicon()), language=LANGUAGES[settings.language]
        )
        #  However neighbours are shared out they are the same, and here is one who has them all.
        config = replace(learner_config(settings), item_shards=0)
        self._learner = Learner(_LEARNER, settings.key_prefix, config)
        self._learned_s = -inf
        self._card_key, self._outcomes_key = (f"{settings.key_prefix}model:{name}" for name in ("churn", "alerts"))
        mind = activity_mind(settings)
        steps = Steps(settings.step_s, self._ledger, [_LEARNER])
        carpool = Carpool(mind.fold_together, Turnstile())
        cached = max(1, settings.cached_customers // settings.partitions)
        opened = max(1, settings.open_customers // settings.partitions)

        def lane(number: int) -> BacktestLane:
            shelf, witness, progress = self._shelf, self._witness, Progress()
            work = ActivityWork(
                number, mind, activity, shelf, steps, witness, carpool, settings, cached, opened, progress
            )
            return BacktestLane(number, work, activity, settings, self._turned)

        self._lanes = [lane(number) for number in range(settings.partitions)]
        names = {topic_name(settings, topic.name): topic.name for topic in TOPICS}
        self.intake = Intake(settings.partitions, names, round(now_s * 1000))

    async def begin(self) -> None:
        """Take all lanes."""
        self._lease = await self._ledger.take(_LEARNER)
        for lane in self._lanes:
            await lane.begin()

    async def advance(self, reached_s: float) -> None:
        """Fold and learn what was taken in, as far as its order is certain.

        Parameters
        ----------
        reached_s : the latest event time so far, epoch seconds; infinity at the end.
        """
        for lane, records in zip(self._lanes, self.intake.take(), strict=True):
            lane.put(records)
        while True:
            for lane in self._lanes:
                await lane.run(reached_s - self._lateness_s, self._learned_s)
            boundary_s = min(lane.step_s for lane in self._lanes)
            if boundary_s <= self._learned_s:
                return
            await self._learn(boundary_s)

    @property
    def clock_s(self) -> float:
        """The stream clock that all lanes have reached, epoch seconds."""
        return min(lane.clock_s for lane in self._lanes)

    async def card(self) -> Mapping[str, bytes]:
        """The churn model's card as last published; empty before the first label."""
        return await self._ledger.read_hash(self._card_key)

    async def outcomes(self) -> Mapping[str, Mapping[str, float]]:
        """What came of alerts, by kind, as last published."""
        found = (await self._ledger.read_hash(self._outcomes_key)).get("kinds", b"{}")
        return msgspec.json.decode(found, type=dict[str, dict[str, float]])

    def documents(self) -> Iterator[tuple[str, bytes]]:
        """Every customer's document as the ledger has it, by customer id."""
        for key in sorted(key for key in self._store.held if key.startswith(_DOCUMENTS)):
            document = self._store.text(key)
            if document is not None:
                yield key.removeprefix(_DOCUMENTS), document

    def _turned(self, writes: Writes, entries: Sequence[Entry]) -> None:
        self._judge.turned(writes, entries, self._witness.take_alerts())

    async def _learn(self, boundary_s: float) -> None:
        witness = self._witness
        await self._judge.learns(witness.labels, witness.visits, self._shelf)
        self._learner.learn_sorted([_packs.decode(pack) for pack in witness.packs])
        witness.forget_examples()
        published = self._learner.published(boundary_s)
        #  No checkpoint is taken: nobody will restore one, and what waits for it is bounded by the items there are.
        changes = Changes(
            offsets={},
            clock_s=-inf,
            step_s=boundary_s,
            strings=published.strings,
            scores=published.scores,
            hashes=published.hashes,
        )
        self._lease = await self._ledger.commit(self._lease, changes)
        self._learned_s = boundary_s
