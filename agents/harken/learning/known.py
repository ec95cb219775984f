"""Known causes: what was learned is not learned again, however often it comes.

Causes of events are `lane|topic|offset|n` and come in rising order of (offset, n) per lane and topic, so the highest is
enough. Causes of wake-ups are `lane|kind|customer|due`; their due times rise, so those of the last day are kept and
older ones count as known.
"""

from typing import Final

from msgspec import Struct, field

from harken.events import INBOUND

KEPT_S: Final = 86_400.0


class Known(Struct):
    """The causes that one model has learned."""

    offsets: dict[str, tuple[int, int]] = field(default_factory=dict)
    wakeups: dict[str, dict[str, float]] = field(default_factory=dict)
    newest_s: dict[str, float] = field(default_factory=dict)

    def is_new(self, cause: str) -> bool:
        """Whether this cause was never seen; from now on it was."""
        lane, name, rest = cause.split("|", 2)
        if name in INBOUND:
            return self._is_new_event(f"{lane}|{name}", *rest.rsplit("|", 1))
        return self._is_new_wakeup(lane, cause, float(rest.rsplit("|", 1)[1]))

    def _is_new_event(self, source: str, offset: str, n: str) -> bool:
        place = (int(offset), int(n))
        if place <= self.offsets.get(source, (-1, -1)):
            return False
        self.offsets[source] = place
        return True

    def _is_new_wakeup(self, lane: str, cause: str, due_s: float) -> bool:
        newest_s = self.newest_s.get(lane, due_s)
        kept = self.wakeups.setdefault(lane, {})
        if due_s < newest_s - KEPT_S or cause in kept:
            return False
        kept[cause] = due_s
        if due_s > newest_s:
            newest_s = due_s
            # Due times come in rising order but for what a step sorted, so the oldest stand first.
            while kept and next(iter(kept.values())) < newest_s - KEPT_S:
                del kept[next(iter(kept))]
        self.newest_s[lane] = newest_s
        return True
