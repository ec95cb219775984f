"""Examples kept as rows: what models learn from that look at many examples at once.

Columns are the features' names in the order in which they were first met. A feature that an example lacks is NaN in its
row, and up to each model to read as usual. Rows are float32: a feature's seventh digit decides nothing, and memory and
checkpoints are half as large.
"""

from typing import Final

import numpy as np
from msgspec import Struct, json, msgpack
from numpy.typing import NDArray

from harken.models.model import Features, Pieces

Matrix = NDArray[np.float32]

#: Features beyond so many are not kept; harken has 25.
MOST_NAMES: Final = 256
#: Rows in one piece of a checkpoint: a label changes one piece.
PIECE_ROWS: Final = 64
NUMBERS: Final = "numbers"


class _Numbers(Struct):
    names: list[str]
    filled: int


class _Piece(Struct, array_like=True):
    width: int
    rows: bytes
    left: bytes
    #: Float32; none where every row weighs 1, as in what an older release wrote.
    weights: bytes = b""


_numbers: Final = json.Decoder(_Numbers)
_piece: Final = msgpack.Decoder(_Piece)


class Sample:
    """At most `most` examples.

    Parameters
    ----------
    most : rows, > 0.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.names: list[str] = []
        self._known: set[str] = set()
        self.filled = 0
        self._rows: Matrix = np.empty((most, 0), np.float32)
        self._left = np.zeros(most, np.bool_)
        self._weights = np.ones(most, np.float32)

    @property
    def rows(self) -> Matrix:
        """The rows that are filled."""
        return self._rows[: self.filled]

    @property
    def left(self) -> NDArray[np.bool_]:
        """Their labels."""
        return self._left[: self.filled]

    @property
    def weights(self) -> NDArray[np.float32]:
        """As how many each counts."""
        return self._weights[: self.filled]

    def put(self, at: int, features: Features, left: bool, weight: float = 1.0) -> None:
        """Write an example that counts as so many (`weight`) over row `at`, 0 to `filled`, < `most`."""
        if not features.keys() <= self._known:
            self._widen(features)
        self._rows[at] = self.row(features)
        self._left[at] = left
        self._weights[at] = weight
        self.filled = max(self.filled, at + 1)

    def row(self, features: Features) -> Matrix:
        """An example as a row; features that were never met are left out."""
        return np.array([features.get(name, np.nan) for name in self.names], np.float32)

    def dump(self) -> dict[str, bytes]:
        """All rows, in pieces."""
        pieces = {NUMBERS: json.encode(_Numbers(self.names, self.filled))}
        for start in range(0, self.filled, PIECE_ROWS):
            some = slice(start, min(start + PIECE_ROWS, self.filled))
            rows = self._rows[some].astype("<f4").tobytes()
            weights = self._weights[some]
            weighed = weights.astype("<f4").tobytes() if (weights != 1.0).any() else b""
            left = self._left[some].astype(np.uint8).tobytes()
            pieces[str(start // PIECE_ROWS)] = msgpack.encode(_Piece(len(self.names), rows, left, weighed))
        return pieces

    def load(self, pieces: Pieces) -> None:
        """Continue exactly where `dump` stood; raises msgspec.DecodeError."""
        numbers = _numbers.decode(pieces[NUMBERS])
        self.names, self._known, self.filled = numbers.names, set(numbers.names), numbers.filled
        self._rows = np.full((self.most, len(self.names)), np.nan, np.float32)
        self._left = np.zeros(self.most, np.bool_)
        self._weights = np.ones(self.most, np.float32)
        for start in range(0, self.filled, PIECE_ROWS):
            piece = _piece.decode(pieces[str(start // PIECE_ROWS)])
            some = slice(start, start + len(piece.left))
            self._rows[some] = np.frombuffer(piece.rows, "<f4").reshape(-1, piece.width)
            self._left[some] = np.frombuffer(piece.left, np.uint8)
            if piece.weights:
                self._weights[some] = np.frombuffer(piece.weights, "<f4")

    def _widen(self, features: Features) -> None:
        new = [name for name in features if name not in self._known][: MOST_NAMES - len(self.names)]
        if new:
            self.names += new
            self._known.update(new)
            wider = np.full((self.most, len(self.names)), np.nan, np.float32)
            wider[:, : self._rows.shape[1]] = self._rows
            self._rows = wider
