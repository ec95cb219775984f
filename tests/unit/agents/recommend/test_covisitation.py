"""Co-visitation, counted by hand on a few steps, and its bounds."""

from math import sqrt

from harken.example import VisitExample
from harken.recommend.covisitation import KEPT_NEIGHBOURS, MOST_NEIGHBOURS, SCORED_FADES, CoVisitation


def step(item: str, *recent: str, same: bool = True, at_s: float = 0.0, weight: float = 1.0) -> VisitExample:
    """A customer took `item` after `recent`, the newest first, all of the same session or none."""
    return VisitExample("0|clicks|0|0", at_s, item, None, weight, list(recent), [same] * len(recent), False)


def said(model: CoVisitation, item: str, n: int = 99) -> list[tuple[str, float]]:
    """An item's neighbours, to twelve digits."""
    return [(other, round(score, 12)) for other, score in model.neighbours(item, n)]


def taught(*steps: VisitExample, most_items: int = 1000) -> CoVisitation:
    model = CoVisitation(most_items)
    for example in steps:
        model.learn_one(example)
    return model


def test_three_steps_by_hand() -> None:
    #  a session     a, then b, then c        n = 1 each
    #  C[a][b] = 1   C[b][a] = .5
    #  C[b][c] = 1   C[c][b] = .5   C[a][c] = 1 / 1.2   C[c][a] = .5 / 1.2
    model = taught(step("a"), step("b", "a"), step("c", "b", "a"))
    assert said(model, "a") == [("b", 1.0), ("c", round(1 / 1.2, 12))]
    assert model.neighbours("b", 9) == [("c", 1.0), ("a", 0.5)]
    assert said(model, "c") == [("b", 0.5), ("a", round(0.5 / 1.2, 12))]
    assert model.neighbours("c", 1) == [("b", 0.5)]


def test_another_session_says_less_and_counts_divide() -> None:
    #  a then b in one session, a then b in another: C[a][b] = 1 + .3, n_a = 1, n_b = 2
    model = taught(step("a"), step("b", "a"), step("b", "a", same=False))
    assert said(model, "a") == [("b", round(1.3 / sqrt(1 * 2), 12))]


def test_an_item_is_no_neighbour_of_its_own() -> None:
    assert said(taught(step("a", "a", "b")), "a") == [("b", round(0.5 / 1.2, 12))]


def test_only_the_last_ten_are_learned_from() -> None:
    model = taught(step("new", *(f"old-{n}" for n in range(12))))
    assert len(model.neighbours("new", 99)) == 10
    assert said(model, "old-9") == [("new", round(1 / 2.8, 12))]
    assert model.neighbours("old-10", 1) == []


def test_ranking_adds_up_the_last_items_each_less_than_the_one_after_it() -> None:
    model = taught(step("x", "a"), step("x", "b"), step("y", "b"))
    #  C[a][x] = C[b][x] = C[b][y] = 1; n_x = 2, n_y = 1, a and b never taken themselves
    x, y = (SCORED_FADES[0] + SCORED_FADES[1]) / sqrt(2), SCORED_FADES[1]
    assert x > y
    assert model.rank(["a", "b"], (), 9) == ["x", "y"]
    assert model.rank(["a", "b"], {"x"}, 9) == ["y"]
    assert model.rank(["b"], (), 1) == ["y"]
    assert model.rank(["nothing", "of", "this"], (), 9) == []


def test_of_equals_the_later_name_comes_first_whatever_was_learned_first() -> None:
    assert taught(step("x", "a"), step("y", "a")).neighbours("a", 2) == [("y", 1.0), ("x", 1.0)]
    assert taught(step("y", "a"), step("x", "a")).neighbours("a", 1) == [("y", 1.0)]


def test_neighbours_are_pruned_to_the_strongest_when_they_are_too_many() -> None:
    model = CoVisitation()
    for n in range(MOST_NEIGHBOURS):
        model.learn_one(step(f"n-{n:03}", "a", weight=1 + n / 1000))
    assert len(model.neighbours("a", 999)) == MOST_NEIGHBOURS
    model.learn_one(step("n-last", "a", weight=2))
    kept = {item for item, _ in model.neighbours("a", 999)}
    assert kept == {"n-last"} | {f"n-{n:03}" for n in range(MOST_NEIGHBOURS - KEPT_NEIGHBOURS + 1, MOST_NEIGHBOURS)}


def test_from_its_dumps_it_continues_to_the_last_bit() -> None:
    steps = [step(f"i-{n * n % 7}", f"i-{n % 5}", f"i-{n % 3}", at_s=float(n)) for n in range(60)]
    whole = taught(*steps)
    first = taught(*steps[:31])
    second = CoVisitation()
    for item in reversed(first.take_changed()):
        data = first.dump_item(item)
        assert data is not None
        second.load_item(item, data)
    for example in steps[31:]:
        second.learn_one(example)
    for n in range(7):
        assert second.dump_item(f"i-{n}") == whole.dump_item(f"i-{n}")


def test_changed_items_are_told_once() -> None:
    model = taught(step("b", "a"))
    assert model.take_changed() == ["a", "b"]
    assert model.take_changed() == []


def test_beyond_the_bound_what_was_idle_for_longest_is_forgotten_and_never_said_again() -> None:
    model = taught(step("b", "a", at_s=1), *(step(f"i-{n}", at_s=2.0 + n) for n in range(18)), most_items=20)
    assert len(model) == 20
    model.take_changed()
    model.learn_one(step("a", at_s=90))
    model.learn_one(step("one-more", at_s=99))
    assert len(model) == 19
    assert model.take_changed() == ["a", "b", "i-0", "one-more"]
    assert model.dump_item("b") is None
    assert model.neighbours("a", 9) == []
    assert model.rank(["a"], (), 9) == []


def at_the_door(*steps: VisitExample, least_takings: int = 2) -> CoVisitation:
    model = CoVisitation(least_takings=least_takings)
    for example in steps:
        model.learn_one(example)
    return model


def test_what_was_taken_too_seldom_has_no_neighbours_and_is_nobodys() -> None:
    #  b is taken once: after its second taking it is learned, and what was taken after the first is not
    once = [step("a"), step("a"), step("b", "a"), step("a", "b")]
    model = at_the_door(*once)
    assert (said(model, "a"), said(model, "b"), model.count("b"), "b" in model) == ([], [], 0.0, False)
    assert model.take_changed() == ["a"]
    assert model.take_waiting() == ["a", "b"]
    model.learn_one(step("b", "a"))
    #  n_a = 2, its takings but the first; n_b = 1
    assert said(model, "a") == [("b", round(1 / sqrt(2), 12))]
    assert said(model, "b") == [("a", round(0.5 / sqrt(2), 12))]


def test_learning_says_whether_the_item_was_taken_often_enough() -> None:
    model = CoVisitation(least_takings=3)
    assert [model.learn_one(step("a")) for _ in range(4)] == [False, False, True, True]
    assert CoVisitation().learn_one(step("a"))


def test_who_waits_goes_on_waiting_from_its_dump() -> None:
    first, second = at_the_door(step("a", at_s=7.0)), CoVisitation(least_takings=2)
    data = first.dump_item("a")
    assert data is not None
    second.load_item("a", data)
    assert ("a" in second, second.dump_item("a")) == (False, data)
    assert second.learn_one(step("a", at_s=8))


def test_where_nobody_waits_who_did_is_learned_and_where_somebody_does_who_was_learned_stays() -> None:
    waits = at_the_door(*[step("a", at_s=7)] * 4, least_takings=5).dump_item("a")
    learned = taught(step("a", at_s=7)).dump_item("a")
    assert waits is not None
    assert learned is not None
    now, later = CoVisitation(), CoVisitation(least_takings=9)
    now.load_item("a", waits)
    assert ("a" in now, now.count("a")) == (True, 4.0)
    later.load_item("a", learned)
    assert ("a" in later, later.count("a")) == (True, 1.0)


def test_what_the_release_before_wrote_down_is_read_and_written_the_same() -> None:
    older = bytes.fromhex("93cb3ff0000000000000cb401c00000000000081a162cb3fe0000000000000")  # [1.0, 7.0, {"b": 0.5}]
    for model in (CoVisitation(), CoVisitation(least_takings=3)):
        model.load_item("a", older)
        assert ("a" in model, model.dump_item("a")) == (True, older)


def test_what_was_last_touched_long_ago_is_gone_and_so_is_that_it_was_anybodys_neighbour() -> None:
    #  a, b and c at 1; of these a is behind d at 9, which touches it
    model = taught(step("a", at_s=1), step("b", "a", at_s=1), step("c", "b", at_s=1), step("d", "a", at_s=9))
    model.take_changed()
    model.forget_before(9)
    assert (len(model), "a" in model, "d" in model) == (2, True, True)
    assert model.take_changed() == ["a", "b", "c"]
    assert (model.dump_item("b"), model.dump_item("c")) == (None, None)
    assert [item for item, _ in said(model, "a")] == ["d"]
    model.learn_one(step("b", at_s=10))  # taken again it begins anew
    assert ([item for item, _ in said(model, "a")], said(model, "b")) == (["d"], [])


def test_what_waits_is_forgotten_as_what_is_learned_is() -> None:
    model = at_the_door(step("a", at_s=1), step("b", at_s=9))
    model.forget_before(9)
    assert (model.dump_item("a"), model.dump_item("b") is None) == (None, False)
    assert not model.learn_one(step("a", at_s=10))
