"""Models: one file each, one line here; `tests/contract/test_models.py` runs over this tuple."""

from harken.models.online_logistic import OnlineLogistic

#: What learns from churn examples. The first is the champion.
MODELS = (OnlineLogistic,)
