"""The segment road's learning: where customers stand into centres, centres into names, both into a snapshot.

It learns from the rhythm examples that every snapshot of a customer sends anyway: one a customer and third of a
horizon, so each counts as often as any other, however much they do.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from math import floor, isfinite
from typing import Final

import numpy as np
from msgspec import Struct, field, json

from harken.example import RHYTHM, ExamplePack, RhythmExample
from harken.learning.known import Known, told
from harken.learning.packs import rhythm_examples
from harken.learning.publication import Publication
from harken.learning.reservoir import LARGEST
from harken.segments.kmeans import KMeans, KMeansState
from harken.segments.names import Naming, name
from harken.segments.point import place_one, read
from harken.shelf import SegmentSnapshot

KEY: Final = "segments"
DAY_S: Final = 86_400.0
#: Drift is told against where the centres stood up to so long ago.
DRIFT_S: Final = 30 * DAY_S
MOST_MINOR: Final = 1e15


class _State(Struct):
    known: Known = field(default_factory=Known)
    kmeans: KMeansState = field(default_factory=KMeansState)
    naming: Naming = field(default_factory=Naming)
    day: int = 0
    #: Where the centres stood, and when that was.
    before: list[list[float]] = field(default_factory=list)
    before_s: float = 0.0


_decoder: Final = json.Decoder(_State)


class SegmentPart:
    """Learns from packs of `rhythm` examples, as the churn part does for its prior.

    Parameters
    ----------
    k : how many segments there are, 2 to 8; with another number than before it begins anew.
    """

    models = (RHYTHM,)

    def __init__(self, k: int) -> None:
        self._state = _State()
        self._kmeans = KMeans(k, self._state.kmeans)
        self._changed = False

    def learn(self, packs: Sequence[ExamplePack], *, in_step: bool) -> None:
        """Learn the new ones among these packs' examples, in step sorted by the time they became known."""
        # All packs are opened before the first example is remembered: one that does not open changes nothing.
        examples = [one for pack in packs for one in told(pack, rhythm_examples(pack))]
        examples = self._state.known.new_of_wakeups(examples, in_step=in_step)
        for one in examples:
            self._learn_one(one.example)
        self._changed |= bool(examples)

    def published(self, step_s: float) -> Publication:
        """The snapshot for the fold, and the model's card."""
        state, kmeans = self._state, self._kmeans
        centres = tuple(tuple(centre) for centre in state.kmeans.centres) if state.naming.names else ()
        scales = tuple(kmeans.scales) if centres else ()
        digest = blake2b(json.encode((centres, scales, state.naming.names)), digest_size=4).hexdigest()
        snapshot = SegmentSnapshot(
            version=f"segments-{digest}",
            step_s=step_s if isfinite(step_s) else 0.0,
            names=tuple(state.naming.names),
            centres=centres,
            scales=scales,
        )
        card = {
            "version": snapshot.version.encode(),
            "examples": json.encode(state.kmeans.points),
            "inertia": json.encode(round(state.kmeans.inertia, 4)),
            "renamed": json.encode(state.naming.renamed),
            "segments": json.encode(self._figures(centres)),
        }
        return Publication(
            strings={"snapshot:segments": json.encode(snapshot)}, scores={}, hashes={"model:segments": card}
        )

    @property
    def drifts(self) -> int:
        """Centres that move are no fault; how far they moved is on the card."""
        return 0

    def checkpoint(self) -> dict[str, bytes | None]:
        """State that changed since the last call, by key."""
        if not self._changed:
            return {}
        self._changed = False
        return {KEY: json.encode(self._state)}

    def restore(self, state: Mapping[str, bytes]) -> bool:
        """Continue exactly where the checkpoint stood; whether there was one."""
        if KEY not in state:
            return False
        found, k = _decoder.decode(state[KEY]), self._kmeans.k
        if found.kmeans.centres and len(found.kmeans.centres) != k:
            found = _State(known=found.known)
        self._state, self._kmeans = found, KMeans(k, found.kmeans)
        return True

    def _learn_one(self, example: RhythmExample) -> None:
        numbers, net_minor = (example.repeats, example.recency_d, example.age_d), example.net_minor
        if net_minor is None or not all(0 <= x < LARGEST for x in numbers) or abs(net_minor) > MOST_MINOR:
            return
        state, kmeans = self._state, self._kmeans
        silent_d = example.age_d - example.recency_d
        day = floor(example.known_s / DAY_S)
        if day > state.day and state.kmeans.centres:
            state.day = day
            centres, means = np.array(state.kmeans.centres), np.array(state.kmeans.means)
            state.naming.hear(name(centres, means, np.array(kmeans.scales)))
            if example.known_s - state.before_s >= DRIFT_S:
                state.before, state.before_s = centres.tolist(), example.known_s
        kmeans.learn_one(place_one(silent_d, example.repeats + 1, net_minor / 100))

    def _figures(self, centres: Sequence[tuple[float, ...]]) -> dict[str, dict[str, float]]:
        """Of each segment its centre, its share of what was lately learned, and how far it has moved, in spreads."""
        found = {}
        before = self._state.before or [list(centre) for centre in centres]
        scales = np.array(self._kmeans.scales)
        named = zip(self._state.naming.names, centres, self._state.kmeans.shares, before, strict=True)
        for title, centre, share, was in named if centres else ():
            moved = float(np.sqrt((((np.array(centre) - np.array(was)) / scales) ** 2).sum()))
            found[title] = {**read(centre), "share": round(share, 4), "drift": round(moved, 3)}
        return found
