"""An ops alert as a line."""

import msgspec
import pytest

from harken.alert_line import NoAlert
from harken.alerting.ops import model_worse, topic_silent
from harken.inflow import Inflow
from harken.language import CHINESE
from harken.ops_line import ops_line, read_ops_alert
from tests.unit.agents.alerting.test_ops import WORSE

BEGIN_S, HOUR_S = 1_767_225_600.0, 3600.0
SILENT = topic_silent("default", 0, "clicks", Inflow(99, BEGIN_S, 60.0, True, 1), BEGIN_S + 13 * HOUR_S, 12 * HOUR_S)
BACK = topic_silent("default", 0, "clicks", Inflow(100, BEGIN_S, 60.0, False, 1), BEGIN_S, 12 * HOUR_S)


def test_a_line_has_when_what_where_for_how_long_and_what_to_do() -> None:
    assert ops_line(SILENT) == (
        "2026-01-01T13:00  topic_silent raised  clicks  silent for 13.0 h  "
        "look after the producer; until events come again no customer ages and no label is given out"
    )
    assert ops_line(BACK).startswith("2026-01-01T00:00  topic_silent resolved  clicks  back  nothing")


def test_a_model_that_does_worse_is_told_with_both_losses_and_what_learns_beside_it() -> None:
    assert ops_line(model_worse("default", WORSE)) == (
        "2026-01-01T00:00  model_worse raised  churn  logistic-8000-0f3c: log loss 0.52 -> 0.6124; "
        "a shadow learns from now on  see what changed (harken models show); promote the shadow when it does better"
    )


def test_an_ops_alert_is_read_back_from_its_record() -> None:
    assert read_ops_alert(msgspec.json.encode(SILENT)) == SILENT


@pytest.mark.parametrize("value", [b"", b"{}", b"not json"])
def test_a_record_that_is_no_ops_alert_is_said_to_be_none(value: bytes) -> None:
    with pytest.raises(NoAlert):
        read_ops_alert(value)


def test_operators_read_it_in_their_language() -> None:
    said = ops_line(model_worse("default", WORSE, CHINESE), CHINESE)
    assert "影子模型" in said
    assert "log loss" not in said
    assert "已静默 13.0 小时" in ops_line(SILENT, CHINESE)
