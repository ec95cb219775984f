"""The learner lane's work: examples into models, model and offset in one commit, snapshots for the scorers; and what
the shop says of its items into the store.

Models learn in a thread, for which the lane waits: a refit may take seconds, and meanwhile the event loop must go on
telling the group that this worker lives.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from math import inf
from time import monotonic
from typing import NamedTuple

from harken.alerting.ops import model_worse
from harken.batch import Entry, Record, Reject
from harken.card import Change
from harken.dead_letter import Reason
from harken.decode_item import decode_item
from harken.errors import MalformedEvent
from harken.example import EXAMPLES, ExamplePack
from harken.item import ITEMS
from harken.lane.card_desk import CardDesk
from harken.lane.faults import Faults
from harken.lane.item_news import news_since
from harken.lane.poison import refuse_pack
from harken.lane.progress import PACE, WORK, Progress
from harken.lane.speech import Speech
from harken.lane.tally import Tally, rejects_of
from harken.lane.work import Writes
from harken.language import LANGUAGES
from harken.learner import Learner
from harken.learning.packs import MalformedPack, read_pack
from harken.learning.publication import Publication
from harken.ledger.base import Lease, Ledger
from harken.logs import get_logger
from harken.outbox import Outbox
from harken.recommend.assortment import Assortment, ItemNews, Said
from harken.seal import Seal
from harken.settings import Settings, variable
from harken.worse import Worse

log = get_logger(__name__)


class _Lesson(NamedTuple):
    """What came of learning: everything that is to be written and said."""

    published: Publication
    checkpoint: Mapping[str, bytes | None]
    changes: Sequence[Change]
    drifts: Mapping[str, int]
    worse: Sequence[Worse]


class LearnerWork:
    """One partition of the examples topic and its models, and the same partition of the items.

    Parameters
    ----------
    make : makes the partition's learner, untaught; called whenever the lane is taken, then restored from the ledger.
    ledger : of the role `learner`.
    activity : of the role `activity`, whose lanes' steps a replay in step waits for.
    speech : makes dead letters of what is no pack, and records of the models' cards.
    carries : whether any model's examples come to this partition.
    progress : told what is being done.
    """

    #: In this order, since neither has a time in the merge: what is known of items comes before what is learned.
    topics: tuple[str, ...] = (ITEMS, EXAMPLES)

    def __init__(
        self,
        make: Callable[[], Learner],
        ledger: Ledger,
        activity: Ledger,
        speech: Speech,
        settings: Settings,
        *,
        carries: bool,
        progress: Progress,
    ) -> None:
        self.unsettled = False
        self._make = make
        self._learner = make()
        self._assortment = Assortment(-1)
        self._ledger = ledger
        self._activity = activity
        self._speech = speech
        self._settings = settings
        self._carries = carries
        self._progress = progress
        self._seal = Seal(settings.snapshot_key)
        self._faults = Faults("examples cannot be learned; looking for the pack")
        self._drifts: Mapping[str, int] = {}
        self._changes: set[Change] = set()
        self._cards = CardDesk(ledger, speech, settings)
        self._boundary_s = -inf
        self._published_s = -inf

    def entries(self, records: Sequence[Record]) -> list[Entry]:
        """Examples have no time in the merge: they are learned in the topic's order (in step: sorted)."""
        return [_item(record) if record.topic == ITEMS else self._entry(record) for record in records]

    async def begin(self, lease: Lease) -> None:
        """The models as they were committed."""
        self._learner = self._make()
        index = await self._ledger.read_scores(self._learner.index_key)
        keys = [key for key, _ in index]
        values = await self._ledger.read(keys)
        state = {key: value for key, value in zip(keys, values, strict=True) if value is not None}
        await self._cards.begin(self._learner.cards_key, state.pop(self._learner.cards_key, None))
        self._learner.restore(state)
        self._drifts = self._learner.drifts()
        self._changes = set(self._learner.changes())
        self._boundary_s = lease.step_s
        self._assortment = Assortment(lease.lane, self._settings.key_prefix)
        self._assortment.restore(await self._ledger.read_scores(self._assortment.changes_key))

    def end(self) -> None:
        """Let go of the models."""
        self._learner = self._make()

    async def turn(self, lease: Lease, entries: Sequence[Entry], *, complete: bool, idle: bool) -> Writes | None:
        """Learn what is here: live every `publish_s`, in step when every lane has reached the next boundary."""
        del idle  # a learner has no time of its own
        if not entries and (late := self._cards.late(lease)):
            return late
        if self._settings.step_s:
            return await self._turn_in_step(lease, entries, complete)
        if not entries:
            return None
        self._progress.begin(PACE)
        await asyncio.sleep(max(0.0, self._published_s + self._settings.publish_s - monotonic()))
        self._progress.begin(WORK)
        self._published_s = monotonic()
        return await self._learn(lease, entries, lease.step_s)

    async def documents(self, customers: Sequence[str]) -> Sequence[bytes | None]:
        """A learner publishes no customers."""
        return [None] * len(customers)

    def cached(self) -> int:
        """A learner caches no customers."""
        return 0

    def wait_s(self) -> float:
        """In step the lanes' word is asked for often; live a record wakes the lane."""
        return 0.01 if self._settings.step_s else self._settings.idle_check_s

    async def _turn_in_step(self, lease: Lease, entries: Sequence[Entry], complete: bool) -> Writes | None:
        items = [entry for entry in entries if entry.record.topic == ITEMS]
        if items:  # they are the first, and wait for no boundary: what is said of an item holds from when it is read
            return await self._learn(lease, items, lease.step_s)
        if not self._carries:
            return None
        if self._boundary_s <= lease.step_s:
            self._boundary_s = min(await self._activity.steps(range(self._settings.partitions)))
            # What the lanes said before they reached it is in the topic now: ask for its end, then read up to there.
            self.unsettled = self._boundary_s > lease.step_s
            return None
        if not complete:
            return None
        return await self._learn(lease, entries, self._boundary_s)

    async def _learn(self, lease: Lease, entries: Sequence[Entry], step_s: float) -> Writes:
        try:
            return await self._learned(entries, step_s)
        except Exception as error:  # noqa: BLE001 - any fault of a model: find the pack, go on with the rest
            self._faults.say(error, lease.lane, len(entries))
        return await self._learn_around(lease, entries)

    async def _learn_around(self, lease: Lease, entries: Sequence[Entry]) -> Writes:
        """Learn half, a quarter, ... of what failed; at last the one pack that fails alone is refused.

        In step the boundary is reached when nothing is left of its packs; they are sorted part by part then.
        """
        count = len(entries)
        while True:
            await self.begin(lease)  # a model that failed is half taught
            count = max(count // 2, 1)
            try:
                return await self._learned(entries[:count], lease.step_s)
            except Exception as error:  # noqa: BLE001 - the search ends at the one that fails alone, with its reason
                log.debug("still fails", lane=lease.lane, records=count, fault=repr(error))
                if count == 1:
                    refused = refuse_pack(entries[0], error)
                    break
        await self.begin(lease)
        return await self._learned([refused], lease.step_s)

    async def _learned(self, entries: Sequence[Entry], step_s: float) -> Writes:
        #  A lane that is stopped leaves the thread behind, with a learner that nobody asks any more.
        heard, prefix = self._learner.heard, self._settings.key_prefix
        news = None if heard is None else await news_since(self._ledger, prefix, heard)
        in_step = bool(self._settings.step_s)
        lesson = await asyncio.to_thread(_lesson, self._learner, entries, step_s, news, in_step=in_step)
        items = self._assortment.write(_said(entries))
        self._tell_changes(lesson.changes)
        cards = self._cards.learned(lesson.published.hashes, entries)
        state = {**lesson.checkpoint, **cards.strings}
        index = {key: None if value is None else 0.0 for key, value in state.items()}
        rejects = [entry.reject for entry in entries if entry.reject is not None]
        language = LANGUAGES[self._settings.language]
        worse = [model_worse(self._settings.instance, one, language) for one in lesson.worse]
        messages = [*map(self._speech.dead_letter, rejects), *map(self._speech.ops_alert, worse), *cards.messages]
        published = lesson.published
        return Writes(
            consumed=len(entries),
            clock_s=-inf,
            step_s=step_s,
            outbox=Outbox(messages, ()),
            strings={**self._sealed(published.strings), **state, **items.strings},
            scores={**published.scores, **({self._learner.index_key: index} if index else {}), **items.scores},
            hashes={**published.hashes, **items.hashes},
            wakeups={},
            counts={"packs": sum(entry.record.topic != ITEMS for entry in entries)},
            tally=Tally({}, rejects_of(rejects), {}, self._drifted(lesson.drifts)),
        )

    def _entry(self, record: Record) -> Entry:
        try:
            pack = read_pack(record.value or b"")
        except MalformedPack as fault:
            return Entry(-inf, record, None, Reject(record, fault.reason, fault.detail))
        if self._learner.takes(pack.model):
            return Entry(-inf, record, None, None)
        detail = f"model: {pack.model} is no shard here; workers and learners want the same {variable('item_shards')}"
        return Entry(-inf, record, None, Reject(record, Reason.UNKNOWN_KIND, detail))

    def _sealed(self, strings: Mapping[str, bytes | None]) -> dict[str, bytes | None]:
        """What is published, snapshots with a seal."""
        head = f"{self._settings.key_prefix}snapshot:"
        return {
            key: self._seal.put(key, value) if value is not None and key.startswith(head) else value
            for key, value in strings.items()
        }

    def _tell_changes(self, changes: Sequence[Change]) -> None:
        """Another model or version scores from now on: say so, with before and after."""
        for change in changes:
            if change not in self._changes:
                log.warning("another model scores", deed=change.deed, before=change.before, after=change.after)
        self._changes = set(changes)

    def _drifted(self, drifts: Mapping[str, int]) -> dict[str, int]:
        """Models that do worse since the last turn, and how often that was found."""
        before, self._drifts = self._drifts, drifts
        news = {model: count - before.get(model, 0) for model, count in self._drifts.items()}
        for model in (drifted := {model: count for model, count in news.items() if count}):
            log.warning("the model does worse than it did", model=model)
        return drifted


def _lesson(
    learner: Learner, entries: Sequence[Entry], step_s: float, news: ItemNews | None, *, in_step: bool
) -> _Lesson:
    packs = _open(entries)
    if news is not None:
        learner.tell(news)
    if in_step:
        learner.learn_sorted(packs)
    else:
        learner.learn(packs)
    published = learner.published(step_s)  # before the checkpoint, which keeps that it was
    return _Lesson(published, learner.checkpoint(), learner.changes(), learner.drifts(), learner.worse())


def _open(entries: Sequence[Entry]) -> list[ExamplePack]:
    packs = [entry for entry in entries if entry.record.topic != ITEMS]
    return [read_pack(entry.record.value or b"") for entry in packs if entry.reject is None]


def _said(entries: Sequence[Entry]) -> list[Said]:
    items = [entry.record for entry in entries if entry.record.topic == ITEMS and entry.reject is None]
    return [Said(record.offset, *decode_item(record.key, record.value)) for record in items]


def _item(record: Record) -> Entry:
    try:
        decode_item(record.key, record.value)
    except MalformedEvent as fault:
        return Entry(-inf, record, None, Reject(record, fault.reason, fault.detail))
    return Entry(-inf, record, None, None)
