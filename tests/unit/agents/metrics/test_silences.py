"""Recency alone, from labels by how long the silence was."""

import pytest

from harken.metrics.silences import Silences

H_S = 90 * 86_400.0


def test_a_limit_speaks_of_each_silence_at_the_first_snapshot_behind_it() -> None:
    #  Ten customers fall silent; snapshots come after 0, 30, 60 and 90 days of it; all but four are back by day 60.
    silences = Silences()
    for n in range(10):
        gone = n < 4
        for snapshot in range(4 if gone else 2):
            silences.take(snapshot * H_S / 3 + 1.0, H_S, gone)
    four = silences.alone(4)
    assert four is not None
    assert (four.said, four.precision) == (4, 1.0)
    assert four.horizons == pytest.approx(1 / 3 + 1 / 30)  # the shortest that speaks of no more
    ten = silences.alone(10)
    assert ten is not None
    assert (ten.horizons, ten.said, ten.precision) == (0.0, 10, 0.4)


def test_nothing_is_said_where_nobody_was_silent_or_more_are_wanted_than_there_are() -> None:
    silences = Silences()
    assert silences.alone(1) is None
    assert silences.base_rate is None
    silences.take(H_S * 100, H_S, True)
    assert silences.alone(0) is None
    assert silences.alone(2) is None
    assert silences.base_rate == 1.0
