"""What was taken of served lists teaches the blend, by where it stood; without lists everything is as it was."""

from collections.abc import Sequence

import msgspec
import pytest

from harken.example import Choice, Listed, VisitExample
from harken.learning.choices import BLEND_KEY, FEWEST, SNAPSHOT_KEY
from harken.learning.packs import MalformedPack, visit_examples
from harken.shelf import BlendSnapshot
from tests.learned import LearnerDriver
from tests.unit.agents.learning.samples import pack, visit

SNAPSHOT = f"harken:{SNAPSHOT_KEY}"
#: Three items of one's own and the list that has them, the weakest first.
OWN = [("strong", 9.0), ("middle", 3.0), ("weak", 1.0)]
SHOWN = ["weak", "middle", "strong"]


def taking(n: int, item: str, explored: Sequence[int] = (), *, drawn: bool = True, **more: bool) -> VisitExample:
    """Something is taken from the list."""
    listed = Listed("harken-0123456789abcdef-1", SHOWN, list(explored), more.get("bought", False))
    choice = Choice([item], None, OWN, [], [listed], drawn)
    return msgspec.structs.replace(visit(n, item, "last"), choice=choice)


def learned(visits: Sequence[VisitExample]) -> LearnerDriver:
    driver = LearnerDriver()
    driver.learn([pack(visits)])
    return driver


def weights(driver: LearnerDriver) -> list[float]:
    found: list[float] = msgspec.json.decode(driver.state[f"harken:learned:0:{BLEND_KEY}"])["weights"]
    return found


def own_share(driver: LearnerDriver) -> float:
    """The weight of the share of the strongest habit."""
    return msgspec.json.decode(driver.strings[SNAPSHOT], type=BlendSnapshot).weights["own"][1]


def told(count: int = 130) -> list[VisitExample]:
    """Of explored places so much was taken, most of it of the first."""
    return [taking(n, SHOWN[2 * (n % 10 == 9)], [0, 2], drawn=False) for n in range(count)]


def test_what_is_taken_is_learned_against_what_else_was_on_the_list() -> None:
    first = told()
    strong, weak = (
        learned([*first, *(taking(n, item) for n in range(len(first), len(first) + FEWEST))])
        for item in ("strong", "weak")
    )
    assert own_share(strong) > own_share(weak) + 0.3


def test_what_was_bought_counts_for_more() -> None:
    clicked, bought = (learned([*told(), taking(130, "strong", bought=how)]) for how in (False, True))
    assert weights(bought)[1] > weights(clicked)[1]


def test_what_is_taken_where_few_look_counts_for_more() -> None:
    chances = msgspec.json.decode(learned(told()).card("visit")["served_lists"])["chances"]
    assert chances[0] == 1.0 > 2 * chances[2]
    #  the last place's item beats the first one's, and the first one's the last one's, once each
    before = weights(learned(told()))[1]
    last = weights(learned([*told(), taking(130, "strong")]))[1] - before
    first = before - weights(learned([*told(), taking(130, "weak")]))[1]
    assert last > 2 * first > 0


def test_without_exploration_lists_teach_nothing_and_choices_what_they_always_do() -> None:
    lists = [taking(n, SHOWN[n % 3], drawn=n % 2 == 0) for n in range(200)]
    choices = []
    for n, one in enumerate(lists):
        assert one.choice is not None
        plain = msgspec.structs.replace(one.choice, lists=[]) if n % 2 == 0 else None
        choices.append(msgspec.structs.replace(one, choice=plain))
    assert weights(learned(lists)) == weights(learned(choices))
    assert learned(lists).card("visit")["metrics"] == learned(choices).card("visit")["metrics"]


def test_a_list_of_which_only_the_id_is_known_is_a_choice_as_any_other() -> None:
    named = taking(130, "strong")
    assert named.choice is not None
    old = Listed("harken-0123456789abcdef-1", [], [], bought=False)
    one = msgspec.structs.replace(named, choice=msgspec.structs.replace(named.choice, lists=[old]))
    other = msgspec.structs.replace(named, choice=msgspec.structs.replace(named.choice, lists=[]))
    first = told()
    assert weights(learned([*first, one])) == weights(learned([*first, other])) != weights(learned([*first, named]))


def test_what_is_no_choice_but_for_its_list_is_learned_and_not_judged() -> None:
    first = told()
    driver = learned([*first, taking(130, "strong", drawn=False)])
    assert "cases" not in driver.card("visit")
    assert weights(driver) == weights(learned([*first, taking(130, "strong")])) != weights(learned(first))


def test_of_a_list_that_is_known_no_more_and_no_choice_nothing_is_learned() -> None:
    nothing = taking(0, "strong", drawn=False)
    assert nothing.choice is not None
    old = Listed("harken-0123456789abcdef-1", [], [], bought=False)
    gone = msgspec.structs.replace(nothing, choice=msgspec.structs.replace(nothing.choice, lists=[old]))
    assert f"harken:learned:0:{BLEND_KEY}" not in learned([gone]).state


def test_the_card_tells_how_much_was_explored_and_how_likely_places_are_looked_at() -> None:
    card = learned([taking(n, "weak", [1] if n % 2 else []) for n in range(100)]).card("visit")
    lists = msgspec.json.decode(card["served_lists"])
    assert (lists["lists"], lists["explored"]) == (100, round(1 / 6, 4))
    assert lists["explored_lately"] == pytest.approx(1 / 6, abs=0.01)
    assert len(lists["chances"]) == 10
    assert set(msgspec.json.decode(card["reach"])) == {
        "coverage", "coverage_lately", "novelty_bits", "novelty_bits_lately",
    }  # fmt: skip


def test_without_lists_the_card_says_nothing_of_them() -> None:
    assert "served_lists" not in learned([visit(0, "a")]).card("visit")


def test_a_learner_goes_on_where_its_checkpoint_stood() -> None:
    visits = [taking(n, SHOWN[n % 3], [n % 2], drawn=n % 4 == 0) for n in range(2 * FEWEST)]
    whole, restarted = learned(visits), learned(visits[:250])
    restarted.restart()
    restarted.learn([pack(visits[250:])])
    assert weights(restarted) == weights(whole)
    assert restarted.card("visit") == whole.card("visit")


@pytest.mark.parametrize("place", [-1, 3])
def test_an_explored_place_that_is_not_on_its_list_is_no_example(place: int) -> None:
    with pytest.raises(MalformedPack, match="place"):
        visit_examples(pack([taking(0, "weak", [place])]))


def bought_later(n: int, *items: str) -> VisitExample:
    """An order names the list of `taking`, which is not the newest any more; what was clicked is hidden by now."""
    name = "harken-0123456789abcdef-1"
    choice = Choice(list(items), None, [], list(items), [Listed(name, [], [], bought=True)], drawn=False)
    return msgspec.structs.replace(visit(n, items[0], "last"), choice=choice)


def test_an_order_after_its_click_teaches_as_much_as_one_at_once() -> None:
    #  visit       0 ... 129        130             131
    #  clicked     places told      strong clicked  strong bought: its list is no longer the newest
    #  at once     places told      strong bought
    first, nothing = told(), visit(131, "else", "last")
    clicked, later, at_once = (
        weights(learned([*first, *rest]))[1] - weights(learned(first))[1]
        for rest in (
            [taking(130, "strong", drawn=False), nothing],
            [taking(130, "strong", drawn=False), bought_later(131, "strong")],
            [taking(130, "strong", drawn=False, bought=True), nothing],
        )
    )
    assert later > clicked + 0.01
    assert later == pytest.approx(at_once, rel=0.2)  # two steps instead of one


def test_what_is_bought_of_a_list_after_something_else_of_it_was_clicked_counts_as_bought() -> None:
    first = [*told(), taking(130, "weak", drawn=False)]
    one, other = (weights(learned([*first, bought_later(131, item)]))[1] for item in ("weak", "strong"))
    assert other > weights(learned(first))[1] > one


@pytest.mark.parametrize("again", ["strong", "elsewhere"])
def test_an_order_is_learned_of_a_list_once_and_only_where_it_names_something_of_it(again: str) -> None:
    first = [*told(), taking(130, "strong", drawn=False), bought_later(131, "strong")]
    assert weights(learned([*first, bought_later(132, again)])) == weights(learned(first))


def test_a_learner_that_begins_again_knows_what_was_clicked() -> None:
    steady, killed = learned([*told(), taking(130, "strong")]), learned([*told(), taking(130, "strong")])
    killed.restart()
    for driver in (steady, killed):
        driver.learn([pack([bought_later(131, "strong")])])
    assert killed.state == steady.state
    assert not any("visit:clicked:" in key for key in killed.state)
