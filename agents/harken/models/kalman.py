"""The champion of the churn road: the online logistic with a memory for what it is unsure of, a Kalman filter on its
weights, one example at a time.

AdaGrad has a rate a feature; this has a covariance of all, so that features which say the same share what is learned
of either, as a batch would have it, and a weight is moved as far as it is unsure. What it knows fades, half of it in
some 700 labels, but never beyond what it began with: seasons move on. (Fahrmeir 1992, Posterior mode estimation by
extended Kalman filtering for multivariate dynamic generalized linear models, JASA 87(418).) Behind the features stand
128 hidden units that never learn (`harken.models.hidden`), a weight each: a filter on weights does not ask what they
are weights of.

A label is some forty operations on rows of some 150 numbers, where the calls cost more than the sums. So all go into
places that are there already, and the covariance is kept as `roots[i] * doubt[i, j] * roots[j]`: to forget is to let
the roots grow, and only their squares, a row, are touched at each label (docs/decisions/0049).
"""

from math import isfinite
from operator import itemgetter
from struct import Struct as Layout
from typing import ClassVar, Final

import numpy as np
from msgspec import Struct, msgpack
from numpy import add, copyto, divide, less_equal, maximum, minimum, multiply, sqrt, subtract, tanh
from numpy.typing import NDArray
from scipy.linalg.blas import dsymv, dsyr

from harken.models.hidden import BIASES, REACH, UNITS, directions
from harken.models.model import STILL, WHOLE, Coefficients, Features, Pieces, sigmoid

Column = NDArray[np.float64]

#: Variance of a standardised weight before anything was learned, and of the intercept.
PRIOR: Final = 0.01
PRIOR_INTERCEPT: Final = 1.0
#: Of a hidden unit's; of all together one half.
PRIOR_UNIT: Final = 0.5 / UNITS
#: How much of what is known is left after one more label.
KEPT: Final = 0.999
#: Standardised features are cut here, as the batch's are; a score is taken for no surer than `LEAST` (p times 1 - p).
WILDEST: Final = 6.0
LEAST: Final = 1e-3
#: So much of what it began with is added each time: where features say the same, rounding would else make it surer than
#: sure of their difference, and forgetting would blow that up (UCI, H = 30: no number after 84,171 labels).
ADDED: Final = 1e-6
#: A feature varies by a millionth of its mean at least: what is less is rounding.
LEAST_VARIED: Final = 1e-12
#: Of one whose mean is 0 by this (squared). What varies less never varied: no value of it is off.
LEAST_VARIANCE: Final = 1e-60
#: Features beyond so many are not learned; harken has 32.
MOST_NAMES: Final = 256
#: Labels after which what has faded is put into the covariance: its roots would grow for ever.
GATHERED: Final = 512


class _Numbers(Struct, omit_defaults=True):
    labels: int
    names: list[str]
    #: Float64: for each feature how often, mean, variance; the weights of features, of the intercept and of the hidden
    #: units; the lower half of their covariance, by row, and how far each has faded since that was gathered.
    counts: bytes
    means: bytes
    variances: bytes
    weights: bytes
    half: bytes = b""
    faded: bytes = b""
    #: Instead of `half`, as it was written until 0.1, without hidden units: all of it, or the covariance of today.
    doubt: bytes = b""
    covariance: bytes = b""


_decoder: Final = msgpack.Decoder(_Numbers)


class Kalman:
    """Learns whether a customer left from features by name."""

    name: ClassVar = "kalman"
    by_default: ClassVar = True

    def __init__(self) -> None:
        self.labels = 0
        self._names: list[str] = []
        self._counts, self._means, self._variances = np.zeros(0), np.zeros(0), np.zeros(0)
        self._weights, self._faded = np.zeros(1 + UNITS), np.ones(1 + UNITS)
        self._doubt = np.diag(_begin(0))
        self._prepare()

    def learn_one(self, features: Features, left: bool, weight: float = 1.0) -> None:
        """Learn one label (True: the customer left), which tells as much as so many (`weight`)."""
        if self._reads(features):
            add(self._counts, self._every, self._counts)
            divide(self._every, self._counts, self._rate)
        else:
            self._widen(features)
            self._read_some(features)
        self._standardise()
        self._bend(self._z_features, self._z_units)
        self._z[len(self._names)] = 1.0
        z, roots, weights, moved = self._z, self._roots, self._weights, self._moved
        chance = sigmoid(float(z.dot(weights)))
        unsure = max(chance * (1.0 - chance), LEAST)
        multiply(z, roots, z)
        shared = dsymv(1.0, self._doubt, z, y=self._shared, lower=1, overwrite_y=1)
        spread = float(z.dot(shared)) + 1.0 / (unsure * weight)
        dsyr(-1.0 / spread, shared, lower=1, a=self._doubt, overwrite_a=1)
        self._step.fill((left - chance) / (unsure * spread))
        multiply(shared, roots, moved)
        multiply(moved, self._step, moved)
        add(weights, moved, weights)
        self._fade()
        self.labels += 1
        if self.labels % GATHERED == 0:
            self._gather()

    def predict_one(self, features: Features) -> float:
        """The probability that the customer leaves; asking changes nothing."""
        return sigmoid(self.logit_one(features))

    def logit_one(self, features: Features) -> float:
        """The score before it is a probability; asking changes nothing."""
        if not self._reads(features):
            usual = zip(self._names, self._means.tolist(), strict=True)
            self._row[:] = [features.get(name, mean) for name, mean in usual]
        off, bent = subtract(self._row, self._means, self._off), self._bent
        divide(off, self._scales, off)
        straight = float(off.dot(self._of_features)) + float(self._weights[len(self._names)])
        self._bend(off, bent)
        return straight + float(bent.dot(self._of_units))

    def coefficients(self) -> Coefficients:
        """The model as numbers; a feature that never varied has weight 0."""
        return Coefficients(
            means=dict(zip(self._names, self._means.tolist(), strict=True)),
            scales=dict(zip(self._names, self._scales.tolist(), strict=True)),
            weights=dict(zip(self._names, self._of_features.tolist(), strict=True)),
            intercept=float(self._weights[len(self._names)]),
            units=tuple(self._of_units.tolist()),
        )

    def dump(self) -> dict[str, bytes]:
        """Everything learned, as data."""
        half = self._doubt[np.tril_indices(len(self._weights))]
        rows = (self._counts, self._means, self._variances, self._weights, half, self._faded)
        numbers = _Numbers(self.labels, self._names, *(row.astype("<f8").tobytes() for row in rows))
        return {WHOLE: msgpack.encode(numbers)}

    def load(self, pieces: Pieces) -> None:
        """Continue exactly where `dump` stood, whatever was learned before; raises msgspec.DecodeError."""
        found = _decoder.decode(pieces[WHOLE])
        rows = (found.counts, found.means, found.variances, found.weights)
        self.labels, self._names = found.labels, found.names
        self._counts, self._means, self._variances, self._weights = (_column(row) for row in rows)
        size = len(self._weights)
        self._faded = _column(found.faded) if found.faded else np.ones(size)
        if found.half:
            self._doubt = np.zeros((size, size))
            self._doubt[np.tril_indices(size)] = _column(found.half)
        else:
            self._doubt = _column(found.doubt or found.covariance).reshape(size, size)
            self._widen_by(np.arange(size))
        self._prepare()

    def _prepare(self) -> None:
        """What follows from the numbers, and places to reckon in."""
        n, size = len(self._names), len(self._weights)
        self._known = frozenset(self._names)
        self._take = itemgetter(*self._names) if n > 1 else None
        self._pack = Layout(f"{n}d").pack_into
        self._row, self._every = np.zeros(n), np.ones(n)
        self._places = self._row.data
        self._off, self._rate, self._scales = np.zeros(n), np.zeros(n), np.zeros(n)
        self._highest, self._lowest = np.full(n, WILDEST), np.full(n, -WILDEST)
        self._least_varied, self._least_variance = np.full(n, LEAST_VARIED), np.full(n, LEAST_VARIANCE)
        self._still = np.zeros(n, bool)
        self._z, self._shared, self._moved, self._step = np.ones(size), np.zeros(size), np.zeros(size), np.zeros(())
        #  The bias is what a feature that is always 1 goes into the units with.
        self._into, self._near = np.vstack((directions(tuple(self._names)), BIASES)), np.ones(n + 1)
        self._far, self._as_far, self._bent = np.full(n, REACH), np.full(n, -REACH), np.zeros(UNITS)
        self._most = _begin(n)
        self._added, self._growth = ADDED * self._most, np.full(size, 1.0 / KEPT)
        #  BLAS writes into columns that follow each other, or else into a copy; it reads and writes the lower half.
        self._doubt = np.asfortranarray(np.tril(self._doubt))
        self._doubts = self._doubt.reshape(-1, order="F")[:: size + 1]  # a view of the diagonal
        self._roots = np.sqrt(self._faded)
        #  Views too.
        self._of_features, self._z_features, self._moved_features = self._weights[:n], self._z[:n], self._moved[:n]
        self._of_units, self._z_units, self._near_features = self._weights[n + 1 :], self._z[n + 1 :], self._near[:n]
        self._measure()

    def _reads(self, features: Features) -> bool:
        """Whether an example has all features that are known, no other, and numbers; they are its row then."""
        if self._take is None or len(features) != len(self._names):
            return False
        try:
            values = self._take(features)
        except KeyError:
            return False
        if not isfinite(sum(values)):
            return False
        self._pack(self._places, 0, *values)
        return True

    def _read_some(self, features: Features) -> None:
        """Take an example that has not got everything: what is missing, or no number, is as usual and moves nothing."""
        row = np.array([features.get(name, np.nan) for name in self._names])
        there = np.isfinite(row)
        self._counts += there
        divide(there, np.maximum(self._counts, 1.0), self._rate)
        np.copyto(self._row, np.where(there, row, self._means))

    def _standardise(self) -> None:
        """Move means and variances by the row, and scale it by what they are with it."""
        off, rate, z, moved = self._off, self._rate, self._z_features, self._moved_features
        means, variances = self._means, self._variances
        subtract(self._row, means, off)
        multiply(off, rate, moved)
        add(means, moved, means)
        multiply(moved, off, moved)
        add(variances, moved, variances)
        subtract(self._every, rate, rate)
        multiply(variances, rate, variances)
        self._measure()
        multiply(off, rate, off)
        divide(off, self._scales, z)
        minimum(z, self._highest, out=z)
        maximum(z, self._lowest, out=z)

    def _bend(self, z: Column, units: Column) -> None:
        """Let features, in standard deviations, turn the hidden units."""
        near = self._near_features
        minimum(z, self._far, out=near)
        maximum(near, self._as_far, out=near)
        self._near.dot(self._into, out=units)
        tanh(units, units)

    def _measure(self) -> None:
        """By how much features vary."""
        scales = self._scales
        multiply(self._means, self._means, scales)
        multiply(scales, self._least_varied, scales)
        add(scales, self._least_variance, scales)
        less_equal(self._variances, scales, out=self._still)
        maximum(scales, self._variances, out=scales)
        sqrt(scales, scales)
        copyto(scales, STILL, where=self._still)

    def _fade(self) -> None:
        """A little less sure than that, but no less than at the beginning."""
        faded, doubts, moved = self._faded, self._doubts, self._moved
        multiply(faded, self._growth, faded)
        divide(self._most, doubts, moved)
        minimum(faded, moved, out=faded)
        sqrt(faded, self._roots)
        divide(self._added, faded, moved)
        add(doubts, moved, doubts)

    def _gather(self) -> None:
        """Put into the covariance what has faded; it stays the same."""
        self._doubt *= np.multiply.outer(self._roots, self._roots)
        self._faded.fill(1.0)
        self._roots.fill(1.0)

    def _widen(self, features: Features) -> None:
        if features.keys() <= self._known:
            return
        new = [name for name in features if name not in self._known][: MOST_NAMES - len(self._names)]
        if not new:
            return
        before, more = len(self._names), len(new)
        self._names = [*self._names, *new]
        self._counts, self._means, self._variances = (
            np.append(row, np.zeros(more)) for row in (self._counts, self._means, self._variances)
        )
        self._widen_by(np.append(np.arange(before), before + more + np.arange(1 + UNITS)))
        self._prepare()

    def _widen_by(self, old: NDArray[np.int64]) -> None:
        """Begin the weights that are new; those there were have these places now."""
        most = _begin(len(self._names))
        weights, faded, doubt = np.zeros(len(most)), np.ones(len(most)), np.diag(most)
        weights[old], faded[old], doubt[np.ix_(old, old)] = self._weights, self._faded, self._doubt
        self._weights, self._faded, self._doubt = weights, faded, doubt


def _begin(features: int) -> Column:
    """The variance of each weight before anything was learned, and ever."""
    return np.concatenate((np.full(features, PRIOR), [PRIOR_INTERCEPT], np.full(UNITS, PRIOR_UNIT)))


def _column(row: bytes) -> Column:
    """A row as it was dumped, to write into."""
    return np.frombuffer(row, "<f8").astype(np.float64)
