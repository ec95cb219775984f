"""Times as an operator writes them."""

import pytest

from harken.cli.when import NoTime, read_until, read_when

NOW_S = 1_767_225_600.0  # 2026-01-01T00:00:00Z


@pytest.mark.parametrize(
    ("text", "ago_s"),
    [("90s", 90), ("30m", 1800), ("2h", 7200), ("1.5h", 5400), ("7d", 604_800), (" 2h ", 7200)],
)
def test_a_length_is_so_long_ago(text: str, ago_s: float) -> None:
    assert read_when(text, NOW_S) == round((NOW_S - ago_s) * 1000)


@pytest.mark.parametrize(
    "text", ["2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00", "2026-01-01"]
)
def test_a_date_is_utc_unless_it_says_otherwise(text: str) -> None:
    assert read_when(text, 0.0) == round(NOW_S * 1000)


@pytest.mark.parametrize("text", ["", "soon", "2", "h", "-2h", "2w", "2026-13-01"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(NoTime):
        read_when(text, NOW_S)


def test_a_span_may_lie_ahead_too() -> None:
    assert read_until("12h", 1000.0) == 44_200_000
    assert read_until("2026-01-31", 0.0) == read_when("2026-01-31", 0.0)
