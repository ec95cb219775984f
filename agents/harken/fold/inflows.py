"""The topics of a lane, and how far time alone may decide while one of them has fallen silent.

A dead producer is not a thousand lost customers: while a topic stays away for far longer than it ever does, no wake-up
(label, look, snapshot, retention) is run that falls due after its silence became unusual; they run when it is back, in
their order, after what it brings late. Silence is counted in event time and against the lane's clock, so a topic that
is replayed far ahead of another holds its customers' time back as well.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from math import inf
from typing import Final

from harken.batch import Entry
from harken.events import CLICKS, COMMANDS, FEEDBACK, PURCHASES, Command
from harken.inflow import Inflow, Patience

#: Receipts and commands come when somebody acts, not as customers do.
FLOWING: Final = (CLICKS, PURCHASES, FEEDBACK)
#: Of a topic that was never heard of.
NOTHING: Final = Inflow()


class Inflows:
    """The topics of one lane, all through one batch.

    Parameters
    ----------
    known : as the last batch left them, by topic; they are copied.
    patience : when a silence is unusual.
    """

    def __init__(self, known: Mapping[str, Inflow], patience: Patience) -> None:
        self.by_topic = {topic: copy(known.get(topic, NOTHING)) for topic in FLOWING}
        self._patience = patience
        self._is_off = patience.least_s <= 0
        self._learned = 0

    def learn(self, entries: Sequence[Entry], until: int) -> None:
        """Take notice of the first `until` entries of the batch; of each once."""
        if self._is_off:
            return
        times: dict[str, list[float]] = {topic: [] for topic in self.by_topic}
        for entry in entries[self._learned : until]:
            topic = entry.record.topic
            if topic in times:
                times[topic].append(entry.ts_s)
            elif topic == COMMANDS and type(entry.event) is Command and entry.event.kind == "tick":
                self._learn(times)
                #  A tick's sender says that nothing older is on its way: what has not come by then was not there.
                for one in self.by_topic.values():
                    one.newest_s = max(one.newest_s, entry.ts_s)
        self._learn(times)
        self._learned = max(self._learned, until)

    def _learn(self, times: Mapping[str, list[float]]) -> None:
        """Take notice of these, and forget them."""
        for topic, some in times.items():
            self.by_topic[topic].learn_many(some, self._patience.least_s)
            some.clear()

    def wakes_until_s(self) -> float:
        """No wake-up due after this event time may run now, epoch seconds; infinity where no topic is missed."""
        if self._is_off:
            return inf
        return min(flow.ends_s(self._patience) for flow in self.by_topic.values())

    def notice(self, clock_s: float) -> list[tuple[str, Inflow]]:
        """Topics that have fallen silent or come back since the last batch; `clock_s` is the lane's clock now."""
        if self._is_off:
            return []
        news = []
        for topic, flow in self.by_topic.items():
            silent = clock_s > flow.ends_s(self._patience)
            if silent != flow.silent:
                flow.silent = silent
                flow.episode += silent
                news.append((topic, flow))
        return news
