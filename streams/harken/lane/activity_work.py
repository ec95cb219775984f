"""The activity lane's work: load what the batch needs, fold it, turn the outcome into writes and words."""

from collections.abc import Mapping, Sequence
from math import inf, isfinite, nextafter

from harken.activity import Activity
from harken.alerting.announce import rfc3339
from harken.applied import decode_applied
from harken.batch import Batch, Entry, Outcome, Record, Wakeup
from harken.events import INBOUND
from harken.lane.cache import CustomerCache
from harken.lane.carpool import Carpool, FoldedTogether
from harken.lane.faults import Faults
from harken.lane.poison import refuse_entry, refuse_wakeup
from harken.lane.progress import ENCODE, FOLD, LOAD, QUEUE, Progress
from harken.lane.reading import read_entry
from harken.lane.shelf_reader import ShelfReader
from harken.lane.speech import Speech
from harken.lane.step import Steps
from harken.lane.tally import tally_of
from harken.lane.work import Writes
from harken.ledger.base import Lease, Ledger, Loaded
from harken.logs import get_logger
from harken.outbox import Outbox
from harken.rules.ruling import settled
from harken.settings import Settings

log = get_logger(__name__)


class ActivityWork:
    """One lane's customers.

    Parameters
    ----------
    activity : the fold.
    ledger : of the role `activity`.
    shelf : the worker's models.
    steps : the learner to keep step with.
    speech : makes messages of outcomes.
    carpool : of the worker: its lanes compute one at a time, or together.
    cached, opened : customers this lane may cache, and of these keep open.
    progress : told what is being done.
    """

    topics: tuple[str, ...] = INBOUND
    unsettled = False

    def __init__(
        self,
        lane: int,
        activity: Activity,
        ledger: Ledger,
        shelf: ShelfReader,
        steps: Steps,
        speech: Speech,
        carpool: Carpool,
        settings: Settings,
        cached: int,
        opened: int,
        progress: Progress,
    ) -> None:
        self._lane = lane
        self._activity = activity
        self._ledger = ledger
        self._shelf = shelf
        self._steps = steps
        self._speech = speech
        self._carpool = carpool
        self._settings = settings
        self._cache = CustomerCache(cached, opened, activity.decode)
        self._progress = progress
        self._faults = Faults("batch cannot be folded; looking for the one")
        self._caught_up_with_s = -inf
        #: What the last commit wrote, by key: what is published of it need not be encoded again.
        self._written: Mapping[str, bytes | None] = {}

    def entries(self, records: Sequence[Record]) -> list[Entry]:
        """Decode records."""
        future_s = self._settings.future_s
        return [read_entry(record, future_s) for record in records]

    async def begin(self, lease: Lease) -> None:
        """Forget the cache: somebody else may have written since."""
        self._say_rules(lease.rules)
        self._cache.clear()
        self._written = {}
        self._caught_up_with_s = -inf
        await self._shelf.refresh(now=True)

    def _say_rules(self, data: bytes) -> None:
        """Rules that a command brought are in force, whatever file this worker was started with."""
        applied = decode_applied(data)
        if applied is None:
            return
        log.info("rules were applied", lane=self._lane, id=applied.id, since=rfc3339(applied.at_ms / 1000))
        for fault in settled(applied.settings)[1]:
            log.warning("of the applied rules one cannot be in this release", lane=self._lane, fault=str(fault))

    def end(self) -> None:
        """Let go of the customers."""
        self._cache.clear()
        self._written = {}

    async def turn(self, lease: Lease, entries: Sequence[Entry], *, complete: bool, idle: bool) -> Writes | None:
        """One batch, or what an idle lane's time brings, or word of the boundary that the lane has reached."""
        del complete  # the merge offers what is certain
        until_s = await self._until_s(lease, entries, idle)
        if until_s is None:
            return None
        step_until_s = inf
        if not self._steps.step_s:
            await self._shelf.refresh()
        elif isfinite(lease.step_s):
            step_until_s = lease.step_s + self._steps.step_s
            last_s = nextafter(step_until_s, -inf)
            first_s = _target_s(entries[:1], self._settings.lateness_s, lease.clock_s)
            if first_s >= step_until_s and lease.clock_s >= last_s:
                return _only_step(lease, step_until_s)
            #  A head beyond the boundary: the fold runs what is due before it, and the word comes after.
            await self._keep_step(lease.step_s)
            until_s = min(until_s, last_s)
        elif isfinite(until_s):
            #  The first word of a new lane; entries without any time (refused ones) go before it.
            first_s = next(e.ts_s for e in entries if isfinite(e.ts_s)) - self._settings.lateness_s
            return _only_step(lease, self._steps.boundary(first_s))
        outcome = await self._fold(lease, entries, until_s, step_until_s, idle)
        return self._writes(lease, outcome) if outcome is not None else None

    async def documents(self, customers: Sequence[str]) -> Sequence[bytes | None]:
        """Public documents, out of the last commit or else the ledger."""
        keys = [document_key(customer_id) for customer_id in customers]
        written = self._written
        missing = [key for key in keys if key not in written]
        if missing:
            read = zip(missing, await self._ledger.read(missing), strict=True)
            written = {**written, **dict(read)}
        documents = map(written.__getitem__, keys)
        public_part = self._activity.public_part
        return [None if document is None else public_part(document) for document in documents]

    def cached(self) -> int:
        """Customers in the cache."""
        return len(self._cache)

    def wait_s(self) -> float:
        """Live lanes look at the time now and then; replayed ones have none of their own."""
        return self._settings.idle_check_s

    # -- one batch -----------------------------------------------------------------------------------------

    async def _until_s(self, lease: Lease, entries: Sequence[Entry], idle: bool) -> float | None:
        """How far the clock may come in this turn; None where an idle lane has nothing to do."""
        if entries:
            return _target_s(entries, self._settings.lateness_s, lease.clock_s)
        if idle and self._settings.clock == "live":
            until_s = await self._ledger.time_s() - self._settings.lateness_s
            return until_s if until_s > lease.clock_s else None
        return None

    async def _keep_step(self, step_s: float) -> None:
        if step_s > self._caught_up_with_s:
            await self._steps.learned(step_s)
            await self._shelf.refresh(now=True)
            self._caught_up_with_s = step_s

    async def _fold(
        self, lease: Lease, entries: Sequence[Entry], until_s: float, step_until_s: float, idle: bool
    ) -> Outcome | None:
        batch = await self._batch(lease, entries, until_s, step_until_s, idle)
        if not entries and not batch.wakeups:
            return None
        try:
            try:
                return await self._compute(batch, alone=False)
            except FoldedTogether:  # perhaps not this one's fault
                return await self._compute(await self._again(lease, entries, until_s, step_until_s, idle))
        except Exception as error:  # noqa: BLE001 - any fault of a model, rule, feature: find whose, go on with the rest
            self._faults.say(error, self._lane, len(entries))
        return await self._fold_around(lease, entries, until_s, step_until_s)

    async def _compute(self, batch: Batch, *, alone: bool = True) -> Outcome:
        self._progress.begin(QUEUE)
        outcome = await self._carpool.fold(batch, lambda: self._progress.begin(FOLD), alone=alone)
        self._progress.begin(ENCODE)
        return outcome

    async def _fold_around(
        self, lease: Lease, entries: Sequence[Entry], until_s: float, step_until_s: float
    ) -> Outcome:
        """Fold half, a quarter, ... of a batch that failed; at last the one that fails alone is refused."""
        count = len(entries)
        while count > 1:
            count //= 2
            target_s = _target_s(entries[:count], self._settings.lateness_s, lease.clock_s)
            batch = await self._again(lease, entries[:count], target_s, step_until_s, idle=False)
            try:
                return await self._compute(batch)
            except Exception as error:  # noqa: BLE001 - the search ends at the one that fails alone, with its reason
                log.debug("still fails", lane=self._lane, records=count, fault=repr(error))
        if entries:
            until_s = _target_s(entries[:1], self._settings.lateness_s, lease.clock_s)
        #  With the entry: that its topic has come may be what lets a wake-up run (`harken.fold.inflows`).
        batch = await self._again(lease, entries[:1], until_s, step_until_s, idle=not entries)
        if batch.wakeups:
            return await self._wake_around(lease, batch, until_s, step_until_s)
        try:
            return await self._compute(batch)
        except Exception as error:  # noqa: BLE001 - this is the one
            self._cache.clear()
            return refuse_entry(entries[0], error, lease.clock_s)

    async def _wake_around(self, lease: Lease, batch: Batch, until_s: float, step_until_s: float) -> Outcome:
        """The same for the wake-ups before an entry: as many as can be run, or the first one refused."""
        count = len(batch.wakeups)
        while count:
            cut = batch.wakeups[:count]
            #  Others may be due at the time of the last of these, or be scheduled by them: they, and the entry, are the
            #  first of the next batch.
            part = batch._replace(wakeups=cut, wakeups_until_s=min(batch.wakeups_until_s, cut[-1].due_s))
            try:
                return await self._compute(part)
            except Exception as error:  # noqa: BLE001 - the search ends at the one that fails alone
                failure = error
            batch = await self._again(lease, batch.entries, until_s, step_until_s, idle=not batch.entries)
            count //= 2
        self._cache.clear()
        return refuse_wakeup(batch.wakeups[0], self._lane, failure, lease.clock_s)

    async def _again(
        self, lease: Lease, entries: Sequence[Entry], until_s: float, step_until_s: float, idle: bool
    ) -> Batch:
        """The batch on customers as they are in the ledger: a fold that failed has left half-changed ones behind."""
        self._cache.clear()
        return await self._batch(lease, entries, until_s, step_until_s, idle)

    async def _batch(
        self, lease: Lease, entries: Sequence[Entry], until_s: float, step_until_s: float, idle: bool
    ) -> Batch:
        self._progress.begin(LOAD)
        needed = self._activity.customers_needed(entries)
        missing = self._cache.missing(needed)
        inflow = self._activity.decode_inflow(lease.inflow)
        wakes_until_s = self._activity.wakes_until_s(inflow, entries, until_s)
        loaded, wakeups, complete_until_s = await self._load(lease, missing, wakes_until_s)
        self._cache.learn(missing, loaded.values)
        sleeping = {wakeup.customer_id for wakeup in wakeups}
        sleepers = self._cache.missing(sleeping)
        if sleepers:
            self._cache.learn(sleepers, await self._ledger.read([document_key(c) for c in sleepers]))
        known = self._cache.customers
        here = [known[customer_id] for customer_id in needed.union(sleeping) if customer_id in known]
        items, categories = self._activity.items_needed(entries, here)
        own = self._activity.own_items(entries, here) if self._shelf.has_items else ()
        return Batch(
            lane=self._lane,
            entries=entries,
            customers=self._cache.customers,
            wakeups=wakeups,
            wakeups_until_s=complete_until_s,
            clock_s=lease.clock_s,
            step_until_s=step_until_s,
            idle_until_s=until_s if idle else None,
            shelf=await self._shelf.shelf(items, categories, own),
            inflow=inflow,
            rules=lease.rules,
            hour=lease.hour,
        )

    async def _load(
        self, lease: Lease, missing: Sequence[str], until_s: float
    ) -> tuple[Loaded, Sequence[Wakeup], float]:
        """Documents and wake-ups; where there are more of these than a batch takes, all up to the returned time."""
        limit = self._settings.batch_wakeups
        keys = [document_key(customer_id) for customer_id in missing]
        while True:
            loaded = await self._ledger.load(lease, keys, until_s, limit)
            if len(loaded.wakeups) < limit:
                return loaded, loaded.wakeups, inf
            last_s = loaded.wakeups[-1].due_s
            whole = [wakeup for wakeup in loaded.wakeups if wakeup.due_s < last_s]
            if whole:
                return loaded, whole, nextafter(last_s, -inf)
            limit *= 2  # all are due at one time: it takes them all or none

    def _writes(self, lease: Lease, outcome: Outcome) -> Writes:
        kept = {**outcome.customers, **outcome.erased} if outcome.erased else outcome.customers
        documents = {c: self._activity.encode(customer) for c, customer in kept.items()}
        strings: dict[str, bytes | None] = {document_key(c): document for c, document in documents.items()}
        gone = [c for c in outcome.removed if c not in documents]
        strings.update((document_key(c), None) for c in gone)
        self._cache.keep(documents, gone)
        self._written = strings
        self._say_rules(outcome.rules)
        return Writes(
            consumed=outcome.consumed,
            clock_s=outcome.clock_s,
            step_s=lease.step_s,
            outbox=self._speech.outbox(self._lane, outcome),
            strings=strings,
            scores=self._lists(outcome),
            hashes={},
            wakeups=outcome.wakeups,
            counts=outcome.counts,
            tally=tally_of(outcome),
            inflow=self._activity.encode_inflow(outcome.inflow),
            rules=outcome.rules,
            hour=outcome.hour,
        )

    def _lists(self, outcome: Outcome) -> Mapping[str, Mapping[str, float | None]]:
        """Those at risk, and the members of segments."""
        prefix = self._settings.key_prefix
        lists = {f"{prefix}segment:{name}:{self._lane}": members for name, members in outcome.segments.items()}
        return {**lists, f"{prefix}at-risk:{self._lane}": outcome.at_risk} if outcome.at_risk else lists


def document_key(customer_id: str) -> str:
    """Where a customer's document is."""
    return f"customer:{customer_id}"


def _target_s(entries: Sequence[Entry], lateness_s: float, clock_s: float) -> float:
    """Where the clock stands when these entries are processed."""
    return max(clock_s, max([entry.ts_s for entry in entries], default=-inf) - lateness_s)


def _only_step(lease: Lease, boundary_s: float) -> Writes:
    """Nothing but the word that this lane has reached the boundary."""
    return Writes(0, lease.clock_s, boundary_s, Outbox((), ()), {}, {}, {}, {}, {})
