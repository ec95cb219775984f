"""Served lists that the topic still holds, and what was taken of them: by place, by source, and what exploring says.

Of a list that was explored it is chance alone whether a place has what was ranked there or something from further down,
and what: so the difference between the two kinds of places is what ranking does, and that between sources among the
explored ones is what the sources do, whatever customers and places are like. All else is not compared.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from harken.metrics.effect import ALPHA, Arm, effect_of
from harken.served import LIST, TAKING, ListTaking, ServedList

_list: Final = msgspec.json.Decoder(ServedList).decode
_taking: Final = msgspec.json.Decoder(ListTaking).decode
#: Quotes inside of a text are escaped, so nothing else has these.
_IS_LIST: Final = f'"model":"{LIST}"'.encode()
_IS_TAKING: Final = f'"model":"{TAKING}"'.encode()


class _Place(NamedTuple):
    """One place of a list: which item, of which source, whether by chance, and whether it might have been."""

    item_id: str
    source: str
    explored: bool
    drawn: bool


class LiveLists:
    """Counts lists and takings by their ids, so that what is said twice counts once."""

    def __init__(self) -> None:
        self._lists: dict[str, tuple[_Place, ...]] = {}
        self._places: dict[_Place, _Place] = {}
        self._known: set[str] = set()
        self._seen: set[str] = set()
        self._taken: dict[str, set[tuple[str, str]]] = {}
        #  As long as no taking says that a list was on a screen, every list that was published counts as shown.
        self._tells_seen = False

    def take(self, value: bytes) -> None:
        """Take a record of the predictions' topic; scores are passed over."""
        if _IS_LIST in value:
            found = _list(value)
            places = (
                _Place(one.item_id, one.source, one.explored, one.explored or one.propensity < 1) for one in found.items
            )
            #  The same places again and again are kept once.
            self._lists.setdefault(found.id, tuple(self._places.setdefault(place, place) for place in places))
        elif _IS_TAKING in value:
            self._take(_taking(value))

    def figures(self) -> dict[str, Any]:
        """All of it; nothing where no list was served."""
        if not self._lists:
            return {}
        of_place, of_source = Counter[tuple[int, str]](), Counter[tuple[str, str]]()
        arms, sources = Counter[tuple[bool, str]](), Counter[tuple[str, str]]()
        shown = 0
        for name, places in self._shown():
            shown += 1
            taken = self._taken.get(name, set())
            for n, place in enumerate(places):
                deeds = ["shown", *(deed for deed in ("click", "order") if (place.item_id, deed) in taken)]
                of_place.update((n, deed) for deed in deeds)
                of_source.update((place.source, deed) for deed in deeds)
                if place.drawn:
                    arms.update((place.explored, deed) for deed in deeds)
                if place.explored:
                    sources.update((place.source, deed) for deed in deeds)
        length = 1 + max((n for n, _ in of_place), default=-1)
        return {
            "published": len(self._lists),
            "shown": shown,
            "of_unknown_lists": sum(len(deeds) for name, deeds in self._taken.items() if name not in self._lists),
            "by_place": [_rates(n, of_place) for n in range(length)],
            "by_source": {name: _rates(name, of_source) for name in sorted({name for name, _ in of_source})},
            "ranking": _effects(_counts(False, arms), _counts(True, arms)),
            "explored_sources": {
                name: _effects(_counts(name, sources), _others(name, sources))
                for name in sorted({name for name, _ in sources})
            },
            "ever_wrong": ALPHA,
        }

    def _take(self, found: ListTaking) -> None:
        if found.id in self._known:
            return
        self._known.add(found.id)
        self._seen.add(found.list_id)
        if found.item_id is None:
            self._tells_seen = True
            return
        deeds = self._taken.setdefault(found.list_id, set())
        deeds.add((found.item_id, found.deed))

    def _shown(self) -> Iterator[tuple[str, Sequence[_Place]]]:
        for name, places in self._lists.items():
            if name in self._seen or not self._tells_seen:
                yield name, places


def _counts(key: object, counts: Counter[tuple[Any, str]]) -> dict[str, int]:
    return {deed: counts[key, deed] for deed in ("shown", "click", "order")}


def _others(key: object, counts: Counter[tuple[Any, str]]) -> dict[str, int]:
    """Of all keys but this one."""
    return {
        deed: sum(n for (other, done), n in counts.items() if done == deed and other != key)
        for deed in ("shown", "click", "order")
    }


def _rates(key: object, counts: Counter[tuple[Any, str]]) -> dict[str, Any]:
    found = _counts(key, counts)
    shown = max(1, found["shown"])
    return {**found, "click_rate": found["click"] / shown, "order_rate": found["order"] / shown}


def _effects(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, Any]:
    """How much more often something is taken of the one kind of place than of the other, with intervals."""
    found: dict[str, Any] = {"one": dict(one), "other": dict(other)}
    for deed in ("click", "order"):
        effect = effect_of(Arm(one["shown"], one[deed]), Arm(other["shown"], other[deed]))
        found[deed] = None if effect is None else msgspec.to_builtins(effect)
    return found
