"""What is said to whoever runs harken of a model."""

from harken.alerting.ops import model_worse
from harken.worse import Worse

WORSE = Worse(2, 1_767_225_600.0, "logistic", "logistic-8000-0f3c", 8000, (0.52, 0.61237), opened=True)


def test_a_model_that_does_worse_is_named_by_its_cause() -> None:
    alert = model_worse("default", WORSE)
    assert (alert.id, alert.subject) == ("model_worse|churn|2|raised", "churn")
    assert (alert.type, alert.severitytext) == ("com.harken.ops.model_worse.raised", "warning")
    assert (alert.data.loss_before, alert.data.loss_now, alert.data.shadow) == (0.52, 0.6124, True)
