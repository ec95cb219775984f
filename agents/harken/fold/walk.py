"""Phase one of the fold: entries and wake-ups in their order, states updated, moments of decision written down.

Nothing here depends on a score, so what is scheduled, counted and remembered is the same whatever the models say; and
nothing depends on where the batch began or ends.
"""

from array import array
from collections.abc import Sequence
from math import inf, isfinite, nextafter

from harken.alerting.hourly import HOUR_S
from harken.batch import Batch
from harken.fold.apply import Applying
from harken.fold.config import ActivityConfig
from harken.fold.notes import Notes
from harken.fold.wake import Waking
from harken.rules.rule import Rule


class Walk:
    """One batch's way through phase one: the clock, and what comes in which order.

    Parameters
    ----------
    notes : where what is found is written down.
    """

    def __init__(self, rules: Sequence[Rule], batch: Batch, notes: Notes) -> None:
        self.consumed = 0
        self._batch = batch
        self._notes = notes
        self._applying = Applying(notes, rules)
        self._waking = Waking(notes, rules)
        self._step_s = nextafter(batch.step_until_s, -inf)
        #  Who waits for another hour is known when all is decided: before that, none begins (`harken.fold.voice`).
        self._hour_ends_s = inf if notes.config.cap.all_per_hour is None else _end_of_hour_s(batch.clock_s)
        self._woken = 0

    def run(self) -> None:
        """Walk until the entries are used up or the clock may go no further."""
        batch, notes = self._batch, self._notes
        heap, lateness_s, apply = notes.timetable.heap, notes.config.lateness_s, self._applying.by_type()
        held_s = min(batch.wakeups_until_s, self._step_s)
        clear_s = min(held_s, self._hour_ends_s)
        if not batch.entries and batch.idle_until_s is not None:
            self._advance(batch.idle_until_s)
        consumed = 0
        for entry in notes.rest:
            event = entry.event
            if event is None:
                if entry.reject is not None:
                    notes.rejects.append(entry.reject)
            else:
                ts_s = entry.ts_s
                target_s = ts_s - lateness_s
                if target_s < notes.clock_s:  # noqa: PLR1730 - as in `harken.fold.apply`
                    target_s = notes.clock_s
                if target_s > clear_s or (heap and heap[0][0] <= target_s):
                    self.consumed = consumed
                    if not self._advance(target_s):
                        break
                    clear_s = min(held_s, self._hour_ends_s)
                else:
                    notes.clock_s = target_s
                apply[type(event)](event, ts_s, entry.record)
            consumed += 1
        self.consumed = consumed
        notes.inflows.learn(batch.entries, self.consumed)
        notes.tally()

    def _advance(self, target_s: float) -> bool:
        """Move the clock to `target_s`, but out of no hour in which something is to be decided; whether it came there.

        Hours in which nothing is due are passed over.
        """
        while target_s > self._hour_ends_s:
            if not self._move(self._hour_ends_s) or self._notes.moments:
                return False
            heap = self._notes.timetable.heap
            next_s = min(heap[0][0], target_s) if heap else target_s
            self._hour_ends_s = _end_of_hour_s(max(next_s, nextafter(self._hour_ends_s, inf)))
        return self._move(target_s)

    def _move(self, target_s: float) -> bool:
        """Move the clock to `target_s`, running what is due on the way; whether it came there.

        What is due later than a missed topic allows is left; the topic of the entry that moves the clock has come.
        Wake-ups that are not in the batch stop the clock only where they might run: the batch was loaded for all its
        entries, and a topic that is back in one of them is still missed before it.
        """
        inflows = self._notes.inflows
        inflows.learn(self._batch.entries, self.consumed + 1)
        may_run_s, loaded_s = inflows.wakes_until_s(), self._batch.wakeups_until_s
        until_s = min(target_s, self._step_s)
        if may_run_s >= loaded_s:
            until_s = min(until_s, loaded_s)
        wakes_until_s = min(until_s, may_run_s)
        while self._woken < self._notes.config.batch_wakeups:
            wakeup = self._notes.timetable.pop(wakes_until_s)
            if wakeup is None:
                self._notes.clock_s = max(self._notes.clock_s, until_s)
                return until_s == target_s
            self._notes.clock_s = max(self._notes.clock_s, wakeup.due_s)
            self._woken += 1
            self._waking.run(wakeup)
        return False


def _end_of_hour_s(at_s: float) -> float:
    """The last instant of the hour that a time is in, epoch seconds."""
    return nextafter((at_s // HOUR_S + 1) * HOUR_S, -inf) if isfinite(at_s) else at_s


def walk(config: ActivityConfig, rules: Sequence[Rule], batch: Batch, rows: "array[float]") -> tuple[Notes, int]:
    """Walk a batch as far as its clock may go; what was found, and how many entries were consumed.

    Parameters
    ----------
    rows : numbers of the moments that are scored (`harken.features.numbers`) are put behind what is there.
    """
    notes = Notes(config, rules, batch, rows)
    way = Walk(rules, batch, notes)
    way.run()
    return notes, way.consumed
