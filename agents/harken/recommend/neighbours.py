"""Neighbours of items as numbers: a row for each item, so that a whole batch of customers is ranked at once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harken.language import ENGLISH, Language
from harken.recommend.before import mark

#: Neighbours that ranking reads of an item.
WIDTH: Final = 20
#: The number of no item, with which rows are filled up.
NOBODY: Final = 0
_ROWS: Final = 1024
#: Added to the number of an item that others are shown for, where they are only like it.
LIKE: Final = 2**40


class Neighbour(NamedTuple):
    """An item taken together with another, and how strongly (normalised, > 0).

    As published the score is below 0 of one that is only like it, and was never taken together with it; by its size it
    is one like the others. A worker of a release that did not know this shows no such item.
    """

    item_id: str
    score: float


class Neighbours:
    """Items by number, and for each the numbers of its neighbours and how strong they are, the strongest first.

    Parameters
    ----------
    similar : neighbours by item, as published.
    language : in which reasons are said of what is shown by these, and beside them.

    Attributes
    ----------
    numbers : of every item that was named, as itself or as a neighbour; 0 is none's.
    names : items by number.
    popular, popular_in : the reasons of what is popular at all, and, made with its name, in a category.
    because : the sentence that names an item as the reason, by number.
    others : shape (r, 20), numbers of neighbours; r is more than the highest number.
    scores : shape (r, 20), their scores, > 0; 0 where there is none.
    alike : shape (r, 20), whether it is only like the item.
    has_alike : whether any is.
    marks : by number, what stands for an item where customers are asked whether they took it before
        (`harken.recommend.before`).
    """

    def __init__(
        self, similar: Mapping[str, Iterable[tuple[str, float]]] | None = None, language: Language = ENGLISH
    ) -> None:
        self.language = language
        say = language.sayings
        self._together, self._alike = say["because.together"], say["because.alike"]
        self.popular, self.popular_in = say["because.popular"](), say["because.category"]
        self.numbers: dict[str, int] = {}
        self.names: list[str] = [""]
        self.because: list[str] = [""]
        self.others: NDArray[np.int64] = np.zeros((_ROWS, WIDTH), np.int64)
        self.scores: NDArray[np.float64] = np.zeros((_ROWS, WIDTH))
        self.alike: NDArray[np.bool_] = np.zeros((_ROWS, WIDTH), bool)
        self.has_alike = False
        self.marks: NDArray[np.uint16] = np.zeros(_ROWS, np.uint16)
        self._known: set[str] = set()
        for item, neighbours in (similar or {}).items():
            self.put(item, neighbours)

    def __len__(self) -> int:
        """How many items are named, as themselves or as a neighbour: what memory goes by."""
        return len(self.numbers)

    def __contains__(self, item: str) -> bool:
        """Whether an item's neighbours were put, be they none."""
        return item in self._known

    def put(self, item: str, neighbours: Iterable[tuple[str, float]]) -> None:
        """Replace an item's neighbours; those after the 20th are left out."""
        pairs = [(self.number(other), score) for other, score in neighbours][:WIDTH]
        row = self.number(item)  # the last, so that the matrices reach it
        self.others[row], self.scores[row], self.alike[row] = NOBODY, 0.0, False
        if pairs:
            self.others[row, : len(pairs)], self.scores[row, : len(pairs)] = zip(*pairs, strict=True)
            if min(score for _, score in pairs) < 0:
                self.alike[row] = self.scores[row] < 0
                self.scores[row] = np.abs(self.scores[row])
                self.has_alike = True
        self._known.add(item)

    def get(self, item: str) -> list[Neighbour]:
        """An item's neighbours, the strongest first."""
        row = self.numbers.get(item, NOBODY)
        pairs = zip(self.others[row].tolist(), self.scores[row].tolist(), strict=True)
        return [Neighbour(self.names[other], score) for other, score in pairs if other != NOBODY]

    @property
    def reason(self) -> Callable[[int], str]:
        """Gives the sentence for a cause: an item's number, or that and `LIKE` where what is shown is only like it."""
        return self._reason if self.has_alike else self.because.__getitem__

    def _reason(self, cause: int) -> str:
        return self.because[cause] if cause < LIKE else self._alike(item=self.names[cause - LIKE])

    def number(self, item: str) -> int:
        """An item's number, given to it where it has none yet; which one it is changes nothing that is shown."""
        number = self.numbers.get(item)
        if number is None:
            number = self.numbers[item] = len(self.names)
            self.names.append(item)
            self.because.append(self._together(item=item))
            if number == len(self.others):
                self.others = np.concatenate((self.others, np.zeros_like(self.others)))
                self.scores = np.concatenate((self.scores, np.zeros_like(self.scores)))
                self.alike = np.concatenate((self.alike, np.zeros_like(self.alike)))
                self.marks = np.concatenate((self.marks, np.zeros_like(self.marks)))
            self.marks[number] = mark(item)
        return number
