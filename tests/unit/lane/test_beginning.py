"""Where a lane begins to read."""

import pytest
from faust.types import TP

from harken.lane.beginning import OffsetsBeyondLog, begin_at

CLICKS = TP("harken.clicks", 3)


@pytest.mark.parametrize(
    ("known", "begin", "lost"),
    [(None, 10, 0), (10, 10, 0), (15, 15, 0), (20, 20, 0), (4, 10, 6)],
    ids=["a lane that never was here", "at the start", "in the middle", "at the end", "behind retention"],
)
def test_a_lane_goes_on_where_the_ledger_stands_if_the_log_has_it(known: int | None, begin: int, lost: int) -> None:
    assert begin_at(CLICKS, known, 10, 20) == (begin, lost)


def test_what_retention_removed_is_said_with_how_many_they_were(caplog: pytest.LogCaptureFixture) -> None:
    begin_at(CLICKS, 4, 10, 20)
    (record,) = caplog.records
    assert (record.levelname, record.lane, record.records) == ("ERROR", 3, 6)  # type: ignore[attr-defined] # ours


def test_a_ledger_ahead_of_the_log_is_refused() -> None:
    with pytest.raises(OffsetsBeyondLog, match=r"harken.clicks\[3\] up to 21, the topic ends at 20"):
        begin_at(CLICKS, 21, 10, 20)
