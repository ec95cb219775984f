"""Models: one file each, one line here; `tests/contract/test_models.py` runs over this tuple."""

from typing import Final

from harken.models.batch_logistic import BatchLogistic
from harken.models.bgnbd import BgNbd
from harken.models.forest import Forest
from harken.models.hoeffding_tree import HoeffdingTree
from harken.models.kalman import Kalman
from harken.models.model import Model
from harken.models.nearest import KNearest
from harken.models.network import Network
from harken.models.online_logistic import OnlineLogistic
from harken.models.platt import Platt
from harken.models.recency import Recency
from harken.models.stack import Stack

#: What learns from churn examples. The first is the champion of a new installation, until another is promoted, and
#: always learns (docs/decisions/0049).
MODELS: Final[tuple[type[Model], ...]] = (
    Kalman,
    OnlineLogistic,
    BatchLogistic,
    BgNbd,
    Recency,
    HoeffdingTree,
    Stack,
    KNearest,
    Network,
    Forest,
    Platt,
)
BY_NAME: Final = {model.name: model for model in MODELS}
