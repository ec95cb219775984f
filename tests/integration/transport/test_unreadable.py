"""What is read around a record that a disk has spoilt."""

from collections.abc import Iterator
from pathlib import Path
from struct import unpack_from

import pytest

from harken.settings import Settings
from harken.topics import create_topics
from tests.integration.transport.rig import Recorder, app_of, clicks, numbered, produce, running, settings_for, until
from tests.services.child import ServiceFailed
from tests.services.local_kafka import LocalKafka

#: Of a batch: its base offset, then how many bytes follow.
HEAD = 12


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[LocalKafka]:
    """One whose log can be written past it."""
    server = LocalKafka(tmp_path / "kafka")
    try:
        server.start()
    except ServiceFailed as failed:
        pytest.skip(str(failed))
    yield server
    server.remove()


def flip(log: Path, batch: int) -> None:
    """Change the last byte of a batch, counted from 0; twice leaves it as it was."""
    data = bytearray(log.read_bytes())
    start = 0
    for _ in range(batch):
        start += HEAD + int(unpack_from(">i", data, start + 8)[0])
    end = start + HEAD + int(unpack_from(">i", data, start + 8)[0])
    with log.open("r+b") as file:
        file.seek(end - 1)
        file.write(bytes([data[end - 1] ^ 0xFF]))


def offsets(recorder: Recorder, settings: Settings) -> list[int]:
    """Of what was handed over of the first partition of the clicks."""
    return [record.offset for poll in recorder.of(clicks(settings)) for record in poll.records]


async def test_an_unreadable_record_is_waited_for_and_nothing_is_skipped(broker: LocalKafka, topic_prefix: str) -> None:
    settings = settings_for(broker.bootstrap, topic_prefix)
    create_topics(settings)
    tp, other = clicks(settings), clicks(settings, 1)
    for batch in range(3):
        produce(settings.kafka, numbered(tp, 10, 10 * batch))
    log = broker.folder / "data" / f"{tp.topic}-{tp.partition}" / f"{0:020}.log"
    flip(log, 1)
    recorder = Recorder()
    async with running(app_of(settings, recorder)):
        await until(lambda: recorder.counts[tp] == 10)
        for n in range(1, 30):  # it goes on being tried, and holds up no other
            produce(settings.kafka, numbered(other, 10))
            await until(lambda n=n: recorder.counts[other] == 10 * n)  # type: ignore[misc] # mypy cannot infer a lambda with defaults
        assert offsets(recorder, settings) == list(range(10))
        assert recorder.lost == []
        flip(log, 1)
        await until(lambda: recorder.counts[tp] == 30)
    assert offsets(recorder, settings) == list(range(30))
