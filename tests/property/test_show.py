"""Showing by the blend all at once gives what its rule, done literally for one customer, gives."""

from itertools import starmap
from zlib import crc32

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from harken.models.churn import initial_snapshot
from harken.recommend.covisitation import SCORED_FADES
from harken.recommend.neighbours import WIDTH, Neighbour, Neighbours
from harken.recommend.opinions import BEFORE, IN_CATEGORY, OWN, POPULAR, PROPOSED, SERVED, TOGETHER, rows
from harken.recommend.rank import Own, Taste
from harken.recommend.show import show
from harken.shelf import BlendSnapshot, Shelf

ITEMS = [f"i{n}" for n in range(60)]
CATEGORIES = ["tea", "cups"]
items = st.sampled_from(ITEMS)
scores = st.sampled_from([0.125, 0.25, 0.5, 0.75, 1.0])
neighbours = st.lists(st.tuples(items, scores), max_size=WIDTH, unique_by=lambda pair: pair[0])
shops = st.dictionaries(items, neighbours, max_size=30)
staples = st.lists(st.builds(Own, items, scores, st.none()), max_size=5, unique_by=lambda one: one.item_id)
lists = st.lists(items, max_size=20, unique=True)
popular = st.fixed_dictionaries({"": lists, "tea": lists})
five = st.tuples(*[st.floats(-1, 1).map(lambda weight: round(weight, 3))] * 5)
one = st.floats(-1, 1).map(lambda weight: (round(weight, 3),))
weights = st.fixed_dictionaries({**dict.fromkeys(SERVED, five), BEFORE: one})
known = st.lists(items, max_size=30).map(
    lambda some: b"".join(crc32(item.encode()).to_bytes(4, "big") for item in some)
)


@st.composite
def tastes(draw: st.DrawFn) -> Taste:
    """A customer, whose own items are not among what is hidden, and come the strongest first."""
    own = sorted(draw(staples), key=lambda one: (-one.strength, one.item_id))
    hidden = [item for item in draw(lists) if item not in {one.item_id for one in own}]
    looked = draw(st.lists(st.sampled_from(CATEGORIES), unique=True))
    return Taste(
        draw(st.lists(items, max_size=8, unique=True)), hidden, dict.fromkeys(looked, 1.0), own, known=draw(known)
    )


def literally(taste: Taste, shelf: Shelf) -> dict[str, float]:
    """What all sources say of each candidate, weighed."""
    near: dict[str, float] = {}
    for fade, item in zip(SCORED_FADES, taste.recent, strict=False):
        for other, score in shelf.similar.get(item):
            if other not in taste.exclude:
                near[other] = near.get(other, 0.0) + fade * score
    looked = [*taste.categories][-1:]
    candidates, features = rows(
        {
            OWN: [(one.item_id, one.strength) for one in taste.own],
            TOGETHER: sorted(near.items(), key=lambda pair: -round(pair[1] * 2**40))[:PROPOSED],
            IN_CATEGORY: shelf.popular.get(looked[0], ()) if looked else (),
            POPULAR: shelf.popular[""],
        },
        frozenset(taste.exclude),
        taste.known,
    )
    assert shelf.blend is not None
    said = features @ np.concatenate([shelf.blend.weights[source] for source in (*SERVED, BEFORE)])
    return dict(zip(candidates, said.tolist(), strict=True))


@given(shops, popular, weights, st.lists(tastes(), max_size=6), st.integers(1, 12))
def test_a_batch_is_shown_what_each_of_it_is_alone_and_the_best_of_all_candidates(
    shop: dict[str, list[tuple[str, float]]],
    first: dict[str, list[str]],
    learned: dict[str, tuple[float, ...]],
    customers: list[Taste],
    n: int,
) -> None:
    similar = Neighbours({item: list(starmap(Neighbour, pairs)) for item, pairs in shop.items()})
    tops = {name: [Neighbour(item, 1.0 / (1 + k)) for k, item in enumerate(members)] for name, members in first.items()}
    shelf = Shelf(initial_snapshot(), similar, tops, blend=BlendSnapshot(version="", cases=1, weights=learned))
    together = show(customers, shelf, n)
    assert together == [show([customer], shelf, n)[0] for customer in customers]
    for customer, found in zip(customers, together, strict=True):
        worth = literally(customer, shelf)
        ids = [one.item_id for one in found]
        assert len(set(ids)) == len(ids) == min(n, len(worth))
        best = sorted(worth.values(), reverse=True)[: len(ids)]
        assert np.allclose([worth[item] for item in ids], best)
        assert np.allclose([one.score for one in found], np.exp(np.array(best) - best[0]) if best else [], atol=1e-5)
