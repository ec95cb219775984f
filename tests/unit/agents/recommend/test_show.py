"""What is shown by the blend, and what is said of it."""

# ruff: noqa: RUF001  # Chinese has commas and brackets of its own

from collections.abc import Sequence

from msgspec import structs

from harken.fold.items import item_of
from harken.language import CHINESE, ENGLISH, Language
from harken.models.churn import initial_snapshot
from harken.recommend.neighbours import Neighbour, Neighbours
from harken.recommend.opinions import BEFORE, SERVED
from harken.recommend.rank import Own, Taste
from harken.recommend.show import show
from harken.shelf import BlendSnapshot, Shelf


def shelf(language: Language = ENGLISH, **weights: float) -> Shelf:
    """Of each source only that an item is on its list counts, so much."""
    five = {source: (0.0, 0.0, weights.get(source.replace(" ", "_"), 0.0), 0.0, 0.0) for source in SERVED}
    return Shelf(
        initial_snapshot(),
        Neighbours({"pot": [Neighbour("cup", 1.0), Neighbour("jug", 0.5)]}, language),
        {"": [Neighbour("best", 1.0), Neighbour("cup", 0.5)], "tea": [Neighbour("green", 1.0)]},
        blend=BlendSnapshot(version="blend-1", cases=1000, weights=five),
    )


def shown(on: Shelf, hidden: Sequence[str] = ()) -> list[tuple[str, str]]:
    taste = Taste(["pot"], hidden, {"cups": 9.0, "tea": 1.0}, [Own("milk", 3.0, 7.2), Own("oats", 1.0, None)])
    (found,) = show([taste], on, 10)
    return [(one.item_id, one.because) for one in found]


def test_each_item_has_the_reason_of_the_first_list_it_stands_on() -> None:
    assert shown(shelf(own=3.5, together=3.0, in_category=2.0, popular=1.0)) == [
        ("cup", "taken together with pot"),
        ("milk", "bought again and again, usually every 7 days"),
        ("oats", "bought before"),
        ("jug", "taken together with pot"),
        ("green", "popular in tea"),
        ("best", "popular now"),
    ]


def test_what_is_only_like_the_last_item_says_so() -> None:
    on = shelf(together=3.0)
    on.similar.put("pot", [Neighbour("cup", 1.0), Neighbour("jug", -0.5)])
    assert shown(on)[:2] == [("cup", "taken together with pot"), ("jug", "like pot")]


def test_reasons_are_in_the_language_of_the_shelf() -> None:
    on = shelf(CHINESE, own=3.5, together=3.0, in_category=2.0, popular=1.0)
    on.similar.put("pot", [Neighbour("cup", 1.0), Neighbour("jug", -0.5)])
    assert shown(on) == [
        ("cup", "常与 pot 一起选购"),
        ("milk", "反复购买，通常每 7 天一次"),
        ("oats", "以前买过"),
        ("jug", "与 pot 相似"),
        ("green", "在 tea 中热门"),
        ("best", "当前热门"),
    ]


def test_what_is_hidden_is_shown_from_no_list() -> None:
    assert [item for item, _ in shown(shelf(popular=1.0), ["cup", "best", "green"])] == ["milk", "oats", "jug"]


def test_scores_are_chances_as_shares_of_the_firsts() -> None:
    (found,) = show([Taste(["pot"], (), {})], shelf(together=1.0, popular=-1.0), 10)
    assert [(one.item_id, one.score) for one in found] == [("jug", 1.0), ("cup", 0.367879), ("best", 0.135335)]


def test_what_was_taken_before_and_is_not_their_own_counts_for_more() -> None:
    on = shelf(own=3.5, together=3.0)
    assert on.blend is not None
    on = on._replace(blend=structs.replace(on.blend, weights={**on.blend.weights, BEFORE: (1.0,)}))
    known = b"".join(item_of(item)[1] for item in ("jug", "milk"))
    (found,) = show([Taste(["pot"], (), {}, [Own("milk", 3.0, 7.2)], known=known)], on, 10)
    assert [one.item_id for one in found][:3] == ["jug", "milk", "cup"]
    (found,) = show([Taste(["pot"], (), {}, [Own("milk", 3.0, 7.2)])], on, 10)
    assert [one.item_id for one in found][:3] == ["milk", "cup", "jug"]
