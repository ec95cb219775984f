"""Which model scores: the pointer, the versions kept to go back to, what was done to it (docs/decisions/0011)."""

from math import floor
from typing import Final

from msgspec import Struct, field

from harken.card import Change, Refusal
from harken.shelf import ChurnSnapshot

#: Versions kept to go back to.
KEPT: Final = 10
#: Changes and refusals remembered; an order that comes again is known by them.
REMEMBERED: Final = 20
DAY_S: Final = 86_400.0


class Pointer(Struct):
    """The model that scores; where `pinned`, the snapshot that does, however much is learned since.

    `kept` are the newest versions that scored, the oldest first: one a day of event time, and each that was replaced.
    """

    model: str
    pinned: ChurnSnapshot | None = None
    kept: list[ChurnSnapshot] = field(default_factory=list)
    kept_day: int = 0
    changes: list[Change] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def is_new_day(self, known_s: float) -> bool:
        """Whether the first label of a day has come (epoch seconds): what scored until then is to be kept."""
        day = floor(known_s / DAY_S)
        if day <= self.kept_day:
            return False
        is_first, self.kept_day = self.kept_day == 0, day
        return not is_first and self.pinned is None

    def keep(self, snapshot: ChurnSnapshot) -> None:
        """Keep a version to go back to; one that has learned nothing is none."""
        if snapshot.labels and all(snapshot.version != kept.version for kept in self.kept):
            self.kept = [*self.kept, snapshot][-KEPT:]

    def knows(self, order: str) -> bool:
        """Whether this order was already obeyed or refused."""
        return order in {*(seen.order for seen in self.changes), *(seen.order for seen in self.refused)}

    def promote(self, model: str, change: Change, before: ChurnSnapshot) -> None:
        """Let a model score from now on."""
        self.keep(before)
        self.model, self.pinned = model, None
        self.changes = [*self.changes, change][-REMEMBERED:]

    def pin(self, snapshot: ChurnSnapshot, change: Change, before: ChurnSnapshot) -> None:
        """Let a kept version score from now on."""
        self.keep(before)
        self.model, self.pinned = model_of(snapshot.version), snapshot
        self.changes = [*self.changes, change][-REMEMBERED:]

    def refuse(self, order: str, why: str) -> None:
        """Remember that an order was not obeyed."""
        self.refused = [*self.refused, Refusal(order, why)][-REMEMBERED:]

    def version_to_go_back_to(self, target: str, current: str) -> ChurnSnapshot | None:
        """The kept version `target`; where that is empty, the newest one before what scores now."""
        if target:
            return next((kept for kept in self.kept if kept.version == target), None)
        at = next((n for n, kept in enumerate(self.kept) if kept.version == current), len(self.kept))
        return self.kept[at - 1] if at else None


def model_of(version: str) -> str:
    """The model's name in a version (`NAME-LABELS-DIGEST`)."""
    return version.split("-", 1)[0]
