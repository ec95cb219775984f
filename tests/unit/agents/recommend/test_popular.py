"""What is kept of popular lists for the batches to come changes nothing that is shown."""

from random import Random

from harken.models.churn import initial_snapshot
from harken.recommend.neighbours import Neighbour, Neighbours
from harken.recommend.opinions import FEATURES, SERVED
from harken.recommend.popular import MOST, PopularTables
from harken.recommend.rank import Own, Taste
from harken.recommend.show import show
from harken.shelf import BlendSnapshot, Shelf


def some_shelf(rng: Random, categories: int) -> Shelf:
    items = [f"i{n}" for n in range(60 * categories)]

    def some_list(size: int) -> list[Neighbour]:
        return sorted((Neighbour(item, rng.random()) for item in rng.sample(items, size)), key=lambda one: -one.score)

    weights = {source: tuple(rng.uniform(-1, 1) for _ in range(FEATURES)) for source in SERVED}
    return Shelf(
        initial_snapshot(),
        Neighbours({item: some_list(rng.randrange(20)) for item in items[:40]}),
        {name: some_list(rng.randrange(60)) for name in ("", *(f"k{n}" for n in range(categories)))},
        blend=BlendSnapshot(version="blend", cases=1, weights=weights),
    )


def some_taste(rng: Random, categories: int) -> Taste:
    some = [f"k{rng.randrange(categories + 1)}"] if rng.random() < 0.9 else []  # one of them has no list
    own = [Own(f"own{rng.randrange(3000)}", rng.random(), None) for _ in range(rng.randrange(3))]
    exclude = [f"i{rng.randrange(90)}" for _ in range(rng.randrange(4))]
    return Taste([f"i{rng.randrange(60)}" for _ in range(3)], exclude, dict.fromkeys(some, 1.0), own)


def test_a_table_that_is_kept_shows_what_a_new_one_does() -> None:
    rng = Random(3)
    for categories in (1, 5, MOST + 5):
        shelf = some_shelf(rng, categories)
        kept = shelf._replace(tables=PopularTables())
        for _ in range(20):
            tastes = [some_taste(rng, categories) for _ in range(rng.choice((1, 2, 12)))]
            assert show(tastes, kept, 10) == show(tastes, shelf, 10)


def test_of_more_categories_than_a_table_has_the_oldest_rows_go() -> None:
    rng = Random(4)
    shelf, tables = some_shelf(rng, 2 * MOST), PopularTables()
    assert shelf.blend is not None
    for n in range(2 * MOST):
        table, _ = tables.rows([f"k{n}"], shelf.popular, shelf.similar, shelf.blend.weights)
        assert len(table.worth) <= MOST


def test_items_that_are_named_later_have_a_place_too() -> None:
    shelf = some_shelf(Random(5), 1)._replace(tables=PopularTables())
    show([some_taste(Random(6), 1)], shelf, 10)
    for n in range(len(shelf.similar.others)):
        shelf.similar.number(f"new{n}")
    taste = Taste(["i1"], ["new1023"], {"k0": 1.0}, [Own("new1020", 1.0, None)])
    assert show([taste], shelf, 10) == show([taste], shelf._replace(tables=None), 10)
