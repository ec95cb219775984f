"""Ranking all at once gives what the rule, done literally for one customer, gives."""

from hypothesis import given
from hypothesis import strategies as st

from harken.models.churn import initial_snapshot
from harken.recommend.covisitation import SCORED_FADES
from harken.recommend.neighbours import WIDTH, Neighbour, Neighbours
from harken.recommend.rank import Taste, rank
from harken.shelf import Shelf

ITEMS = [f"i{n}" for n in range(60)]
items = st.sampled_from(ITEMS)
#: Quarters and their like are summed without rounding, so that equal scores are equal in both.
scores = st.sampled_from([0.125, 0.25, 0.5, 0.75, 1.0])
neighbours = st.lists(st.tuples(items, scores), max_size=WIDTH, unique_by=lambda pair: pair[0])
shops = st.dictionaries(items, neighbours, max_size=30)
tastes = st.builds(
    Taste, st.lists(items, max_size=8, unique=True), st.lists(items, max_size=12, unique=True), st.just({})
)
POPULAR = [Neighbour(item, 1.0 / (1 + n)) for n, item in enumerate(ITEMS[::3])]


def literally(taste: Taste, shop: dict[str, list[tuple[str, float]]], n: int) -> list[str]:
    """The best neighbours of the last five items, then what is popular, without what is not to be shown."""
    sums: dict[str, float] = {}
    for fade, item in zip(SCORED_FADES, taste.recent, strict=False):
        for other, score in shop.get(item, ()):
            sums[other] = sums.get(other, 0.0) + fade * score
    best = sorted((item for item in sums if item not in taste.exclude), key=lambda item: -round(sums[item] * 2**40))
    return [*best, *(item for item, _ in POPULAR if item not in sums and item not in taste.exclude)][:n]


@given(shops, st.lists(tastes, max_size=6), st.integers(1, 12))
def test_a_batch_is_ranked_as_each_of_it_alone(
    shop: dict[str, list[tuple[str, float]]], customers: list[Taste], n: int
) -> None:
    similar = Neighbours({item: [Neighbour(*pair) for pair in pairs] for item, pairs in shop.items()})
    shelf = Shelf(initial_snapshot(), similar, {"": POPULAR})
    together = rank(customers, shelf, n)
    assert together == [rank([customer], shelf, n)[0] for customer in customers]
    assert [[one.item_id for one in found] for found in together] == [literally(c, shop, n) for c in customers]


@given(st.lists(st.tuples(items, neighbours), max_size=30))
def test_what_was_put_last_is_what_an_item_has(puts: list[tuple[str, list[tuple[str, float]]]]) -> None:
    similar = Neighbours()
    for item, pairs in puts:
        similar.put(item, [Neighbour(*pair) for pair in pairs])
    last = dict(puts)
    assert len(similar) == len({*last, *(other for _, pairs in puts for other, _ in pairs)})
    for item, pairs in last.items():
        assert item in similar
        assert similar.get(item) == pairs
    assert similar.get("nobody's") == []


def test_a_catalogue_grows_without_end() -> None:
    similar = Neighbours({f"i{n}": [Neighbour(f"i{n + 1}", 1.0), Neighbour(f"j{n}", 0.5)] for n in range(3000)})
    assert similar.get("i2999") == [("i3000", 1.0), ("j2999", 0.5)]
    found = rank([Taste(["i2999", "i7"], (), {})], Shelf(initial_snapshot(), similar, {}), 10)
    assert [one.item_id for one in found[0]] == ["i3000", "j2999", "i8", "j7"]
