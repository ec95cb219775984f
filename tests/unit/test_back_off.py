"""How long to wait between tries, and when to say so."""

import pytest

from harken.back_off import SAY_AGAIN_S, BackOff


class Clock:
    """A clock that stands until it is moved."""

    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_pauses_double_up_to_the_bound() -> None:
    back_off = BackOff(first_s=0.1, most_s=1.0, draw=lambda: 1.0)
    assert [back_off.failed("down") for _ in range(6)] == pytest.approx([0.1, 0.2, 0.4, 0.8, 1.0, 1.0])


def test_a_pause_is_never_shorter_than_half_and_never_nothing() -> None:
    back_off = BackOff(first_s=0.1, most_s=1.0, draw=lambda: 0.0)
    assert [back_off.failed("down") for _ in range(5)] == pytest.approx([0.05, 0.1, 0.2, 0.4, 0.5])


def test_a_thousand_failures_in_a_row_still_pause_for_the_bound() -> None:
    back_off = BackOff(draw=lambda: 1.0, most_s=5.0)
    assert {back_off.failed("down") for _ in range(2000)} >= {5.0}


def test_what_goes_on_for_the_same_reason_is_news_once_a_minute() -> None:
    #   s     0     1       30           61           62
    #       news   no    another: news   news: a minute   no
    clock = Clock()
    back_off = BackOff(clock=clock)
    said = []
    for at_s, why in [(0, "down"), (1, "down"), (30, "full"), (30 + SAY_AGAIN_S, "full"), (31 + SAY_AGAIN_S, "full")]:
        clock.now_s = 100.0 + at_s
        back_off.failed(why)
        said.append(back_off.is_news)
    assert said == [True, False, True, True, False]


def test_success_forgets_and_tells_how_long_it_took() -> None:
    clock = Clock()
    back_off = BackOff(first_s=0.1, draw=lambda: 1.0, clock=clock)
    back_off.failed("down")
    back_off.failed("down")
    clock.now_s += 7.0
    assert (back_off.lasted_s(), back_off.succeeded()) == (7.0, 7.0)
    assert (back_off.why, back_off.tries, back_off.lasted_s()) == ("", 0, 0.0)
    assert back_off.failed("down") == pytest.approx(0.1)
    assert back_off.is_news
