"""Lists from which something was clicked, until it is bought: what the ranker was told of them stays at hand.

An order comes after its click, and by then the customer has another newest list, so what the fold knows is not what the
list was ranked by. The learner was told all of it with the click. Nothing of the customer is in it but the list's id.
"""

from collections.abc import Collection
from typing import Final

import numpy as np
from msgspec import Struct, msgpack
from numpy.typing import NDArray

Row = NDArray[np.float64]

#: Lists at hand; beyond it the tenth that was clicked longest ago is forgotten.
MOST_LISTS: Final = 10_000


class Clicked(Struct, array_like=True, gc=False):
    """One list: when it was clicked (event time, epoch seconds), what was on it, which places of it were still
    candidates then, their rows of features (float32), and which places were clicked."""

    at_s: float
    items: list[str]
    places: list[int]
    rows: bytes
    clicked: list[int]

    def numbers(self, features: int) -> Row:
        """Shape (places, features); 0 of what an older release knew nothing of."""
        known = np.frombuffer(self.rows, np.float32).reshape(len(self.places), -1)
        found = np.zeros((len(self.places), features))
        found[:, : known.shape[1]] = known
        return found


_decoder: Final = msgpack.Decoder(Clicked)


class ClickedLists:
    """The lists by id.

    Parameters
    ----------
    most : kept at most, > 0.
    """

    def __init__(self, most: int = MOST_LISTS) -> None:
        self._most = most
        self._lists: dict[str, Clicked] = {}
        self._changed: dict[str, None] = {}

    def keep(self, name: str, at_s: float, items: list[str], places: list[int], rows: Row, clicked: list[int]) -> None:
        """Something was clicked on a list.

        Parameters
        ----------
        places : of those that are candidates, a row each.
        """
        self._lists[name] = Clicked(at_s, items, places, rows.astype(np.float32).tobytes(), clicked)
        self._changed[name] = None
        if len(self._lists) > self._most:
            oldest = sorted(self._lists, key=lambda one: (self._lists[one].at_s, one))
            self._drop(oldest[: max(1, self._most // 10)])

    def take(self, name: str) -> Clicked | None:
        """The list, which is not kept any longer; None where it is not known."""
        found = self._lists.get(name)
        if found is not None:
            self._drop((name,))
        return found

    def forget_before(self, horizon_s: float) -> bool:
        """Forget those that were clicked before then (event time, epoch seconds); whether there was any."""
        old = [name for name, found in self._lists.items() if found.at_s < horizon_s]
        self._drop(old)
        return bool(old)

    def _drop(self, names: Collection[str]) -> None:
        for name in names:
            del self._lists[name]
            self._changed[name] = None

    def checkpoint(self) -> dict[str, bytes | None]:
        """Lists that were clicked or are gone since the last call."""
        changed, self._changed = self._changed, {}
        return {
            name: None if (found := self._lists.get(name)) is None else msgpack.encode(found) for name in changed
        }

    def load(self, name: str, data: bytes) -> None:
        """One list as it was written."""
        self._lists[name] = _decoder.decode(data)
