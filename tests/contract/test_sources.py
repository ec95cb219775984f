"""Every source of recommendations keeps to this; a new one in `SOURCES` inherits it, and so does the blend."""

from collections.abc import Callable, Sequence
from math import isfinite
from random import Random

import pytest

from harken.item import Item
from harken.recommend.blend import Blend
from harken.recommend.sources import REFERENCES, SOURCES, Sight, Source, Taken, Told

CONTENDERS: Sequence[Callable[[], Source | Blend]] = (*SOURCES, *REFERENCES, Blend)
MINUTE_S, DAY_S = 60.0, 86_400.0
BEGIN_S = 1_700_000_000.0
ITEMS = [f"item-{n}" for n in range(12)]
#: What nobody takes: the shop says of which half each is.
NEW = [Item(item_id=f"item-{n}", category=f"half {n % 2}") for n in range(12, 24)]


@pytest.fixture(params=CONTENDERS, ids=lambda make: make.name)
def make(request: pytest.FixtureRequest) -> Callable[[], Source | Blend]:
    """Makes one that has learned nothing."""
    found: Callable[[], Source | Blend] = request.param
    return found


def visits(seed: int, n: int) -> list[Taken]:
    """Six customers, each of whom takes from one half of the items, again and again."""
    draw, recent = Random(seed), {f"c{k}": list[str]() for k in range(6)}
    taken = []
    for step in range(n):
        customer = f"c{draw.randrange(6)}"
        half = int(customer[1]) % 2
        item = ITEMS[2 * draw.randrange(6) + half]
        last = recent[customer]
        now_s, name = BEGIN_S + step * 70 * MINUTE_S, f"half {half}"
        sight = Sight(customer, now_s, last[:10], [True] * len(last[:10]), name, segment=name)
        taken.append(Taken(sight, item, 5.0 + half))
        recent[customer] = [item, *last]
    return taken


def taught(make: Callable[[], Source | Blend], n: int = 120) -> tuple[Source | Blend, Sight]:
    """One that has learned, and the first customer as they are then."""
    found, seen = make(), visits(1, n)
    if isinstance(found, Told):
        for item in NEW:
            found.tell_one(item)
    for k, one in enumerate(seen):
        if isinstance(found, Blend) and k % 4 == 0:
            found.rank_one(one.sight, [one.item_id])
        found.learn_one(one)
    last = next(one for one in reversed(seen) if one.sight.customer_id == "c0")
    recent = [last.item_id, *last.sight.recent][:10]
    return found, last.sight._replace(recent=recent, now_s=seen[-1].sight.now_s + DAY_S)


def test_who_has_learned_nothing_proposes_nothing(make: Callable[[], Source | Blend]) -> None:
    assert not make().propose(Sight("c0", BEGIN_S, ITEMS[:3]), 10)


def test_proposals_are_the_best_first_and_no_more_than_asked_for(make: Callable[[], Source | Blend]) -> None:
    found, sight = taught(make)
    scores = list(found.propose(sight, 4).values())
    assert len(scores) == 4
    assert scores == sorted(scores, reverse=True)
    assert all(isfinite(score) for score in scores)


def test_what_is_excluded_is_not_proposed(make: Callable[[], Source | Blend]) -> None:
    found, sight = taught(make)
    shown = list(found.propose(sight, 20))
    again = list(found.propose(sight._replace(exclude=shown[:2]), 20))
    assert not set(shown[:2]) & set(again)
    assert again


def test_the_same_visits_lead_to_the_same_lists(make: Callable[[], Source | Blend]) -> None:
    (one, sight), (other, _) = taught(make), taught(make)
    assert one.propose(sight, 20) == other.propose(sight, 20)


def test_asking_changes_nothing(make: Callable[[], Source | Blend]) -> None:
    (asked, sight), (silent, _) = taught(make), taught(make)
    for stranger in (Sight("nobody", BEGIN_S, ["no such item"]), sight._replace(customer_id="somebody")):
        asked.propose(stranger, 10)
        if not isinstance(asked, Blend):
            asked.score_many(stranger, ["no such item", *ITEMS])
    more = visits(2, 50)
    for found in (asked, silent):
        for one in more:
            found.learn_one(one)
    assert asked.propose(sight, 20) == silent.propose(sight, 20)


@pytest.mark.parametrize("make_source", [*SOURCES, *REFERENCES], ids=lambda make: make.name)
def test_what_is_proposed_scores_the_same_when_asked_for(make_source: Callable[[], Source]) -> None:
    found, sight = taught(make_source)
    assert not isinstance(found, Blend)
    proposed = found.propose(sight, 20)
    assert found.score_many(sight, list(proposed)) == pytest.approx(list(proposed.values()))


@pytest.mark.parametrize("make_source", [*SOURCES, *REFERENCES], ids=lambda make: make.name)
def test_of_an_item_that_was_never_seen_nothing_is_known(make_source: Callable[[], Source]) -> None:
    found, sight = taught(make_source)
    assert not isinstance(found, Blend)
    assert found.score_many(sight, ["no such item"]) == [0.0]


def test_the_blend_learns_whom_to_believe() -> None:
    found, sight = taught(Blend, 300)
    assert all(int(item.removeprefix("item-")) % 2 == 0 for item in list(found.propose(sight, 4)))
