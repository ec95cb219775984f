"""Which visits were learned, and up to where what the shop said of items was heard: kept beside the counts."""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Final

from msgspec import Struct, field, json

from harken.example import ExamplePack, VisitExample
from harken.learning.known import Known, event_place
from harken.learning.packs import visit_examples

_when: Final = itemgetter(0, 1)


class Visited(Struct):
    """What one learner of visits has behind it."""

    known: Known = field(default_factory=Known)
    visits: int = 0
    #: Up to which offset of each partition of the items their records were told.
    heard: dict[str, int] = field(default_factory=dict)

    def new_of(self, packs: Sequence[ExamplePack], *, in_step: bool) -> list[VisitExample]:
        """Visits of these packs that were never seen, in step sorted by the time they became known; from now on all
        were, but `visits`, how many were learned, is for who learns them to raise."""
        # All packs are opened before the first example is remembered: one that does not open changes nothing.
        placed = [(v.known_s, event_place(v.cause), v) for pack in packs for v in visit_examples(pack)]
        is_new = self.known.is_new_place
        placed = [one for one in placed if is_new(one[1])]
        if in_step:
            placed.sort(key=_when)
        return [visit for _, _, visit in placed]

    @property
    def asks(self) -> Mapping[str, int] | None:
        """What was heard of each partition; None: nobody asks before there was a visit."""
        return self.heard if self.visits else None


decode_visited: Final = json.Decoder(Visited).decode
