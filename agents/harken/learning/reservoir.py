"""The reservoir of rhythms: the newest numbers of at most 3,000 customers, for the BG/NBD population parameters.

Which customers is decided by a hash of the id, so it neither depends on order nor on chance; the parameters are fitted
anew, from where they were, once a week of event time.
"""

from typing import Final
from zlib import crc32

import numpy as np
from msgspec import Struct, field, json

from harken.example import RhythmExample
from harken.models.rhythm import DEFAULT
from harken.models.rhythm_fit import fit
from harken.shelf import RhythmParameters

MOST_CUSTOMERS: Final = 3000
FEWEST_CUSTOMERS: Final = 50
REFIT_S: Final = 7 * 86_400.0
#: Fits kept beside the newest: labels come by lanes, some later than others.
KEPT: Final = 8
#: Days, and repeats; nobody has been a customer for so long.
LARGEST: Final = 1e5


class _Sample(Struct, omit_defaults=True):
    customers: dict[str, tuple[int, float, float]] = field(default_factory=dict)
    threshold: int = 0xFFFFFFFF
    fitted_s: float = 0.0
    parameters: RhythmParameters = DEFAULT
    #: What was last fitted before that, and from when on (epoch seconds) it held, the oldest first.
    earlier: list[tuple[float, RhythmParameters]] = []


_decoder = json.Decoder(_Sample)


class Reservoir:
    """Repeats, recency and age (days) by customer, and what was last fitted to them."""

    def __init__(self) -> None:
        self._sample = _Sample()

    @property
    def parameters(self) -> RhythmParameters:
        """The population's, as last fitted."""
        return self._sample.parameters

    def parameters_at(self, known_s: float) -> RhythmParameters:
        """The population's, as they were known at a time (epoch seconds); of one long ago the oldest that are kept."""
        sample = self._sample
        if known_s >= sample.fitted_s or not sample.earlier:
            return sample.parameters
        held = (parameters for from_s, parameters in reversed(sample.earlier) if known_s >= from_s)
        return next(held, sample.earlier[0][1])

    def learn_one(self, example: RhythmExample) -> None:
        """Take the newest numbers of a customer, if they can be; refit when a week of event time has passed."""
        numbers = (example.repeats, example.recency_d, example.age_d)
        if not all(0 <= x < LARGEST for x in numbers):
            return
        sample = self._sample
        if crc32(example.customer_id.encode()) <= sample.threshold:
            sample.customers[example.customer_id] = numbers
            while len(sample.customers) > MOST_CUSTOMERS:
                self._shrink()
        if example.known_s - sample.fitted_s >= REFIT_S and len(sample.customers) >= FEWEST_CUSTOMERS:
            repeats, recency_d, age_d = np.array(list(sample.customers.values()), dtype=np.float64).T
            sample.earlier = [*sample.earlier, (sample.fitted_s, sample.parameters)][-KEPT:]
            sample.parameters = fit(repeats, recency_d, age_d, sample.parameters)
            sample.fitted_s = example.known_s

    def dump(self) -> bytes:
        """Everything, as JSON."""
        return json.encode(self._sample)

    def load(self, data: bytes) -> None:
        """Continue exactly where `dump` stood."""
        self._sample = _decoder.decode(data)

    def _shrink(self) -> None:
        """Halve the share of customers that is kept, by hash."""
        sample = self._sample
        sample.threshold //= 2
        kept = {c: n for c, n in sample.customers.items() if crc32(c.encode()) <= sample.threshold}
        sample.customers = kept
