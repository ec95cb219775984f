"""The blend learns from choices, judges before it learns, and is published when it is worth it."""

from collections.abc import Sequence
from zlib import crc32

import msgspec
import pytest

from harken.example import Choice, VisitExample
from harken.learning.choices import BLEND_KEY, FEWEST, SNAPSHOT_KEY
from harken.learning.packs import MalformedPack, visit_examples
from harken.recommend.opinions import BEFORE, SERVED
from harken.shelf import BlendSnapshot
from tests.learned import LearnerDriver
from tests.unit.agents.learning.samples import pack, visit

SNAPSHOT = f"harken:{SNAPSHOT_KEY}"


def chosen(n: int, item: str, *recent: str, choice: Choice) -> VisitExample:
    """A visit that is a choice."""
    return msgspec.structs.replace(visit(n, item, *recent), choice=choice)


def stapleual(count: int) -> list[VisitExample]:
    """Customers who take what they always take, whatever is popular: no list but their own has it first."""
    visits = []
    for n in range(count):
        item = f"own-{n % 40}"
        visits.append(chosen(n, item, "last", choice=Choice([item], None, [(item, 3.0)], [])))
    return visits


def learned(visits: Sequence[VisitExample]) -> LearnerDriver:
    driver = LearnerDriver()
    driver.learn([pack(visits)])
    return driver


def test_no_weights_are_published_before_there_were_enough_choices() -> None:
    assert SNAPSHOT not in learned(stapleual(FEWEST - 1)).strings
    driver = learned(stapleual(FEWEST))
    snapshot = msgspec.json.decode(driver.strings[SNAPSHOT], type=BlendSnapshot)
    assert snapshot.cases == FEWEST
    assert list(snapshot.weights) == [*SERVED, BEFORE]


def test_what_is_taken_from_a_list_raises_what_the_list_says() -> None:
    driver = learned(stapleual(FEWEST))
    weights = msgspec.json.decode(driver.strings[SNAPSHOT], type=BlendSnapshot).weights
    assert sum(weights["own"]) > 1.0
    assert sum(weights["own"]) > sum(weights["popular"])


def test_the_card_says_how_the_blend_did_beside_what_there_is_without_it() -> None:
    card = learned(stapleual(FEWEST)).card("visit")
    assert card["cases"] == str(FEWEST)
    metrics = card["metrics"]
    assert metrics["blend"]["hit_rate_at_10"] > metrics["without the blend"]["hit_rate_at_10"]
    assert set(metrics) == {"blend", "without the blend", "together"}


def test_a_choice_is_judged_before_its_own_visit_is_learned() -> None:
    driver = learned([chosen(0, "a", choice=Choice(["a"], None, [], []))])
    assert driver.card("visit")["metrics"]["blend"]["hit_rate_at_10"] == 0.0


def test_nothing_is_judged_where_all_that_was_taken_was_hidden() -> None:
    driver = learned([visit(0, "a"), chosen(1, "a", choice=Choice(["a"], None, [], ["a"]))])
    assert "cases" not in driver.card("visit")


def test_weights_are_withdrawn_while_lists_without_the_blend_do_better() -> None:
    driver = learned(stapleual(FEWEST))
    assert SNAPSHOT in driver.strings
    key = f"harken:learned:0:{BLEND_KEY}"
    state = msgspec.json.decode(driver.state[key])
    for n, (lately, published) in enumerate([(1.5, False), (0.0, True)], FEWEST):
        state["without"]["lately"] = lately  # more than all of the blend's
        driver.state[key] = msgspec.json.encode(state)
        driver.restart()
        driver.learn([pack(stapleual(n + 1)[-1:])])
        assert (SNAPSHOT in driver.strings) == published


def test_a_learner_goes_on_where_its_checkpoint_stood() -> None:
    visits = stapleual(FEWEST + 50)
    whole, restarted = learned(visits), learned(visits[:200])
    restarted.restart()
    restarted.learn([pack(visits[200:])])
    assert restarted.strings[SNAPSHOT] == whole.strings[SNAPSHOT]
    assert restarted.card("visit") == whole.card("visit")


def test_a_checkpoint_of_an_older_release_is_read_and_says_nothing_of_what_was_taken_before() -> None:
    driver = learned(stapleual(FEWEST))
    key = f"harken:learned:0:{BLEND_KEY}"
    state = msgspec.json.decode(driver.state[key])
    state["weights"], state["squares"] = state["weights"][:-1], state["squares"][:-1]
    driver.state[key] = msgspec.json.encode(state)
    driver.restart()
    driver.learn([pack(stapleual(FEWEST + 1)[-1:])])
    weights = msgspec.json.decode(driver.strings[SNAPSHOT], type=BlendSnapshot).weights
    assert weights[BEFORE] == (0.0,)
    assert sum(weights["own"]) > 1.0


def test_what_is_taken_again_raises_what_was_taken_before() -> None:
    visits = []
    for n in range(FEWEST):
        again = f"i{n % 7}"
        known = crc32(again.encode()).to_bytes(4, "big")
        visits.append(chosen(n, again, choice=Choice([again], None, [], [], known=known)))
    weights = msgspec.json.decode(learned(visits).strings[SNAPSHOT], type=BlendSnapshot).weights
    assert weights[BEFORE][0] > 1.0


def test_a_choice_of_an_older_release_says_nothing_of_what_was_taken_before() -> None:
    old = b'[["sku-1"],null,[],["sku-2"],[],true]'
    assert msgspec.json.decode(old, type=Choice).known == b""


def test_what_was_taken_before_is_of_four_bytes_each_or_it_is_no_example() -> None:
    with pytest.raises(MalformedPack, match="four bytes"):
        visit_examples(pack([chosen(0, "a", choice=Choice(["a"], None, [], [], known=b"abc"))]))


def test_an_example_of_an_older_release_has_no_choice() -> None:
    old = b'["0|clicks|17|0",1700000000.0,"sku-1",null,1.0,["sku-2"],[true],false]'
    assert msgspec.json.decode(old, type=VisitExample).choice is None


@pytest.mark.parametrize("strength", [-1.0, 1e9])
def test_a_staple_of_a_strength_that_is_none_is_no_example(strength: float) -> None:
    with pytest.raises(MalformedPack, match="strength"):
        visit_examples(pack([chosen(0, "a", choice=Choice(["a"], None, [("a", strength)], []))]))
