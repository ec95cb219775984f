"""What the learner's lane refuses before its models see it."""

from typing import Any

import msgspec
import pytest

from harken.batch import Record
from harken.example import CHURN, ExamplePack
from harken.features import FEATURE_NAMES
from harken.lane.learner_work import EXAMPLES, LearnerWork
from harken.lane.speech import Speech
from harken.learner import Learner
from harken.ledger.open import open_ledger
from harken.reason import Reason
from harken.settings import load_settings
from tests.unit.agents.learning.samples import label, pack


def work() -> LearnerWork:
    settings = load_settings({"HARKEN_REDIS": "memory://"})
    ledger = open_ledger(settings, "learner")
    return LearnerWork(lambda: Learner(0), ledger, ledger, Speech({}, FEATURE_NAMES), settings, carries=True)


def broken(examples: bytes) -> bytes:
    return msgspec.json.encode(ExamplePack(model=CHURN, lane=0, names=(), examples=msgspec.Raw(examples)))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (msgspec.json.encode(pack([label(0)])), None),
        (None, Reason.EMPTY),
        (b"{", Reason.WRONG_TYPE),
        (broken(b'[{"cause": 7}]'), Reason.WRONG_TYPE),
    ],
)
def test_a_pack_is_refused_for_what_is_inside_too(value: bytes | None, reason: Any) -> None:
    (entry,) = work().entries([Record(EXAMPLES, 0, 0, b"churn", value, 0)])
    assert (entry.reject.reason if entry.reject else None) == reason
