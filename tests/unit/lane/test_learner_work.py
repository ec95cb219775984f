"""What the learner's lane refuses before its models see it."""

import asyncio
from collections.abc import Sequence
from math import inf
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
from harken.lane.work import Writes
from harken.learner import Learner
from harken.learning.drift import DriftWatch
from harken.ledger.base import Changes, Lease, Ledger
from harken.ledger.memory import MemoryLedger
from harken.ledger.memory_store import MemoryStore
from harken.ledger.open import open_ledger
from harken.ops_line import read_ops_alert
from harken.outbox import pack as pack_outbox
from harken.reason import Reason
from harken.seal import MARK, Seal
from harken.settings import load_settings
from harken.topics import TOPICS
from tests.unit.agents.learning.samples import label, ordered, pack, visit

NAMES = {topic.name: f"harken.{topic.name}" for topic in TOPICS}


def work(progress: Progress | None = None, language: str = "en") -> LearnerWork:
    settings = load_settings(
        {"HARKEN_REDIS": "memory://", "HARKEN_PUBLISH_S": "60", "HARKEN_LANGUAGE": language}
    )
    ledger = open_ledger(settings, "learner")
    speech = Speech(NAMES, FEATURE_NAMES)
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
    learner = work(language="zh")
    lease = await open_ledger(load_settings({"HARKEN_REDIS": "memory://"}), "learner").take(0)
    await learner.begin(lease)
    monkeypatch.setattr(DriftWatch, "judge", lambda _, _score, _left, labels: labels == 7)  # as if it were drift
    record = Record(EXAMPLES, 0, 0, b"churn", msgspec.json.encode(pack([label(n) for n in range(20)])), 0)
    writes = await learner.turn(lease, learner.entries([record]), complete=True, idle=False)
    assert writes is not None
    (message,) = [message for message in writes.outbox.messages if message.topic != "harken.models"]
    alert = read_ops_alert(message.value or b"")
    assert (message.topic, message.key) == ("harken.ops", b"churn")
    assert (alert.id, alert.data.labels, alert.data.shadow) == ("model_worse|churn|1|raised", 7, True)
    assert alert.data.suggested_action.startswith("查看发生了什么变化")
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
    speech = Speech(NAMES, FEATURE_NAMES)
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
        lambda: Learner(0), ledger, ledger, Speech(NAMES, FEATURE_NAMES), settings, carries=True, progress=Progress()
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


def cards(writes: Writes | None) -> dict[str, dict[str, Any]]:
    """What is said of models, by key."""
    assert writes is not None
    messages = [message for message in writes.outbox.messages if message.topic == "harken.models"]
    return {(message.key or b"").decode(): msgspec.json.decode(message.value or b"") for message in messages}


async def learned(learner: LearnerWork, ledger: Ledger, lease: Lease, offset: int) -> tuple[Writes, Lease]:
    """One label and its commit."""
    record = Record(EXAMPLES, 0, offset, b"churn", msgspec.json.encode(pack([label(offset)])), 1000 + offset)
    writes = await learner.turn(lease, learner.entries([record]), complete=True, idle=False)
    assert writes is not None
    return writes, await commit(ledger, lease, writes, {EXAMPLES: offset + 1})


async def commit(ledger: Ledger, lease: Lease, writes: Writes, offsets: dict[str, int]) -> Lease:
    return await ledger.commit(
        lease,
        Changes(
            offsets=offsets,
            clock_s=writes.clock_s,
            step_s=writes.step_s,
            outbox=pack_outbox(writes.outbox),
            strings=writes.strings,
            scores=writes.scores,
            hashes=writes.hashes,
        ),
    )


def worker(store: MemoryStore, cards_s: float) -> tuple[LearnerWork, Ledger]:
    """A learner over a store that others had before."""
    settings = load_settings({}, redis="memory://", publish_s=0.001, cards_s=cards_s)
    ledger = MemoryLedger("learner", store, lambda: 0.0)
    speech = Speech(NAMES, FEATURE_NAMES)
    return (
        LearnerWork(lambda: Learner(0), ledger, ledger, speech, settings, carries=True, progress=Progress()),
        ledger,
    )


async def test_cards_are_said_in_the_commit_that_writes_them() -> None:
    learner, ledger = worker(MemoryStore(), 3600.0)
    lease = await ledger.take(0)
    await learner.begin(lease)
    writes, lease = await learned(learner, ledger, lease, 0)
    said = cards(writes)
    assert said["churn"]["card"]["labels"] == 1
    assert (said["churn"]["at_ms"], said["churn"]["id"].rpartition("|")[0]) == (1000, "churn|0|examples|0")
    assert said["churn:kalman"]["role"] == "champion"
    assert {key.partition(":")[0] for key in said} == {key.split(":")[2] for key in writes.hashes}
    again, lease = await learned(learner, ledger, lease, 1)
    assert cards(again) == {}
    assert again.hashes["harken:model:churn"]["labels"] == b"2"


async def test_a_card_that_had_to_wait_is_said_when_nothing_else_is_to_do() -> None:
    learner, ledger = worker(MemoryStore(), 0.05)
    lease = await ledger.take(0)
    await learner.begin(lease)
    seen: dict[str, dict[str, Any]] = {}
    for offset in range(20):
        writes, lease = await learned(learner, ledger, lease, offset)
        seen |= cards(writes)
    while seen["churn"]["card"]["labels"] < 20:
        writes_late = await learner.turn(lease, [], complete=True, idle=True)
        if writes_late is not None:
            assert writes_late.consumed == 0
            seen |= cards(writes_late)
            lease = await commit(ledger, lease, writes_late, {})
    assert await learner.turn(lease, [], complete=True, idle=True) is None


async def test_the_next_learner_says_what_the_one_before_did_not_come_to_say_and_nothing_twice() -> None:
    store = MemoryStore()
    learner, ledger = worker(store, 3600.0)
    lease = await ledger.take(0)
    await learner.begin(lease)
    for offset in range(2):
        _, lease = await learned(learner, ledger, lease, offset)
    learner, ledger = worker(store, 3600.0)
    lease = await ledger.take(0)
    await learner.begin(lease)
    late = await learner.turn(lease, [], complete=True, idle=True)
    assert cards(late)["churn"]["card"]["labels"] == 2
    assert late is not None
    await commit(ledger, lease, late, {})
    learner, ledger = worker(store, 3600.0)
    lease = await ledger.take(0)
    await learner.begin(lease)
    assert await learner.turn(lease, [], complete=True, idle=True) is None


async def test_where_a_release_before_taught_models_all_is_said_with_the_next_label() -> None:
    store = MemoryStore()
    learner, ledger = worker(store, 3600.0)
    lease = await ledger.take(0)
    await learner.begin(lease)
    writes, lease = await learned(learner, ledger, lease, 0)
    older = {"harken:learned:0:cards": None}
    index = {"harken:learned:0:index": {"harken:learned:0:cards": None}}
    await ledger.commit(lease, Changes(offsets={}, clock_s=-inf, step_s=0.0, strings=older, scores=index))
    learner, ledger = worker(store, 3600.0)
    lease = await ledger.take(0)
    await learner.begin(lease)
    assert await learner.turn(lease, [], complete=True, idle=True) is None
    after, lease = await learned(learner, ledger, lease, 1)
    assert cards(after).keys() == cards(writes).keys()


async def test_a_card_that_somebody_else_wrote_keeps_no_learner_from_its_lane() -> None:
    store = MemoryStore()
    learner, ledger = worker(store, 3600.0)
    lease = await ledger.take(0)
    await learner.begin(lease)
    _, lease = await learned(learner, ledger, lease, 0)
    spoiled = {"harken:model:churn": {"models": b"["}}
    lease = await ledger.commit(lease, Changes(offsets={}, clock_s=-inf, step_s=0.0, hashes=spoiled))
    await learner.begin(lease)
    assert cards((await learned(learner, ledger, lease, 1))[0])["churn"]["card"]["labels"] == 2
