"""What the learner's lane refuses before its models see it."""

import asyncio
from collections.abc import Mapping, Sequence
from threading import Event
from typing import Any

import msgspec
import pytest

from harken.batch import Record
from harken.example import CHURN, EXAMPLES, ExamplePack
from harken.features import FEATURE_NAMES
from harken.lane.learner_work import LearnerWork
from harken.lane.progress import PACE, Progress
from harken.lane.speech import Speech
from harken.learner import Learner
from harken.learning.drift import DriftWatch
from harken.ledger.open import open_ledger
from harken.ops_line import read_ops_alert
from harken.reason import Reason
from harken.seal import MARK, Seal
from harken.settings import load_settings
from tests.unit.agents.learning.samples import label, ordered, pack, visit


def work(progress: Progress | None = None, names: Mapping[str, str] | None = None) -> LearnerWork:
    settings = load_settings({"HARKEN_REDIS": "memory://", "HARKEN_PUBLISH_S": "60"})
    ledger = open_ledger(settings, "learner")
    speech = Speech(names or {}, FEATURE_NAMES)
    progress = progress or Progress()
    return LearnerWork(lambda: Learner(0), ledger, ledger, speech, settings, carries=True, progress=progress)


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


def test_a_pack_for_a_shard_that_is_not_here_is_refused_with_what_to_set() -> None:
    whole = pack([visit(0, "tea")])
    for model, refused in (("visit", False), ("visit:0/2", True), ("visit:x", True)):
        told = msgspec.json.encode(ExamplePack(model=model, lane=0, examples=whole.examples))
        (entry,) = work().entries([Record(EXAMPLES, 0, 0, model.encode(), told, 0)])
        assert (entry.reject is not None) == refused
        if entry.reject is not None:
            assert (entry.reject.reason, "HARKEN_ITEM_SHARDS" in entry.reject.detail) == (Reason.UNKNOWN_KIND, True)


async def test_a_learner_that_waits_until_it_may_publish_again_does_not_pass_for_one_that_hangs() -> None:
    progress = Progress()
    learner = work(progress)
    lease = await open_ledger(load_settings({"HARKEN_REDIS": "memory://"}), "learner").take(0)
    await learner.begin(lease)
    entries = learner.entries([Record(EXAMPLES, 0, 0, b"churn", msgspec.json.encode(pack([label(0)])), 0)])
    assert await learner.turn(lease, entries, complete=True, idle=False) is not None
    assert progress.busy_s() > 0
    second = asyncio.create_task(learner.turn(lease, entries, complete=True, idle=False))
    await asyncio.sleep(0)
    assert (progress.stage.name, progress.busy_s()) == (PACE, 0.0)
    second.cancel()


async def test_another_champion_is_said_with_before_and_after_once(caplog: pytest.LogCaptureFixture) -> None:
    learner = work()
    lease = await open_ledger(load_settings({"HARKEN_REDIS": "memory://"}), "learner").take(0)
    await learner.begin(lease)
    packs = [pack([label(n) for n in range(30)]), ordered("promote", "batch")]
    records = [Record(EXAMPLES, 0, n, b"churn", msgspec.json.encode(each), 0) for n, each in enumerate(packs)]
    entries = learner.entries(records)
    assert [entry.reject for entry in entries] == [None, None]
    caplog.set_level("INFO")
    writes = await learner.turn(lease, entries, complete=True, idle=False)
    assert writes is not None
    assert writes.hashes["harken:model:churn"]["champion"] == b"batch"
    await learner._learned([], 0.0)
    (said,) = [vars(record) for record in caplog.records if record.msg == "another model scores"]
    assert said["deed"] == "promote"
    assert said["before"].startswith("kalman-30-")
    assert said["after"].startswith("batch-30-")


async def test_a_model_that_does_worse_is_said_on_ops_in_the_commit_that_learned_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    learner = work(names={"ops": "harken.ops"})
    lease = await open_ledger(load_settings({"HARKEN_REDIS": "memory://"}), "learner").take(0)
    await learner.begin(lease)
    monkeypatch.setattr(DriftWatch, "judge", lambda _, _score, _left, labels: labels == 7)  # as if it were drift
    record = Record(EXAMPLES, 0, 0, b"churn", msgspec.json.encode(pack([label(n) for n in range(20)])), 0)
    writes = await learner.turn(lease, learner.entries([record]), complete=True, idle=False)
    assert writes is not None
    (message,) = writes.outbox.messages
    alert = read_ops_alert(message.value or b"")
    assert (message.topic, message.key) == ("harken.ops", b"churn")
    assert (alert.id, alert.data.labels, alert.data.shadow) == ("model_worse|churn|1|raised", 7, True)
    assert writes.tally.drifts == {"churn": 1}
    assert not (await learner._learned([], 0.0)).outbox.messages


async def test_while_a_model_learns_the_event_loop_goes_on() -> None:
    class Slow(Learner):
        def learn(self, packs: Sequence[ExamplePack]) -> None:
            assert came_round.wait(10.0)
            super().learn(packs)

    came_round = Event()
    settings = load_settings({"HARKEN_REDIS": "memory://"})
    ledger = open_ledger(settings, "learner")
    speech = Speech({}, FEATURE_NAMES)
    learner = LearnerWork(lambda: Slow(0), ledger, ledger, speech, settings, carries=True, progress=Progress())
    lease = await ledger.take(0)
    await learner.begin(lease)
    record = Record(EXAMPLES, 0, 0, b"churn", msgspec.json.encode(pack([label(0)])), 0)
    asyncio.get_running_loop().call_later(0.01, came_round.set)
    writes = await learner.turn(lease, learner.entries([record]), complete=True, idle=False)
    assert writes is not None
    assert writes.hashes["harken:model:churn"]["labels"] == b"1"


async def test_snapshots_are_sealed_and_nothing_else_is() -> None:
    settings = load_settings({"HARKEN_REDIS": "memory://", "HARKEN_SNAPSHOT_KEY": "ours"})
    ledger = open_ledger(settings, "learner")
    learner = LearnerWork(
        lambda: Learner(0), ledger, ledger, Speech({}, FEATURE_NAMES), settings, carries=True, progress=Progress()
    )
    lease = await ledger.take(0)
    await learner.begin(lease)
    entries = learner.entries([Record(EXAMPLES, 0, 0, b"churn", msgspec.json.encode(pack([label(0)])), 0)])
    writes = await learner.turn(lease, entries, complete=True, idle=False)
    assert writes is not None
    sealed = [key for key, value in writes.strings.items() if value is not None and value.startswith(MARK)]
    assert sealed == ["harken:snapshot:churn", "harken:snapshot:value"]
    stored = writes.strings["harken:snapshot:churn"] or b""
    assert b"version" in Seal(settings.snapshot_key).open("harken:snapshot:churn", stored)
