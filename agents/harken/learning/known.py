"""Known causes: what was learned is not learned again, however often it comes.

Causes of events are `lane|topic|offset|n` and come in rising order of (offset, n) per lane and topic, so the highest is
enough. Causes of wake-ups are `lane|kind|customer|due`, the customer's id with any `|` that is in it. What is due need
not come in its order: while a topic is silent it waits, and other examples go before it. The clock of the lane that
says it never goes back, so those that were said in the last day of it are kept, and what was said before that counts as
known.
"""

from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from msgspec import Struct, field

from harken.events import INBOUND
from harken.example import ExamplePack

KEPT_S: Final = 86_400.0


class Caused(Protocol):
    """An example as far as it matters here; `known_s` is when it became known, epoch seconds."""

    @property
    def cause(self) -> str:
        ...

    @property
    def known_s(self) -> float:
        ...


E = TypeVar("E", bound=Caused)


class Told(NamedTuple, Generic[E]):
    """An example as a lane told it: with the lane's clock (epoch seconds) and the names of its features."""

    example: E
    clock_s: float | None
    names: tuple[str, ...]


def told(pack: ExamplePack, examples: Sequence[E]) -> list[Told[E]]:
    """The examples that a pack holds."""
    return [Told(example, pack.clock_s, pack.names) for example in examples]


class EventPlace(NamedTuple):
    """Where the event of a cause stands, and which of its examples is meant; in this order examples come."""

    lane: int
    topic: str
    offset: int
    n: int


def event_place(cause: str) -> EventPlace:
    """The place of an event's cause; raises ValueError where it is none."""
    lane, topic, offset, n = cause.split("|")
    if topic not in INBOUND:
        raise ValueError(topic)
    return EventPlace(int(lane), topic, int(offset), int(n))


def wakeup_due(cause: str) -> tuple[str, float]:
    """Lane and due time (epoch seconds) of a wake-up's cause; raises ValueError where it is none."""
    lane, kind, rest = cause.split("|", 2)
    _, due = rest.rsplit("|", 1)
    due_s = float(due)
    if kind in INBOUND or not isfinite(due_s):
        raise ValueError(kind)
    return lane, due_s


def is_event(cause: str) -> bool:
    """Whether this is an event's cause."""
    try:
        event_place(cause)
    except ValueError:
        return False
    return True


def is_wakeup(cause: str) -> bool:
    """Whether this is a wake-up's cause."""
    try:
        wakeup_due(cause)
    except ValueError:
        return False
    return True


class Known(Struct):
    """The causes that one model has learned."""

    offsets: dict[str, tuple[int, int]] = field(default_factory=dict)
    wakeups: dict[str, dict[str, float]] = field(default_factory=dict)
    newest_s: dict[str, float] = field(default_factory=dict)

    def is_new_event(self, cause: str) -> bool:
        """Whether an event's cause was never seen; from now on it was."""
        return self.is_new_place(event_place(cause))

    def is_new_place(self, where: EventPlace) -> bool:
        """The same of a cause that was read already."""
        lane, topic, offset, n = where
        source, place = f"{lane}|{topic}", (offset, n)
        if place <= self.offsets.get(source, (-1, -1)):
            return False
        self.offsets[source] = place
        return True

    def new_of_wakeups(self, examples: Iterable[Told[E]], *, in_step: bool) -> list[Told[E]]:
        """Those whose wake-up was never seen, in step sorted by the time they became known; from now on all were."""
        new = [one for one in examples if self.is_new_wakeup(one.example.cause, one.clock_s)]
        if in_step:
            new.sort(key=lambda one: (one.example.known_s, one.example.cause))
        return new

    def is_new_wakeup(self, cause: str, clock_s: float | None) -> bool:
        """Whether a wake-up's cause was never seen; from now on it was.

        Parameters
        ----------
        clock_s : of the lane that said it; None where that is not known, and it counts as said when it was due.
        """
        lane, due_s = wakeup_due(cause)
        said_s = due_s if clock_s is None else clock_s
        newest_s = self.newest_s.get(lane, said_s)
        kept = self.wakeups.setdefault(lane, {})
        if said_s < newest_s - KEPT_S or cause in kept:
            return False
        kept[cause] = said_s
        self.newest_s[lane] = newest_s = max(newest_s, said_s)
        # They came in rising order, so the oldest stand first.
        while next(iter(kept.values())) < newest_s - KEPT_S:
            del kept[next(iter(kept))]
        return True
