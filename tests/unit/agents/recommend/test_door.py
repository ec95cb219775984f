"""Who is taken too seldom waits, and is not remembered for ever."""

from harken.recommend.door import Door, Waiting


def test_an_item_is_let_in_with_its_nth_taking_and_waits_no_more() -> None:
    door = Door(3)
    assert [door.lets_in("a", at_s) for at_s in (1.0, 2.0)] == [False, False]
    assert (door.get("a"), len(door)) == (Waiting(2, 2.0), 1)
    assert door.lets_in("a", 3.0)
    assert (door.get("a"), len(door)) == (None, 0)


def test_nobody_is_let_in_for_what_others_took() -> None:
    door = Door(2)
    assert not any(door.lets_in(f"item-{n}", float(n)) for n in range(5000))


def test_beyond_the_bound_the_tenth_that_was_taken_longest_ago_makes_room() -> None:
    door = Door(2, most=20)
    for n in range(21):
        assert not door.lets_in(f"item-{n:02}", float(n or 99))
    assert len(door) == 19
    assert [n for n in range(21) if door.get(f"item-{n:02}") is None] == [1, 2]
    assert not door.lets_in("item-01", 100.0)  # counted anew
    assert door.lets_in("item-00", 100.0)


def test_who_was_last_taken_long_ago_is_forgotten() -> None:
    door = Door(3)
    for item, at_s in (("a", 1.0), ("b", 1.0), ("b", 5.0)):
        door.lets_in(item, at_s)
    door.forget_before(5.0)
    assert (door.get("a"), door.get("b")) == (None, Waiting(2, 5.0))


def test_every_taking_and_every_forgetting_is_told_once() -> None:
    door = Door(2)
    door.lets_in("a", 1.0)
    assert (door.take_changed(), door.take_changed()) == ({"a"}, set())
    door.lets_in("b", 9.0)
    door.forget_before(5.0)
    assert door.take_changed() == {"a", "b"}
