"""Which event ids are known, for how long, and how many."""

from harken.fold.remember import ENTRY_BYTES, Memory


def admitted(memory: Memory, ids: list[str], seen: bytes = b"", clock_s: float = 1000.0) -> bytes:
    for event_id in ids:
        after = memory.admit(seen, event_id, clock_s)
        assert after is not None
        seen = after
    return seen


def test_an_event_is_admitted_once() -> None:
    memory = Memory(3600, least=2, most=4)
    assert memory.admit(admitted(memory, ["a", "b"]), "a", 1000.0) is None


def test_within_the_hour_more_than_the_least_are_kept() -> None:
    memory = Memory(3600, least=2, most=100)
    seen = admitted(memory, [f"id-{n}" for n in range(50)])
    assert memory.admit(seen, "id-0", 1000.0 + 3600) is None


def test_after_the_hour_only_the_newest_few_are_kept() -> None:
    memory = Memory(3600, least=2, most=100)
    seen = admitted(memory, ["a", "b", "c"])
    seen = admitted(memory, ["d"], seen, 1000.0 + 3601)
    assert len(seen) == 2 * ENTRY_BYTES
    assert memory.admit(seen, "a", 5000.0) is not None
    assert memory.admit(seen, "c", 5000.0) is None


def test_silence_alone_forgets_nothing_of_the_newest() -> None:
    memory = Memory(3600, least=2, most=100)
    assert memory.admit(admitted(memory, ["a", "b"]), "b", 1e9) is None


def test_an_overflow_is_counted_and_the_oldest_goes() -> None:
    memory = Memory(3600, least=2, most=4)
    seen = admitted(memory, ["a", "b", "c", "d", "e"])
    assert memory.overflowed == 1
    assert len(seen) == 4 * ENTRY_BYTES
    assert memory.admit(seen, "a", 1000.0) is not None


def test_a_hash_that_lies_across_two_entries_is_no_memory() -> None:
    memory = Memory(3600, least=2, most=4)
    one = admitted(memory, ["a"])
    shifted = b"\0\0\0\0" + one[:8]
    assert memory.admit(shifted, "a", 1000.0) is not None
