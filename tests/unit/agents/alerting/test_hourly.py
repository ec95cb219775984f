"""How often all customers together are spoken of."""

from hypothesis import given
from hypothesis import strategies as st

from harken.alerting.hourly import HOUR_S, LONGEST_WAIT_H, SPREAD_S, Hourly, share_of

HOUR = 480_000


def hourly(cap: int = 3, known: bytes = b"", hour: int = HOUR, lanes: int = 1) -> Hourly:
    return Hourly(cap, 0, lanes, hour, known)


def turns(cap: int, names: int, known: bytes = b"", hour: int = HOUR) -> tuple[list[int], bytes]:
    """In how many hours the turn of each comes who waits, and what is to be known then."""
    held = hourly(cap, known, hour)
    return [int(held.turn_s(f"n{n}") // HOUR_S) - hour for n in range(names)], held.encoded()


@given(st.integers(1, 500), st.integers(1, 40), st.integers(0, 10**6))
def test_the_shares_of_all_lanes_are_the_cap_in_every_hour(cap: int, lanes: int, hour: int) -> None:
    shares = [share_of(cap, lane, lanes, hour) for lane in range(lanes)]
    assert sum(shares) == cap
    assert max(shares) - min(shares) <= 1


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 10**6))
def test_a_cap_of_fewer_than_there_are_lanes_goes_round(cap: int, lanes: int, hour: int) -> None:
    round_h = -(-lanes // cap)
    for lane in range(lanes):
        assert any(share_of(cap, lane, lanes, hour + n) for n in range(round_h))


def test_so_many_in_an_hour_of_the_same_severity_or_more() -> None:
    held = hourly()
    for severity in ("info", "info", "warning"):
        held.note(severity)
    #  Three were announced, of which one was a warning: good news never crowds out a warning.
    assert (held.holds("info"), held.holds("warning"), held.holds("critical")) == (True, False, False)
    held.note("critical")
    held.note("critical")
    #  Critical passes, and counts.
    assert (held.holds("warning"), held.holds("critical")) == (True, False)


def test_the_next_batch_of_the_hour_goes_on_where_this_one_ended_and_another_hour_begins_anew() -> None:
    held = hourly()
    assert held.encoded() == b""
    for _ in range(3):
        held.note("warning")
    assert hourly(known=held.encoded()).holds("warning")
    assert hourly(known=held.encoded()).encoded() == b""
    assert not hourly(known=held.encoded(), hour=HOUR + 1).holds("warning")


def test_who_waits_has_their_turn_in_the_hour_in_which_there_is_room_for_them() -> None:
    assert turns(3, 8)[0] == [1, 1, 1, 2, 2, 2, 3, 3]
    #  An hour later three have had theirs; who comes now waits behind the five.
    assert turns(3, 2, turns(3, 8)[1], HOUR + 1)[0] == [2, 3]
    #  A day later nobody waits.
    assert turns(3, 2, turns(3, 8)[1], HOUR + LONGEST_WAIT_H)[0] == [1, 1]


def test_nobody_waits_longer_than_a_day_before_they_are_asked_again() -> None:
    assert max(turns(1, 200)[0]) == LONGEST_WAIT_H


def test_turns_of_an_hour_are_spread_over_its_beginning() -> None:
    held = hourly(cap=200)
    begins = [held.turn_s(f"n{n}") - (HOUR + 1) * HOUR_S for n in range(200)]
    assert 0 <= min(begins) < 0.1 * SPREAD_S < 0.9 * SPREAD_S < max(begins) < SPREAD_S
